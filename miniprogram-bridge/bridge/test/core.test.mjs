import { test } from 'node:test'
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import { FakeCore } from './fake-core.mjs'
import { startServer } from './fake-server.mjs'
import { Device, KEY, docOf } from './device.mjs'

const require = createRequire(import.meta.url)
const { bindModule } = require('../src/core.js')
const { createBridge } = require('../src/bridge.js')
const { nodeAdapter, memoryStorage, instantiateFile } = require('../src/adapters/node.js')
const WASM = process.env.CORE_WASM
if (!WASM && process.env.CI) throw new Error('CORE_WASM must name the built core.wasm')
const real = { skip: !WASM && 'CORE_WASM is not set' }

async function realBridge(more = {}) {
  const bridge = createBridge(nodeAdapter({ wasm: WASM, ...more }))
  await bridge.start()
  assert.equal(bridge.core.state(), 'wasm', String(bridge.core.error()))
  return bridge
}

/* ---- the border ---- */

test('_initialize runs once, before anything else', () => {
  const calls = []
  const exports = new FakeCore().exports()
  bindModule({ ...exports, _initialize: () => calls.push('init'), th_abi: () => { calls.push('abi'); return 1 } })
  assert.deepEqual(calls, ['init', 'abi'])
})

test('another border version is refused in words', () => {
  assert.throws(() => bindModule({ ...new FakeCore().exports(), th_abi: () => 2 }), { code: 'CORE_ABI' })
})

test('an envelope above the buffer and broken text never reach the module', () => {
  const core = new FakeCore()
  const callText = bindModule(core.exports())
  assert.throws(() => callText('x'.repeat(301 * 1024)), { code: 'ENVELOPE_TOO_LARGE' })
  assert.throws(() => callText('"\ud800"'), { code: 'TEXT_BROKEN' })
  assert.equal(core.calls, 0)
})

test('a negative status is an error, not an answer', () => {
  assert.throws(() => bindModule({ ...new FakeCore().exports(), th_call: () => -3 })('{}'), { code: 'CORE_FAILED' })
})

test('a trap is said once, and the module is loaded anew', async () => {
  let loads = 0
  const core = new FakeCore()
  const bridge = createBridge(nodeAdapter({ more: { instantiate: async () => {
    const exports = core.exports()
    return { exports: ++loads === 1 ? { ...exports, th_call: () => { throw new WebAssembly.RuntimeError('unreachable') } } : exports }
  } } }))
  await bridge.start()
  assert.throws(() => bridge.core.call({ op: 'catalog' }), { code: 'CORE_FAILED' })
  await bridge.core.ready()
  assert.equal(bridge.core.call({ op: 'catalog' }).ok, true)
  assert.equal(loads, 2)
})

/* ---- where the answer comes from ---- */

test('without wasm the server answers the same envelope, asynchronously', async () => {
  const server = await startServer(new FakeCore())
  const device = new Device(server, {})
  device.core = null
  const bridge = await device.start()
  const states = []
  bridge.on('core', (now) => states.push(now.state))
  try {
    assert.equal(bridge.core.state(), 'server')
    assert.match(String(bridge.core.error().cause), /no wasm/)
    assert.throws(() => bridge.core.call({ op: 'catalog' }), { code: 'CORE_NOT_HERE' })
    const draft = await bridge.drafts.create(KEY, { doc: docOf(21) })
    assert.equal((await bridge.core.ask(bridge.envelope('calculate', draft))).result.totals.net_tco2, '42')
    device.device.setOnline(false)
    assert.equal(bridge.core.state(), 'none')
    assert.deepEqual(states, ['none'])
    await assert.rejects(bridge.core.ask({ op: 'catalog' }), { code: 'CORE_NOT_HERE' })
  } finally { await server.close() }
})

test('a pack comes from the server once, then from storage, and is known to the core', async () => {
  const server = await startServer(new FakeCore())
  server.packTexts = { 'P-7': 'pack,P-7,9' }
  const device = new Device(server)
  try {
    const bridge = await device.start()
    await bridge.core.loadPack('P-7')
    await bridge.core.loadPack('P-7')
    assert.deepEqual(await bridge.core.packs(), ['P-1', 'P-7'])
    device.core = new FakeCore()
    const again = await device.restart()
    device.device.setOnline(false)
    assert.deepEqual(await again.core.packs(), ['P-1', 'P-7'])
    assert.equal(server.log.filter((one) => one.path === '/v1/packs/P-7').length, 1)
    device.device.setOnline(true)
    await assert.rejects(again.core.loadPack('P-8'), { status: 404 })
  } finally { await server.close() }
})

