// @ts-check
// One report of 12 months × 10 carriers: the core natively and as WebAssembly (Node, Chromium, Chromium on a four times slower processor), plain JavaScript, publicodes.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { doublesEngine, publicodesRules } from './doubles.mjs'
import { buildCore } from './programs.mjs'
import { median, root, round, run, wasmFile, work } from './tools.mjs'
import { CARRIERS, factors, report, wasmBytes, wasmCore } from './world.mjs'

const require = createRequire(join(root, 'miniprogram-bridge/package.json'))
const filing = { enterprise: 'e1', site: 'all', form: 'energy_report', form_version: 1, period: { start: '2025-01', end: '2025-12' }, pack: 'CN-2025', doc: report(0),
  ctx: { today: '2026-01-15', template: { grid_area: 'guangdong', carriers: CARRIERS.map(([carrier, unit]) => ({ carrier, unit })) } } }
const CALLS = { calculate: { op: 'calculate', ...filing }, keystroke: { op: 'calculate', ...filing, receipt: false }, explain: { op: 'explain', ...filing, at: '/energy/3/m05' } }

/** Median microseconds of a function, called for some milliseconds after a warm-up. @param {() => void} call @param {number} ms */
function timed(call, ms) {
  const until = (/** @type {number} */ end, /** @type {number[] | null} */ out) => {
    while (performance.now() < end) {
      const from = performance.now()
      call()
      out?.push(performance.now() - from)
    }
  }
  /** @type {number[]} */
  const samples = []
  until(performance.now() + ms / 2, null)
  until(performance.now() + ms, samples)
  return median(samples) * 1000
}

/** The same work in turns, so that a busy moment of the machine hits all of them. @param {{rounds: number, ms: number}} size */
function inTurns({ rounds, ms }) {
  const program = buildCore(), core = wasmCore(), doubles = doublesEngine(factors()), files = []
  for (const [name, envelope] of Object.entries(CALLS)) {
    files.push(join(work, `${name}.json`))
    writeFileSync(files[files.length - 1], JSON.stringify(envelope))
  }
  const bytes = Object.entries(CALLS).map(([name, envelope]) => /** @type {[string, Buffer]} */ ([name, Buffer.from(JSON.stringify(envelope))])), callBytes = wasmBytes(), doc = JSON.stringify(filing.doc)
  const engine = publicodesOf(), times = /** @type {Record<string, number[]>} */ ({})
  const note = (/** @type {string} */ name, /** @type {number} */ us) => (times[name] ??= []).push(us)
  checkSame(core(JSON.stringify(CALLS.calculate)), doubles(filing.doc).tco2)
  for (let i = 0; i < rounds; i++) {
    for (const [name, { p50 }] of Object.entries(JSON.parse(run(program, [...files, String(ms)])))) note(`native ${name}`, p50 / 1000)
    for (const [name, envelope] of bytes) note(`wasm ${name}`, timed(() => { callBytes(envelope) }, ms))
    note('doubles', timed(() => { doubles(filing.doc) }, ms))
    note('doubles json', timed(() => { JSON.stringify(doubles(JSON.parse(doc))) }, ms))
    if (engine) note('publicodes', timed(engine, ms * 2))
  }
  return times
}

/** All engines do the same sum, else the comparison says nothing. @param {string} answer @param {number} theirs */
function checkSame(answer, theirs) {
  if (!JSON.parse(answer).receipt) throw new Error(`no receipt: ${answer.slice(0, 500)}`)
  const ours = Number(JSON.parse(answer).result.totals.net_tco2)
  if (!(Math.abs(ours - theirs) <= 1e-9 * ours)) throw new Error(`the engines disagree: ${ours} and ${theirs}`)
}

/** One edited cell and both totals anew, as a screen would; null when publicodes is not installed. */
function publicodesOf() {
  if (!existsSync(join(root, 'miniprogram-bridge/node_modules/publicodes'))) return null
  const module = require('publicodes'), Engine = module.default ?? module
  const rules = publicodesRules(filing.doc, factors()), engine = new Engine(rules)
  let n = 0
  return () => {
    engine.setSituation({ 'c3 . m05': 100 + n++ % 50 })
    engine.evaluate('tco2')
    engine.evaluate('tce')
  }
}

/** In the page: time to a core that has answered once, and the median of a keystroke with everything around it. @param {{url: string, envelope: any, ms: number}} what */
async function inPage({ url, envelope, ms }) {
  const from = performance.now()
  const { instance } = await WebAssembly.instantiateStreaming(fetch(url), {})
  const { th_io, th_io_cap, th_call, memory, _initialize } = /** @type {any} */ (instance.exports)
  _initialize()
  const encoder = new TextEncoder(), decoder = new TextDecoder()
  const call = (/** @type {any} */ value) => {
    const { written } = encoder.encodeInto(JSON.stringify(value), new Uint8Array(memory.buffer, th_io(), th_io_cap()))
    return JSON.parse(decoder.decode(new Uint8Array(memory.buffer, th_io(), th_call(written))))
  }
  call({ op: 'version' })
  const ready = performance.now() - from
  let n = 0
  const keystrokes = (/** @type {number} */ count) => { // the clock of a page is coarse: many together
    const start = performance.now()
    for (let i = 0; i < count; i++) {
      envelope.doc.energy[n % 10].m05 = String(100 + n++ % 50)
      if (!call(envelope).ok) throw new Error('the core refused')
    }
    return (performance.now() - start) / count
  }
  const first = keystrokes(1), blocks = []
  for (const end = performance.now() + ms; performance.now() < end;) keystrokes(20) // the engine compiles what is used often once more
  for (const end = performance.now() + ms; performance.now() < end || blocks.length < 3;) blocks.push(keystrokes(20))
  return { ready, first, mean: blocks.sort((a, b) => a - b)[blocks.length >> 1] }
}

