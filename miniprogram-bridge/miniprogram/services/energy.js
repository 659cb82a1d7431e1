// @ts-check
/* The energy report as the grid needs it: lines of a document as rows of carriers, cells by month, earlier values, and the changes
 * of a document that the grid's gestures make. Sums and checks come from the core. */
'use strict'

const app = require('./app')
const catalog = require('./catalog')
const numbers = require('./numbers')
const settings = require('./settings')
const months = require('../utils/months')

const FORM = 'energy_report'
const TEMPLATE = 'energy_template'

/** @param {any} line @param {string} carrier @param {string} flow @param {string} klass '' = the default */
function isLine(line, carrier, flow, klass) {
  return line.carrier === carrier && (line.flow || '') === flow && (line.class || '') === klass
}

/** @param {any} line */
function idOf(line) {
  return [line.carrier, line.flow || '', line.class || ''].join('|')
}

/** The rows of the grid: the template's carriers in their order, then further lines of the document.
 * @param {any} doc @param {any} template @returns {any[]} */
function rows(doc, template) {
  const lines = (doc && doc.energy) || []
  const planned = ((template && template.carriers) || []).filter((/** @type {any} */ one) => !one.hidden)
  const first = planned.map((/** @type {any} */ one) => {
    const index = lines.findIndex((/** @type {any} */ line) => isLine(line, one.carrier, '', ''))
    return makeRow(index < 0 ? { carrier: one.carrier, unit: one.unit } : lines[index], index)
  })
  const shown = first.map((/** @type {any} */ row) => row.id)
  return first.concat(lines.map(makeRow).filter((/** @type {any} */ row) => shown.indexOf(row.id) < 0))
}

/** @param {any} line @param {number} index */
function makeRow(line, index) {
  const carrier = catalog.find('carriers', line.carrier) || { id: line.carrier, units: [line.unit], icon: 'other' }
  return {
    id: idOf(line), index, line, carrier: line.carrier, unit: line.unit, symbol: catalog.symbol(line.unit),
    label: catalog.label('carriers', line.carrier), detail: detailOf(line), icon: carrier.icon, kind: carrier.kind,
    canonical: carrier.unit, units: (carrier.units || []).map((/** @type {string} */ id) => ({ id, symbol: catalog.symbol(id) }))
  }
}

/** @param {any} line flow and class where they are not the default */
function detailOf(line) {
  return [line.flow && catalog.choice('flow', line.flow), line.class && catalog.choice('power_class', line.class)].filter(Boolean).join(' · ')
}

/** A document with one cell set; '' empties it. A line comes into being with its first value and goes with its last.
 * @param {any} doc @param {any} row @param {string} cell "m03" @param {string} value */
function withCell(doc, row, cell, value) {
  const energy = ((doc && doc.energy) || []).slice()
  const index = energy.findIndex((/** @type {any} */ line) => idOf(line) === row.id)
  const line = Object.assign({}, index < 0 ? { carrier: row.carrier, unit: row.unit } : energy[index])
  if (value === '') delete line[cell]
  else line[cell] = value
  const isEmpty = !months.CELLS.some((name) => line[name] !== undefined) && !line.evidence && !line.note && row.id === line.carrier + '||'
  if (index < 0) { if (!isEmpty) energy.push(line) }
  else if (isEmpty) energy.splice(index, 1)
  else energy[index] = line
  return Object.assign({}, doc, { energy })
}

/** @param {any} doc @param {string} id of a row @param {any} line null: the line goes */
function withLine(doc, id, line) {
  const energy = ((doc && doc.energy) || []).slice()
  const index = energy.findIndex((/** @type {any} */ one) => idOf(one) === id)
  if (!line) { if (index >= 0) energy.splice(index, 1) }
  else if (index < 0) energy.push(line)
  else energy[index] = line
  return Object.assign({}, doc, { energy })
}

/** A row in another unit: every value converted by the core; null when a value cannot be written in it. @param {any} row @param {string} unit */
function converted(row, unit) {
  const cells = months.CELLS.filter((cell) => row.line[cell] !== undefined)
  const got = numbers.convert(cells.map((cell) => ({ value: row.line[cell], from: row.unit, to: unit })))
  if (got.some((one) => !one || !one.exact)) return null
  const line = Object.assign({}, row.line, { unit })
  cells.forEach((cell, i) => { line[cell] = /** @type {any} */ (got[i]).plain })
  return line
}

/** Value of a row in a month: from this document, else from history, in the row's unit where the core can convert.
 * @param {any} row @param {any} ctx @param {string} month @returns {{value: string, unit: string} | null} */
function earlier(row, ctx, month) {
  const found = ((ctx && ctx.history) || []).filter((/** @type {any} */ one) => one.carrier === row.carrier &&
    (one.flow || 'bought') === (row.line.flow || 'bought') && one.month === month)[0]
  return found ? { value: found.quantity, unit: row.canonical } : null
}

/** What stands under the cells of a month: last month's and last year's value in the row's unit, one question to the core for all rows.
 * @param {any[]} list @param {any} ctx @param {string} month @returns {{last: string, lastText: string, year: string}[]} */
