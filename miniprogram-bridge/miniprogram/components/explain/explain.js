// @ts-check
/* How a number came about: the core's op explain, step by step, with the sources of its factors. `shown` is made by services/explaining. */
'use strict'

const words = require('../../behaviors/words')

Component({
  behaviors: [words],
  properties: {
    visible: { type: Boolean, value: false },
    shown: { type: Object, value: {} }
  },
  methods: {
    onClose() {
      this.triggerEvent('close')
    },
    onPart(/** @type {any} */ event) {
      const { at, title } = event.currentTarget.dataset
      if (at) this.triggerEvent('part', { at, title })
    }
  }
})
