// @ts-check
/* The grid's gestures on the phone: opening a cell, typing, changing the unit, going on, swiping to the next month. Methods of the report page. */
'use strict'

const catalog = require('../../services/catalog')
const energy = require('../../services/energy')
const numbers = require('../../services/numbers')
const settings = require('../../services/settings')
const months = require('../../utils/months')
const { settled } = require('../../utils/digits')

const SWIPE_PX = 64

/** @type {Record<string, any> & ThisType<any>} */
module.exports = {
  /** @param {any} event */
  onCell(event) {
    this.openCell(Number(event.currentTarget.dataset.at))
  },

  /** @param {number} at */
  openCell(at) {
    const row = this.rows()[at]
    if (!row) return this.onClosePad()
    const value = row.line[months.cellOf(this.data.month)] || ''
    this.undo = null
    this.setData({ active: at, padOpen: true, typing: value, padTold: '' })
    this.showPad()
    setTimeout(() => { if (!this.gone) wx.pageScrollTo({ selector: '#row-' + at, offsetTop: -120, duration: 200 }) }, 60)
  },

  showPad() {
    const at = this.data.active
    const row = this.rows()[at]
    if (at < 0 || !row) return
    this.setData({ padName: row.label, padUnits: row.units, padUnit: row.unit, padSame: this.data.lines[at] ? this.data.lines[at].same : '',
      padLast: at === this.rows().length - 1 && this.data.month === this.draft.key.end })
  },

  /** @param {any} event */
  onType(event) {
    const text = event.detail.text
    const row = this.rows()[this.data.active]
    this.setData({ typing: text, padTold: '' })
    this.undo = null
    this.change({ doc: energy.withCell(this.draft.doc, row, months.cellOf(this.data.month), settled(text)) })
  },

  /** Another unit for the whole row: the values are converted by the core, and the page says so. @param {any} event */
  onUnit(event) {
    const unit = event.detail.unit
    const row = this.rows()[this.data.active]
    const cell = months.cellOf(this.data.month)
    const line = energy.converted(row, unit)
    if (!line) return this.setData({ padTold: settings.say('report.not_exact', { unit: catalog.symbol(unit) }) })
    const from = row.line[cell]
    this.undo = Object.assign({}, row.line, { unit })
    this.change({ doc: row.index < 0 ? energy.withLine(this.draft.doc, row.id, line) : energy.withLine(this.draft.doc, row.id, line) })
    this.setData({
      typing: line[cell] || '',
      padTold: from === undefined ? '' : settings.say('report.converted', { from: numbers.one(from), unit: row.symbol, to: numbers.one(line[cell]), other: catalog.symbol(unit) })
    })
    this.showPad()
  },

  /** The number was right and only its unit wrong: the digits stay, the unit changes. */
  onKeepNumber() {
    if (!this.undo) return
    const line = this.undo
    this.undo = null
    this.change({ doc: energy.withLine(this.draft.doc, energy.idOf(line), line) })
    this.setData({ typing: line[months.cellOf(this.data.month)] || '', padTold: '' })
    this.showPad()
  },

  onNextCell() {
    const at = this.data.active + 1
    if (at < this.rows().length) return this.openCell(at)
    if (this.data.month >= this.draft.key.end) return this.onClosePad()
    this.toMonth(months.shift(this.data.month, 1))
    this.openCell(0)
  },

  onClosePad() {
    this.undo = null
    this.setData({ padOpen: false, active: -1, typing: '', padTold: '' })
    this.show()
  },

  /** @param {any} event */
  onMonth(event) {
    this.toMonth(event.currentTarget.dataset.month)
  },
  /** @param {string} month */
  toMonth(month) {
    if (month < this.draft.key.start || month > this.draft.key.end) return
    this.setData({ month })
    this.show()
    if (this.data.padOpen) this.openCell(this.data.active)
  },
  /** @param {any} event */
  onTouchStart(event) {
    const touch = event.touches[0]
    this.touch = { x: touch.clientX, y: touch.clientY }
  },
  /** @param {any} event */
  onTouchEnd(event) {
    const touch = event.changedTouches[0]
    if (!this.touch || !touch) return
    const dx = touch.clientX - this.touch.x
    const dy = touch.clientY - this.touch.y
    this.touch = null
    if (Math.abs(dx) > SWIPE_PX && Math.abs(dx) > 2 * Math.abs(dy)) this.toMonth(months.shift(this.data.month, dx < 0 ? 1 : -1))
  }
}
