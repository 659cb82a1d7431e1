// @ts-check
// One batch of the differential test: generates it, asks every engine, judges, tallies, and cuts what it finds down to little.
import { createHash } from 'node:crypto'
import { native } from './engines.mjs'
import { generator } from './envelopes.mjs'
import { judge } from './judge.mjs'
import { minimise } from './minimise.mjs'
import { strictJson } from './strict_json.mjs'
import { Wasm } from './wasm.mjs'

export const perBatch = 1000
const probeEvery = 100, mostMinimised = 3, TRAP = -1000

const probe = Buffer.from(JSON.stringify({ op: 'calculate', form: 'energy_report', period: { start: '2023-01', end: '2023-02' }, pack: 'CN-2025', display: true,
  doc: { grid_area: 'guangdong', energy: [{ carrier: 'electricity', unit: '10k_kWh', m01: '12.5' }, { carrier: 'natural_gas', unit: 'm3', m02: '3' }], process: [{ name: 'p', tco2: '-500' }] } }))
const probeAnswer = '"net_tco2":"-444.756' // 12.5 万kWh × 10 × 0.4419 + 3 m³ of gas − 500, see tests/vectors for the factors

/** @typedef {Buffer | number | undefined} Answer */
/** @typedef {{ index: number, what: string, envelope?: Buffer, small?: Buffer, before?: Buffer[] }} Finding */

const same = (/** @type {Answer} */ a, /** @type {Answer} */ b) => Buffer.isBuffer(a) && Buffer.isBuffer(b) ? a.equals(b) : a === b
const show = (/** @type {Answer} */ answer) => Buffer.isBuffer(answer) ? String(answer).slice(0, 300) : `status ${answer}`

/** What is wrong with the answers to one envelope: the native one, wasm's, and those of other builds.
 * @param {Buffer} envelope @param {Answer[]} answers @returns {{ fault: string, answer?: any }} */
export function verdict(envelope, answers) {
  const [first, ...others] = answers
  const at = others.findIndex(other => !same(first, other))
  if (at >= 0) return { fault: `engine 0 gives ${show(first)} but engine ${at + 1} ${show(others[at])}` }
  if (!Buffer.isBuffer(first)) return { fault: `status ${first}` }
  const { answer, fault } = judge(first)
  if (fault) return { fault, answer }
  const isJson = strictJson(envelope), isRefused = !answer.ok && answer.issues[0].code.startsWith('JSON_')
  if (isJson === isRefused) return { fault: `the strict reader ${isJson ? 'accepts' : 'refuses'} what the core ${isJson ? 'refuses' : 'accepts'}`, answer }
  const isPack = answer.ok === false && envelope.includes('load_pack')
  return { fault: !isPack && answer.issues.some((/** @type {any} */ i) => i.code === 'NO_MEMORY') ? 'an envelope under the cap ran out of memory' : '', answer }
}

/** How a call ended, for the tally. @param {any} answer */
function outcome(answer) {
  if (!answer.ok) return answer.issues[0].code.startsWith('JSON_') ? 'malformed' : 'refused'
  if (answer.receipt) return 'receipt'
  return answer.issues.some((/** @type {any} */ i) => i.severity === 'error') ? 'errors' : 'fine'
}

export class Bench {
  /** @param {{ drivers: string[], wasmBytes: Uint8Array, seed: number }} settings drivers: the first one's answers are judged */
  constructor({ drivers, wasmBytes, seed }) {
    this.drivers = drivers
    this.seed = seed
    this.wasm = new Wasm(wasmBytes)
    this.minimised = 0
    this.material()
  }

  /** A few answers of calculate, for op diff, and the catalog. */
  material() {
    const ask = (/** @type {any} */ envelope) => JSON.parse(String(this.wasm.call(Buffer.from(JSON.stringify(envelope)))))
    const known = JSON.parse(probe.toString())
    this.results = ['CN-2024', 'CN-2025'].flatMap(pack => ['12.5', '13'].map(m01 => {
      const doc = { ...known.doc, energy: [{ ...known.doc.energy[0], m01 }, known.doc.energy[1]] }
      const { result, receipt } = ask({ ...known, display: false, pack, doc })
      return { doc, result, receipt }
    }))
    this.catalog = ask({ op: 'catalog' }).result
  }

