// @ts-check
// JSON texts that are right, or wrong by a hair, around the caps of the core's scanner.
/** @typedef {ReturnType<typeof import('./prng.mjs').prng>} Rng */

const pieces = ['"a"', '"\\u0061"', '"\\ud83d\\ude00"', '"\\ud83d"', '"\\ude00"', '"\\ud83d\\u0041"', '"\\u00zz"', '"\\u000"', '"\\x"', '"\\"', '"\\/\\b\\f\\n\\r\\t"', '"中"', '"\t"', '"\u007f"', '"\\u0000"', '""', '"',
  '0', '-0', '-', '01', '1.', '.5', '1.5', '1e5', '1E+5', '1e-', '1e', '+1', '1.5e+10', '0x1', '1'.repeat(60), '1'.repeat(61), '-' + '9'.repeat(59), '1e' + '0'.repeat(58), 'true', 'false', 'null', 'True', 'nul', 'truex', 'NaN', 'Infinity', "'a'",
  '[]', '{}', '[ ]', '{ }', '[,]', '{,}', '[1,]', '{"a":1,}', '{"a"}', '{"a":}', '{a:1}', '{"a":1 "b":2}', '[1 2]', '//', '/**/', ' ', '\n', '\v', '\u00a0', '\f']
const badBytes = [[0xc0, 0xae], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf0, 0x80, 0x80, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf5], [0x80], [0xff], [0xfe], [0xe4, 0xb8], [0xc3], [0xf4, 0x8f, 0xbf, 0xbf], [0xef, 0xbb, 0xbf], [0], [0x1f]]

/** @param {Rng} rng @param {number} depth @returns {string} */
function value(rng, depth) {
  const { int, one, pick } = rng
  if (one(25)) return pick(pieces)
  const kind = depth > 5 ? int(2, 5) : int(0, 5)
  const blank = () => one(8) ? pick([' ', '\n', '\t', '\r\n', '  ']) : ''
  const list = (/** @type {() => string} */ make) => Array.from({ length: int(0, 5) }, make).join(one(60) ? ',,' : blank() + ',' + blank())
  if (kind === 0) return '[' + blank() + list(() => value(rng, depth + 1)) + blank() + (one(60) ? '}' : ']')
  if (kind === 1) {
    const keys = one(12) ? ['a', '\\u0061', 'b'] : ['a', 'b', 'c', 'd', '中', 'e\\u0066', '\\n']
    const at = int(0, 6)
    let i = 0
    return '{' + blank() + list(() => `"${one(15) ? pick(keys) : keys[(at + i++) % keys.length] + (i > keys.length ? i : '')}"${blank()}:${blank()}${value(rng, depth + 1)}`) + (one(60) ? ']' : '}')
  }
  if (kind === 2) return pick(['0', '1', '-1', '12.5', '1e3', '-0.0', '1.5E-7', '1' + '0'.repeat(int(55, 62))])
  if (kind === 3) return pick(['true', 'false', 'null'])
  return pick(['"x"', '""', '"\\u4e2d"', '"a\\nb"', '"\\ud83d\\ude00"', '"' + 'y'.repeat(int(0, 40)) + '"'])
}

/** @param {Rng} rng */
function atACap(rng) {
  const { int, one, pick } = rng
  const kind = int(0, 5), n = (/** @type {number} */ cap) => cap + int(-1, 1)
  if (kind === 0) { const d = n(32); return '['.repeat(d) + ']'.repeat(d) }
  if (kind === 1) { const d = n(32); return '{"a":'.repeat(d - 1) + '{}' + '}'.repeat(d - 1) }
  if (kind === 2) return '{' + Array.from({ length: n(256) }, (_, i) => `"k${i}":0`).join(',') + '}'
  if (kind === 3) return '[' + Array.from({ length: n(5000) }, () => pick(['1', '[]', '""'])).join(',') + ']'
  if (kind === 4) { // values in the whole document: 8192
    const inner = Array.from({ length: 2 }, () => '[' + Array(4000).fill('1').join(',') + ']')
    return '[' + inner.join(',') + ',' + Array(n(8192 - 8003)).fill(0).join(',') + ']'
  }
  // members of all open objects: 1024
  const members = (/** @type {string} */ p, /** @type {number} */ count) => Array.from({ length: count }, (_, i) => `"${p}${i}":0`).join(',')
  const last = n(1024 - 4 * 250)
  let out = ''
  for (const p of 'abcd') out += `{${members(p, 249)},"${p}":`
  return out + `{${members('e', last)}}` + '}'.repeat(4) + (one(4) ? ' ' : '')
}

/** @param {Rng} rng @returns {Buffer} */
export function nearlyJson(rng) {
  const { int, one, pick } = rng
  if (one(12)) return Buffer.from(atACap(rng))
  const inside = value(rng, 0)
  let bytes = Buffer.from(one(10) ? inside : one(2) ? `[${inside}]` : `{"a":${inside}}`)
  if (one(4) && bytes.length) {
    const at = int(0, bytes.length), bad = one(2) ? Buffer.from(pick(badBytes)) : Buffer.from(pick(pieces))
    bytes = Buffer.concat([bytes.subarray(0, at), bad, bytes.subarray(one(2) ? at : Math.min(bytes.length, at + bad.length))])
  }
  return one(20) ? Buffer.concat([bytes, Buffer.from(pick([' ', '\n', '{}', ',', ']', '\u0000', '\ufeff']))]) : bytes
}
