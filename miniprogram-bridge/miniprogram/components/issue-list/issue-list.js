// @ts-check
/* Issues with their ways out: go there, take the proposed fix, give a reason. Items are made by services/issues. */
'use strict'

const words = require('../../behaviors/words')

Component({
  behaviors: [words],
  properties: {
    items: { type: Array, value: [] },
    /** nothing can be changed from here */
    still: { type: Boolean, value: false }
  },
  data: { typed: /** @type {any} */ ({}) },
  methods: {
    of(/** @type {any} */ event) {
      const id = Number(event.currentTarget.dataset.id)
      return /** @type {any} */ (this.data.items.filter((/** @type {any} */ one) => one.id === id)[0])
    },
    onGo(/** @type {any} */ event) {
      this.triggerEvent('go', { issue: this.of(event) })
    },
    onFix(/** @type {any} */ event) {
      this.triggerEvent('fix', { issue: this.of(event) })
    },
    onType(/** @type {any} */ event) {
      this.setData({ ['typed.' + event.currentTarget.dataset.id]: event.detail.value })
    },
    onPick(/** @type {any} */ event) {
      this.setData({ ['typed.' + event.currentTarget.dataset.id]: event.currentTarget.dataset.text })
    },
    onKeep(/** @type {any} */ event) {
      const reason = String(/** @type {any} */ (this.data.typed)[event.currentTarget.dataset.id] || '').trim()
      if (reason) this.triggerEvent('reason', { issue: this.of(event), reason })
    },
    onTakeBack(/** @type {any} */ event) {
      this.triggerEvent('reason', { issue: this.of(event), reason: '' })
    }
  }
})
