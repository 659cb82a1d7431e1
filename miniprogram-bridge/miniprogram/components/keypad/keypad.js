// @ts-check
/* The numeric keypad of the grid: digits, 上月相同, units of the row, next cell. It edits a text; its owner decides what becomes of it. */
'use strict'

const words = require('../../behaviors/words')
const { press } = require('../../utils/digits')

Component({
  behaviors: [words],
  properties: {
    visible: { type: Boolean, value: false },
    text: { type: String, value: '' },
    name: { type: String, value: '' },
    units: { type: Array, value: [] },
    unit: { type: String, value: '' },
    /** last month's value, '' when there is none */
    same: { type: String, value: '' },
    signed: { type: Boolean, value: false },
    /** what the last unit switch did, and its way back */
    told: { type: String, value: '' },
    last: { type: Boolean, value: false }
  },
  methods: {
    onKey(/** @type {any} */ event) {
      this.triggerEvent('input', { text: press(this.data.text, event.currentTarget.dataset.key) })
    },
    onClear() {
      this.triggerEvent('input', { text: '' })
    },
    onSame() {
      if (this.data.same) this.triggerEvent('input', { text: this.data.same })
    },
    onUnit(/** @type {any} */ event) {
      const unit = event.currentTarget.dataset.unit
      if (unit !== this.data.unit) this.triggerEvent('unit', { unit })
    },
    onKeepNumber() {
      this.triggerEvent('keepnumber')
    },
    onNext() {
      this.triggerEvent('next')
    },
    onClose() {
      this.triggerEvent('close')
    }
  }
})
