import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { seeded } from './random.mjs'

const { encode, decode, encodeInto, byteLength } = createRequire(import.meta.url)('../src/utf8.js')
const encoder = new TextEncoder()
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A random code point, all lengths alike often. */
function point(random) {
  const top = [0x80, 0x800, 0xd800, 0x110000][random(4)]
  const value = random(top)
  return value >= 0xd800 && value <= 0xdfff ? 0xe000 : value
}

test('random text is encoded and decoded as TextEncoder does it', () => {
  const random = seeded('utf8')
  for (let round = 0; round < 3000; round++) {
    const text = Array.from({ length: random(40) }, () => String.fromCodePoint(point(random))).join('')
    const bytes = encode(text)
    assert.deepEqual(bytes, encoder.encode(text))
    assert.equal(byteLength(text), bytes.length)
    assert.equal(decode(bytes), text)
  }
})

test('random bytes are accepted exactly when the strict decoder accepts them', () => {
  const random = seeded('bytes')
  const starts = [0x41, 0x80, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff, 0x9f, 0xa0, 0x8f, 0x90]
  let refused = 0
  for (let round = 0; round < 30000; round++) {
    const bytes = Uint8Array.from({ length: random(6) }, () => (random(4) ? starts[random(starts.length)] : random(256)))
    let expected = null
    try { expected = strict.decode(bytes) } catch { refused++ }
    if (expected === null) assert.throws(() => decode(bytes), RangeError, String(bytes))
    else assert.equal(decode(bytes), expected)
  }
  assert.ok(refused > 1000)
})

test('unpaired surrogates are refused, not replaced', () => {
  for (const text of ['\ud800', 'a\udc00', '\ud800\ud800', '好\udfff']) assert.throws(() => encode(text), RangeError)
})

test('encodeInto says when the text does not fit', () => {
  for (const text of ['abc', 'éé', '能耗', '😀'])
    for (let room = 0; room <= byteLength(text); room++)
      assert.equal(encodeInto(text, new Uint8Array(room)), room === byteLength(text) ? room : -1)
})

test('long text passes the argument limits of the engine', () => {
  const text = '万千瓦时😀x'.repeat(60000)
  assert.equal(decode(encode(text)), text)
})
