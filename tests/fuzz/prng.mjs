// @ts-check
// A small seeded generator (sfc32): the same seed gives the same envelopes on every machine.
/** @param {number} seed @param {number} [stream] */
export function prng(seed, stream = 0) {
  let a = seed | 0, b = stream | 0, c = 0x9E3779B9 | 0, d = 1
  const next = () => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t | 0
    return t >>> 0
  }
  for (let i = 0; i < 15; i++) next()
  /** whole number in lo … hi @param {number} lo @param {number} hi */
  const int = (lo, hi) => lo + next() % (hi - lo + 1)
  return {
    int,
    /** true once in n @param {number} n */
    one: n => next() % n === 0,
    /** @template T @param {readonly T[]} list @returns {T} */
    pick: list => list[next() % list.length],
    /** @param {number} count */
    digits: count => {
      let text = ''
      while (count-- > 0) text += int(0, 9)
      return text
    }
  }
}
