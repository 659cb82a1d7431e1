// @ts-check
/* What a key does to a number being typed, and what pasted text looks like as a number. Only editing: whether the number is allowed
 * is the core's business. */
'use strict'

const LONGEST = 24
const PLAIN = /^-?\d+(\.\d+)?$/
const GROUPED = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/

/** @param {string} text what stands there @param {string} key digit, '.', 'back', 'clear', 'sign' */
function press(text, key) {
  if (key === 'clear') return ''
  if (key === 'back') return text.length === 2 && text[0] === '-' ? '' : text.slice(0, -1)
  if (key === 'sign') return text[0] === '-' ? text.slice(1) : '-' + text
  if (text.length >= LONGEST) return text
  if (key === '.') return text.indexOf('.') >= 0 ? text : (text === '' || text === '-' ? text + '0.' : text + '.')
  if (text === '0') return key
  if (text === '-0') return '-' + key
  return text + key
}

/** The number of a text that is still being typed: "12." is 12, "-" is nothing yet. @param {string} text */
function settled(text) {
  const plain = text.replace(/\.$/, '')
  return plain === '-' ? '' : plain
}

/** How many decimals stand there. @param {string} text */
function places(text) {
  const at = text.indexOf('.')
  return at < 0 ? 0 : text.length - at - 1
}

/** A cell of a spreadsheet as decimal text: plain or with grouped thousands; null when it is something else.
 * @param {string} cell @returns {string | null} */
function fromCell(cell) {
  const text = cell.replace(/[\s\u00a0]/g, '').replace(/，/g, ',')
  if (text === '') return ''
  if (PLAIN.test(text)) return text.replace(/^(-?)0+(?=\d)/, '$1')
  return GROUPED.test(text) ? text.replace(/,/g, '') : null
}

module.exports = { press, settled, places, fromCell }
