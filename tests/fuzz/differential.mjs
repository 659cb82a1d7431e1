// @ts-check
// Native against wasm, byte for byte, over generated envelopes; every answer is judged by an independent strict JSON reader, and a good envelope
// asked again and again must keep its answer. Counts one pass per 1,000 envelopes.
// usage: node tests/fuzz/differential.mjs [--long] [--count N] [--seed S] [--batch B [--index I]] [--variants] ; env TANHENG_BIN (for its driver), CORE_WASM
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
import { generator } from './envelopes.mjs'
import { judge, isRefusedAsJson } from './judge.mjs'
import { strictJson } from './strict_json.mjs'
import { Wasm } from './wasm.mjs'

const here = dirname(fileURLToPath(import.meta.url)), root = resolve(here, '../..')
const perBatch = 1000, probeEvery = 100
const driver = resolve(process.env.TANHENG_BIN ? dirname(process.env.TANHENG_BIN) : `${root}/build/dev`, 'tests/fuzz/th_fuzz_driver')
const wasmFile = process.env.CORE_WASM || `${root}/build/wasm/core.wasm`

const probe = Buffer.from(JSON.stringify({ op: 'calculate', form: 'energy_report', period: { start: '2023-01', end: '2023-02' }, pack: 'CN-2025', display: true,
  doc: { grid_area: 'guangdong', energy: [{ carrier: 'electricity', unit: '10k_kWh', m01: '12.5' }, { carrier: 'natural_gas', unit: 'm3', m02: '3' }], process: [{ name: 'p', tco2: '-500' }] } }))
const probeAnswer = '"net_tco2":"-444.756' // 12.5 万kWh × 10 × 0.4419 + 3 m³ of gas − 500, see tests/vectors for the factors

/** All answers of a native driver, statuses as numbers. @param {string} binary @param {Buffer[]} envelopes */
export function native(binary, envelopes) {
  const parts = envelopes.flatMap(bytes => { const length = Buffer.alloc(4); length.writeUInt32LE(bytes.length); return [length, bytes] })
  const { stdout, status, signal, stderr, error } = spawnSync(binary, [], { input: Buffer.concat(parts), maxBuffer: 1 << 30 })
  if (error) throw error
  const answers = []
  for (let at = 0; at + 4 <= stdout.length;) {
    const length = stdout.readInt32LE(at)
    at += 4
    answers.push(length < 0 ? length : stdout.subarray(at, at + length))
    at += Math.max(length, 0)
  }
  return { answers, end: status === 0 ? '' : `${binary} ended with ${signal ?? status}: ${stderr}` }
}

const same = (/** @type {any} */ a, /** @type {any} */ b) => typeof a === 'number' || typeof b === 'number' ? a === b : a.equals(b)

/** A few answers of calculate, for op diff, and the catalog. @param {Wasm} wasm */
function material(wasm) {
  const ask = (/** @type {any} */ envelope) => JSON.parse(/** @type {Buffer} */ (wasm.call(Buffer.from(JSON.stringify(envelope)))).toString())
  const doc = JSON.parse(probe.toString()).doc
  const results = ['CN-2024', 'CN-2025'].flatMap(pack => ['12.5', '13'].map(m01 => {
    const changed = { ...doc, energy: [{ ...doc.energy[0], m01 }, doc.energy[1]] }
    const { result, receipt } = ask({ ...JSON.parse(probe.toString()), display: false, pack, doc: changed })
    return { doc: changed, result, receipt }
  }))
  return { catalog: ask({ op: 'catalog' }).result, results }
}

/** One batch: its findings. @param {Wasm} wasm @param {ReturnType<typeof material>} known @param {number} seed @param {number} batch @param {string[]} variants */
function runBatch(wasm, known, seed, batch, variants) {
  const next = generator(known.catalog, known.results, seed, batch)
  const envelopes = Array.from({ length: perBatch }, (_, i) => i % probeEvery === 0 ? probe : next())
  const findings = /** @type {{ index: number, what: string }[]} */ ([])
  const found = (/** @type {number} */ index, /** @type {string} */ what) => findings.length < 20 && findings.push({ index, what })
  const { answers, end } = native(driver, envelopes)
  const others = variants.map(binary => native(binary, envelopes))
  const stats = { ok: 0, refused: 0, malformed: 0, statuses: 0 }
  if (end) found(answers.length, end)
  wasm.renew()
  for (let i = 0; i < envelopes.length; i++) {
    const answer = answers[i], theirs = wasm.call(envelopes[i])
    if (answer === undefined) continue
    if (!same(answer, theirs)) found(i, `native ${show(answer)} but wasm ${show(theirs)}`)
    for (const [v, other] of others.entries()) if (!same(answer, other.answers[i] ?? -99)) found(i, `${variants[v]} answers otherwise: ${show(other.answers[i] ?? other.end)}`)
    if (typeof answer === 'number') { stats.statuses++; found(i, `status ${answer}`); continue }
    const isJson = strictJson(envelopes[i]), refusedAsJson = isRefusedAsJson(answer)
    if (isJson === refusedAsJson) found(i, `the strict reader ${isJson ? 'accepts' : 'refuses'} what the core ${isJson ? 'refuses' : 'accepts'}`)
    const fault = judge(answer)
    if (fault) found(i, fault)
    if (answer.includes('"code":"NO_MEMORY"') && !envelopes[i].includes('load_pack')) found(i, 'an envelope under the cap ran out of memory')
    if (envelopes[i] === probe && !(answer.includes(probeAnswer) && same(answer, answers[0]))) found(i, 'the good envelope got another answer')
    if (refusedAsJson) stats.malformed++
    else if (answer.subarray(0, 11).toString() === '{"ok":true,') stats.ok++
    else stats.refused++
  }
  return { batch, findings: findings.map(f => ({ ...f, envelope: envelopes[f.index] })), stats }
}

