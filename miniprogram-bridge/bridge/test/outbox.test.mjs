import { test, afterEach } from 'node:test'
import assert from 'node:assert/strict'
import { FakeCore } from './fake-core.mjs'
import { startServer, problem } from './fake-server.mjs'
import { Device, KEY, docOf, settledAll } from './device.mjs'

const open = []
afterEach(async () => { for (const one of open.splice(0)) await one.close() })

async function setting(options = {}) {
  const server = await startServer(options.serverCore || new FakeCore())
  open.push(server)
  const device = new Device(server, options)
  const bridge = await device.start()
  return { server, device, bridge }
}

async function filed(bridge, value = 100, key = KEY) {
  await bridge.drafts.create(key, { doc: docOf(value) })
  return bridge.outbox.submit(key)
}

const submissions = (server) => server.log.filter((one) => one.method === 'POST' && /filings/.test(one.path))

test('a submission online is accepted once, and its draft has done its work', async () => {
  const { server, device, bridge } = await setting()
  const entry = await filed(bridge)
  assert.ok(['queued', 'sending'].includes(entry.state))
  await settledAll(device)
  const [settled] = bridge.outbox.list()
  assert.equal(settled.state, 'accepted')
  assert.equal(settled.answer.receipt.code, settled.receipt.code)
  assert.equal(server.revisions().length, 1)
  assert.deepEqual(bridge.drafts.list(), [])
  assert.equal(settled.answer.doc, undefined, 'the bulky members of the answer are not kept')
})

test('offline it waits as queued, can be withdrawn, and goes out when the network returns', async () => {
  const { server, device, bridge } = await setting()
  device.device.setOnline(false)
  const entry = await filed(bridge)
  assert.equal(entry.state, 'queued')
  assert.throws(() => bridge.drafts.remove(KEY), { code: 'DRAFT_QUEUED' })
  await bridge.outbox.withdraw(entry.id)
  assert.equal(bridge.outbox.list().length, 0)
  assert.equal(bridge.drafts.list().length, 1, 'the draft stays')
  await bridge.outbox.submit(KEY)
  assert.equal(submissions(server).length, 0)
  device.device.setOnline(true)
  await settledAll(device)
  assert.equal(server.revisions().length, 1)
})

test('queued submissions go out in the order in which they were queued', async () => {
  const { server, device, bridge } = await setting()
  device.device.setOnline(false)
  const months = ['2026-05', '2026-01', '2026-09']
  for (const month of months) await filed(bridge, 5, { ...KEY, start: month, end: month })
  device.device.setOnline(true)
  await settledAll(device)
  assert.deepEqual(submissions(server).map((one) => JSON.parse(one.text).period.start), months)
})

test('the key and the body are on the device before the first byte leaves', async () => {
  const { server, device, bridge } = await setting()
  server.fault = (seen) => {
    if (!/filings/.test(seen.path) || seen.method !== 'POST') return null
    const stored = [...device.map].filter(([key]) => key.startsWith('th.out.')).map(([, value]) => JSON.parse(value))
    assert.equal(stored.length, 1)
    assert.equal(stored[0].idem, seen.headers['idempotency-key'])
    assert.equal(stored[0].text, seen.text)
    assert.equal(stored[0].state, 'sending')
    assert.match(stored[0].idem, /^[0-9a-f]{32}$/)
    return null
  }
  await filed(bridge)
  await settledAll(device)
  assert.equal(bridge.outbox.list()[0].state, 'accepted')
})

test('a reply that is lost: the same body goes again with the same key, one revision', async () => {
  const { server, device, bridge } = await setting()
  let losses = 3
  server.fault = (seen) => (seen.method === 'POST' && /filings/.test(seen.path) && losses-- > 0 ? 'unanswered' : null)
  await filed(bridge)
  await settledAll(device)
  const sent = submissions(server)
  assert.equal(sent.length, 4)
  assert.equal(new Set(sent.map((one) => one.headers['idempotency-key'] + one.text)).size, 1)
  assert.equal(server.revisions().length, 1)
  assert.equal(bridge.outbox.list()[0].answer.revision, 1)
})

test('what may have arrived cannot be withdrawn or replaced', async () => {
  const { server, device, bridge } = await setting()
  server.fault = (seen) => (seen.method === 'POST' && /filings/.test(seen.path) ? 'unanswered' : null)
  const entry = await filed(bridge)
  await device.runUntil(() => bridge.outbox.list()[0].attempts >= 1 && bridge.outbox.list()[0].state === 'queued')
  await assert.rejects(bridge.outbox.withdraw(entry.id), { code: 'IN_DOUBT' })
  await assert.rejects(bridge.outbox.submit(KEY), { code: 'SUBMITTING' })
})

