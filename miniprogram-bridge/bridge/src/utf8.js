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

/** What a first byte opens: continuation bytes, payload, and the bounds of the first continuation (Unicode table 3-7).
 * @param {number} first @returns {{more: number, payload: number, low: number, high: number} | null} */
function shapeOf(first) {
  if (first < 0xc2 || first > 0xf4) return null
  if (first < 0xe0) return { more: 1, payload: first & 0x1f, low: 0x80, high: 0xbf }
  if (first < 0xf0) return { more: 2, payload: first & 0xf, low: first === 0xe0 ? 0xa0 : 0x80, high: first === 0xed ? 0x9f : 0xbf }
  return { more: 3, payload: first & 7, low: first === 0xf0 ? 0x90 : 0x80, high: first === 0xf4 ? 0x8f : 0xbf }
}

/** By first byte, made once: decoding allocates nothing per character. */
const SHAPES = Array.from({ length: 256 }, (_, first) => shapeOf(first))
/** fromCharCode.apply has an argument limit on every engine. */
const RUN = 4096

/** The code point of the multi-byte sequence at `i`; throws RangeError. @param {Uint8Array} bytes @param {number} i */
function sequenceAt(bytes, i) {
  const shape = SHAPES[bytes[i]]
  const next = i + 1 < bytes.length ? bytes[i + 1] : 0
  if (!shape || i + shape.more >= bytes.length || next < shape.low || next > shape.high) throw new RangeError('malformed UTF-8 at byte ' + i)
  let point = (shape.payload << 6) | (next & 0x3f)
  for (let k = 2; k <= shape.more; k++) {
    if ((bytes[i + k] & 0xc0) !== 0x80) throw new RangeError('malformed UTF-8 at byte ' + i)
    point = (point << 6) | (bytes[i + k] & 0x3f)
  }
  return point
}

/** Throws RangeError on malformed bytes (overlong forms, surrogates, truncation). @param {Uint8Array} bytes @returns {string} */
function decode(bytes) {
  const units = new Uint16Array(bytes.length)
  let n = 0
  for (let i = 0; i < bytes.length;) {
    if (bytes[i] < 0x80) {
      units[n++] = bytes[i++]
      continue
    }
    const point = sequenceAt(bytes, i)
    if (point < 0x10000) units[n++] = point
    else {
      units[n++] = 0xd7c0 + (point >> 10)
      units[n++] = 0xdc00 + (point & 0x3ff)
    }
    i += point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  let text = ''
  for (let i = 0; i < n; i += RUN) text += String.fromCharCode.apply(null, /** @type {any} */ (units.subarray(i, Math.min(n, i + RUN))))
  return text
}

module.exports = { byteLength, encode, encodeInto, decode }
