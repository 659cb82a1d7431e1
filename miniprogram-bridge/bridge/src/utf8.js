// @ts-check
/* UTF-8 in plain JavaScript, because the mini-program's logic layer does not promise TextEncoder.
 * Strict both ways: an unpaired surrogate or a malformed byte sequence is an error, never a replacement character. */
'use strict'

/** Bytes that `text` takes. @param {string} text @returns {number} */
function byteLength(text) {
  let bytes = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) bytes += 1
    else if (unit < 0x800) bytes += 2
    else if (unit >= 0xd800 && unit < 0xdc00) { bytes += 4; i++ } else bytes += 3
  }
  return bytes
}

/** The code point at unit `i`; throws RangeError on an unpaired surrogate. @param {string} text @param {number} i */
function pointAt(text, i) {
  const unit = text.charCodeAt(i)
  if (unit < 0xd800 || unit > 0xdfff) return unit
  const low = i + 1 < text.length ? text.charCodeAt(i + 1) : 0
  if (unit > 0xdbff || low < 0xdc00 || low > 0xdfff) throw new RangeError('unpaired surrogate at unit ' + i)
  return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
}

/** Writes `text` at the start of `bytes`. Returns the length, or -1 when it does not fit (the content is then undefined).
 * @param {string} text @param {Uint8Array} bytes @returns {number} */
function encodeInto(text, bytes) {
  const cap = bytes.length
  let n = 0
  for (let i = 0; i < text.length; i++) {
    const point = pointAt(text, i)
    if (point < 0x80) {
      if (n + 1 > cap) return -1
      bytes[n++] = point
    } else if (point < 0x800) {
      if (n + 2 > cap) return -1
      bytes[n++] = 0xc0 | (point >> 6)
      bytes[n++] = 0x80 | (point & 0x3f)
    } else if (point < 0x10000) {
      if (n + 3 > cap) return -1
      bytes[n++] = 0xe0 | (point >> 12)
      bytes[n++] = 0x80 | ((point >> 6) & 0x3f)
      bytes[n++] = 0x80 | (point & 0x3f)
    } else {
      if (n + 4 > cap) return -1
      bytes[n++] = 0xf0 | (point >> 18)
      bytes[n++] = 0x80 | ((point >> 12) & 0x3f)
      bytes[n++] = 0x80 | ((point >> 6) & 0x3f)
      bytes[n++] = 0x80 | (point & 0x3f)
      i++
    }
  }
  return n
}

/** @param {string} text @returns {Uint8Array} */
function encode(text) {
  const bytes = new Uint8Array(byteLength(text))
  encodeInto(text, bytes)
  return bytes
}

/* First byte → [number of continuation bytes, payload bits, least first continuation, greatest first continuation] (Unicode table 3-7). */
/** @param {number} first */
function shapeOf(first) {
  if (first >= 0xc2 && first <= 0xdf) return [1, first & 0x1f, 0x80, 0xbf]
  if (first === 0xe0) return [2, 0, 0xa0, 0xbf]
  if (first === 0xed) return [2, 0xd, 0x80, 0x9f]
  if (first >= 0xe1 && first <= 0xef) return [2, first & 0xf, 0x80, 0xbf]
  if (first === 0xf0) return [3, 0, 0x90, 0xbf]
  if (first === 0xf4) return [3, 4, 0x80, 0x8f]
  if (first >= 0xf1 && first <= 0xf3) return [3, first & 7, 0x80, 0xbf]
  return null
}

/** The code point of the multi-byte sequence at `i` and the place after it. @param {Uint8Array} bytes @param {number} i */
function sequenceAt(bytes, i) {
  const shape = shapeOf(bytes[i])
  if (!shape || i + shape[0] >= bytes.length) throw new RangeError('malformed UTF-8 at byte ' + i)
  let point = shape[1]
  for (let k = 1; k <= shape[0]; k++) {
    const next = bytes[i + k]
    const low = k === 1 ? shape[2] : 0x80
    const high = k === 1 ? shape[3] : 0xbf
    if (next < low || next > high) throw new RangeError('malformed UTF-8 at byte ' + i)
    point = (point << 6) | (next & 0x3f)
  }
  return { point, end: i + shape[0] + 1 }
}

/** fromCharCode.apply has an argument limit on every engine. */
const RUN = 4096

/** @param {Uint8Array} bytes @param {number} start @returns {number} end of the run of ASCII that begins at `start`, at most RUN long */
function asciiEnd(bytes, start) {
  const limit = Math.min(bytes.length, start + RUN)
  let end = start
  while (end < limit && bytes[end] < 0x80) end++
  return end
}

/** Throws RangeError on malformed bytes (overlong forms, surrogates, truncation). @param {Uint8Array} bytes @returns {string} */
function decode(bytes) {
  let text = ''
  for (let i = 0; i < bytes.length;) {
    const end = asciiEnd(bytes, i)
    if (end > i) text += String.fromCharCode.apply(null, /** @type {any} */ (bytes.subarray(i, end)))
    i = end
    if (i < bytes.length && bytes[i] >= 0x80) {
      const at = sequenceAt(bytes, i)
      i = at.end
      if (at.point < 0x10000) text += String.fromCharCode(at.point)
      else text += String.fromCharCode(0xd7c0 + (at.point >> 10), 0xdc00 + (at.point & 0x3ff))
    }
  }
  return text
}

module.exports = { byteLength, encode, encodeInto, decode }