/** @param {{rounds: number, ms: number}} size */
async function inChromium({ rounds, ms }) {
  const { launchBrowser } = await import('../../miniprogram-bridge/mprun/testing/browser.mjs')
  const bytes = readFileSync(wasmFile)
  const server = createServer((request, reply) => request.url?.endsWith('.wasm') ? reply.setHeader('content-type', 'application/wasm').end(bytes) : reply.setHeader('content-type', 'text/html').end('<!doctype html><title>bench</title>'))
  await new Promise(done => server.listen(0, '127.0.0.1', () => done(0)))
  const address = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`
  const browser = await launchBrowser()
  const found = /** @type {Record<string, any[]>} */ ({ 1: [], 4: [] })
  try {
    for (let i = 0; i < rounds; i++) for (const rate of [1, 4]) {
      const page = await browser.newPage()
      await page.goto(address)
      const session = await page.context().newCDPSession(page)
      await session.send('Emulation.setCPUThrottlingRate', { rate })
      found[rate].push(await page.evaluate(inPage, { url: `${address}/core.wasm`, envelope: CALLS.keystroke, ms }))
      await page.close()
    }
    return { found, version: browser.version() }
  } finally {
    await browser.close()
    server.close()
  }
}

/** @param {{isSmoke: boolean}} options @returns {Promise<import('./tools.mjs').Part>} */
export async function corePart({ isSmoke }) {
  const size = isSmoke ? { rounds: 1, ms: 20 } : { rounds: 5, ms: 300 }
  const times = inTurns(size), of = (/** @type {string} */ name) => median(times[name])
  const rows = /** @type {import('./tools.mjs').Row[]} */ ([]), notes = /** @type {string[]} */ ([])
  const line = (/** @type {string} */ what, /** @type {number} */ us, /** @type {number | undefined} */ goal, /** @type {string | undefined} */ ratio) =>
    rows.push({ what, value: us >= 1000 ? `${round(us / 1000)} ms` : `${round(us)} µs`, ratio, ...(goal ? { goal: `≤ ${goal} µs`, met: us <= goal } : {}) })
  const against = (/** @type {string} */ a, /** @type {string} */ b) => median(times[a].map((us, i) => us / times[b][i]))
  line('native: calculate with receipt', of('native calculate'), 100, '1')
  line('native: a keystroke (no receipt)', of('native keystroke'), 60)
  line('native: arithmetic alone', of('native arithmetic'), 8)
  line('native: explain a cell', of('native explain'), 50)
  for (const name of ['calculate', 'keystroke', 'explain']) {
    const ratio = against(`wasm ${name}`, `native ${name}`)
    rows.push({ what: `wasm in Node: ${name}`, value: `${round(of(`wasm ${name}`))} µs`, ratio: `${round(ratio)} × native`, ...(name === 'calculate' ? { goal: '≤ 1.6 ×', met: ratio <= 1.6 } : {}) })
  }
  line('plain JavaScript doubles, objects in and out', of('doubles'), undefined, `${round(against('doubles', 'native keystroke'))} × native keystroke`)
  line('plain JavaScript doubles, JSON in and out', of('doubles json'), undefined, `${round(against('doubles json', 'native keystroke'))} × native keystroke`)
  if (times.publicodes) line('publicodes: one cell edited, both totals', of('publicodes'), undefined, `${round(against('publicodes', 'native keystroke'))} × native keystroke`)
  else notes.push('publicodes skipped: not installed (./dev setup).')
  await browserRows(size, rows, notes)
  const bytes = readFileSync(wasmFile), packed = brotliCompressSync(bytes).length
  rows.push({ what: 'wasm file', value: `${(bytes.length / 1000).toFixed(1)} kB`, goal: '≤ 200 kB', met: bytes.length <= 200_000 },
    { what: 'wasm file, brotli', value: `${(packed / 1000).toFixed(1)} kB`, goal: '≤ 80 kB', met: packed <= 80_000 })
  return { title: 'Core: a report of 12 months × 10 carriers, JSON in, JSON out', rows, notes, facts: { times } }
}

/** @param {{rounds: number, ms: number}} size @param {import('./tools.mjs').Row[]} rows @param {string[]} notes */
async function browserRows(size, rows, notes) {
  const chromium = process.env.CHROMIUM || '/usr/bin/chromium'
  if (spawnSync(chromium, ['--version']).status !== 0 || !existsSync(join(root, 'miniprogram-bridge/node_modules/playwright-core'))) {
    notes.push('Chromium skipped: not installed (./dev setup).')
    return
  }
  const { found, version } = await inChromium(size), of = (/** @type {number} */ rate, /** @type {string} */ what) => median(found[rate].map(one => one[what]))
  rows.push({ what: 'Chromium: fetched, compiled, first answer', value: `${round(of(1, 'ready'))} ms`, goal: '≤ 10 ms', met: of(1, 'ready') <= 10 },
    { what: 'Chromium: a keystroke (objects in and out)', value: `${round(of(1, 'mean') * 1000)} µs` },
    { what: 'Chromium at 4 × throttling: ready', value: `${round(of(4, 'ready'))} ms` },
    { what: 'Chromium at 4 × throttling: a keystroke', value: `${round(of(4, 'mean') * 1000)} µs · the first ${round(of(4, 'first'))} ms`, goal: '≤ 1 ms', met: of(4, 'mean') <= 1 })
  notes.push(`Chromium ${version}.`)
}
