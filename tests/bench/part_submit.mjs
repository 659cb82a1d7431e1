// @ts-check
// Durable submits: ours, a bare C ceiling, and the Node peers, in turns over the same requests from 64 keep-alive clients.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildBare, buildLoad, installPeers } from './programs.mjs'
import { binary, cpuMs, here, median, ms, peakMb, round, runBeside, startServer, wasmFile, work } from './tools.mjs'

/** @param {import('./world.mjs').World} world @param {boolean} isSmoke */
function targetsOf(world, isSmoke) {
  const bare = buildBare(), schema = join(here, 'schema.sql')
  /** @type {Record<string, {text: string, start: (folder: string) => ReturnType<typeof startServer>, isEmpty?: boolean}>} */
  const targets = {
    tanheng: { text: 'tanheng', start: folder => startServer(binary, ['serve', '--listen', '127.0.0.1:0', '--data', folder, '--log-level', 'warn', '--connections-per-address', '1024']) },
    bare: { text: 'bare civetweb + cJSON + doubles, group commit', start: folder => startServer(bare, ['0', folder, schema, String(world.seed), String(world.factorsText)]) },
    empty: { text: 'empty civetweb handler (reads the body, answers)', isEmpty: true, start: () => startServer(bare, ['0', '--empty']) }
  }
  const peers = isSmoke ? { skipped: 'not in a smoke run' } : installPeers()
  if (!('skipped' in peers))
    for (const commit of ['each', 'group']) for (const engine of ['wasm', 'doubles'])
      targets[`${commit}-${engine}`] = { text: `Node, ${commit === 'each' ? 'one transaction per request' : 'group commit'}, ${engine === 'wasm' ? 'our wasm core' : 'doubles'}`,
        start: folder => startServer(peers.node, [join(here, 'peer.mjs'), '--commit', commit, '--engine', engine, '--folder', folder, '--seed', String(world.seed),
          '--factors', String(world.factorsJson), '--core', wasmFile, '--peers', peers.modules]) }
  return { targets, peers }
}

/** One server from a fresh copy, warmed up, measured, stopped. @param {any} target @param {import('./world.mjs').World} world @param {string} load @param {string} requests @param {{warm: number, seconds: number}} time */
async function round1(target, world, load, requests, time) {
  const folder = world.copy('round'), server = await target.start(folder)
  try {
    const options = ['--connections', '64', ...(target.isEmpty ? ['--repeat', '1'] : [])]
    const warm = JSON.parse(await runBeside(load, [String(server.port), requests, ...options, '--seconds', String(time.warm)]))
    const cpu = cpuMs(server.pid)
    const measured = JSON.parse(await runBeside(load, [String(server.port), requests, ...options, '--seconds', String(time.seconds), '--offset', String(target.isEmpty ? 0 : warm.offset)]))
    if (!measured.ok || measured.other || measured.broken) throw new Error(`${target.text}: ${JSON.stringify(measured)}`)
    return { rate: measured.ok / measured.seconds, p50: measured.ok_p50_us, p99: measured.ok_p99_us, max: measured.ok_max_us, shed: measured.shed,
      cpu: (cpuMs(server.pid) - cpu) / measured.ok, rss: peakMb(server.pid) }
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {{world: import('./world.mjs').World, isSmoke: boolean, rounds: number}} options @returns {Promise<import('./tools.mjs').Part>} */
export async function submitPart({ world, isSmoke, rounds }) {
  const load = buildLoad(), { targets, peers } = targetsOf(world, isSmoke)
  const time = isSmoke ? { warm: 0.2, seconds: 0.5 } : { warm: 1.5, seconds: 3.5 }
  const requests = world.requests('submits', { count: isSmoke ? 3000 : 40_000 })
  /** @type {Record<string, any[]>} */
  const runs = Object.fromEntries(Object.keys(targets).map(name => [name, []]))
  for (let i = 0; i < rounds; i++)
    for (const [name, target] of Object.entries(targets)) runs[name].push(await round1(target, world, load, requests, time))
  rmSync(requests)
  const of = (/** @type {string} */ name, /** @type {string} */ what) => median(runs[name].map(one => one[what]))
  const ratio = (/** @type {string} */ a, /** @type {string} */ b, /** @type {string} */ what) => median(runs[a].map((one, i) => one[what] / runs[b][i][what]))
  const rows = Object.entries(targets).map(([name, { text }]) => ({
    what: text, value: `${round(of(name, 'rate'))}/s · p50 ${ms(of(name, 'p50'))} · p99 ${ms(of(name, 'p99'))} · max ${ms(of(name, 'max'))} ms · ${of(name, 'cpu').toFixed(2)} CPU ms each · ${round(of(name, 'rss'))} MB`,
    ratio: name === 'tanheng' ? '1' : `ours is ${round(ratio('tanheng', name, 'rate'))} ×` }))
  return { title: 'Durable submit, 64 keep-alive clients', rows: [...rows, ...goals(targets, of, ratio)],
    notes: 'skipped' in peers ? [`Node peers skipped: ${peers.skipped}.`] : [`Node peers: ${peers.versions}.`], facts: { peak: of('tanheng', 'rate'), runs } }
}

/** The lines that have a goal. @returns {import('./tools.mjs').Row[]} */
function goals(/** @type {any} */ targets, /** @type {any} */ of, /** @type {any} */ ratio) {
  const rows = [], line = (/** @type {string} */ what, /** @type {number} */ value, /** @type {string} */ goal, /** @type {boolean} */ met) => rows.push({ what, value: '', ratio: round(value) + ' ×', goal, met })
  if (targets['each-wasm']) {
    const each = Math.min(ratio('tanheng', 'each-wasm', 'rate'), ratio('tanheng', 'each-doubles', 'rate'))
    const group = Math.min(ratio('tanheng', 'group-wasm', 'rate'), ratio('tanheng', 'group-doubles', 'rate'))
    const names = Object.keys(targets).filter(name => /-/.test(name)), best = Math.min(...names.map(name => of(name, 'p99')))
    line('rate against the faster Node with one transaction per request', each, '≥ 2.5 ×', each >= 2.5)
    line('rate against the faster Node with group commit', group, '≥ 1 ×', group >= 1)
    line('p99 against the best Node p99', of('tanheng', 'p99') / best, '≤ 0.5 ×', of('tanheng', 'p99') <= best / 2)
  }
  const bare = ratio('tanheng', 'bare', 'rate'), rss = of('tanheng', 'rss')
  line('rate against the bare C program', bare, '≥ 0.7 ×', bare >= 0.7)
  rows.push({ what: 'memory under load (peak resident)', value: `${round(rss)} MB`, goal: '≤ 64 MB', met: rss <= 64 })
  return rows
}
