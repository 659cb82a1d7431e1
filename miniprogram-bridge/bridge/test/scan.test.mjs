// A PC that waits for a phone: each state, the pace of its questions, and what happens when the network fails, the page is hidden or a new code is asked for.
import { afterEach, test } from 'node:test'
import assert from 'node:assert/strict'
import { Device } from './device.mjs'
import { FakeCore } from './fake-core.mjs'
import { startServer } from './fake-server.mjs'

const open = []
afterEach(async () => { while (open.length) await open.pop().close() })

/** A device in front of its sign-in page; `seen` are the views in their order. */
async function waiting(options) {
  const server = await startServer(new FakeCore())
  open.push(server)
  const device = new Device(server, options)
  const bridge = await device.start({ signIn: false })
  const seen = []
  const wait = bridge.waitForPhone((view) => seen.push(view))
  const now = () => seen[seen.length - 1]
  const steps = () => seen.map((view) => view.step).filter((step, i, all) => step !== all[i - 1])
  const polls = () => server.log.filter((one) => one.method === 'GET' && one.path.startsWith('/v1/scans/'))
  return { server, device, bridge, wait, seen, now, steps, polls, is: (step) => device.runUntil(() => now() && now().step === step) }
}

test('a code is shown, scanned, confirmed: the session is taken over, once', async () => {
  const pc = await waiting()
  await pc.wait.again()
  assert.equal(pc.now().image, 'data:image/svg+xml;base64,s1')
  assert.equal(pc.now().mini, false)
  assert.equal(pc.now().left, 120)
  await pc.device.runUntil(() => pc.polls().length === 2)
  pc.server.scan.state = 'scanned'
  await pc.is('scanned')
  pc.server.scan.state = 'confirmed'
  await pc.is('entered')
  assert.deepEqual(pc.steps(), ['loading', 'code', 'scanned', 'entering', 'entered'])
  assert.equal(pc.bridge.session.signedIn(), true)
  assert.equal(pc.bridge.session.enterprise().id, 'e1')
  assert.equal(pc.server.log.filter((one) => one.path === '/v1/sessions/scan').length, 1)
  const before = pc.polls().length
  await assert.rejects(pc.device.runUntil(() => pc.polls().length > before, 100), 'nothing more is asked')
  assert.ok([...pc.device.map.values()].every((value) => !value.includes('secret')), 'the secret is not kept')
})

test('the PC asks no sooner than a second after the last answer', async () => {
  const pc = await waiting()
  const asked = []
  pc.server.fault = () => { asked.push(pc.device.clock); return null }
  await pc.wait.again()
  await pc.device.runUntil(() => pc.polls().length === 6)
  for (let i = 1; i < asked.length; i++) assert.ok(asked[i] - asked[i - 1] >= 1000, `${asked[i] - asked[i - 1]} ms`)
})

for (const [state, step] of [['denied', 'denied'], ['expired', 'expired'], ['consumed', 'used']])
  test(`a code that was ${state} is over; a new one begins anew`, async () => {
    const pc = await waiting()
    await pc.wait.again()
    pc.server.scan.state = state
    await pc.is(step)
    const before = pc.polls().length
    await assert.rejects(pc.device.runUntil(() => pc.polls().length > before, 100))
    await pc.wait.again()
    assert.equal(pc.now().step, 'code')
    assert.equal(pc.now().image, 'data:image/svg+xml;base64,s2')
    assert.equal(pc.bridge.session.signedIn(), false)
  })

test('a code that the server no longer knows is over', async () => {
  const pc = await waiting()
  await pc.wait.again()
  pc.server.fault = () => ({ status: 404, problem: { code: 'not-found' } })
  await pc.is('expired')
})

test('while the network fails it asks ever more slowly, says so, and goes on', async () => {
  const pc = await waiting()
  await pc.wait.again()
  const asked = []
  pc.server.fault = (seen) => (seen.method === 'GET' ? (asked.push(pc.device.clock), 'lost') : null)
  await pc.device.runUntil(() => asked.length === 5)
  await pc.device.runUntil(() => pc.now().slow)
  const gaps = asked.slice(1).map((at, i) => at - asked[i])
  assert.deepEqual(gaps, [1000, 2000, 4000, 8000])
  pc.server.fault = () => null
  pc.server.scan.state = 'scanned'
  await pc.is('scanned')
  assert.equal(pc.now().slow, false)
  pc.server.scan.state = 'confirmed'
  await pc.is('entered')
})

