// @ts-check
/* Changes of the core's op diff as rows for the eye: what, from, to, why. */
'use strict'

const catalog = require('./catalog')
const numbers = require('./numbers')
const settings = require('./settings')

/** @param {any[]} changes */
function view(changes) {
  const froms = numbers.group((changes || []).map((one) => one.from))
  const tos = numbers.group((changes || []).map((one) => one.to))
  return (changes || []).map((one, i) => ({
    path: one.path, label: settings.pick(one, 'label') || one.path, from: froms[i], to: tos[i], cause: catalog.choice('change_cause', one.cause),
    input: one.path.indexOf('/doc') === 0
  }))
}

module.exports = { view }