test('killed between send and reply: the next start settles it with the same key', async () => {
  const { server, device, bridge } = await setting()
  let first = true
  server.fault = (seen) => {
    if (seen.method !== 'POST' || !/filings/.test(seen.path) || !first) return null
    first = false
    device.life++ /* the app dies: the reply finds nobody */
    return null
  }
  await filed(bridge)
  await device.runUntil(() => !first)
  const again = await device.restart()
  assert.equal(again.outbox.list()[0].in_doubt, true)
  await settledAll(device)
  assert.equal(again.outbox.list()[0].state, 'accepted')
  assert.equal(server.revisions().length, 1)
  assert.deepEqual(again.drafts.list(), [])
})

test('a kill at every write of the life of a submission ends in one revision and a settled draft', async () => {
  let cut = 0
  for (let writes = Infinity; cut < writes; cut++) {
    const server = await startServer(new FakeCore())
    const device = new Device(server)
    const bridge = await device.start()
    await bridge.drafts.create(KEY, { doc: docOf(7) })
    let count = 0
    device.onWrite = () => { if (count++ === cut) device.life++ }
    let queued = false
    const run = bridge.outbox.submit(KEY).then(() => { queued = true }, () => {})
    await device.runUntil(() => device.life > 1 || bridge.outbox.list().some((one) => one.state === 'accepted'), 600)
    if (device.life === 1) { await run; writes = count }
    device.onWrite = null
    const again = await device.restart()
    await settledAll(device)
    if (!again.outbox.list().length) { /* died before it was queued: the draft is whole, the user taps again */
      assert.equal(queued, false)
      await again.drafts.open(KEY)
      await again.outbox.submit(KEY)
      await settledAll(device)
    }
    assert.equal(server.revisions().length, 1, `cut at write ${cut}`)
    assert.deepEqual(again.drafts.list(), [], `cut at write ${cut}`)
    again.stop()
    await server.close()
  }
  assert.ok(cut >= 3, 'several writes were cut')
})

test('other rules on the server: difference is shown, accepting it files once with the server\'s receipt', async () => {
  const { server, device, bridge } = await setting({ serverCore: new FakeCore({ rules: 2, packs: { 'P-1': 3n } }) })
  const { id } = await filed(bridge, 10)
  await settledAll(device)
  const [entry] = bridge.outbox.list()
  assert.equal(entry.state, 'differs')
  assert.equal(server.revisions().length, 0)
  const difference = await bridge.outbox.difference(id)
  assert.deepEqual(difference.changes.map((one) => [one.from, one.to]), [['20', '30']])
  assert.equal(difference.ours.receipt.rules, 1)
  assert.equal(difference.theirs.receipt.rules, 2)
  const keys = submissions(server).map((one) => one.headers['idempotency-key'])
  await bridge.outbox.accept(id)
  await settledAll(device)
  assert.equal(bridge.outbox.list()[0].state, 'accepted')
  assert.notEqual(submissions(server).pop().headers['idempotency-key'], keys[0])
  assert.equal(server.revisions().length, 1)
  assert.deepEqual(bridge.drafts.list(), [])
})

test('the difference survives a restart, and keeping the draft forgets the submission only', async () => {
  const { device, bridge } = await setting({ serverCore: new FakeCore({ rules: 2 }) })
  const { id } = await filed(bridge)
  await settledAll(device)
  const again = await device.restart()
  assert.equal((await again.outbox.difference(id)).theirs.receipt.rules, 2)
  again.outbox.keep(id)
  assert.deepEqual(again.outbox.list(), [])
  assert.equal((await again.drafts.open(KEY)).doc.energy[0].m01, '100')
})

