// @ts-check
/* A result of the energy report as rows for the eye: totals by block, by scope, by carrier, by month. Labels and units of the members come
 * from the catalog where it describes results; numbers are texts of the core. */
'use strict'

const catalog = require('./catalog')
const numbers = require('./numbers')
const settings = require('./settings')
const months = require('../utils/months')

const BLOCKS = ['direct_tco2', 'indirect_tco2', 'process_tco2']
const MEMOS = ['gross_tco2', 'reductions_tco2', 'biogenic_tco2', 'tce_primary']
/** So many bars have room for the month's name. */
const FEW = 6
const SCOPES = ['scope1_tco2', 'scope2_tco2']

/** Every amount of a list of rows, grouped in one question. @param {any[]} rows @param {string[]} members @param {any[]} [shown] */
function texts(rows, members, shown) {
  if (shown) return rows.map((_, i) => members.map((member) => (shown[i] && shown[i][member]) || '-'))
  const flat = numbers.group([].concat(.../** @type {any} */ (rows.map((row) => members.map((member) => row[member])))), 2)
  return rows.map((_, i) => flat.slice(i * members.length, (i + 1) * members.length))
}

/** @param {string} group "totals" @param {string} member */
function label(group, member) {
  return settings.say('result.' + member)
}

/** How long a bar is, in percent of the longest: only a length. @param {(string | undefined)[]} values */
function lengths(values) {
  const sizes = values.map((value) => Math.abs(parseFloat(value || '0')))
  const most = Math.max.apply(null, sizes.concat(0))
  return sizes.map((size) => (most ? Math.round((size / most) * 100) : 0))
}

/** @param {string} group @param {any} from result.totals or result.scopes @param {any} shown the same of display @param {string[]} members */
function group(group, from, shown, members) {
  const kept = members.filter((member) => from && from[member] !== undefined)
  const long = lengths(kept.map((member) => from[member]))
  const plain = shown ? kept.map((member) => shown[member]) : numbers.group(kept.map((member) => from[member]), 2)
  return kept.map((member, i) => ({ at: '/' + group + '/' + member, label: label(group, member), text: plain[i], unit: member.slice(-4) === 'tco2' ? 'tCO₂' : 'tce',
    long: long[i], minus: String(from[member])[0] === '-' }))
}

/** @param {any} row */
function carrierDetail(row) {
  return [row.flow === 'sold' && catalog.choice('flow', row.flow), row.class && row.class !== 'average' && catalog.choice('power_class', row.class),
    row.factor_year && settings.say('result.factor_year', { year: row.factor_year })].filter(Boolean).join(' · ')
}

/** @param {any} result @param {any} shown */
function carriers(result, shown) {
  const rows = result.carriers || []
  const amounts = texts(rows, ['tco2', 'tce'], shown && shown.carriers)
  const quantities = numbers.group(rows.map((/** @type {any} */ row) => row.quantity))
  const long = lengths(rows.map((/** @type {any} */ row) => row.tco2))
  return rows.map((/** @type {any} */ row, /** @type {number} */ i) => ({
    at: '/carriers/' + i + '/tco2', label: catalog.label('carriers', row.carrier), icon: (catalog.find('carriers', row.carrier) || {}).icon || 'other',
    detail: carrierDetail(row), tco2: amounts[i][0], tce: amounts[i][1], quantity: quantities[i], symbol: catalog.symbol(row.unit), long: long[i]
  }))
}

/** @param {any} result @param {any} shown */
function monthRows(result, shown) {
  const rows = result.months || []
  const amounts = texts(rows, ['tco2', 'tce'], shown && shown.months)
  return rows.map((/** @type {any} */ row, /** @type {number} */ i) => ({
    at: '/months/' + i + '/tco2', month: row.month, name: settings.say('common.m' + months.numberOf(row.month)), tco2: amounts[i][0], tce: amounts[i][1], allocated: Boolean(row.allocated)
  }))
}

/** Series of the chart; the numbers are lengths, the texts are the core's. @param {any} result @param {any[]} rows of monthRows */
function bars(result, rows) {
  return rows.map((row, i) => {
    const value = result.months[i].tco2
    return { label: rows.length <= FEW ? row.name : String(months.numberOf(row.month)), value: value === undefined ? 0 : parseFloat(value), text: row.tco2 === '-' ? '' : row.tco2, soft: row.allocated,
      told: settings.say('result.bar', { month: row.name, tco2: row.tco2, tce: row.tce }) + (row.allocated ? ' · ' + settings.say('result.allocated') : '') }
  })
}

/** @param {any} answer of op calculate, or {result} of a filing */
function view(answer) {
  const { result, display } = answer
  const rows = monthRows(result, display)
  const main = display && display.totals ? display.totals : null
  const pair = main ? [main.net_tco2, main.tce_equivalent] : numbers.group([result.totals.net_tco2, result.totals.tce_equivalent], 2)
  return {
    partial: Boolean(result.partial), tco2: pair[0] || '-', tce: pair[1] || '-',
    blocks: group('totals', result.totals, main, BLOCKS), memos: group('totals', result.totals, main, MEMOS),
    scopes: group('scopes', result.scopes, display && display.scopes, SCOPES),
    carriers: carriers(result, display), months: rows, bars: bars(result, rows),
    process: (result.process || []).map((/** @type {any} */ row, /** @type {number} */ i) => ({ at: '/process/' + i, label: row.name, text: display && display.process ? display.process[i].tco2 : numbers.one(row.tco2, 2) })),
    alt: rows.map((/** @type {any} */ row) => row.name + ' ' + row.tco2 + ' tCO₂').join(', ')
  }
}

module.exports = { view }
