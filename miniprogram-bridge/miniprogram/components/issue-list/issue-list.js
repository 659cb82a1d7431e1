// @ts-check
/* Issues with their ways out: go there, take the proposed fix, give a reason. Items are made by services/issues. */
'use strict'

const words = require('../../behaviors/words')
const settings = require('../../services/settings')

/** So many open confirms show their reasons at once. */
const FEW = 2

Component({
  behaviors: [words],
  properties: {
    items: { type: Array, value: [] },
    /** nothing can be changed from here */
    still: { type: Boolean, value: false },
    /** the owner can go to the place of an issue */
    linked: { type: Boolean, value: false }
  },
  data: { typed: /** @type {any} */ ({}), opened: /** @type {any} */ ({}), fold: false, fixes: 0, fixAll: '' },
  observers: {
    'items'(items) {
      this.sum(items)
    }
  },
  methods: {
    dressed() {
      this.sum(this.data.items)
    },
    /** Many confirms fold; several proposed fixes can be taken together. @param {any[]} items */
    sum(items) {
      const fixes = items.filter((one) => one.fix && one.open).length
      this.setData({ fold: items.filter((one) => one.severity === 'confirm' && one.open).length > FEW, fixes, fixAll: settings.say('issue.fix_all', { n: fixes }) })
    },
    onFixAll() {
      this.triggerEvent('fixall', { issues: this.data.items.filter((/** @type {any} */ one) => one.fix && one.open) })
    },
    onOpen(/** @type {any} */ event) {
      this.setData({ ['opened.' + event.currentTarget.dataset.id]: true })
    },
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
