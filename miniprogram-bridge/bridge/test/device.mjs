/* Starts a bridge over given storage with the toy core; `restart()` is a kill: nothing in memory survives, no timer fires. */
import { createRequire } from 'node:module'
import { FakeCore } from './fake-core.mjs'

const require = createRequire(import.meta.url)
const { createBridge } = require('../src/bridge.js')
const { nodeAdapter, memoryStorage } = require('../src/adapters/node.js')

export const KEY = { enterprise: 'e1', site: 'all', form: 'energy_report', start: '2026-01', end: '2026-03' }
export const docOf = (value) => ({ grid_area: 'guangdong', energy: [{ carrier: 'electricity', unit: 'kWh', m01: String(value) }] })

/** A device: storage that outlives its bridges. */
export class Device {
  constructor(server, { core = new FakeCore(), storage = {}, options = {} } = {}) {
    Object.assign(this, { server, core, map: new Map(), storageOptions: storage, options, clock: Date.parse('2026-11-21T08:00:00Z'), timers: new Set(), dead: null, life: 0 })
  }

  /** A killed bridge can neither write nor send: its adapter is dead. */
  guard(life, run) {
    if (life !== this.life) return new Promise(() => {})
    return run()
  }

  adapter() {
    const life = ++this.life
    const storage = memoryStorage({ map: this.map, ...this.storageOptions })
    const base = nodeAdapter({ storage })
    return Object.assign(base, {
      storage: { ...storage, set: (key, value) => { if (life === this.life) { if (this.onWrite) this.onWrite(key, value); storage.set(key, value) } }, remove: (key) => { if (life === this.life) storage.remove(key) } },
      instantiate: async () => { if (!this.core) throw new Error('no wasm'); return { exports: this.core.exports() } },
      request: (request) => this.guard(life, async () => { const reply = await nodeAdapter().request(request); return this.guard(life, () => reply) }),
      now: () => this.clock,
      setTimeout: (run, ms) => { const timer = { run, at: this.clock + ms, life }; this.timers.add(timer); return timer },
      clearTimeout: (timer) => this.timers.delete(timer)
    })
  }

  async start({ signIn = true } = {}) {
    this.device = this.adapter()
    this.bridge = createBridge(this.device, { baseUrl: this.server ? this.server.url : 'http://127.0.0.1:9', ...this.options })
    await this.bridge.start()
    if (signIn && !this.bridge.session.signedIn()) await this.bridge.session.signIn('wang', 'right')
    return this.bridge
  }

  async restart() {
    this.timers.clear()
    return this.start()
  }

  /** Lets the clock run: timers due are fired in order, until `condition` holds or `limit` steps were made. */
  async runUntil(condition, limit = 400) {
    for (let i = 0; i < limit; i++) {
      if (await condition()) return
      await new Promise((resolve) => setImmediate(resolve))
      const due = [...this.timers].filter((timer) => timer.life === this.life).sort((a, b) => a.at - b.at)[0]
      if (i % 8 === 7 && due) {
        this.timers.delete(due)
        this.clock = Math.max(this.clock, due.at)
        due.run()
      }
      if (i % 20 === 19) await new Promise((resolve) => setTimeout(resolve, 2))
    }
    throw new Error('condition did not come true')
  }
}

export const OPEN = ['queued', 'sending']

/** Every submission has its outcome. */
export async function settledAll(device) {
  await device.runUntil(() => device.bridge.outbox.list().every((entry) => !OPEN.includes(entry.state)))
}
