// @ts-check
// What a sign-in costs (Argon2id), alone and beside submits at full load.
import { rmSync } from 'node:fs'
import { buildLoad } from './programs.mjs'
import { binary, cpuMs, median, round, runBeside, sleep, startServer } from './tools.mjs'
import { signIn } from './world.mjs'

/** Sign-ins one after the other, at most `perSecond`, until `isOver`. @returns {Promise<number[]>} their milliseconds */
async function signIns(/** @type {string} */ url, /** @type {number} */ count, /** @type {number} */ perSecond, isOver = () => false) {
  const times = []
  for (let i = 0; i < count && !isOver(); i++) {
    const from = performance.now()
    await signIn(url, 'u0')
    times.push(performance.now() - from)
    if (perSecond) await sleep(Math.max(0, 1000 / perSecond - (performance.now() - from)))
  }
  return times
}

const p99 = (/** @type {number[]} */ times) => [...times].sort((a, b) => a - b)[Math.floor((times.length - 1) * 0.99)]

/** @param {{world: import('./world.mjs').World, isSmoke: boolean}} options @returns {Promise<import('./tools.mjs').Part>} */
export async function signInPart({ world, isSmoke }) {
  const folder = world.copy('signin'), load = buildLoad(), seconds = isSmoke ? 0.5 : 8
  const requests = world.requests('beside', { count: isSmoke ? 2000 : 40_000 })
  const server = await startServer(binary, ['serve', '--listen', '127.0.0.1:0', '--data', folder, '--log-level', 'warn', '--connections-per-address', '1024'])
  try {
    const cpu = cpuMs(server.pid), alone = await signIns(server.url, isSmoke ? 3 : 40, 0), each = (cpuMs(server.pid) - cpu) / alone.length
    const quiet = JSON.parse(await runBeside(load, [String(server.port), requests, '--connections', '64', '--seconds', String(seconds / 2), '--warmup', String(seconds / 8)]))
    let over = false
    const beside = signIns(server.url, 1e6, 4, () => over)
    const loaded = JSON.parse(await runBeside(load, [String(server.port), requests, '--connections', '64', '--seconds', String(seconds), '--offset', String(quiet.offset)]))
    over = true
    const busy = await beside
    return { title: 'Sign-in: Argon2id, 19 MiB, two passes', notes: [`Beside: 4 sign-ins a second while 64 clients submit (${round(loaded.ok / loaded.seconds)} submits/s then, ${round(quiet.ok / quiet.seconds)}/s before).`], facts: {},
      rows: [{ what: 'one after the other', value: `p50 ${round(median(alone))} · p99 ${round(p99(alone))} ms · ${round(each)} CPU ms each` },
        { what: 'beside 64 submitting clients', value: `p50 ${round(median(busy))} · p99 ${round(p99(busy))} ms`, ratio: `${round(median(busy) / median(alone))} × alone` }] }
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
    rmSync(requests)
  }
}
