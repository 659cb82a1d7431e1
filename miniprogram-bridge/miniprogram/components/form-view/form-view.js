// @ts-check
/* Draws any form of the catalog: one control per field, rows as cards that can be added and removed, issues under their fields.
 * It holds no value: each change goes to the owner, who gives the new value back. */
'use strict'

const words = require('../../behaviors/words')
const { itemsOf } = require('./items')

Component({
  behaviors: [words],
  properties: {
    fields: { type: Array, value: [] },
    value: { type: Object, value: {} },
    /** JSON pointer of `value` in the envelope */
    path: { type: String, value: '' },
    issues: { type: Array, value: [] },
    hide: { type: Array, value: [] },
    still: { type: Boolean, value: false },
    /** a new row: silence about what is not filled in yet */
    calm: { type: Boolean, value: false }
  },
  data: { items: /** @type {any[]} */ ([]), help: '', choosing: '', choosingTitle: '', choices: /** @type {any[]} */ ([]), chosen: '' },
  observers: {
    'fields, value, path, issues, hide, calm'() {
      this.draw()
    }
  },
  methods: {
    dressed() {
      this.draw()
    },
    draw() {
      const { fields, value, path, issues, hide, calm } = /** @type {any} */ (this.data)
      this.setData({ items: itemsOf(fields, value, path, issues || [], hide || [], calm) })
    },
    /** @param {string} name @param {any} value undefined: the field is not filled */
    put(name, value) {
      const next = /** @type {any} */ (Object.assign({}, this.data.value))
      if (value === undefined || value === '') delete next[name]
      else next[name] = value
      this.triggerEvent('change', { value: next, name })
    },
    of(/** @type {any} */ event) {
      const name = event.currentTarget.dataset.name
      return this.data.items.filter((one) => one.name === name)[0]
    },
    onInput(/** @type {any} */ event) {
      const item = this.of(event)
      const text = event.detail.value
      this.put(item.name, item.kind === 'int' && /^\d{1,10}$/.test(text) ? Number(text) : text)
    },
    onSign(/** @type {any} */ event) {
      const item = this.of(event)
      if (item.value === '') return
      this.put(item.name, item.value[0] === '-' ? item.value.slice(1) : '-' + item.value)
    },
    onChip(/** @type {any} */ event) {
      const item = this.of(event)
      const id = event.currentTarget.dataset.id
      this.put(item.name, item.value === id && !item.required ? undefined : id)
    },
    onList(/** @type {any} */ event) {
      const item = this.of(event)
      const chosen = item.choices[Number(event.detail.value)]
      if (chosen) this.put(item.name, chosen.id)
    },
    onCodes(/** @type {any} */ event) {
      const item = this.of(event)
      if (!this.data.still) this.setData({ choosing: item.name, choosingTitle: item.label, choices: item.choices, chosen: item.value })
    },
    onCode(/** @type {any} */ event) {
      const name = this.data.choosing
      this.onCodesClose()
      this.put(name, event.detail.id)
    },
    onCodesClose() {
      this.setData({ choosing: '' })
    },
    onProposal(/** @type {any} */ event) {
      const item = this.of(event)
      this.put(item.name, item.proposal.value)
    },
    onPick(/** @type {any} */ event) {
      this.put(this.of(event).name, event.detail.value)
    },
    onSwitch(/** @type {any} */ event) {
      this.put(this.of(event).name, event.detail.value)
    },
    onClear(/** @type {any} */ event) {
      this.put(this.of(event).name, undefined)
    },
    onHelp(/** @type {any} */ event) {
      const name = event.currentTarget.dataset.name
      this.setData({ help: this.data.help === name ? '' : name })
    },
    /** @param {any} item @returns {any[]} */
    rowsOf(item) {
      return item.rows.map((/** @type {any} */ row) => row.value)
    },
    onAdd(/** @type {any} */ event) {
      const item = this.of(event)
      this.put(item.name, this.rowsOf(item).concat({}))
    },
    onRemove(/** @type {any} */ event) {
      const item = this.of(event)
      const rows = this.rowsOf(item).filter((/** @type {any} */ _, /** @type {number} */ i) => i !== Number(event.currentTarget.dataset.at))
      this.put(item.name, rows.length ? rows : undefined)
    },
    onRow(/** @type {any} */ event) {
      const item = this.of(event)
      const rows = this.rowsOf(item)
      rows[Number(event.currentTarget.dataset.at)] = event.detail.value
      this.put(item.name, rows)
    },
    onObject(/** @type {any} */ event) {
      this.put(this.of(event).name, event.detail.value)
    }
  }
})
