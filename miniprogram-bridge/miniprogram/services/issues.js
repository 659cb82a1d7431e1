// @ts-check
/* The core's issues as a page shows them: sorted, with their place in words, and the two ways to settle one (fix, reason). */
'use strict'

const { readAt, writeAt } = require('tanheng-bridge')
const catalog = require('./catalog')
const settings = require('./settings')
const months = require('../utils/months')

const ORDER = { error: 0, confirm: 1, hint: 2 }

/** @param {any} issue still in the way of a submission */
function isOpen(issue) {
  return issue.severity === 'error' || (issue.severity === 'confirm' && !issue.answered)
}

/** Where it stands, in words: 电力 · 2025 年 3 月. @param {any} issue @param {any} draft */
function placeOf(issue, draft) {
  const parts = issue.path.split('/').slice(1)
  if (parts[0] === 'overrides') return overridePlace(parts, draft)
  if (parts[0] !== 'doc' || parts.length < 2) return ''
  const form = draft.key.form
  const rows = catalog.field(form, parts[1])
  const row = parts[2] === undefined ? null : readAt(draft.doc, '/' + parts[1] + '/' + parts[2])
  const words = [rowName(row, rows, parts[2])]
  if (parts[3]) words.push(memberName(form, parts, draft))
  return words.filter(Boolean).join(' · ')
}

/** @param {string[]} parts @param {any} draft */
function overridePlace(parts, draft) {
  const row = (draft.overrides || [])[Number(parts[1])]
  return row && row.carrier ? catalog.label('carriers', row.carrier) : ''
}

/** @param {any} row @param {any} rows @param {string} [at] */
function rowName(row, rows, at) {
  const label = settings.pick(rows, 'label')
  if (!row || typeof row !== 'object') return label
  const name = row.carrier ? catalog.label('carriers', row.carrier) : row.name
  return name || label + ' ' + (Number(at) + 1)
}

/** @param {string} form @param {string[]} parts @param {any} draft */
function memberName(form, parts, draft) {
  const cell = months.CELLS.indexOf(parts[3])
  if (cell >= 0) return monthName(months.monthOf(months.yearOf(draft.key.start), cell + 1))
  return settings.pick(catalog.field(form, parts[1] + '.' + parts[3]), 'label')
}

/** @param {string} month */
function monthName(month) {
  return settings.say('common.month_long', { year: months.yearOf(month), month: settings.say('common.m' + months.numberOf(month)) })
}

/** @param {any[]} issues @param {any} draft */
function view(issues, draft) {
  const kept = (draft.doc && draft.doc.confirmations) || []
  return (issues || []).map((issue, id) => ({
    id, code: issue.code, severity: issue.severity, path: issue.path, text: settings.pick(issue), place: placeOf(issue, draft),
    open: isOpen(issue), answered: Boolean(issue.answered), fixText: issue.fix ? settings.pick(issue.fix) : '', fix: issue.fix || null,
    value: (issue.values && issue.values.value) || '',
    reason: (kept.filter((/** @type {any} */ one) => one.code === issue.code && one.path === issue.path)[0] || {}).reason || ''
  })).sort((a, b) => /** @type {any} */ (ORDER)[a.severity] - /** @type {any} */ (ORDER)[b.severity] || a.id - b.id)
}

/** @param {any[]} issues */
function count(issues) {
  const list = issues || []
  return {
    errors: list.filter((one) => one.severity === 'error').length,
    confirms: list.filter((one) => one.severity === 'confirm' && !one.answered).length,
    hints: list.filter((one) => one.severity === 'hint').length
  }
}

/** The change of a draft that the proposed fix makes. @param {any} draft @param {any} fix */
function fixed(draft, fix) {
  const both = writeAt({ doc: draft.doc, overrides: draft.overrides }, fix.path, fix.value)
  return both.overrides === draft.overrides ? { doc: both.doc } : both
}

/** All proposed fixes at once. @param {any} draft @param {any[]} list of issues with a fix */
function allFixed(draft, list) {
  return list.reduce((now, issue) => Object.assign({}, now, fixed(now, issue.fix)), draft)
}

/** The document with the user's reason for a confirm. @param {any} doc @param {any} issue as `view` gave it @param {string} reason */
function confirmed(doc, issue, reason) {
  const others = (doc.confirmations || []).filter((/** @type {any} */ one) => one.code !== issue.code || one.path !== issue.path)
  const added = reason ? [{ code: issue.code, path: issue.path, value: issue.value, reason }] : []
  const confirmations = others.concat(added)
  const next = Object.assign({}, doc, { confirmations })
  if (!confirmations.length) delete next.confirmations
  return next
}

module.exports = { view, count, fixed, allFixed, confirmed, isOpen, monthName }
