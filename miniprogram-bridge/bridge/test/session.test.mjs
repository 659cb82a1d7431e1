import { test, afterEach } from 'node:test'
import assert from 'node:assert/strict'
import { FakeCore } from './fake-core.mjs'
import { startServer } from './fake-server.mjs'
import { Device, KEY, docOf } from './device.mjs'

const open = []
afterEach(async () => { for (const one of open.splice(0)) await one.close() })

async function setting() {
  const server = await startServer(new FakeCore())
  open.push(server)
  const device = new Device(server)
  return { server, device, bridge: await device.start() }
}

test('the only enterprise is chosen by itself and is still chosen after a restart', async () => {
  const { device, bridge } = await setting()
  assert.equal(bridge.session.enterprise().name, '甲厂')
  const again = await device.restart()
  assert.equal(again.session.enterprise().id, 'e1')
  assert.equal(again.session.user().name, '王')
  await assert.rejects(again.session.choose('e2'), { code: 'NO_ENTERPRISE' })
})

test('signing out asks while something was never submitted, then clears everything private', async () => {
  const { server, device, bridge } = await setting()
  await bridge.contexts.fetch(KEY)
  await bridge.drafts.create(KEY, { doc: docOf(1) })
  bridge.drafts.change(KEY, { doc: docOf(2) })
  await assert.rejects(bridge.session.signOut(), (error) => error.code === 'UNSENT_DRAFTS' && error.drafts.length === 1)
  assert.equal(bridge.session.signedIn(), true)
  device.map.set('th.pack.P-9', '"public"')
  device.map.set('other', 'not ours')
  await bridge.session.signOut({ discard: true })
  assert.deepEqual([...device.map.keys()].sort(), ['other', 'th.pack.P-9'])
  assert.equal(server.log.filter((one) => one.method === 'DELETE' && one.path === '/v1/session').length, 1)
  assert.equal(bridge.contexts.cached(KEY), null)
  assert.equal(await bridge.drafts.open(KEY), null)
})

test('a draft that was opened and never changed does not hold a sign-out', async () => {
  const { device, bridge } = await setting()
  await bridge.drafts.create(KEY, { doc: docOf(1) })
  const again = await device.restart()
  assert.equal(again.drafts.list()[0].touched, false)
  await again.session.signOut()
  assert.equal(device.map.size, 0)
})

test('a sign-out without a network clears this device all the same', async () => {
  const { device, bridge } = await setting()
  device.device.setOnline(false)
  await bridge.session.signOut()
  assert.equal(device.map.size, 0)
})

test('another person\'s sign-in never finds the last one\'s drafts', async () => {
  const { device, bridge } = await setting()
  await bridge.drafts.create(KEY, { doc: docOf(1) })
  bridge.drafts.change(KEY, { doc: docOf(2) })
  await assert.rejects(bridge.session.signIn('zhang', 'right'), { code: 'UNSENT_DRAFTS' })
  assert.equal(bridge.session.user().account, 'wang')
  bridge.drafts.remove(KEY)
  await bridge.contexts.fetch(KEY)
  await bridge.session.signIn('zhang', 'right')
  assert.equal(bridge.session.user().account, 'zhang')
  assert.ok(![...device.map.keys()].some((key) => key.startsWith('th.ctx.')))
})

test('a wrong password leaves the session as it was', async () => {
  const { bridge } = await setting()
  await assert.rejects(bridge.session.signIn('wang', 'wrong'), { status: 401 })
  assert.equal(bridge.session.signedIn(), true)
})

test('a refused token is forgotten, the drafts stay', async () => {
  const { server, bridge } = await setting()
  await bridge.drafts.create(KEY, { doc: docOf(1) })
  server.fault = () => ({ status: 401, problem: {} })
  await bridge.session.refresh()
  assert.equal(bridge.session.signedIn(), false)
  assert.equal(bridge.drafts.list().length, 1)
})

test('context: cached for flight mode, with age; an old snapshot comes without today', async () => {
  const { device, bridge } = await setting()
  const now = await bridge.contexts.fetch(KEY)
  assert.deepEqual([now.ctx.today, now.fresh, now.age_ms], ['2026-11-21', true, 0])
  device.device.setOnline(false)
  device.clock += 3600000
  assert.equal((await bridge.contexts.fetch(KEY)).age_ms, 3600000)
  device.clock += 25 * 3600000
  const old = bridge.contexts.cached(KEY)
  assert.equal(old.fresh, false)
  assert.equal(old.ctx.today, undefined)
  const again = await device.restart()
  assert.ok(again.contexts.cached(KEY))
  assert.equal(again.contexts.cached({ ...KEY, form: 'business' }), null)
})

test('the context of a filed period leaves the filing itself out', async () => {
  const { device, bridge } = await setting()
  await bridge.drafts.create(KEY, { doc: docOf(1) })
  const { id } = await bridge.outbox.submit(KEY)
  await device.runUntil(() => bridge.outbox.list().some((one) => one.id === id && one.state === 'accepted'))
  const { ctx, filing } = await bridge.contexts.fetch(KEY)
  assert.deepEqual(ctx.filed_periods, [])
  assert.equal(filing.revision, 1)
})

