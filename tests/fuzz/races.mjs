// What ThreadSanitizer should see: 64 clients at once that file, revise, withdraw, keep drafts, read, calculate and sign in, while accounts are added, the
// database is verified and backed up and the log is opened anew; then stops and starts, one of them under load. Judges the answers; the races
// are for the sanitizer of the build that TANHENG_BIN names. env CORE_WASM; usage: node tests/fuzz/races.mjs [--lives N] [--starts N] [--seed N]
import { join } from 'node:path'
import { rmSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { Journal, Server, binary, campaigns, check, folder, newServer, rounds, sleep, verify } from '../crash/rig.mjs'

const filers = 32, others = 32
const lives = rounds('lives', 4, 60) // of each client
const starts = rounds('starts', 4, 60)

/** A command beside the server; its exit code. @param {string[]} args @param {string} [input] */
function beside(args, input) {
  const child = spawn(binary, args, { stdio: ['pipe', 'ignore', 'inherit'] })
  child.stdin.on('error', () => {}).end(input ?? '')
  return new Promise(resolve => child.on('exit', code => resolve(code)))
}

const busy = (/** @type {number} */ status) => status === 429 || status === 503

/** What a client does that files nothing: each a request and the status that it must get. @param {any} server @param {any} random @param {number} n */
function errand(server, random, n) {
  const own = `/v1/enterprises/${server.enterprise}`, draft = `${own}/drafts/draft-${n}-${random.int(0, 1_000_000)}`
  const envelope = JSON.stringify({ op: 'calculate', form: 'energy_report', period: { start: '2025-01', end: '2025-12' }, doc: { grid_area: 'cn', energy: [{ carrier: 'electricity', unit: 'MWh', m01: String(n) }] } })
  return random.pick([
    ['GET', `${own}/filings?limit=20`, 200], ['GET', `${own}/context?form=energy_report&site=all&start=2025-04&end=2025-04`, 200], ['GET', '/v1/session', 200], ['GET', '/v1/packs', 200],
    ['POST', '/v1/core', 200, envelope], ['GET', '/openapi.json', 200], ['GET', '/healthz', 200], ['GET', '/v1/nowhere', 404],
    ['PUT', draft, 200, JSON.stringify({ form: 'energy_report', draft_format: 1, form_version: 1, doc: {} }), { 'idempotency-key': `draft-key-${n}-${random.int(0, 1e9)}-aaaaaaaa` }],
    ['POST', '/v1/sessions', 401, JSON.stringify({ account: `nobody-${random.int(0, 30)}`, password: 'no password of any' })]
  ])
}

/** 64 clients; resolves when all have lived their lives. */
async function mixedLoad(random) {
  const server = await newServer('mixed'), journal = new Journal(random)
  let isOver = false
  const filer = async () => { for (let i = 0; i < lives; i++) await journal.life(server) }
  const errands = async (_, n) => {
    for (let i = 0; i < lives * 3; i++) {
      const [method, path, wanted, body, headers] = errand(server, random, n)
      const { status, text } = await server.ask(method, path, body, headers)
      check(status === wanted || busy(status), `${method} ${path}: ${status} ${text.slice(0, 200)}`)
    }
  }
  const commands = async () => {
    for (let n = 0; !isOver; n++) {
      server.child.kill('SIGHUP')
      check(await beside(['verify', '--data', server.data]) === 0, 'verify beside the server')
      check(await beside(['backup', '--data', server.data, join(folder, `beside-${n}.db`)]) === 0, 'backup beside the server')
    }
  }
  const side = commands()
  await Promise.all([...Array.from({ length: filers }, filer), ...Array.from({ length: others }, errands)])
  isOver = true
  await side
  check(journal.unexpected.length === 0 && journal.acknowledged >= filers, `${journal.acknowledged} acknowledged, ${journal.unexpected[0]?.message ?? ''}`)
  check((await server.kill('SIGTERM')).code === 0, 'SIGTERM ends with 0')
  check(verify(server.data).status === 0, 'verify in the end')
  console.log(`${filers + others} clients: ${journal.acknowledged} writes acknowledged, ${journal.refused} told to come again`)
}

/** Stops at any moment, of a quiet server and of a busy one. */
async function startsAndStops(random) {
  const server = await newServer('starts'), journal = new Journal(random)
  for (let n = 0; n < starts; n++) {
    const isBusy = n % 2 === 1
    const load = isBusy ? journal.load(server, 16) : undefined
    await sleep(random.int(0, isBusy ? 400 : 30))
    check((await server.kill('SIGTERM')).code === 0, `stop ${n} ends with 0`)
    await load?.stop()
    await new Server(server.data).start().then(next => Object.assign(server, { child: next.child, port: next.port, agent: next.agent, gone: next.gone }))
  }
  check(journal.unexpected.length === 0, `${journal.unexpected[0]?.message}`)
  check((await server.kill('SIGTERM')).code === 0, 'the last stop ends with 0')
  check(verify(server.data).status === 0, 'verify after all stops')
  rmSync(server.data, { recursive: true })
}

await campaigns({ '64 clients and the commands beside them': mixedLoad, 'stops and starts': startsAndStops })