  /** The wasm answer; a trap is one, too. @param {Buffer} envelope @returns {Answer} */
  ask(envelope) {
    try { return this.wasm.call(envelope) } catch (error) {
      console.log(`wasm: ${error}`)
      this.wasm.renew()
      return TRAP
    }
  }

  /** @param {number} batch @returns {{ batch: number, findings: Finding[], tally: Record<string, number> }} */
  run(batch) {
    const next = generator(this.catalog, this.results, this.seed, batch), made = /** @type {{ op: string, kind: string }[]} */ ([])
    const envelopes = Array.from({ length: perBatch }, (_, i) => {
      const bytes = i % probeEvery === 0 ? probe : next()
      made.push(bytes === probe ? { op: 'calculate', kind: 'probe' } : next.made)
      return bytes
    })
    const engines = this.drivers.map(driver => native(driver, envelopes)), findings = /** @type {Finding[]} */ ([]), tally = /** @type {Record<string, number>} */ ({})
    const count = (/** @type {string} */ name) => { tally[name] = (tally[name] ?? 0) + 1 }
    for (const { answers, end } of engines) if (end) findings.push({ index: answers.length, what: end })
    this.wasm.renew()
    for (let i = 0; i < perBatch; i++) {
      const envelope = envelopes[i], answers = [...engines.map(engine => engine.answers[i]), this.ask(envelope)]
      const { fault, answer } = engines.every(engine => i < engine.answers.length) ? verdict(envelope, answers) : { fault: '', answer: undefined }
      if (fault) findings.push({ index: i, what: fault })
      else if (envelope === probe && !(String(answers[0]).includes(probeAnswer) && same(answers[0], engines[0].answers[0]))) findings.push({ index: i, what: 'the good envelope got another answer' })
      if (!answer) continue
      count(`kind ${made[i].kind}`)
      count(`op ${made[i].op} ${outcome(answer)}`)
      for (const issue of answer.issues) count(`code ${issue.code}`)
    }
    for (const finding of findings.slice(0, 5)) this.cutDown(finding, envelopes)
    return { batch, findings: findings.slice(0, 20), tally }
  }

  /** A finding's envelope, and the least that shows it with only the packs that must be loaded before. @param {Finding} finding @param {Buffer[]} envelopes */
  cutDown(finding, envelopes) {
    finding.envelope = envelopes[finding.index]
    if (!finding.envelope || this.minimised++ >= mostMinimised) return
    let before = envelopes.slice(0, finding.index).filter(bytes => bytes.includes('load_pack'))
    const { envelope } = finding
    if (!this.fails([envelope], before)[0]) return
    for (let i = before.length - 1; i >= 0; i--) {
      const fewer = before.filter((_, k) => k !== i)
      if (this.fails([envelope], fewer)[0]) before = fewer
    }
    finding.before = before
    finding.small = minimise(envelope, candidates => this.fails(candidates, before))
  }

  /** Which of the envelopes show a fault, each in a fresh core behind `before`. @param {Buffer[]} envelopes @param {Buffer[]} before */
  fails(envelopes, before) {
    const engines = this.drivers.map(driver => native(driver, envelopes, { isFresh: true, before }))
    return envelopes.map((envelope, i) => {
      this.wasm.renew()
      for (const bytes of before) this.ask(bytes)
      return engines.some(engine => i >= engine.answers.length) || verdict(envelope, [...engines.map(engine => engine.answers[i]), this.ask(envelope)]).fault !== ''
    })
  }
}

/** @param {Uint8Array} bytes */
export const sha256 = bytes => createHash('sha256').update(bytes).digest('hex')