test('a snapshot follows what this device filed and withdrew, before it is fetched again', async () => {
  const { server, device, bridge } = await setting()
  await bridge.contexts.fetch(KEY)
  await bridge.drafts.create(KEY, { doc: docOf(1) })
  await bridge.outbox.submit(KEY)
  await device.runUntil(() => bridge.outbox.list().every((one) => one.state === 'accepted'))
  assert.deepEqual(bridge.contexts.cached(KEY).filing, { id: 'f1', revision: 1, etag: '"1"' })
  server.fault = (seen) => (/withdraw/.test(seen.path) ? { status: 200, problem: { id: 'f1', revision: 2, state: 'withdrawn' } } : null)
  await bridge.api.withdraw('f1', '"1"', '录错')
  assert.equal(bridge.contexts.cached(KEY).filing, undefined)
  const again = await device.restart()
  assert.equal(again.contexts.cached(KEY).filing, undefined)
})

test('in flight mode a month that was never opened borrows the year\'s snapshot', async () => {
  const { server, device, bridge } = await setting()
  server.context = { template: { carriers: [] }, history: [{ carrier: 'coal' }] }
  const year = { ...KEY, start: '2026-01', end: '2026-12' }
  await bridge.contexts.fetch(year)
  device.device.setOnline(false)
  assert.equal(bridge.contexts.cached(KEY), null, 'the exact one is not at hand')
  const lent = await bridge.contexts.fetch(KEY)
  assert.deepEqual(lent.ctx.template, { carriers: [] })
  assert.equal(lent.filing, undefined)
  const draft = await bridge.drafts.create(KEY, { doc: docOf(1) })
  assert.deepEqual(bridge.envelope('check', draft).ctx.history, [{ carrier: 'coal' }])
  const earlier = bridge.contexts.atHand({ ...KEY, start: '2025-01', end: '2025-01' })
  assert.equal(earlier.ctx.template, undefined, 'a later year\'s template does not hold for an earlier one')
  assert.equal(bridge.contexts.atHand({ ...KEY, form: 'business' }).ctx.filed_periods, undefined)
  assert.equal(bridge.contexts.atHand({ ...KEY, enterprise: 'e2' }), null)
  device.device.setOnline(true)
  assert.equal((await bridge.contexts.fetch(KEY)).fresh, true)
  assert.ok(bridge.contexts.cached(KEY))
})

test('the server binds the session to the chosen enterprise; the next sign-in chooses the same one again', async () => {
  const { server, device } = await setting()
  server.others = [{ id: 'e2', name: '乙厂', role: 'viewer', permissions: [] }]
  await device.bridge.session.signOut()
  const { session, api } = device.bridge
  await session.signIn('wang', 'right')
  assert.equal(session.enterprise(), null, 'several: none is chosen by itself')
  await session.choose('e2')
  assert.equal(session.enterprise().name, '乙厂')
  await api.me()
  server.token = 'th1_other'
  await assert.rejects(api.me(), { status: 401 })
  assert.equal(session.signedIn(), false)
  await session.signIn('wang', 'right')
  assert.equal(server.bound, 'e2')
  assert.equal(session.enterprise().id, 'e2')
})

test('what waits for another enterprise is not sent until that one is chosen', async () => {
  const { server, device, bridge } = await setting()
  server.others = [{ id: 'e2', name: '乙厂', role: 'viewer', permissions: [] }]
  await bridge.session.refresh()
  await bridge.session.choose('e1')
  await bridge.contexts.fetch(KEY)
  await bridge.drafts.create(KEY, { doc: docOf(1) })
  bridge.drafts.change(KEY, { doc: docOf(2) })
  server.fault = ({ method, path }) => method === 'POST' && path.endsWith('/filings') ? { status: 429, problem: {} } : null
  await bridge.outbox.submit(KEY)
  await device.runUntil(() => bridge.outbox.list('e1')[0].retry_at)
  server.fault = () => null
  await bridge.session.choose('e2')
  await bridge.outbox.send()
  assert.equal(bridge.outbox.list('e1')[0].state, 'queued')
  assert.equal(server.filings.size, 0)
  await bridge.session.choose('e1')
  await device.runUntil(() => bridge.outbox.list('e1')[0].state === 'accepted')
  assert.equal(server.filings.size, 1)
})

test('a session in a cookie: no token is held or sent, an answer 401 still ends it', async () => {
  const server = await startServer(new FakeCore())
  open.push(server)
  server.cookie = true
  const device = new Device(server, { options: { cookie: true, headers: { 'X-Tanheng': 'console' }, device: 'Chrome' } })
  const { session, api } = await device.start()
  assert.equal(session.signedIn(), true)
  assert.equal(JSON.parse(server.log.find((one) => one.path === '/v1/sessions').text).device, 'Chrome')
  await api.me()
  assert.ok(server.log.every((one) => one.headers.authorization === undefined && one.headers['x-tanheng'] === 'console'))
  assert.ok([...device.map.values()].every((value) => !value.includes('th1_')))
  server.fault = () => ({ status: 401, problem: {} })
  await assert.rejects(session.signIn('wang', 'wrong'), { status: 401 })
  assert.equal(session.signedIn(), true, 'a wrong password is not the end of the session')
  await assert.rejects(api.me(), { status: 401 })
  assert.equal(session.signedIn(), false)
})