test('a network that stays away: the code ends by itself, by its own time', async () => {
  const pc = await waiting()
  await pc.wait.again()
  const begun = pc.device.clock
  pc.server.fault = () => 'lost'
  await pc.is('expired')
  const took = pc.device.clock - begun
  assert.ok(took >= 120000 && took <= 130000, `${took} ms`)
  assert.equal(pc.now().left, 0)
})

test('a server that says wait is asked when it says', async () => {
  const pc = await waiting()
  await pc.wait.again()
  const asked = []
  pc.server.fault = (seen) => {
    if (seen.method !== 'GET') return null
    asked.push(pc.device.clock)
    return asked.length === 1 ? { status: 429, problem: { code: 'rate-limited' }, headers: { 'retry-after': '5' } } : null
  }
  await pc.device.runUntil(() => asked.length === 2)
  assert.equal(asked[1] - asked[0], 5000)
  assert.equal(pc.now().slow, false)
})

test('a code that cannot be had is told; one that was asked for twice is shown once', async () => {
  const pc = await waiting()
  pc.server.fault = () => ({ status: 429, problem: { code: 'rate-limited', zh: '太多', en: 'too many' } })
  await pc.wait.again()
  assert.equal(pc.now().step, 'failed')
  assert.equal(pc.now().error.zh, '太多')
  pc.server.fault = () => null
  await Promise.all([pc.wait.again(), pc.wait.again()])
  assert.equal(pc.seen.filter((view) => view.step === 'code').length, 1)
  assert.equal(pc.now().image, 'data:image/svg+xml;base64,' + pc.server.scan.id)
})

test('a hidden page asks nothing; shown again it asks at once', async () => {
  const pc = await waiting()
  await pc.wait.again()
  pc.wait.rest()
  await assert.rejects(pc.device.runUntil(() => pc.polls().length > 0, 100))
  pc.server.scan.state = 'confirmed'
  pc.wait.resume()
  await pc.is('entered')
})

test('a page that is gone takes no session', async () => {
  const pc = await waiting()
  await pc.wait.again()
  pc.server.scan.state = 'confirmed'
  pc.wait.stop()
  await assert.rejects(pc.device.runUntil(() => pc.bridge.session.signedIn(), 100))
})

test('the session was taken elsewhere between question and answer: it is said, nothing is signed in', async () => {
  const pc = await waiting()
  await pc.wait.again()
  pc.server.scan.state = 'confirmed'
  pc.server.fault = (seen) => (seen.path === '/v1/sessions/scan' ? { status: 409, problem: { code: 'scan-done', zh: '已用过', en: 'used' } } : null)
  await pc.is('failed')
  assert.equal(pc.now().error.code, 'scan-done')
  assert.equal(pc.bridge.session.signedIn(), false)
})

test('a guest on a PC gets a code, and is signed in by it', async () => {
  const pc = await waiting()
  pc.bridge.session.visit()
  await pc.wait.again()
  pc.server.scan.state = 'confirmed'
  await pc.is('entered')
  assert.equal(pc.bridge.session.visiting(), false)
  assert.equal(pc.bridge.session.signedIn(), true)
})

test('in the console the secret is a cookie: no script ever holds it', async () => {
  const server = await startServer(new FakeCore())
  open.push(server)
  server.cookie = true
  const device = new Device(server, { options: { cookie: true, headers: { 'X-Tanheng': 'console' } } })
  const bridge = await device.start({ signIn: false })
  let view
  await bridge.waitForPhone((now) => { view = now }).again()
  server.scan.state = 'confirmed'
  await device.runUntil(() => view.step === 'entered')
  assert.ok(server.log.every((one) => one.headers['x-tanheng-scan'] === undefined))
})

test('on the phone: look, yes, no carry the ticket and nothing else', async () => {
  const server = await startServer(new FakeCore())
  open.push(server)
  const bridge = await new Device(server).start()
  const sent = []
  server.fault = (seen) => { sent.push([seen.path, JSON.parse(seen.text)]); return seen.path.endsWith('look') ? { status: 200, problem: { network: 'x' } } : { status: 204, problem: '' } }
  assert.deepEqual(await bridge.api.lookAtScan('t1'), { network: 'x' })
  await bridge.api.confirmScan('t1')
  await bridge.api.confirmScan('t1', true)
  await bridge.api.denyScan('t1')
  assert.deepEqual(sent, [['/v1/scans/look', { ticket: 't1' }], ['/v1/scans/confirm', { ticket: 't1' }], ['/v1/scans/confirm', { ticket: 't1', other_network: true }], ['/v1/scans/deny', { ticket: 't1' }]])
})
