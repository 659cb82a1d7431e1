// @ts-check
// Native against wasm, byte for byte, over generated envelopes; every answer is judged, and a good envelope asked again and again must keep its answer.
// Counts one pass per 1,000 envelopes. env TANHENG_BIN (for its driver), CORE_WASM
// usage: node tests/fuzz/differential.mjs [--long [--resume]] [--count N] [--seed S] [--jobs J] [--batch B] [--variants [N]]
// --long: 10,000,000 by every build, kept in build/fuzz-long.json so that --resume goes on; --variants N: the first N also by gcc and clang at -O0 and -O3
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
import { Bench, perBatch, sha256 } from './batch.mjs'
import { add, coverage } from './coverage.mjs'
import { buildVariants } from './engines.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const driver = resolve(process.env.TANHENG_BIN ? dirname(process.env.TANHENG_BIN) : `${root}/build/dev`, 'tests/fuzz/th_fuzz_driver')
const wasmFile = process.env.CORE_WASM || `${root}/build/wasm/core.wasm`
const stateFile = `${root}/build/fuzz-long.json`
const leastForCoverage = 50_000 // below, rare outcomes may be missing by chance

/** @typedef {{ seed: number, count: number, withVariants: number, engines: string, done: number, failed: number, seconds: number, tally: Record<string, number> }} State */

if (isMainThread) await main()
else serve()

/** A worker: batches in, their findings out; the first `withVariants` envelopes go through the variants as well. */
function serve() {
  const { seed, wasmBytes, variants, withVariants } = workerData
  const plain = new Bench({ drivers: [driver], wasmBytes, seed }), full = new Bench({ drivers: [driver, ...variants], wasmBytes, seed })
  parentPort?.on('message', batch => parentPort?.postMessage((batch * perBatch < withVariants ? full : plain).run(batch)))
}

/** @param {string} name @returns {string | undefined} the word behind a flag; '' when none follows */
function flag(name) {
  const at = process.argv.indexOf(name)
  if (at < 0) return undefined
  const word = process.argv[at + 1] ?? ''
  return word.startsWith('--') ? '' : word
}

/** @param {boolean} isLong @param {string} engines @returns {State} */
function start(isLong, engines) {
  if (flag('--resume') !== undefined) {
    const state = JSON.parse(readFileSync(stateFile, 'utf8'))
    if (state.engines === engines) return state
    console.error('the core was built anew since: start again without --resume')
    process.exit(2)
  }
  const count = Number(flag('--count') ?? (isLong ? 10_000_000 : 100_000)), wanted = flag('--variants')
  const seed = flag('--seed'), withVariants = wanted ? Number(wanted) : wanted === '' || isLong ? count : 0
  return { seed: seed ? Number(seed) : Date.now() & 0x7fffffff, count: Math.ceil(count / perBatch) * perBatch, withVariants, engines, done: 0, failed: 0, seconds: 0, tally: {} }
}

async function main() {
  if (!existsSync(driver)) { console.error(`${driver} is missing: build it with ./dev build`); process.exit(2) }
  const wasmBytes = readFileSync(wasmFile), isLong = process.argv.includes('--long')
  const state = start(isLong, sha256(Buffer.concat([wasmBytes, readFileSync(driver)])))
  const variants = state.withVariants ? buildVariants(`${root}/build/fuzz-variants`) : []
  const settings = { seed: state.seed, wasmBytes, variants, withVariants: state.withVariants }
  if (flag('--batch')) return replay(settings, Number(flag('--batch')))
  console.log(`differential: seed ${state.seed}, ${state.count} envelopes from ${state.done * perBatch} on, native ${driver}, ${state.withVariants} of them also by gcc and clang at -O0 and -O3`)
  await campaign(settings, state, () => isLong && save(state))
  const fault = state.count >= leastForCoverage || process.argv.includes('--table') ? coverage(state.tally, state.count) : ''
  console.log(`differential: ${state.count} envelopes in ${state.seconds} s`)
  if (fault) console.log(`FAIL the mix of envelopes: ${fault}`)
  const failed = state.failed + (fault ? 1 : 0)
  console.log(`${state.done - state.failed} passed, ${failed} failed`)
  process.exit(failed ? 1 : 0)
}

/** Runs the batches that are left; those that come back early wait, so that `state` always tells of the first ones without a gap.
 * @param {any} settings @param {State} state @param {() => void} keep */
async function campaign(settings, state, keep) {
  const began = Date.now() - state.seconds * 1000, batches = state.count / perBatch, first = state.done
  const early = /** @type {Map<number, ReturnType<Bench['run']>>} */ (new Map())
  let given = state.done, told = Date.now()
  const take = (/** @type {ReturnType<Bench['run']>} */ result) => {
    early.set(result.batch, result)
    report(state.seed, result)
    for (let next; (next = early.get(state.done)); early.delete(next.batch), state.done++) {
      add(state.tally, next.tally)
      if (next.findings.length) state.failed++
    }
    state.seconds = Math.round((Date.now() - began) / 1000)
    if (Date.now() - told < 15_000) return
    told = Date.now()
    keep()
    const left = (batches - state.done) * state.seconds / Math.max(1, state.done)
    console.log(`  ${state.done * perBatch} of ${state.count} envelopes, ${state.failed} batches with findings, ${state.seconds} s, about ${Math.round(left / 60)} min left`)
  }
  await Promise.all(Array.from({ length: Number(flag('--jobs') ?? 2) }, () => new Promise((done, fail) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: settings })
    const give = () => given < batches ? worker.postMessage(given++) : worker.terminate()
    worker.on('error', fail).on('exit', () => done(undefined)).on('message', result => { take(result); give() })
    give()
  })))
  if (state.done !== batches) throw new Error(`${state.done} of ${batches} batches came back, from ${first} on`)
  keep()
}

/** @param {State} state */
function save(state) {
  writeFileSync(`${stateFile}.new`, JSON.stringify(state))
  renameSync(`${stateFile}.new`, stateFile)
}

/** @param {number} seed @param {ReturnType<Bench['run']>} result */
function report(seed, { batch, findings }) {
  if (!findings.length) return
  const folder = `${root}/build/fuzz-findings`
  mkdirSync(folder, { recursive: true })
  for (const { index, what, envelope, small, before = [] } of findings.slice(0, 5)) {
    const file = `${folder}/${seed}-${batch}-${index}`
    if (envelope) writeFileSync(`${file}.json`, envelope)
    if (small) writeFileSync(`${file}.small.json`, small)
    before.forEach((bytes, i) => writeFileSync(`${file}.before-${i}.json`, bytes))
    console.log(`FAIL seed ${seed} batch ${batch} index ${index}: ${what}\n     replay: node tests/fuzz/differential.mjs --seed ${seed} --batch ${batch}; envelope in ${file}.json` +
      (small ? `, cut down to ${small.length} bytes in ${file}.small.json${before.length ? ` behind ${before.length} packs in ${file}.before-*.json` : ''}` : ''))
  }
}

/** @param {any} settings @param {number} batch */
function replay(settings, batch) {
  const result = new Bench({ drivers: [driver, ...settings.variants], wasmBytes: settings.wasmBytes, seed: settings.seed }).run(batch)
  report(settings.seed, result)
  console.log(`${result.findings.length ? 0 : 1} passed, ${result.findings.length ? 1 : 0} failed`)
  process.exit(result.findings.length ? 1 : 0)
}
