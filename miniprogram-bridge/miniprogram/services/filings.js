// @ts-check
/* Filings as lists show them. */
'use strict'

const catalog = require('./catalog')
const { monthName } = require('./issues')
const numbers = require('./numbers')
const settings = require('./settings')

/** @param {{start: string, end: string}} period */
function periodName(period) {
  const year = period.start.slice(0, 4)
  if (period.start === year + '-01' && period.end === year + '-12') return settings.say('common.year', { year })
  if (period.start === period.end) return monthName(period.start)
  const name = (/** @type {string} */ month) => settings.say('common.m' + Number(month.slice(5)))
  return settings.say('common.month_range', { year, from: name(period.start), to: name(period.end) })
}

/** Day and minute of a server's time, in China. @param {string} text ISO */
function timeOf(text) {
  if (!text) return ''
  const at = new Date(Date.parse(text) + 8 * 3600 * 1000).toISOString()
  return at.slice(0, 10) + ' ' + at.slice(11, 16)
}

/** @param {any[]} items */
function view(items) {
  const texts = numbers.group([].concat(.../** @type {any} */ (items.map((one) => [one.net_tco2, one.tce]))), 2)
  return items.map((one, i) => ({
    id: one.id, form: one.form, name: settings.pick(catalog.find('forms', one.form), 'label') || one.form, period: periodName(one.period), revision: one.revision,
    withdrawn: one.state === 'withdrawn', tco2: one.net_tco2 === undefined ? '' : texts[2 * i], tce: one.tce === undefined ? '' : texts[2 * i + 1],
    label: one.label ? settings.say('verdict.' + one.label) : '', verified: one.label === 'verified', code: one.code, author: one.author, time: timeOf(one.submitted_at)
  }))
}

module.exports = { view, periodName, timeOf }