/* ---- the real module ---- */

test('core.wasm: no imports, only the agreed exports, no exported Global', real, async () => {
  const module = await WebAssembly.compile(fs.readFileSync(WASM))
  assert.deepEqual(WebAssembly.Module.imports(module), [])
  const allowed = ['__errno_location', '__indirect_function_table', '_initialize', 'memory', 'stackAlloc', 'stackRestore', 'stackSave', 'th_abi', 'th_call', 'th_io', 'th_io_cap']
  const found = WebAssembly.Module.exports(module)
  assert.deepEqual(found.map((one) => one.name).sort(), allowed)
  assert.ok(found.every((one) => one.kind !== 'global'))
})

test('core.wasm answers version and catalog through the bridge', real, async () => {
  const bridge = await realBridge()
  const version = bridge.core.call({ op: 'version' })
  assert.equal(version.ok, true)
  assert.equal(version.result.abi, 1)
  const catalog = await bridge.core.catalog()
  for (const list of ['forms', 'carriers', 'units', 'areas', 'packs', 'enums']) assert.ok(catalog[list].length > 0, list)
  bridge.stop()
})

test('core.wasm gives a well-formed answer to any text, and a call leaves no trace on the next', real, async () => {
  const callText = bindModule((await instantiateFile(WASM)).exports)
  const before = callText('{"op":"version"}')
  for (const text of ['', '{', 'null', '[]', '{"op":1}', '{"op":"none"}', '"好😀"', '{"op":"calculate","form":"x"}', '[['.repeat(5000), '{"a":1,"a":2}']) {
    const answer = JSON.parse(callText(text))
    assert.equal(answer.ok, false, text.slice(0, 20))
    assert.ok(answer.issues.every((issue) => issue.code && /[一-龥]/.test(issue.zh) && issue.en), text.slice(0, 20))
  }
  assert.equal(callText('{"op":"version"}'), before)
})

test('core.wasm: a report is calculated offline, with receipt, and typing it twice gives the same bytes', real, async () => {
  const bridge = await realBridge({ storage: memoryStorage() })
  const doc = { grid_area: 'guangdong', energy: [{ carrier: 'electricity', unit: '10k_kWh', m01: '12.5' }] }
  const draft = await bridge.drafts.create({ ...KEY, start: '2025-01', end: '2025-01' }, { doc })
  const answer = bridge.preview('calculate', draft)
  assert.equal(answer.ok, true, JSON.stringify(answer.issues))
  assert.match(answer.receipt.code, /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
  assert.deepEqual(bridge.preview('calculate', draft), answer)
  assert.equal(bridge.preview('calculate', draft, { receipt: false }).receipt, undefined)
  bridge.stop()
})

test('core.wasm takes a pack that the server has and it has not, keeps it over a restart, and calculates under it', real, async () => {
  const text = fs.readFileSync(new URL('../../../core/generated/packs/CN-2024.pack', import.meta.url), 'utf8').replace(/CN-2024/g, 'CN-2099')
  const server = await startServer(new FakeCore())
  server.packTexts = { 'CN-2099': text }
  const storage = memoryStorage()
  try {
    for (const life of [1, 2]) {
      const bridge = createBridge(nodeAdapter({ wasm: WASM, storage }), { baseUrl: server.url })
      await bridge.start()
      await bridge.core.loadPack('CN-2099')
      assert.ok((await bridge.core.packs()).includes('CN-2099'))
      const doc = { grid_area: 'guangdong', energy: [{ carrier: 'electricity', unit: '10k_kWh', m01: '12.5' }] }
      const draft = await bridge.drafts.create({ ...KEY, start: '2025-01', end: '2025-01' }, { doc, pack: 'CN-2099' })
      assert.equal(bridge.preview('calculate', draft).receipt.pack, 'CN-2099', `life ${life}`)
      bridge.stop()
    }
    assert.equal(server.log.filter((one) => one.path === '/v1/packs/CN-2099').length, 1)
  } finally { await server.close() }
})
