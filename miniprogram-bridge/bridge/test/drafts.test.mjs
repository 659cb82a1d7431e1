import { test, afterEach } from 'node:test'
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { FakeCore } from './fake-core.mjs'
import { startServer } from './fake-server.mjs'
import { Device, KEY, docOf } from './device.mjs'

const open = []
afterEach(async () => { for (const one of open.splice(0)) await one.close() })
const NAME = 'th.draft.e1/energy_report/all/2026-01/2026-03'
const keyOf = (month) => ({ ...KEY, start: month, end: month })

async function setting(options) {
  const server = await startServer(new FakeCore())
  open.push(server)
  const device = new Device(server, options)
  return { server, device, bridge: await device.start() }
}

test('a change is written after a moment, and at once when the app is hidden', async () => {
  const { device, bridge } = await setting()
  await bridge.drafts.create(KEY, { doc: docOf(1) })
  const states = []
  bridge.on('draft', (now) => states.push(now.state))
  bridge.drafts.change(KEY, { doc: docOf(2) })
  assert.match(device.map.get(NAME), /"m01":"1"/)
  bridge.hide()
  assert.match(device.map.get(NAME), /"m01":"2"/)
  bridge.drafts.change(KEY, { doc: docOf(3) })
  bridge.drafts.change(KEY, { doc: docOf(4) })
  await device.runUntil(() => /"m01":"4"/.test(device.map.get(NAME)))
  assert.deepEqual(states, ['pending', 'saved', 'pending', 'saved'])
})

test('a draft is there after a kill, also without any network', async () => {
  const { device, bridge } = await setting()
  await bridge.drafts.create(KEY, { doc: docOf(1), overrides: [{ carrier: 'coal' }], base: { filing: 'f9', revision: 2, etag: '"2"' } })
  bridge.drafts.change(KEY, { doc: docOf(2) })
  bridge.hide()
  const again = await device.restart()
  device.device.setOnline(false)
  const draft = await again.drafts.open(KEY)
  assert.deepEqual([draft.doc.energy[0].m01, draft.base.revision, draft.overrides[0].carrier], ['2', 2, 'coal'])
})

test('create does not overwrite a draft unless it is told to', async () => {
  const { bridge } = await setting()
  await bridge.drafts.create(KEY, { doc: docOf(1) })
  assert.equal((await bridge.drafts.create(KEY, { doc: docOf(2) })).doc.energy[0].m01, '1')
  const replaced = await bridge.drafts.create(KEY, { doc: docOf(2), replace: true })
  assert.equal(replaced.doc.energy[0].m01, '2')
  assert.ok(replaced.edit > 1)
})

test('an older draft format is brought to today\'s by the core and written back', async () => {
  const { device, bridge } = await setting({ core: new FakeCore({ formats: 2 }) })
  device.map.set(NAME, JSON.stringify({ draft_format: 1, form_version: 1, doc: docOf(8), key: KEY, saved_at: '2026-01-01T00:00:00.000Z', edit: 4 }))
  const draft = await bridge.drafts.open(KEY)
  assert.equal(draft.draft_format, 2)
  assert.equal(JSON.parse(device.map.get(NAME)).draft_format, 2)
})

test('a draft that cannot be migrated is refused and stays untouched', async () => {
  const { device, bridge } = await setting()
  const text = JSON.stringify({ draft_format: 99, form_version: 1, doc: docOf(8), key: KEY, saved_at: '2026-01-01T00:00:00.000Z', edit: 4 })
  device.map.set(NAME, text)
  await assert.rejects(bridge.drafts.open(KEY), { code: 'DRAFT_UNREADABLE' })
  assert.equal(device.map.get(NAME), text)
  assert.equal(bridge.drafts.list().length, 1, 'it is still listed')
})

test('without wasm the draft is migrated by the server; without both it is refused untouched', async () => {
  const { device, bridge } = await setting()
  await bridge.drafts.create(KEY, { doc: docOf(8) })
  device.core = null
  const noWasm = await device.restart()
  assert.equal(noWasm.core.state(), 'server')
  assert.equal((await noWasm.drafts.open(KEY)).doc.energy[0].m01, '8')
  const offline = await device.restart()
  device.device.setOnline(false)
  assert.equal(offline.core.state(), 'none')
  await assert.rejects(offline.drafts.open(KEY), { code: 'CORE_NOT_HERE' })
  device.device.setOnline(true)
  assert.equal((await offline.drafts.open(KEY)).doc.energy[0].m01, '8')
})

test('storage full: it says so, names what can go, keeps the text, and saves once there is room', async () => {
  const { device, bridge } = await setting({ storage: { limit: 6000 } })
  device.clock -= 86400000
  await bridge.drafts.create(keyOf('2026-05'), { doc: { ...docOf(1), note: 'o'.repeat(1500) } })
  device.clock += 86400000
  await bridge.drafts.create(keyOf('2026-06'), { doc: { ...docOf(1), note: 'n'.repeat(1500) } })
  await bridge.drafts.create(KEY, { doc: docOf(1) })
  const errors = []
  bridge.on('draft', (now) => { if (now.error) errors.push(now.error) })
  bridge.drafts.change(KEY, { doc: { ...docOf(77), note: 'x'.repeat(2500) } })
  assert.equal(bridge.drafts.flush(), 'full')
  assert.equal(bridge.drafts.saveState(KEY), 'full')
  assert.equal(errors[0].code, 'STORAGE_FULL')
  assert.deepEqual(errors[0].drafts.map((one) => one.key.start), ['2026-05', '2026-06'], 'oldest first, never itself')
  assert.match(device.map.get(NAME), /"m01":"1"/, 'the last saved state stands')
  assert.equal((await bridge.drafts.open(KEY)).doc.energy[0].m01, '77', 'the text is in memory')
  bridge.drafts.remove(keyOf('2026-05'))
  assert.equal(bridge.drafts.saveState(KEY), 'saved')
  assert.match(device.map.get(NAME), /"m01":"77"/)
})

