// @ts-check
/* Carriers by months for the wide window: arrow keys by Enter and Tab, and a block pasted into a cell. Cells are inputs; a text with tabs or
 * line breaks is a block and goes to the owner's preview, the cell keeps its value. */
'use strict'

const words = require('../../behaviors/words')
const { settled } = require('../../utils/digits')

Component({
  behaviors: [words],
  properties: {
    rows: { type: Array, value: [] },
    months: { type: Array, value: [] },
    /** {row, column} to go to */
    focus: { type: Object, value: null }
  },
  data: { row: -1, column: -1, held: false, typing: '', box: '' },
  observers: {
    'focus'(focus) {
      if (focus) this.open(focus)
    },
    /** A change from outside (a paste, a fix) shows in the cell in hand too. */
    'rows'(rows) {
      const line = this.data.held && rows[this.data.row]
      const value = line ? line.cells[this.data.column].value : ''
      if (line && value !== settled(this.data.typing.trim())) this.setData({ typing: value })
    }
  },
  methods: {
    placeOf(/** @type {any} */ event) {
      const { row, column } = event.currentTarget.dataset
      return { row: Number(row), column: Number(column) }
    },
    onFocus(/** @type {any} */ event) {
      const place = this.placeOf(event)
      if (!this.data.held || place.row !== this.data.row || place.column !== this.data.column) this.open(place)
    },
    /** A cell in hand shows what is being typed, dot and all; the others show what stands in the draft. @param {{row: number, column: number}} place */
    open(place) {
      const line = /** @type {any} */ (this.data.rows[place.row])
      this.setData({ row: place.row, column: place.column, held: true, typing: line ? line.cells[place.column].value : '' })
    },
    /** The place is remembered: a block is pasted there. */
    onBlur(/** @type {any} */ event) {
      const place = this.placeOf(event)
      if (place.row === this.data.row && place.column === this.data.column) this.setData({ held: false, typing: '' })
    },
    onInput(/** @type {any} */ event) {
      const { row, column } = this.placeOf(event)
      const text = event.detail.value
      const cell = /** @type {any} */ (this.data.rows[row]).cells[column]
      if (/[\t\n]|\d\s+\d/.test(text)) {
        this.setData({ typing: cell.value })
        this.triggerEvent('paste', { row, column, text })
        return cell.value
      }
      /* place and hold are set only where they change: setting the focus again would fetch it back from the next cell */
      this.setData(this.data.held && this.data.row === row && this.data.column === column ? { typing: text } : { row, column, held: true, typing: text })
      this.triggerEvent('cell', { row, cell: cell.cell, text })
      return undefined
    },
    /** Enter: the cell below; at the end of a column the next month. */
    onConfirm(/** @type {any} */ event) {
      const { row, column } = this.placeOf(event)
      const below = row + 1 < this.data.rows.length
      this.open(below ? { row: row + 1, column } : { row: 0, column: this.nextOpen(column) })
    },
    nextOpen(/** @type {number} */ column) {
      const open = this.data.months.findIndex((/** @type {any} */ month, at) => at > column && month.open)
      return open < 0 ? column : open
    },
    /** A block by its own box: for spreadsheets that give line breaks, which a cell would swallow. */
    onBox(/** @type {any} */ event) {
      const text = event.detail.value
      if (!text) return
      const column = this.data.column < 0 ? this.data.months.findIndex((/** @type {any} */ month) => month.open) : this.data.column
      this.setData({ box: text })
      this.triggerEvent('paste', { row: Math.max(0, this.data.row), column, text })
      setTimeout(() => this.setData({ box: '' }), 0)
    },
    async onClipboard() {
      const got = await wx.getClipboardData()
      this.onBox({ detail: { value: got.data } })
    },
    onShut(/** @type {any} */ event) {
      this.triggerEvent('extend', { month: event.currentTarget.dataset.month })
    },
    onDetails(/** @type {any} */ event) {
      this.triggerEvent('details', { at: Number(event.currentTarget.dataset.at) })
    },
    onAdd() {
      this.triggerEvent('add')
    },
    onTemplate() {
      this.triggerEvent('template')
    }
  }
})
