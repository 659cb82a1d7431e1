// @ts-check
/* Numbers for the eye: grouped by the core's op round, converted between units by the core. Nothing is calculated here. */
'use strict'

const app = require('./app')
const { places } = require('../utils/digits')

const NUMBER = /^-?\d+(\.\d+)?$/

/** @param {any[]} values @returns {any | null} the result of op round, null when the core is not here or refuses */
function round(values) {
  const core = app.bridge().core
  if (!values.length || core.state() !== 'wasm') return null
  const answer = core.call({ op: 'round', values })
  return answer.ok && answer.result ? answer.result : null
}

/** Grouped texts; an absent value is `-`, a text that is no number stays as it is.
 * @param {(string | undefined)[]} texts @param {number} [decimals] absent: as many as stand there @returns {string[]} */
function group(texts, decimals) {
  const asked = texts.map((text) => text !== undefined && NUMBER.test(text))
  const got = round(/** @type {string[]} */ (texts.filter((_, i) => asked[i]))
    .map((value) => ({ value, decimals: decimals === undefined ? Math.min(12, places(value)) : decimals })))
  let at = 0
  return texts.map((text, i) => {
    if (text === undefined || text === '') return '-'
    return asked[i] && got ? got.texts[at++] : text
  })
}

/** @param {string | undefined} text @param {number} [decimals] */
function one(text, decimals) {
  return group([text], decimals)[0]
}

/** Values in another unit of the same family, exactly; null where the core cannot say. @param {{value: string, from: string, to: string}[]} asked
 * @returns {({plain: string, text: string, exact: boolean} | null)[]} */
function convert(asked) {
  const same = asked.filter((one) => one.from === one.to)
  const other = asked.filter((one) => one.from !== one.to)
  const texts = group(same.map((one) => one.value))
  const got = round(other)
  return asked.map((one) => {
    if (one.from === one.to) return { plain: one.value, text: texts[same.indexOf(one)], exact: true }
    const at = other.indexOf(one)
    return got ? { plain: got.plain[at], text: got.texts[at], exact: !got.exact || got.exact[at] !== false } : null
  })
}

module.exports = { group, one, convert }
