// @ts-check
// Does a submit, or a page of the list, cost more when there is more? Filings of one month and three carriers are submitted until the step is reached, all by the
// real way (so that the chain and the receipts are right), then both are measured. Also: how long a start takes over that much.
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { buildLoad } from './programs.mjs'
import { binary, cpuMs, ms, round, runBeside, startServer } from './tools.mjs'

const PROBE = 2000, CHUNK = 100_000

/** @param {{world: import('./world.mjs').World, isSmoke: boolean, isLong: boolean}} options @returns {Promise<import('./tools.mjs').Part>} */
export async function growthPart({ world, isSmoke, isLong }) {
  const load = buildLoad(), folder = world.copy('growth'), lists = world.lists('lists')
  const steps = isSmoke ? [200, 600] : [1000, 10_000, 100_000, ...(isLong ? [1_000_000] : [])], probe = isSmoke ? 200 : PROBE
  const start = () => startServer(binary, ['serve', '--listen', '127.0.0.1:0', '--data', folder, '--log-level', 'warn', '--connections-per-address', '1024'])
  let server = await start(), stored = 0
  const submit = async (/** @type {number} */ count, /** @type {string} */ clients) => {
    const requests = world.requests('fill', { count, from: stored, carriers: 3, months: 1 })
    const cpu = cpuMs(server.pid), told = JSON.parse(await runBeside(load, [String(server.port), requests, '--connections', clients]))
    rmSync(requests)
    if (told.ok !== count) throw new Error(`growth: ${JSON.stringify(told)}`)
    stored += count
    return { us: told.ok_p50_us, cpu: (cpuMs(server.pid) - cpu) / count }
  }
  const page = async () => {
    const cpu = cpuMs(server.pid), told = JSON.parse(await runBeside(load, [String(server.port), lists, '--repeat', '1', '--connections', '8', '--count', String(probe * 2)]))
    if (told.ok !== probe * 2) throw new Error(`growth: ${JSON.stringify(told)}`)
    return { us: told.ok_p50_us, cpu: (cpuMs(server.pid) - cpu) / told.ok }
  }
  const found = []
  try {
    for (const step of steps) {
      while (stored < step) await submit(Math.min(CHUNK, step - stored), '128')
      await submit(probe / 4, '16')
      const [a, b, c, d] = [await submit(probe, '16'), await page(), await submit(probe, '16'), await page()]
      found.push({ step, submit: Math.min(a.cpu, c.cpu), submitUs: Math.min(a.us, c.us), page: Math.min(b.cpu, d.cpu), pageUs: Math.min(b.us, d.us), mb: statSync(join(folder, 'tanheng.db')).size / 1e6 })
    }
    await server.stop()
    const from = performance.now()
    server = await start()
    await fetch(`${server.url}/readyz`)
    const startMs = performance.now() - from
    return { title: 'Growth: filings of one month and three carriers', facts: {}, notes: ['Processor time of the server is compared: it does not depend on what else the machine does. The first pages of 64 enterprises, 20 rows each.'],
      rows: [...rowsOf(found), { what: `start over ${stored} filings: to the first answer`, value: `${round(startMs)} ms` }] }
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {any[]} found @returns {import('./tools.mjs').Row[]} */
function rowsOf(found) {
  const [first] = found, last = found[found.length - 1]
  const lines = found.map(one => ({ what: `${one.step} filings (${round(one.mb)} MB)`, ratio: one === first ? '1' : `submit ${round(one.submit / first.submit)} ×, page ${round(one.page / first.page)} ×`,
    value: `submit ${one.submit.toFixed(3)} CPU ms, p50 ${ms(one.submitUs)} ms (16 clients) · page ${one.page.toFixed(3)} CPU ms, p50 ${ms(one.pageUs)} ms (8 clients)` }))
  const goal = (/** @type {string} */ what, /** @type {number} */ value) => ({ what: `${what}, ${first.step} → ${last.step}`, value: '', ratio: `${round(value)} ×`, goal: '≤ 1.5 ×', met: value <= 1.5 })
  return [...lines, goal('cost per submit', last.submit / first.submit), goal('cost per list page', last.page / first.page)]
}