test('context snapshots make room for drafts by themselves', async () => {
  const { server, device, bridge } = await setting({ storage: { limit: 6000 } })
  server.context = { history: [{ carrier: 'c'.repeat(3000), month: '2026-01', quantity: '1' }] }
  await bridge.contexts.fetch(KEY)
  assert.ok([...device.map.keys()].some((key) => key.startsWith('th.ctx.')))
  await bridge.drafts.create(KEY, { doc: { ...docOf(1), note: 'x'.repeat(3500) } })
  assert.equal(bridge.drafts.saveState(KEY), 'saved')
  assert.ok(![...device.map.keys()].some((key) => key.startsWith('th.ctx.')))
})

test('storage that cannot be written at all is said, not hidden', async () => {
  const { device, bridge } = await setting()
  await bridge.drafts.create(KEY, { doc: docOf(1) })
  const errors = []
  bridge.on('draft', (now) => { if (now.error) errors.push(now.error.code) })
  device.onWrite = () => { throw new Error('disk') }
  bridge.drafts.change(KEY, { doc: docOf(2) })
  assert.equal(bridge.drafts.flush(), 'full')
  assert.deepEqual(errors, ['STORAGE_FAILED'])
  device.onWrite = null
  assert.equal(bridge.drafts.flush(), 'saved')
})

test('drafts are copied to the server and come back on a device that lost its storage', async () => {
  const { server, device, bridge } = await setting()
  await bridge.drafts.create(KEY, { doc: docOf(1) })
  bridge.drafts.change(KEY, { doc: docOf(2) })
  assert.equal(await bridge.drafts.backUp(), true)
  bridge.drafts.change(KEY, { doc: docOf(3) })
  assert.equal(await bridge.drafts.backUp(), true)
  const puts = server.log.filter((one) => one.method === 'PUT').length
  assert.equal(await bridge.drafts.backUp(), true)
  assert.equal(server.log.filter((one) => one.method === 'PUT').length, puts, 'an unchanged draft is not sent again')
  device.map.clear()
  const again = await device.restart()
  assert.equal(await again.drafts.open(KEY), null)
  assert.equal((await again.drafts.fetchCopy(KEY)).doc.energy[0].m01, '3')
  await assert.rejects(again.drafts.fetchCopy(KEY), { code: 'DRAFT_EXISTS' })
  assert.equal(await again.drafts.fetchCopy(keyOf('2026-07')), null)
  again.drafts.remove(KEY)
  await device.runUntil(() => server.drafts.size === 0)
})

test('a broken value under a draft\'s name is said and kept, until the user starts over', async () => {
  const { device, bridge } = await setting()
  device.map.set(NAME, '{"doc":')
  await assert.rejects(bridge.drafts.open(KEY), { code: 'DRAFT_UNREADABLE' })
  await assert.rejects(bridge.drafts.create(KEY, { doc: docOf(1) }), { code: 'DRAFT_UNREADABLE' })
  assert.equal(device.map.get(NAME), '{"doc":')
  await bridge.drafts.create(KEY, { doc: docOf(1), replace: true })
  assert.equal((await bridge.drafts.open(KEY)).doc.energy[0].m01, '1')
})

test('changing what is not open is an error', async () => {
  const { bridge } = await setting()
  assert.throws(() => bridge.drafts.change(KEY, { doc: {} }), { code: 'NO_DRAFT' })
})

/* With the real core: every format that was ever released opens. */
const wasm = process.env.CORE_WASM
const folder = new URL('../../../tests/data/drafts/', import.meta.url)
test('every released draft format is opened by today\'s core', { skip: !wasm && 'CORE_WASM is not set' }, async () => {
  const { createRequire } = await import('node:module')
  const require = createRequire(import.meta.url)
  const { createBridge } = require('../src/bridge.js')
  const { nodeAdapter, memoryStorage } = require('../src/adapters/node.js')
  const files = fs.readdirSync(folder).filter((name) => /^format-[0-9]+\.json$/.test(name))
  assert.ok(files.includes('format-1.json'))
  for (const file of files) {
    const record = JSON.parse(fs.readFileSync(new URL(file, folder), 'utf8'))
    const map = new Map([[`th.draft.${[record.key.enterprise, record.key.form, record.key.site, record.key.start, record.key.end].join('/')}`, JSON.stringify(record)]])
    const adapter = nodeAdapter({ wasm, storage: memoryStorage({ map }) })
    adapter.setOnline(false)
    const bridge = createBridge(adapter)
    await bridge.start()
    assert.equal(bridge.core.state(), 'wasm', String(bridge.core.error()))
    const draft = await bridge.drafts.open(record.key)
    const answer = bridge.preview('calculate', draft)
    assert.ok(answer.ok && answer.receipt, file + ' ' + JSON.stringify(answer.issues))
    bridge.stop()
  }
})
