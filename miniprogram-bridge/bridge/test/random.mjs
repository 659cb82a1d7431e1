/* A small seeded generator (xorshift32): `seeded(name)(n)` is an integer below n. TANHENG_SEED repeats a printed run. */
export function seeded(name, given = process.env.TANHENG_SEED) {
  const seed = given ? Number(given) : (Date.now() ^ (process.pid << 12)) >>> 0 || 1
  let state = [...name].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, seed) || 1
  console.log(`seed of ${name}: ${seed} (repeat with TANHENG_SEED=${seed})`)
  return (n) => {
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state % n
  }
}
