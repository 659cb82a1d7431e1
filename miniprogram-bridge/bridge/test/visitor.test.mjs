// A visitor: everything works on the device, no request leaves it; after a sign-in the drafts are offered to the enterprise.
import { test, afterEach } from 'node:test'
import assert from 'node:assert/strict'
import { FakeCore } from './fake-core.mjs'
import { startServer } from './fake-server.mjs'
import { Device, KEY, docOf } from './device.mjs'

const open = []
afterEach(async () => { for (const one of open.splice(0)) await one.close() })
const OURS = { ...KEY, enterprise: 'visitor' }

async function visitor() {
  const server = await startServer(new FakeCore())
  open.push(server)
  const device = new Device(server)
  const bridge = await device.start({ signIn: false })
  bridge.session.visit()
  return { server, device, bridge }
}

test('a visitor types and calculates, and the server hears nothing', async () => {
  const { server, device, bridge } = await visitor()
  assert.deepEqual([bridge.session.visiting(), bridge.session.signedIn(), bridge.session.enterprise().id, bridge.session.user()], [true, false, 'visitor', null])
  const draft = await bridge.drafts.create(OURS, { doc: docOf(1) })
  bridge.drafts.change(OURS, { doc: docOf(2) })
  assert.equal(bridge.preview('calculate', draft).ok, true)
  assert.equal(await bridge.contexts.fetch(OURS), null)
  await bridge.drafts.backUp('visitor')
  await assert.rejects(bridge.api.filings('visitor'), { code: 'VISITOR' })
  await assert.rejects(bridge.api.core({ op: 'version' }), { code: 'VISITOR' })
  await assert.rejects(bridge.outbox.submit(OURS), { code: 'VISITOR' })
  bridge.show()
  await device.runUntil(() => false, 60).catch(() => null)
  assert.deepEqual(server.log, [])
  const again = await device.start({ signIn: false })
  assert.equal(again.session.visiting(), true)
  assert.equal((await again.drafts.open(OURS)).doc.energy[0].m01, '2')
})

test('after the sign-in the drafts wait, and become the enterprise\'s where it has none of its own', async () => {
  const { bridge } = await visitor()
  const other = { ...OURS, start: '2026-04', end: '2026-04' }
  for (const key of [OURS, other]) {
    await bridge.drafts.create(key, { doc: docOf(1) })
    bridge.drafts.change(key, { doc: docOf(7) })
  }
  await bridge.session.signIn('wang', 'right')
  assert.equal(bridge.session.visiting(), false)
  assert.equal(bridge.visitorDrafts().length, 2)
  await bridge.drafts.create({ ...other, enterprise: 'e1' }, { doc: docOf(3) })
  assert.equal(await bridge.adoptVisitorDrafts(), 1)
  assert.equal((await bridge.drafts.open(KEY)).doc.energy[0].m01, '7')
  assert.equal((await bridge.drafts.open({ ...other, enterprise: 'e1' })).doc.energy[0].m01, '3', 'what the enterprise has stays')
  assert.equal(bridge.visitorDrafts().length, 1)
  bridge.dropVisitorDrafts()
  assert.equal(bridge.visitorDrafts().length, 0)
})

test('who has work of an account on the device is asked before he visits', async () => {
  const { bridge } = await visitor()
  await bridge.session.signIn('wang', 'right')
  await bridge.drafts.create(KEY, { doc: docOf(1) })
  bridge.drafts.change(KEY, { doc: docOf(2) })
  assert.throws(() => bridge.session.visit(), { code: 'UNSENT_DRAFTS' })
  assert.equal(bridge.session.signedIn(), true)
})
