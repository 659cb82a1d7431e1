// @ts-check
// More than the server can do: arrivals by the clock at 1, 2 and 10 times the measured peak, over up to 448 connections; who finds none within a second goes away.
import { rmSync } from 'node:fs'
import { buildLoad } from './programs.mjs'
import { binary, ms, round, runBeside, sleep, startServer } from './tools.mjs'

const CONNECTIONS = 448 // more than the server handles and lets wait (64 and 256), fewer than its threads (512)

/** @param {{world: import('./world.mjs').World, isSmoke: boolean}} options @returns {Promise<import('./tools.mjs').Part>} */
export async function overloadPart({ world, isSmoke }) {
  const load = buildLoad(), seconds = isSmoke ? 0.4 : 6, folder = world.copy('overload')
  const requests = world.requests('arrivals', { count: isSmoke ? 3000 : 90_000 })
  const server = await startServer(binary, ['serve', '--listen', '127.0.0.1:0', '--data', folder, '--log-level', 'error', '--connections-per-address', '1024'])
  const rows = /** @type {import('./tools.mjs').Row[]} */ ([])
  let offset = 0
  const run = async (/** @type {string[]} */ more) => {
    const told = JSON.parse(await runBeside(load, [String(server.port), requests, '--offset', String(offset), ...more]))
    if (told.other || (!told.ok && !isSmoke)) throw new Error(`overload: ${JSON.stringify(told)}`)
    offset = told.offset
    return { ...told, rate: told.ok / told.seconds }
  }
  try {
    const peak = await run(['--connections', '64', '--warmup', String(seconds / 4), '--seconds', String(seconds / 2)])
    rows.push({ what: 'peak: 64 clients, closed loop', value: `${round(peak.rate)}/s · p99 ${ms(peak.ok_p99_us)} ms`, ratio: '1' })
    for (const times of [1, 2, 10]) {
      const told = await run(['--connections', String(CONNECTIONS), '--rate', String(peak.rate * times), '--warmup', String(seconds / 6), '--seconds', String(seconds / 2)])
      const share = told.rate / peak.rate
      rows.push({ what: `${times} × the peak`, value: `${round(told.rate)}/s accepted, p99 ${ms(told.ok_p99_us)} ms · ${told.shed} shed at once, p99 ${ms(told.shed_p99_us)} ms · ${told.unsent} found no connection · ${told.broken} cut`,
        ratio: `${round(share)} of the peak`, ...(times === 10 ? { goal: '≥ 0.8 of the peak', met: share >= 0.8 } : {}) })
      if (offset === 0) break
    }
    rows.push(await recovery(server.url))
    return { title: 'Overload, open loop', rows, facts: {}, notes: [`Arrivals come by the clock, whatever the server does; latency counts from the moment they were due. The generator shares the machine with the server: at 10 × it, too, wants a processor.`] }
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
    rmSync(requests)
  }
}

/** Until ten requests in a row are answered within 20 ms again. @param {string} url @returns {Promise<import('./tools.mjs').Row>} */
async function recovery(url) {
  const from = performance.now()
  for (let good = 0; good < 10 && performance.now() - from < 60_000;) {
    const start = performance.now()
    const reply = await fetch(`${url}/v1/packs`).catch(() => null)
    await reply?.arrayBuffer()
    good = reply?.status === 200 && performance.now() - start < 20 ? good + 1 : 0
    if (!good) await sleep(10)
  }
  return { what: 'after 10 ×: ten answers in a row within 20 ms', value: `${round((performance.now() - from) / 1000)} s` }
}
