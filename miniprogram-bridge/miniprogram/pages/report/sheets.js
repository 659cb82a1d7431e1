// @ts-check
/* Sheets of the report page: details of a row (drawn from the catalog), own values, process and span rows, further rows, the period. */
'use strict'

const app = require('../../services/app')
const catalog = require('../../services/catalog')
const energy = require('../../services/energy')
const settings = require('../../services/settings')
const filings = require('../../services/filings')
const { monthName } = require('../../services/issues')
const overview = require('../../services/overview')
const months = require('../../utils/months')

const HIDDEN_OF_LINE = months.CELLS.concat('carrier')

/** Fields of the overrides as the catalog has them. */
function ownFields() {
  const form = catalog.find('forms', energy.FORM)
  return (form && form.overrides) || []
}

/** @type {Record<string, any> & ThisType<any>} */
module.exports = {
  onSheetClose() {
    this.editing = null
    this.setData({ sheet: '', paste: [] })
  },

  /* ---- a row of the grid ---- */
  /** @param {any} event */
  onDetails(event) {
    const at = Number(event.detail && event.detail.at !== undefined ? event.detail.at : event.currentTarget.dataset.at)
    const row = this.rows()[at]
    const field = catalog.field(energy.FORM, 'energy')
    if (!row || !field) return
    this.onClosePad()
    const carrier = catalog.find('carriers', row.carrier) || {}
    const hide = HIDDEN_OF_LINE.concat((carrier.flows || []).length > 1 ? [] : 'flow', (carrier.classes || []).length ? [] : 'class')
    this.editing = { kind: 'energy', id: row.id, line: row.line }
    this.setData({
      sheet: 'row', rowTitle: row.label, rowFields: field.fields, rowValue: row.line, rowPath: '/doc/energy/' + row.index, rowHide: hide,
      rowRemovable: row.index >= 0, rowCalm: false, ownFields: ownFields(), ownOpen: false
    })
    this.showOwn(row.carrier)
  },

  /** @param {any} event */
  onRowChange(event) {
    const { value } = event.detail
    if (this.editing.kind !== 'energy') return this.onListChange(value)
    const others = (this.draft.doc.energy || []).filter((/** @type {any} */ one) => energy.idOf(one) !== this.editing.id)
    if (others.some((/** @type {any} */ one) => energy.idOf(one) === energy.idOf(value))) return wx.showToast({ title: settings.say('report.row_exists'), icon: 'none' })
    this.change({ doc: energy.withLine(this.draft.doc, this.editing.id, value) })
    this.editing = Object.assign({}, this.editing, { id: energy.idOf(value), line: value })
    const index = this.draft.doc.energy.findIndex((/** @type {any} */ one) => energy.idOf(one) === this.editing.id)
    this.setData({ rowValue: value, rowPath: '/doc/energy/' + index, rowRemovable: true })
  },

  onRowRemove() {
    const { kind, id, at } = this.editing
    if (kind === 'energy') this.change({ doc: energy.withLine(this.draft.doc, id, null) })
    else this.change({ doc: this.withList(kind, (this.draft.doc[kind] || []).filter((/** @type {any} */ _, /** @type {number} */ i) => i !== at)) })
    this.onSheetClose()
  },

  /* ---- own values of a carrier ---- */
  /** @param {string} carrier */
  showOwn(carrier) {
    const rows = this.draft.overrides || []
    const at = rows.findIndex((/** @type {any} */ one) => one.carrier === carrier)
    this.setData({ ownValue: at < 0 ? {} : rows[at], ownPath: '/overrides/' + (at < 0 ? rows.length : at), ownHide: ['carrier'], ownOpen: this.data.ownOpen || at >= 0 })
  },
  onOwnOpen() {
    this.setData({ ownOpen: !this.data.ownOpen })
  },
  /** @param {any} event */
  onOwnChange(event) {
    const carrier = this.editing.line.carrier
    const value = Object.assign({ carrier }, event.detail.value)
    const isEmpty = Object.keys(value).length === 1
    const others = (this.draft.overrides || []).filter((/** @type {any} */ one) => one.carrier !== carrier)
    const next = isEmpty ? others : others.concat(value)
    this.change({ overrides: next.length ? next : null })
    this.showOwn(carrier)
  },

  /* ---- process and span rows ---- */
  /** @param {string} kind @param {any[]} rows */
  withList(kind, rows) {
    const doc = Object.assign({}, this.draft.doc, { [kind]: rows })
    if (!rows.length) delete doc[kind]
    return doc
  },
  /** @param {string} kind @param {number} at @param {any} [value] */
  openList(kind, at, value) {
    const field = catalog.field(energy.FORM, kind)
    if (!field) return
    this.onClosePad()
    const rows = this.draft.doc[kind] || []
    this.editing = { kind, at }
    if (value) this.change({ doc: this.withList(kind, rows.concat(value)) })
    this.setData({
      sheet: 'row', rowTitle: settings.pick(field, 'label'), rowFields: field.fields, rowValue: value || rows[at], rowPath: '/doc/' + kind + '/' + at,
      rowHide: [], rowRemovable: true, rowCalm: Boolean(value), ownFields: []
    })
  },
  /** @param {any} value */
  onListChange(value) {
    const { kind, at } = this.editing
    const rows = (this.draft.doc[kind] || []).slice()
    const unit = kind === 'spans' && value.carrier && (!rows[at] || rows[at].carrier !== value.carrier) ? (catalog.find('carriers', value.carrier) || { units: [] }).units[0] : value.unit
    rows[at] = Object.assign({}, value, unit ? { unit } : {})
    this.change({ doc: this.withList(kind, rows) })
    this.setData({ rowValue: rows[at] })
  },
  onAddProcess() {
    this.openList('process', (this.draft.doc.process || []).length, { month: this.data.month })
  },
  onAddSpan() {
    this.openList('spans', (this.draft.doc.spans || []).length, { start: this.draft.key.start, end: this.draft.key.end })
  },
  /** @param {any} event */
  onProcess(event) {
    this.openList('process', Number(event.currentTarget.dataset.at))
  },
  /** @param {any} event */
  onSpan(event) {
    this.openList('spans', Number(event.currentTarget.dataset.at))
  },

  /* ---- further rows: sold energy, other classes of electricity ---- */
  onAddRow() {
    this.onClosePad()
    this.setData({ sheet: 'add', addable: this.addable().map((/** @type {any} */ one) => ({ id: one.id, label: one.label, icon: one.icon })) })
  },
  addable() {
    const taken = this.rows().map((/** @type {any} */ row) => row.id)
    /** @type {any[]} */
    const list = []
    ;((this.template && this.template.carriers) || []).filter((/** @type {any} */ one) => !one.hidden).forEach((/** @type {any} */ one) => {
      const carrier = catalog.find('carriers', one.carrier) || {}
      const label = catalog.label('carriers', one.carrier)
      const add = (/** @type {any} */ more, /** @type {string} */ what) => {
        const line = Object.assign({ carrier: one.carrier, unit: one.unit }, more)
        list.push({ id: energy.idOf(line), line, icon: carrier.icon, label: label + ' · ' + what })
      }
      ;(carrier.flows || []).slice(1).forEach((/** @type {string} */ flow) => add({ flow }, catalog.choice('flow', flow)))
      ;(carrier.classes || []).slice(1).forEach((/** @type {string} */ klass) => add({ class: klass }, catalog.choice('power_class', klass)))
    })
    return list.filter((one) => taken.indexOf(one.id) < 0)
  },
  /** @param {any} event */
  onAddPick(event) {
    const one = this.addable()[Number(event.currentTarget.dataset.at)]
    this.change({ doc: energy.withLine(this.draft.doc, one.id, one.line) })
    this.onSheetClose()
    if (!this.data.ui.wide) this.openCell(this.rows().length - 1)
  },

  /* ---- the period ---- */
  onPeriod() {
    this.onClosePad()
    this.chosen = { start: this.draft.key.start, end: this.draft.key.end, open: false }
    this.setData({ sheet: 'period' })
    this.showPeriod()
  },
  showPeriod() {
    const { start, end } = this.chosen
    const year = months.yearOf(start)
    const filed = this.ctx.filed_periods || []
    const now = overview.today(this.ctx).slice(0, 7)
    const choices = months.between(months.monthOf(year, 1), months.monthOf(year, 12)).map((month) => {
      const taken = filed.some((/** @type {any} */ one) => one.start <= month && month <= one.end)
      const state = start <= month && month <= end ? 'chosen' : taken ? 'taken' : month > now ? 'future' : 'missing'
      return { month, state, mark: taken ? 'check' : '', name: settings.say('common.m' + months.numberOf(month)), label: monthName(month) }
    })
    this.setData({ choices, chosenPeriod: filings.periodName({ start, end }), periodIssue: '' })
  },
  /** First tap: one month; second tap: up to there. @param {any} event */
  onPickMonth(event) {
    const { month, state } = event.detail
    if (state === 'taken' || state === 'future') return wx.showToast({ title: settings.say(state === 'taken' ? 'report.taken' : 'home.future'), icon: 'none' })
    const { start, open } = this.chosen
    this.chosen = open ? { start: month < start ? month : start, end: month < start ? start : month, open: false } : { start: month, end: month, open: true }
    this.showPeriod()
  },
  /** A closed month of the table: the period grows up to it. @param {any} event */
  onExtend(event) {
    const { month } = event.detail
    const { start, end } = this.draft.key
    this.chosen = { start, end, open: false }
    this.showPeriod()
    const choice = this.data.choices.filter((/** @type {any} */ one) => one.month === month)[0]
    if (!choice || choice.state !== 'missing') return wx.showToast({ title: settings.say(choice && choice.state === 'taken' ? 'report.taken' : 'home.future'), icon: 'none' })
    this.chosen = { start: month < start ? month : start, end: month > end ? month : end, open: false }
    return this.onTakePeriod()
  },
  /** The draft moves to the chosen period with everything typed: the core says what lies outside. A draft that waits there is opened instead. */
  async onTakePeriod() {
    const { start, end } = this.chosen
    const { drafts } = app.bridge()
    const before = this.draft
    if (start === before.key.start && end === before.key.end) return this.onSheetClose()
    try {
      const key = app.keyOf(energy.FORM, { start, end })
      const kept = await drafts.open(key)
      if (!kept && this.stored) {
        await drafts.create(key, { doc: before.doc, form_version: before.form_version, pack: before.pack, overrides: before.overrides })
        drafts.remove(before.key)
      }
      this.setData({ sheet: '' })
      await this.load(start, end)
    } catch (error) {
      this.onSheetClose()
      this.fail(error)
    }
  }
}
