/* Random interleavings of everything a user, a network and a dying app can do. Whatever the order: each submission that the outbox once
 * called queued ends as exactly one revision, or is known to have been taken back, and no draft is lost. */
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { FakeCore } from './fake-core.mjs'
import { startServer, problem } from './fake-server.mjs'
import { Device, KEY, docOf, settledAll, OPEN } from './device.mjs'
import { seeded } from './random.mjs'

const ROUNDS = Number(process.env.OUTBOX_ROUNDS || 60)
const FORMS = ['2026-01', '2026-02', '2026-03'].map((month) => ({ ...KEY, start: month, end: month }))
const isSubmission = (seen) => seen.method === 'POST' && /filings/.test(seen.path)

class World {
  constructor(random, server, device) {
    Object.assign(this, { random, server, device, value: 0, typed: new Map(), queued: new Map(), taken: new Set(), trace: [] })
    server.fault = (seen) => this.fault(seen)
    this.faults = true
  }

  fault(seen) {
    if (!isSubmission(seen) || !this.faults) return null
    const dice = this.random(10)
    if (dice === 7) this.device.life++
    return [null, null, null, null, 'lost', 'unanswered', 'unanswered', null, { status: 503, problem: problem(503, 'overloaded')[1] }, { status: 500, problem: {} }][dice]
  }

  get bridge() { return this.device.bridge }

  async type(key) {
    const value = String(++this.value)
    const draft = await this.bridge.drafts.open(key)
    if (!draft) {
      const { filing } = this.faults && this.random(3) === 0 ? {} : (await this.bridge.contexts.fetch(key)) || {}
      await this.bridge.drafts.create(key, { doc: docOf(value), ...(filing && { base: { filing: filing.id, revision: filing.revision, etag: filing.etag } }) })
    } else this.bridge.drafts.change(key, { doc: docOf(value) })
    if (this.bridge.drafts.flush() === 'saved') this.typed.set(key.start, value)
  }

  async submit(key) {
    const draft = await this.bridge.drafts.open(key)
    if (!draft) return
    const last = this.bridge.outbox.find(key)
    const entry = await this.bridge.outbox.submit(key)
    const before = this.queued.get(entry.id)
    if (before && last && last.state === 'queued') this.taken.add(before.value)
    this.queued.set(entry.id, { key, value: JSON.stringify(draft.doc) })
    this.taken.delete(JSON.stringify(draft.doc))
  }

  async withdraw(key) {
    const entry = this.bridge.outbox.find(key)
    if (!entry || !OPEN.includes(entry.state)) return
    const queued = this.queued.get(entry.id)
    await this.bridge.outbox.withdraw(entry.id)
    if (queued) this.taken.add(queued.value)
  }

  async step() {
    const key = FORMS[this.random(FORMS.length)]
    const action = ['type', 'type', 'submit', 'submit', 'withdraw', 'network', 'restart', 'wait', 'wait', 'show'][this.random(10)]
    this.trace.push(action + ' ' + key.start)
    if (this.device.life !== this.life) return this.restart()
    if (action === 'network') return this.device.device.setOnline(this.random(2) === 1)
    if (action === 'restart') return this.restart()
    if (action === 'show') return this.bridge.show()
    if (action === 'wait') return this.wait(30)
    await Promise.race([this[action](key).catch((error) => { if (error.name !== 'BridgeError') throw error }), this.died()])
  }

  /** Resolves when the app was killed under way. */
  async died() {
    await this.device.runUntil(() => this.device.life !== this.life, 60).catch(() => {})
  }

  async wait(steps) { await this.device.runUntil(() => false, steps).catch(() => {}) }

  async restart() {
    await this.device.restart()
    this.life = this.device.life
  }
}

/** No document was stored twice; nothing that was taken back was stored; revisions of a filing are 1, 2, 3 … */
function checkServer(world) {
  const stored = world.server.revisions()
  const docs = stored.map((one) => one.period.start + JSON.stringify(one.doc))
  assert.equal(new Set(docs).size, docs.length, 'a document was stored twice')
  for (const value of world.taken) assert.ok(!stored.some((one) => JSON.stringify(one.doc) === value), 'a withdrawn submission was stored: ' + value)
  for (const entry of world.bridge.outbox.list()) {
    assert.ok(['accepted', 'conflict'].includes(entry.state), entry.state)
    const times = stored.filter((one) => one.receipt.input === entry.receipt.input && one.period.start === entry.key.start).length
    assert.equal(times, entry.state === 'accepted' ? 1 : 0, `${entry.state}, stored ${times} times`)
  }
  const keys = world.server.log.filter(isSubmission)
  const bodies = new Map()
  for (const one of keys) {
    const key = one.headers['idempotency-key']
    assert.equal(bodies.get(key) || one.text, one.text, 'one key, two bodies')
    bodies.set(key, one.text)
  }
}

/** What was typed last stands in a draft or is the filing. */
async function checkNothingLost(world) {
  for (const [start, value] of world.typed) {
    const key = FORMS.find((one) => one.start === start)
    const draft = await world.bridge.drafts.open(key)
    const live = world.server.liveOf(key.form, key.site, key.start, key.end)
    const kept = draft ? draft.doc.energy[0].m01 : live && live.doc.energy[0].m01
    assert.equal(kept, value, `what was typed for ${start} is gone`)
  }
}

test(`${ROUNDS} random lives of an outbox: exactly one revision each, nothing lost`, async () => {
  const random = seeded('outbox')
  let revisions = 0
  let kills = 0
  for (let round = 0; round < ROUNDS; round++) {
    const server = await startServer(new FakeCore())
    const world = new World(random, server, new Device(server, { options: { backUpDelayMs: 3600000 } }))
    await world.restart()
    try {
      for (let step = 0; step < 25; step++) await world.step()
      world.faults = false
      await world.restart()
      await settledAll(world.device)
      checkServer(world)
      await checkNothingLost(world)
    } catch (error) {
      error.message += `\nround ${round}: ${world.trace.join(', ')}`
      throw error
    } finally {
      await server.close()
      world.bridge.stop()
    }
    revisions += server.revisions().length
    kills += world.device.life
  }
  assert.ok(revisions > ROUNDS / 2, `only ${revisions} revisions were stored: the walk is too timid`)
  console.log(`${revisions} revisions, ${kills} lives of the app`)
})