const show = (/** @type {any} */ answer) => typeof answer === 'number' ? `status ${answer}` : String(answer).slice(0, 300)

if (isMainThread) await main()
else {
  const { seed, variants } = workerData
  const wasm = new Wasm(readFileSync(wasmFile)), known = material(wasm)
  parentPort?.on('message', batch => parentPort?.postMessage(runBatch(wasm, known, seed, batch, variants)))
}

async function main() {
  const flag = (/** @type {string} */ name) => { const at = process.argv.indexOf(name); return at < 0 ? undefined : process.argv[at + 1] }
  const seed = Number(flag('--seed') ?? (Date.now() & 0x7fffffff))
  if (!existsSync(driver)) { console.error(`${driver} is missing: build it with ./dev build`); process.exit(2) }
  if (flag('--batch') !== undefined) return replay(seed, Number(flag('--batch')), flag('--index'))
  const count = Number(flag('--count') ?? (process.argv.includes('--long') ? 10_000_000 : 100_000)), batches = Math.ceil(count / perBatch)
  console.log(`differential: seed ${seed}, ${batches * perBatch} envelopes, native ${driver}`)
  const variants = process.argv.includes('--variants') ? buildVariants() : []
  const total = { passed: 0, failed: 0, ok: 0, refused: 0, malformed: 0, statuses: 0 }
  let nextBatch = 0
  const started = Date.now()
  await Promise.all([0, 1].map(() => new Promise((done, fail) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { seed, variants }, argv: process.argv.slice(2) })
    const give = () => nextBatch < batches ? worker.postMessage(nextBatch++) : worker.terminate()
    worker.on('error', fail)
    worker.on('exit', () => done(undefined))
    worker.on('message', result => {
      result.findings.length ? total.failed++ : total.passed++
      for (const name of /** @type {const} */ (['ok', 'refused', 'malformed', 'statuses'])) total[name] += result.stats[name]
      report(seed, result)
      if ((total.passed + total.failed) % 500 === 0) console.log(`  ${total.passed + total.failed} of ${batches} batches, ${Math.round((Date.now() - started) / 1000)} s`)
      give()
    })
    give()
  })))
  console.log(`answers: ${total.ok} good, ${total.refused} refused, ${total.malformed} not JSON, ${total.statuses} without answer; ${Math.round((Date.now() - started) / 1000)} s`)
  if (total.ok < batches * perBatch / 4 || total.malformed < batches) { console.log('FAIL the mix of envelopes is wrong'); total.failed++ }
  console.log(`${total.passed} passed, ${total.failed} failed`)
  process.exit(total.failed ? 1 : 0)
}

/** @param {number} seed @param {ReturnType<typeof runBatch>} result */
function report(seed, { batch, findings }) {
  if (!findings.length) return
  const folder = `${root}/build/fuzz-findings`
  mkdirSync(folder, { recursive: true })
  for (const { index, what, envelope } of findings.slice(0, 5)) {
    const file = `${folder}/${seed}-${batch}-${index}.json`
    if (envelope) writeFileSync(file, envelope)
    console.log(`FAIL seed ${seed} batch ${batch} index ${index}: ${what}\n     replay: node tests/fuzz/differential.mjs --seed ${seed} --batch ${batch} --index ${index}; envelope in ${file}`)
  }
}

/** @param {number} seed @param {number} batch @param {string | undefined} index */
function replay(seed, batch, index) {
  const wasm = new Wasm(readFileSync(wasmFile))
  const result = runBatch(wasm, material(wasm), seed, batch, process.argv.includes('--variants') ? buildVariants() : [])
  for (const f of result.findings) if (index === undefined || f.index === Number(index)) console.log(`index ${f.index}: ${f.what}\n${f.envelope}`)
  console.log(`${result.findings.length ? 0 : 1} passed, ${result.findings.length ? 1 : 0} failed`)
  process.exit(result.findings.length ? 1 : 0)
}

/** The driver by other compilers and levels, built each time that it is asked for. */
function buildVariants() {
  return [['gcc', '-O3'], ['clang', '-O0'], ['gcc', '-O0'], ['clang', '-O3']].map(([compiler, level]) => {
    const out = `${root}/build/fuzz-variants/driver-${compiler}${level}`
    const { status, stderr } = spawnSync('sh', [`${here}/build.sh`, `${root}/build/third_party/cjson`, out, compiler, level])
    if (status !== 0) { console.error(`${compiler} ${level}: ${stderr}`); process.exit(2) }
    return out
  })
}