test('a tampered receipt is refused by the server and shown as difference', async () => {
  const { server, device, bridge } = await setting()
  device.device.setOnline(false)
  await filed(bridge)
  const [name] = [...device.map.keys()].filter((key) => key.startsWith('th.out.'))
  const record = JSON.parse(device.map.get(name))
  record.text = record.text.replace(/"result":"[0-9a-f]{4}/, '"result":"0000')
  device.map.set(name, JSON.stringify(record))
  const again = await device.restart()
  await settledAll(device)
  assert.equal(again.outbox.list()[0].state, 'differs')
  assert.equal(server.revisions().length, 0)
})

test('why two sides differ is told, and taking the result files in each case', async () => {
  const cases = {
    data: (body) => { body.doc.energy[0].m01 = '11' },
    same: (body) => { body.receipt.result = '0'.repeat(64) }
  }
  for (const [kind, change] of Object.entries(cases)) {
    const { server, device, bridge } = await setting()
    const { judge } = server
    server.judge = function (body) { server.judge = judge; const copy = JSON.parse(JSON.stringify(body)); change(copy); return judge.call(server, copy) }
    const { id } = await filed(bridge, 10)
    await settledAll(device)
    assert.equal((await bridge.outbox.difference(id)).kind, kind)
    await bridge.outbox.accept(id)
    await settledAll(device)
    assert.equal(bridge.outbox.list()[0].state, 'accepted', kind)
    assert.equal(server.revisions()[0].doc.energy[0].m01, '10')
  }
  const { device, bridge } = await setting({ serverCore: new FakeCore({ rules: 2 }) })
  const { id } = await filed(bridge)
  await settledAll(device)
  assert.equal((await bridge.outbox.difference(id)).kind, 'rules')
})

test('a retired pack: the successor is loaded, the difference is shown, accepting files under it', async () => {
  const { server, device, bridge } = await setting({ serverCore: new FakeCore({ packs: { 'P-1': 2n, 'P-2': 5n } }) })
  server.retired = { 'P-1': 'P-2' }
  server.packTexts = { 'P-2': 'pack,P-2,5' }
  const { id } = await filed(bridge, 10)
  await settledAll(device)
  assert.equal(bridge.outbox.list()[0].state, 'differs')
  assert.deepEqual((await bridge.outbox.difference(id)).changes.map((one) => [one.from, one.to]), [['20', '50']])
  await bridge.outbox.accept(id)
  await settledAll(device)
  assert.equal(server.revisions()[0].pack, 'P-2')
})

test('an older pack that is still accepted submits without a word', async () => {
  const { server, device, bridge } = await setting({ serverCore: new FakeCore({ packs: { 'P-1': 2n, 'P-2': 5n } }) })
  await filed(bridge)
  await settledAll(device)
  assert.equal(bridge.outbox.list()[0].state, 'accepted')
  assert.equal(server.revisions()[0].pack, 'P-1', 'the pack that the device used is written down in what is sent')
})

test('a changed context asks the user, and the answered draft goes with a new key', async () => {
  const { server, device, bridge } = await setting()
  server.newIssues = [{ code: 'OUTLIER', severity: 'confirm', path: '/doc/energy/0/m01', zh: '与去年相差较大，请说明', en: 'Far from last year: explain' }]
  await filed(bridge)
  await settledAll(device)
  const [entry] = bridge.outbox.list()
  assert.equal(entry.state, 'needs-answer')
  assert.equal(entry.issues[0].code, 'OUTLIER')
  server.newIssues = null
  const draft = await bridge.drafts.open(KEY)
  bridge.drafts.change(KEY, { doc: { ...draft.doc, confirmations: [{ code: 'OUTLIER', path: '/doc/energy/0/m01', value: '100', reason: '扩产' }] } })
  await bridge.outbox.submit(KEY)
  await settledAll(device)
  assert.equal(bridge.outbox.list().length, 1)
  assert.equal(bridge.outbox.list()[0].state, 'accepted')
  const keys = submissions(server).map((one) => one.headers['idempotency-key'])
  assert.equal(new Set(keys).size, 2)
})

test('what is not ready is not queued: errors and open confirms come back as issues', async () => {
  const { server, bridge } = await setting()
  await assert.rejects(filed(bridge, 'twelve'), (error) => error.code === 'NOT_READY' && error.issues[0].path === '/doc/energy/0/m01')
  bridge.drafts.change(KEY, { doc: docOf(12345678) })
  await assert.rejects(bridge.outbox.submit(KEY), (error) => error.code === 'NOT_READY' && error.issues[0].code === 'RANGE')
  assert.deepEqual(bridge.outbox.list(), [])
  assert.equal(submissions(server).length, 0)
  bridge.drafts.change(KEY, { doc: { ...docOf(12345678), confirmations: [{ code: 'RANGE', path: '/doc/energy/0/m01', value: '12345678', reason: '新产线' }] } })
  assert.equal((await bridge.outbox.submit(KEY)).state === 'refused', false, 'an answered confirm does not block')
})

test('a template that still waits in the outbox counts for the report that is queued after it', async () => {
  const { server, device, bridge } = await setting()
  const template = { ...KEY, form: 'energy_template', start: '2026-01', end: '2026-12' }
  await bridge.contexts.fetch(KEY)
  device.device.setOnline(false)
  assert.equal(bridge.contexts.cached(KEY).ctx.template, undefined)
  await filed(bridge, 1, template)
  assert.deepEqual(bridge.contexts.cached(KEY).ctx.template, docOf(1))
  assert.deepEqual(bridge.envelope('check', { ...(await bridge.drafts.create(KEY, { doc: docOf(2) })) }).ctx.template, docOf(1))
  assert.equal(bridge.contexts.cached({ ...KEY, start: '2025-01', end: '2025-01' }), null, 'another year has another template')
  server.context = { template: { from: 'server' } }
  device.device.setOnline(true)
  await settledAll(device)
  device.clock += 1000
  assert.deepEqual((await bridge.contexts.fetch(KEY)).ctx.template, { from: 'server' }, 'a newer snapshot knows better')
})

test('somebody else filed first: conflict, then the draft goes on upon their revision', async () => {
  const { server, device, bridge } = await setting()
  const other = new Device(server)
  await filed(await other.start(), 55)
  await settledAll(other)
  await filed(bridge, 66)
  await settledAll(device)
  const [entry] = bridge.outbox.list()
  assert.equal(entry.state, 'conflict')
  assert.equal(entry.error.problem.filing, 'f1')
  const { filing } = await bridge.contexts.fetch(KEY)
  bridge.drafts.change(KEY, { base: { filing: filing.id, revision: filing.revision, etag: filing.etag } })
  await bridge.outbox.submit(KEY)
  await settledAll(device)
  assert.equal(bridge.outbox.list()[0].state, 'accepted')
  assert.deepEqual(server.revisions().map((one) => one.revision), [1, 2])
})

test('a stale base is a conflict (412), not a lost draft', async () => {
  const { server, device, bridge } = await setting()
  await filed(bridge, 1)
  await settledAll(device)
  await bridge.drafts.create(KEY, { doc: docOf(2), base: { filing: 'f1', revision: 7, etag: '"7"' } })
  await bridge.outbox.submit(KEY)
  await settledAll(device)
  assert.equal(bridge.outbox.list()[0].state, 'conflict')
  assert.equal(bridge.drafts.list().length, 1)
  assert.equal(server.revisions().length, 1)
})

test('the server forgot the key after a lost reply: our own revision is recognised', async () => {
  const { server, device, bridge } = await setting()
  let losses = 1
  server.fault = (seen) => {
    if (seen.method !== 'POST' || !/filings/.test(seen.path)) return null
    if (losses-- > 0) return 'unanswered'
    server.replays.clear()
    return null
  }
  await filed(bridge)
  await settledAll(device)
  assert.equal(bridge.outbox.list()[0].state, 'accepted')
  assert.equal(server.revisions().length, 1)
})

test('F8 a busy server is asked again, later and not before Retry-After', async () => {
  const { server, device, bridge } = await setting()
  let busy = 2
  const times = []
  server.fault = (seen) => {
    if (seen.method !== 'POST' || !/filings/.test(seen.path)) return null
    times.push(device.clock)
    return busy-- > 0 ? { status: 503, problem: problem(503, 'overloaded')[1], headers: { 'retry-after': '7' } } : null
  }
  const { id } = await filed(bridge)
  await device.runUntil(() => times.length === 1 && bridge.outbox.list()[0].state === 'queued')
  assert.equal(bridge.outbox.list()[0].in_doubt, false, 'a refusal by admission control is surely not stored')
  await settledAll(device)
  assert.equal(bridge.outbox.list().find((one) => one.id === id).state, 'accepted')
  assert.ok(times[1] - times[0] >= 5000 && times[2] - times[1] >= 5000, String(times))
})

test('an expired token keeps everything: sign in again and it goes out', async () => {
  const { server, device, bridge } = await setting()
  let needed = 0
  bridge.on('sign-in-needed', () => needed++)
  server.fault = (seen) => (/filings/.test(seen.path) && needed === 0 ? { status: 401, problem: problem(401, 'unauthenticated')[1] } : null)
  await filed(bridge)
  await device.runUntil(() => needed === 1)
  assert.equal(bridge.session.signedIn(), false)
  assert.equal(bridge.outbox.list()[0].state, 'queued')
  await bridge.session.signIn('wang', 'right')
  await settledAll(device)
  assert.equal(bridge.outbox.list()[0].state, 'accepted')
})

test('a reply that comes after signing out leaves nothing on the device', async () => {
  const { server, device, bridge } = await setting()
  let answer
  server.fault = (seen) => (seen.method === 'POST' && /filings/.test(seen.path) ? new Promise((resolve) => { answer = () => resolve(null) }) : null)
  await filed(bridge)
  await device.runUntil(() => answer)
  await bridge.session.signOut({ discard: true })
  const told = []
  bridge.on('outbox', (entry) => told.push(entry.state))
  answer()
  await device.runUntil(() => server.revisions().length === 1)
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.deepEqual([...device.map.keys()], [])
  assert.deepEqual(told, [])
})

test('a refusal that repeating cannot cure keeps the draft and says what to do', async () => {
  const { server, device, bridge } = await setting()
  server.fault = (seen) => (/filings/.test(seen.path) ? { status: 403, problem: problem(403, 'forbidden')[1] } : null)
  await filed(bridge)
  await settledAll(device)
  const [entry] = bridge.outbox.list()
  assert.equal(entry.state, 'refused')
  assert.equal(entry.error.zh, 'forbidden，请重试')
  assert.equal(bridge.drafts.list().length, 1)
})

test('a draft that was changed while its submission was under way goes on upon the new revision', async () => {
  const { server, device, bridge } = await setting()
  device.device.setOnline(false)
  await filed(bridge, 1)
  bridge.drafts.change(KEY, { doc: docOf(2) })
  device.device.setOnline(true)
  await settledAll(device)
  const draft = await bridge.drafts.open(KEY)
  assert.equal(draft.doc.energy[0].m01, '2')
  assert.deepEqual(draft.base, { filing: 'f1', revision: 1, etag: '"1"' })
  await bridge.outbox.submit(KEY)
  await settledAll(device)
  assert.deepEqual(server.revisions().map((one) => one.doc.energy[0].m01), ['1', '2'])
})

test('a draft that holds just what was filed has done its work, however often it was touched meanwhile', async () => {
  const { device, bridge } = await setting()
  device.device.setOnline(false)
  await filed(bridge, 1)
  bridge.drafts.change(KEY, { doc: docOf(2) })
  bridge.drafts.change(KEY, { doc: docOf(1) })
  device.device.setOnline(true)
  await settledAll(device)
  assert.deepEqual(bridge.drafts.list(), [])
})

test('a server copy that was under way when the draft was filed does not outlive it', async () => {
  const { server, device, bridge } = await setting()
  await bridge.drafts.create(KEY, { doc: docOf(1) })
  bridge.drafts.change(KEY, { doc: docOf(2) })
  let answer
  server.fault = (seen) => (seen.method === 'PUT' ? new Promise((resolve) => { answer = () => resolve(null) }) : null)
  const copied = bridge.drafts.backUp()
  await device.runUntil(() => answer)
  await bridge.outbox.submit(KEY)
  await settledAll(device)
  assert.deepEqual(bridge.drafts.list(), [])
  answer()
  await copied
  await device.runUntil(() => server.drafts.size === 0)
  assert.deepEqual(bridge.drafts.list(), [])
  assert.equal([...device.map.keys()].some((key) => key.startsWith('th.draft.')), false)
})

test('two taps on 提交 queue one submission', async () => {
  const { server, device, bridge } = await setting()
  await bridge.drafts.create(KEY, { doc: docOf(3) })
  await Promise.allSettled([bridge.outbox.submit(KEY), bridge.outbox.submit(KEY)])
  await settledAll(device)
  assert.equal(server.revisions().length, 1)
})

test('no room for the outbox: nothing leaves, nothing is lost', async () => {
  const { server, device, bridge } = await setting({ storage: { limit: 3000 } })
  await bridge.drafts.create(KEY, { doc: { ...docOf(3), note: 'x'.repeat(1500) } })
  await assert.rejects(bridge.outbox.submit(KEY), { code: 'STORAGE_FULL' })
  assert.equal(submissions(server).length, 0)
  assert.equal((await bridge.drafts.open(KEY)).doc.energy[0].m01, '3')
  assert.equal(bridge.drafts.saveState(KEY), 'saved')
  device.life++
})