const STOPPED = { status: 403, problem: { code: 'enterprise-suspended', zh: '企业已停用', en: 'suspended', issues: [{ path: '', code: 'ENTERPRISE_SUSPENDED', zh: '企业已停用，原因：欠缺材料', en: 'suspended: papers missing' }] } }

test('a suspended enterprise: why is kept and told, a submission waits and goes when the work goes on', async () => {
  const { server, device, bridge } = await setting()
  const told = []
  bridge.on('suspended', (now) => told.push(now.enterprise))
  await bridge.contexts.fetch(KEY)
  await bridge.drafts.create(KEY, { doc: docOf(1) })
  server.fault = ({ path }) => (path.startsWith('/v1/enterprises/') || path === '/v1/session/enterprise' ? STOPPED : null)
  await bridge.outbox.submit(KEY)
  await device.runUntil(() => bridge.session.enterprise().is_suspended)
  await device.runUntil(() => bridge.outbox.list()[0].error)
  assert.equal(bridge.session.enterprise().suspended.zh, '企业已停用，原因：欠缺材料')
  assert.deepEqual(told, ['e1'])
  assert.equal(bridge.outbox.list()[0].state, 'queued')
  const sent = () => server.log.filter((one) => one.method === 'POST' && one.path.endsWith('/filings')).length
  assert.equal(sent(), 1)
  await bridge.outbox.send()
  assert.equal(sent(), 1, 'nothing is sent while it is suspended')
  server.suspended = ['e1']
  const again = await device.restart()
  await again.session.refresh()
  assert.equal(again.session.enterprise().suspended.en, 'suspended: papers missing', 'the reason outlives a restart and an answer that does not give it')
  await assert.rejects(again.session.choose('e1'), { code: 'enterprise-suspended' })
  server.fault = () => null
  server.suspended = []
  await again.session.choose('e1')
  assert.equal(again.session.enterprise().is_suspended, undefined)
  await device.runUntil(() => again.outbox.list()[0].state === 'accepted')
  assert.equal(server.filings.size, 1)
})

test('one of several is suspended: it is not chosen by itself, the others work', async () => {
  const { server, bridge } = await setting()
  server.others = [{ id: 'e2', name: '乙厂', role: 'viewer', permissions: [] }]
  await bridge.session.refresh()
  await bridge.session.choose('e2')
  server.suspended = ['e2']
  server.fault = ({ path, text }) => (path === '/v1/session/enterprise' && JSON.parse(text).enterprise === 'e2' ? STOPPED : null)
  await bridge.session.signIn('wang', 'right')
  assert.equal(bridge.session.enterprise(), null)
  await assert.rejects(bridge.session.choose('e2'), { code: 'enterprise-suspended' })
  assert.equal(bridge.session.enterprises()[1].suspended.en, 'suspended: papers missing')
  await bridge.session.choose('e1')
  assert.equal(bridge.session.enterprise().id, 'e1')
})

test('who asks anew at the same time gets the same answer, later ones another', async () => {
  const { server, bridge } = await setting()
  const asked = () => server.log.filter((one) => one.method === 'GET' && one.path === '/v1/session').length
  const before = asked()
  server.others = [{ id: 'e2', name: '乙厂', role: 'bank', permissions: ['shared_read'] }]
  await Promise.all([bridge.session.refresh(), bridge.session.refresh(), bridge.session.refresh()])
  assert.equal(asked(), before + 1)
  assert.equal(bridge.session.enterprises().length, 2)
  server.others = []
  await bridge.session.refresh()
  assert.equal(asked(), before + 2)
  assert.equal(bridge.session.enterprises().length, 1)
  assert.equal(bridge.session.bank(), null)
})

test('an initial password is changed first: nothing is sent before, what waits goes afterwards, and the enterprise is the one of before', async () => {
  const { server, device, bridge } = await setting()
  await bridge.contexts.fetch(KEY)
  await bridge.drafts.create(KEY, { doc: docOf(1) })
  server.fault = ({ path }) => (path.endsWith('/filings') ? { status: 403, problem: { code: 'password-must-change', zh: '请先修改密码', en: 'change it first' } } : null)
  await bridge.outbox.submit(KEY)
  await device.runUntil(() => bridge.outbox.list()[0].error)
  assert.deepEqual([bridge.session.mustChange(), bridge.outbox.list()[0].state], [true, 'queued'])
  const sent = () => server.log.filter((one) => one.method === 'POST' && one.path.endsWith('/filings')).length
  await bridge.outbox.send()
  assert.equal(sent(), 1, 'nothing is sent until it is changed')
  const again = await device.restart()
  assert.equal(again.session.mustChange(), true)
  server.fault = () => null
  await again.session.renew(async () => ({ ...await again.api.me(), token: again.session.token() }))
  assert.equal(again.session.mustChange(), false)
  await device.runUntil(() => again.outbox.list()[0].state === 'accepted')
})
