// @ts-check
/* JSON pointers (RFC 6901) for grids and one-tap fixes: reading, and copying with one place set. Nothing is changed in place. */
'use strict'

/** @param {string} pointer @returns {string[]} */
function stepsOf(pointer) {
  if (pointer === '') return []
  if (pointer[0] !== '/') throw new RangeError('not a JSON pointer: ' + pointer)
  return pointer.slice(1).split('/').map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'))
}

/** undefined when the place does not exist. @param {any} root @param {string} pointer */
function readAt(root, pointer) {
  let here = root
  for (const step of stepsOf(pointer)) {
    if (here === null || typeof here !== 'object' || !Object.prototype.hasOwnProperty.call(here, step)) return undefined
    here = here[step]
  }
  return here
}

/** @param {any} node @param {string[]} steps @param {any} value @returns {any} */
function copyWith(node, steps, value) {
  if (steps.length === 0) return value
  if (node === null || typeof node !== 'object') throw new RangeError('no such place: ' + steps.join('/'))
  const copy = Array.isArray(node) ? node.slice() : Object.assign({}, node)
  const step = Array.isArray(node) && steps[0] === '-' ? String(node.length) : steps[0]
  if (Array.isArray(node) && !(/^(0|[1-9][0-9]*)$/.test(step) && Number(step) <= node.length)) throw new RangeError('no such row: ' + step)
  if (steps.length > 1) copy[step] = copyWith(copy[step], steps.slice(1), value)
  else if (value !== undefined) copy[step] = value
  else if (Array.isArray(copy)) copy.splice(Number(step), 1)
  else delete copy[step]
  return copy
}

/** A copy of `root` with `value` at the place; undefined removes it. Throws RangeError when the place's parent does not exist.
 * @param {any} root @param {string} pointer @param {any} value */
function writeAt(root, pointer, value) {
  return copyWith(root, stepsOf(pointer), value)
}

module.exports = { readAt, writeAt }
