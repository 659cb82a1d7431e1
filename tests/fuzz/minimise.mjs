// @ts-check
// Cuts an envelope that shows a fault down to one that still does: by members and rows while it is JSON, then by bytes.

const mostRounds = 200, mostAtOnce = 200

/** @param {Buffer} envelope @param {(candidates: Buffer[]) => boolean[]} fails which of the candidates still show the fault */
export function minimise(envelope, fails) {
  let best = envelope
  for (let round = 0; round < mostRounds; round++) {
    const smaller = firstFailing(best, fails)
    if (!smaller) break
    best = smaller
  }
  return best
}

/** @param {Buffer} bytes @param {(candidates: Buffer[]) => boolean[]} fails */
function firstFailing(bytes, fails) {
  const candidates = [...withoutParts(bytes), ...withoutBytes(bytes)].filter(c => c.length < bytes.length).sort((a, b) => a.length - b.length)
  for (let at = 0; at < candidates.length; at += mostAtOnce) {
    const some = candidates.slice(at, at + mostAtOnce), hit = fails(some).indexOf(true)
    if (hit >= 0) return some[hit]
  }
  return null
}

/** The text without each of its members and items in turn; nothing when it is no JSON. @param {Buffer} bytes */
function withoutParts(bytes) {
  let tree
  try { tree = JSON.parse(bytes.toString()) } catch { return [] }
  const out = /** @type {Buffer[]} */ ([Buffer.from(JSON.stringify(tree))])
  const walk = (/** @type {any} */ node) => {
    for (const key of Object.keys(node)) {
      const value = node[key]
      if (Array.isArray(node)) {
        node.splice(Number(key), 1)
        out.push(Buffer.from(JSON.stringify(tree)))
        node.splice(Number(key), 0, value)
      } else {
        node[key] = undefined // is left out, and keeps its place when it comes back
        out.push(Buffer.from(JSON.stringify(tree)))
        node[key] = value
      }
      if (value && typeof value === 'object') walk(value)
    }
  }
  if (tree && typeof tree === 'object') walk(tree)
  return out.slice(0, 1000)
}

/** The bytes without each half, quarter … in turn. @param {Buffer} bytes */
function withoutBytes(bytes) {
  const out = /** @type {Buffer[]} */ ([])
  for (let size = bytes.length >> 1; size >= 1 && out.length < 600; size >>= 1)
    for (let at = 0; at < bytes.length && out.length < 600; at += size) out.push(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size)]))
  return out
}
