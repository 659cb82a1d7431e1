// @ts-check
/* Twelve months of a year, each with its state by colour and shape. Tapping tells the month. */
'use strict'

const words = require('../../behaviors/words')

Component({
  behaviors: [words],
  properties: {
    /** [{month, name, state, mark, label}]: state filed | draft | queued | missing | future | chosen | taken */
    months: { type: Array, value: [] }
  },
  methods: {
    onTap(/** @type {any} */ event) {
      const item = /** @type {any} */ (this.data.months[Number(event.currentTarget.dataset.at)])
      this.triggerEvent('pick', { month: item.month, state: item.state })
    }
  }
})
