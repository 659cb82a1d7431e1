// @ts-check
// The native side of the differential test: batches of envelopes through drivers built by one or more compilers.
import { spawnSync } from 'node:child_process'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url)), root = resolve(here, '../..')
const FRESH = Buffer.from([255, 255, 255, 255]) // asks the driver for a fresh core

/** All answers of a native driver, statuses as numbers; with `isFresh` each envelope meets a fresh core behind `before`.
 * @param {string} binary @param {Buffer[]} envelopes @param {{ isFresh?: boolean, before?: Buffer[] }} [how] */
export function native(binary, envelopes, { isFresh = false, before = [] } = {}) {
  const framed = (/** @type {Buffer} */ bytes) => { const length = Buffer.allocUnsafe(4); length.writeUInt32LE(bytes.length); return [length, bytes] }
  const lead = isFresh ? [FRESH, ...before.flatMap(framed)] : []
  const { stdout, status, signal, stderr, error } = spawnSync(binary, [], { input: Buffer.concat(envelopes.flatMap(bytes => [...lead, ...framed(bytes)])), maxBuffer: 1 << 30, timeout: 120_000 })
  if (error) throw error
  const answers = /** @type {(Buffer | number)[]} */ ([])
  for (let at = 0, i = 0; at + 4 <= stdout.length; i++) {
    const length = stdout.readInt32LE(at)
    at += 4
    if (i % (before.length + 1) === before.length) answers.push(length < 0 ? length : stdout.subarray(at, at + length))
    at += Math.max(length, 0)
  }
  return { answers, end: status === 0 ? '' : `${binary} ended with ${signal ?? status}: ${stderr}` }
}

/** The driver by both compilers at both ends of optimisation, built each time that it is asked for. @param {string} folder */
export function buildVariants(folder) {
  return [['gcc', '-O0'], ['gcc', '-O3'], ['clang', '-O0'], ['clang', '-O3']].map(([compiler, level]) => {
    const out = `${folder}/driver-${compiler}${level}`
    const { status, stderr } = spawnSync('sh', [`${here}/build.sh`, `${root}/build/third_party/cjson`, out, compiler, level], { encoding: 'utf8' })
    if (status !== 0) throw new Error(`${compiler} ${level}: ${stderr}`)
    return out
  })
}
