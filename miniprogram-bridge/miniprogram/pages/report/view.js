// @ts-check
/* What the report page shows of a draft and of the core's answer: lines of a month, table rows, process and span rows, totals. */
'use strict'

const catalog = require('../../services/catalog')
const energy = require('../../services/energy')
const numbers = require('../../services/numbers')
const settings = require('../../services/settings')
const { monthName } = require('../../services/issues')
const months = require('../../utils/months')

/** A sum with more characters is set smaller. */
const LONG = 9

/** The gravest open issue at or below a place. @param {any[]} list of issues.view @param {string} path */
function gravest(list, path) {
  return list.filter((one) => one.path === path && !one.answered)[0] || null
}

/** @param {any} issue */
function stateOf(issue) {
  if (!issue) return ''
  return issue.severity === 'error' ? 'error' : issue.severity === 'confirm' ? 'ask' : ''
}

/** @param {any} row @param {any} was what `before` said */
function beforeText(row, was) {
  const parts = []
  if (was.lastText) parts.push(settings.say('report.last_month', { value: was.lastText }))
  if (was.year) parts.push(settings.say('report.last_year', { value: was.year }))
  return parts.slice(0, 1).join(' · ')
}

/** @param {any} row @param {any[]} issues @param {string} cell */
function issueOf(row, issues, cell) {
  if (row.index < 0) return null
  const path = '/doc/energy/' + row.index
  const found = ['/' + cell, '/unit', '/class', '/flow', '/evidence', '/carrier', ''].map((end) => gravest(issues, path + end)).filter(Boolean)
  return found.sort((a, b) => Number(stateOf(b) === 'error') - Number(stateOf(a) === 'error'))[0] || null
}

/** Rows of one month. @param {any} the {draft, ctx, template} @param {string} month @param {any[]} issues */
function lines(the, month, issues) {
  const rows = energy.rows(the.draft.doc, the.template)
  const cell = months.cellOf(month)
  const was = energy.before(rows, the.ctx, month)
  const texts = numbers.group(rows.map((row) => row.line[cell]))
  return rows.map((row, i) => {
    const issue = issueOf(row, issues, cell)
    return {
      id: row.id, label: row.label, detail: row.detail, symbol: row.symbol, icon: row.icon, text: row.line[cell] === undefined ? '' : texts[i],
      before: beforeText(row, was[i]), same: was[i].last, state: stateOf(issue), issue: issue && issue.severity !== 'hint' ? issue.text : '',
      fix: issue ? issue.fixText : '', issueId: issue ? issue.id : -1
    }
  })
}

/** Rows of the wide table: every month of the year; months outside the period show what was filed. @param {any} the @param {any[]} issues */
function table(the, issues) {
  const rows = energy.rows(the.draft.doc, the.template)
  const { start } = the.draft.key
  const texts = numbers.group([].concat(.../** @type {any} */ (rows.map((row) => months.CELLS.map((cell) => row.line[cell])))))
  const filed = energy.filed(rows, the.ctx, months.yearOf(start))
  return rows.map((row, i) => ({
    id: row.id, label: row.label, detail: row.detail, symbol: row.symbol, icon: row.icon,
    cells: months.CELLS.map((cell, at) => {
      const issue = row.index < 0 ? null : gravest(issues, '/doc/energy/' + row.index + '/' + cell)
      const value = row.line[cell] === undefined ? '' : row.line[cell]
      return { cell, value, text: value === '' ? '' : texts[i * months.CELLS.length + at], was: filed[i][at], state: stateOf(issue), tip: issue && issue.severity !== 'hint' ? issue.text : '' }
    })
  }))
}

/** @param {any} draft @param {any[]} issues */
function process(draft, issues) {
  const rows = draft.doc.process || []
  const texts = numbers.group(rows.map((/** @type {any} */ row) => row.tco2))
  return rows.map((/** @type {any} */ row, /** @type {number} */ i) => {
    const issue = issues.filter((one) => one.path.indexOf('/doc/process/' + i) === 0 && one.open)[0] || null
    return { id: i, name: row.name || settings.say('report.unnamed'), month: row.month ? monthName(row.month) : '',
      value: row.tco2 === undefined && row.activity ? row.activity + ' × ' + (row.factor || '-') : texts[i], unit: 'tCO₂', state: stateOf(issue), issue: issue ? issue.text : '' }
  })
}

/** @param {any} draft @param {any[]} issues */
function spans(draft, issues) {
  const rows = draft.doc.spans || []
  const texts = numbers.group(rows.map((/** @type {any} */ row) => row.quantity))
  return rows.map((/** @type {any} */ row, /** @type {number} */ i) => {
    const issue = issues.filter((one) => one.path.indexOf('/doc/spans/' + i) === 0 && one.open)[0] || null
    return { id: i, name: row.carrier ? catalog.label('carriers', row.carrier) : settings.say('report.unnamed'), month: [row.start, row.end].filter(Boolean).join(' — '),
      value: texts[i], unit: catalog.symbol(row.unit), issue: issue ? issue.text : '' }
  })
}

/** Live sums of the foot. @param {any} answer of op calculate */
function totals(answer) {
  const result = answer && answer.result
  const shown = (answer && answer.display) || {}
  if (!result) return { tco2: '-', tce: '-', partial: false }
  const texts = shown.totals ? [shown.totals.net_tco2, shown.totals.tce_equivalent] : numbers.group([result.totals.net_tco2, result.totals.tce_equivalent], 2)
  return { tco2: texts[0] || '-', tce: texts[1] || '-', partial: Boolean(result.partial), long: texts.some((/** @type {string} */ text) => text && text.length > LONG) }
}

module.exports = { lines, table, process, spans, totals }