function before(list, ctx, month) {
  /** @type {any[]} */
  const asked = []
  /** @param {any} row @param {string} at */
  const ask = (row, at) => {
    const inDoc = months.yearOf(at) === months.yearOf(month) && row.line[months.cellOf(at)]
    const found = inDoc ? { value: inDoc, unit: row.unit } : earlier(row, ctx, at)
    return found ? asked.push({ value: found.value, from: found.unit, to: row.unit }) - 1 : -1
  }
  const places = list.map((row) => ({ last: ask(row, months.shift(month, -1)), year: ask(row, months.shift(month, -12)) }))
  const got = numbers.convert(asked)
  /** @param {number} at */
  const of = (at) => (at < 0 ? null : got[at])
  return places.map((place) => {
    const last = of(place.last)
    const year = of(place.year)
    return { last: last && last.exact ? last.plain : '', lastText: last ? last.text : '', year: year ? year.text : '' }
  })
}

/** Filed values of a year by row and month, in the rows' units; '' where nothing was filed. @param {any[]} list @param {any} ctx @param {number} year
 * @returns {string[][]} */
function filed(list, ctx, year) {
  /** @type {any[]} */
  const asked = []
  const places = list.map((row) => months.CELLS.map((_, i) => {
    const found = earlier(row, ctx, months.monthOf(year, i + 1))
    return found ? asked.push({ value: found.value, from: found.unit, to: row.unit }) - 1 : -1
  }))
  const got = numbers.convert(asked)
  return places.map((row) => row.map((at) => (at < 0 || !got[at] ? '' : /** @type {any} */ (got[at]).text)))
}

/** The template in force: the server's, else the one that this device is about to file. @param {number} year @param {any} ctx */
async function template(year, ctx) {
  if (ctx && ctx.template) return ctx.template
  const draft = await app.bridge().drafts.open(app.keyOf(TEMPLATE, months.wholeYear(year)))
  return draft ? draft.doc : null
}

/** Draft and surroundings of a period. Without a stored draft: a draft in memory that becomes one with its first change.
 * @param {{start: string, end: string}} period */
async function open(period) {
  const bridge = app.bridge()
  const key = app.keyOf(FORM, period)
  await catalog.load()
  const cached = bridge.contexts.cached(key) || (await bridge.contexts.fetch(key))
  const ctx = cached ? cached.ctx : {}
  const planned = await template(months.yearOf(period.start), ctx)
  const kept = await bridge.drafts.open(key)
  const draft = kept || (await started(key, cached, planned))
  return { key, draft, ctx: withTemplate(ctx, planned), template: planned, stored: Boolean(kept), filing: cached && cached.filing }
}

/** @param {any} ctx @param {any} planned */
function withTemplate(ctx, planned) {
  return planned && !ctx.template ? Object.assign({}, ctx, { template: planned }) : ctx
}

/** The live revision to go on from, or an empty report. @param {any} key @param {any} cached @param {any} planned @returns {Promise<any>} */
async function started(key, cached, planned) {
  const form = catalog.find('forms', FORM)
  const empty = { key, draft_format: 1, form_version: form ? form.version : 1, saved_at: '', edit: 0,
    doc: Object.assign({}, planned && planned.grid_area && { grid_area: planned.grid_area }, { energy: [] }) }
  if (!cached || !cached.filing) return empty
  const live = await app.bridge().api.filing(cached.filing.id)
  return Object.assign(empty, { doc: live.doc, pack: live.pack, overrides: live.overrides, form_version: live.form_version,
    base: { filing: live.id, revision: live.revision, etag: live.etag } })
}

/** @param {any} draft kept in memory so far */
function store(draft) {
  const { doc, pack, overrides, base, form_version } = draft
  return app.bridge().drafts.create(draft.key, { doc, pack, overrides, base, form_version })
}

/** Calculates a draft: at once where the wasm is, else by the server after a short rest; `done` gets the answer or an error.
 * @param {any} draft @param {any} more @param {(answer: any, error?: any) => void} done */
function evaluate(draft, more, done) {
  const { core } = app.bridge()
  if (core.state() === 'wasm') return done(app.bridge().preview('calculate', draft, more))
  core.ask(app.bridge().envelope('calculate', draft, more)).then((answer) => done(answer), (error) => done(null, error))
}

/** Month heads of a period with how far each is filled. @param {any} draft @param {any[]} issues */
function monthsOf(draft, issues) {
  const lines = (draft.doc && draft.doc.energy) || []
  return months.between(draft.key.start, draft.key.end).map((month) => {
    const cell = months.cellOf(month)
    const bad = (issues || []).filter((issue) => issue.path.slice(-4) === '/' + cell && issue.severity !== 'hint' && !issue.answered)
    return { month, name: settings.say('common.m' + months.numberOf(month)), filled: lines.filter((/** @type {any} */ line) => line[cell] !== undefined).length,
      state: bad.some((issue) => issue.severity === 'error') ? 'error' : bad.length ? 'ask' : '' }
  })
}

module.exports = { FORM, TEMPLATE, rows, withCell, withLine, converted, before, filed, template, open, store, evaluate, monthsOf, idOf }
