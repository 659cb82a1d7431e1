// @ts-check
/* Changes of the core's op diff as rows for the eye: what, from, to, why. Amounts of results show two decimals, more where two would hide
 * the difference. */
'use strict'

const catalog = require('./catalog')
const numbers = require('./numbers')
const settings = require('./settings')

const SHOWN = 2

/** The total first, then what was typed, then the other results. @param {any} one */
function rank(one) {
  if (one.path === '/result/totals/net_tco2') return 0
  return one.path.indexOf('/doc') === 0 ? 1 : one.path.indexOf('/result/totals') === 0 ? 2 : 3
}

/** @param {any[]} changes */
function view(changes) {
  const list = (changes || []).map((one, at) => ({ one, at })).sort((a, b) => rank(a.one) - rank(b.one) || a.at - b.at).map((both) => both.one)
  const short = [numbers.group(list.map((one) => one.from), SHOWN), numbers.group(list.map((one) => one.to), SHOWN)]
  const full = [numbers.group(list.map((one) => one.from)), numbers.group(list.map((one) => one.to))]
  return list.map((one, i) => {
    const input = one.path.indexOf('/doc') === 0
    const texts = input || short[0][i] === short[1][i] ? full : short
    return { path: one.path, label: settings.pick(one, 'label') || one.path, from: texts[0][i], to: texts[1][i], cause: catalog.choice('change_cause', one.cause), input }
  })
}

module.exports = { view }
