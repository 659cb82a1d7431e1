// @ts-check
// Start to first answer: a folder that is not there yet, one with data, and one whose process was killed.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { binary, median, round, startServer, work } from './tools.mjs'

/** @param {string} folder @returns {Promise<number>} milliseconds from the start of the process to the first 200 */
async function once(folder, kill = false) {
  const from = performance.now()
  const server = await startServer(binary, ['serve', '--listen', '127.0.0.1:0', '--data', folder, '--log-level', 'warn'])
  const reply = await fetch(`${server.url}/readyz`), took = performance.now() - from
  await reply.arrayBuffer()
  if (kill) process.kill(server.pid, 'SIGKILL')
  await server.stop()
  if (reply.status !== 200) throw new Error(`readyz: ${reply.status}`)
  return took
}

/** @param {{world: import('./world.mjs').World, isSmoke: boolean}} options @returns {Promise<import('./tools.mjs').Part>} */
export async function startPart({ world, isSmoke }) {
  const times = { fresh: /** @type {number[]} */ ([]), second: /** @type {number[]} */ ([]), killed: /** @type {number[]} */ ([]) }
  for (let i = 0; i < (isSmoke ? 1 : 7); i++) {
    const folder = join(work, 'fresh'), filled = world.copy('filled')
    times.fresh.push(await once(folder))
    times.second.push(await once(filled, true))
    times.killed.push(await once(filled))
    for (const each of [folder, filled]) rmSync(each, { recursive: true, force: true })
  }
  const row = (/** @type {string} */ what, /** @type {number[]} */ values) => ({ what, value: `${round(median(values))} ms` })
  return { title: 'Start: from the process to its first answer', notes: ['The start over many filings stands under growth.'], facts: {},
    rows: [row('first start: empty folder, schema made', times.fresh), row('later start', times.second), row('start after kill -9', times.killed)] }
}
