// @ts-check
/* A sheet: from below on a phone, in the middle of a wide window. Content and foot come by slots. */
'use strict'

const words = require('../../behaviors/words')

Component({
  behaviors: [words],
  options: { multipleSlots: true },
  properties: {
    visible: { type: Boolean, value: false },
    title: { type: String, value: '' },
    /** a foot slot is given */
    foot: { type: Boolean, value: false }
  },
  methods: {
    onVisible(/** @type {any} */ event) {
      if (!event.detail.visible) this.close()
    },
    close() {
      this.triggerEvent('close')
    }
  }
})
