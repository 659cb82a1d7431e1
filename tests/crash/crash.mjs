// kill -9 under load: nothing acknowledged is lost, half or twice.
// Clients submit, revise and withdraw filings on the real server; it is killed at a random moment; after the restart every acknowledged key
// must give the very same answer, every other key takes effect exactly once; in the end the list equals the journal and `tanheng verify` is
// content.
// usage: node tests/crash/crash.mjs [--cycles 20] [--long] [--seed N] [--clients 8]; ends with "N passed, N failed".
import { spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wasmDoor } from '../vectors/doors.mjs'

const root = new URL('../..', import.meta.url).pathname
const binary = process.env.TANHENG_BIN ?? `${root}build/dev/tanheng`
const core = await wasmDoor(process.env.CORE_WASM ?? `${root}build/wasm/core.wasm`)
const option = (name, fallback) => { const i = process.argv.indexOf(`--${name}`); return i < 0 ? fallback : +process.argv[i + 1] }
const cycles = process.argv.includes('--long') ? 2000 : option('cycles', 20)
const seed = option('seed', Date.now() % 1_000_000_007)
const clients = option('clients', 8)

let state = seed >>> 0 // mulberry32: a run can be repeated by its seed
const random = () => {
  state = (state + 0x6D2B79F5) >>> 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}

const folder = mkdtempSync(join(tmpdir(), 'tanheng-crash-'))
const password = 'crash campaign 2025'
let passed = 0, failed = 0, port = 0, server = null, token = '', enterprise = ''
const check = (ok, text) => { if (ok) passed++; else { failed++; console.log(`FAIL ${text}`) } return ok }

const freePort = () => new Promise(resolve => { const s = createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => resolve(port)) }) })
const url = path => `http://127.0.0.1:${port}${path}`
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms))

async function start() {
  server = spawn(binary, ['serve', '--listen', `127.0.0.1:${port}`, '--data', folder], { stdio: ['ignore', 'ignore', 'pipe'] })
  const own = server
  own.log = ''
  own.stderr.on('data', chunk => { own.log = (own.log + chunk).slice(-4000) })
  own.gone = new Promise(resolve => own.on('exit', (code, signal) => resolve({ code, signal })))
  for (let i = 0; i < 300; i++) {
    try { if ((await fetch(url('/healthz'))).ok) return } catch { /* not yet */ }
    await sleep(20)
  }
  throw new Error(`the server did not come back:\n${own.log}`)
}

async function post(path, body, headers = {}) {
  const response = await fetch(url(path), { method: 'POST', body, headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers } })
  return { status: response.status, text: await response.text() }
}

const signIn = async () => {
  const { status, text } = await post('/v1/sessions', JSON.stringify({ account: 'crash', password }))
  if (status !== 201) throw new Error(`sign-in: ${status} ${text}`)
  token = JSON.parse(text).token
  enterprise = JSON.parse(text).enterprises[0].id
}

async function filing(members) {
  const answer = JSON.parse(await core(JSON.stringify({ op: 'calculate', enterprise, ...members })))
  if (!answer.receipt) throw new Error(`no receipt: ${JSON.stringify(answer.issues)}`)
  return JSON.stringify({ ...members, receipt: answer.receipt })
}

const template = () => filing({ site: 'all', form: 'energy_template', form_version: 1, period: { start: '2025-01', end: '2025-12' }, pack: 'CN-2025',
  doc: { grid_area: 'guangdong', carriers: [{ carrier: 'electricity', unit: 'MWh' }, { carrier: 'diesel', unit: 't' }] } })
const report = (n, more = 0) => filing({ site: `s${n}`, form: 'energy_report', form_version: 1, period: { start: '2025-03', end: '2025-03' }, pack: 'CN-2025',
  doc: { grid_area: 'guangdong', energy: [{ carrier: 'electricity', unit: 'MWh', m03: String(100 + n % 50 + more) }, { carrier: 'diesel', unit: 't', m03: `${n % 9 + 1}.5` }] } })

const journal = new Map() // key → {path, body, headers, status, answer?}: written before sending, the answer after the whole 2xx was read
let count = 0, acknowledged = 0

async function send(key, entry) {
  const { status, text } = await post(entry.path, entry.body, { 'idempotency-key': key, ...entry.headers })
  if (status === entry.status) return text
  if (status === 503 || status === 429) return null
  throw Object.assign(new Error(`${status} ${text.slice(0, 1200)}`), { isAnswer: true })
}

/** Journals and sends one write; what it answered, or undefined when the server would not (then the client goes on with another filing). */
async function write(entry) {
  const key = randomBytes(16).toString('hex')
  journal.set(key, entry)
  const answer = await send(key, entry)
  if (answer === null) return undefined
  entry.answer = answer
  acknowledged++
  return JSON.parse(answer)
}

/** A filing's life: always submitted, sometimes revised, some of those withdrawn. */
async function life(n) {
  const filed = await write({ path: `/v1/enterprises/${enterprise}/filings`, body: await report(n), status: 201 })
  if (!filed || random() < 0.6) return
  const revised = await write({ path: `/v1/filings/${filed.id}/revisions`, body: await report(n, 1), headers: { 'if-match': '"1"' }, status: 201 })
  if (!revised || random() < 0.5) return
  await write({ path: `/v1/filings/${filed.id}/withdraw`, body: JSON.stringify({ reason: '重复填报' }), headers: { 'if-match': '"2"' }, status: 200 })
}

async function client(isOver) {
  while (!isOver()) {
    try { await life(count++) } catch (error) {
      if (error.isAnswer) check(false, `an unexpected answer: ${error.message}`)
      return // the server is gone
    }
  }
}

async function cycle(n) {
  let over = false
  const before = journal.size
  const running = Array.from({ length: clients }, () => client(() => over))
  await sleep(20 + random() * 280)
  server.kill('SIGKILL')
  over = true
  await Promise.all(running)
  await server.gone
  await start()
  let good = true
  for (const [key, entry] of [...journal].slice(Math.max(0, before - 100))) { // this cycle's keys and some of the last one's
    const answer = await send(key, entry)
    if (entry.answer !== undefined && answer !== entry.answer) good = check(false, `cycle ${n}: key ${key} was acknowledged and now answers otherwise`)
    entry.answer = answer ?? undefined
    if (answer === null) good = check(false, `cycle ${n}: key ${key} was refused on a quiet server`)
  }
  if (good) passed++
}

async function listed() {
  const ids = []
  for (let cursor = ''; ;) {
    const response = await fetch(url(`/v1/enterprises/${enterprise}/filings?form=energy_report&limit=100${cursor && `&cursor=${cursor}`}`), { headers: { authorization: `Bearer ${token}` } })
    const page = await response.json()
    ids.push(...page.items)
    if (!page.next) return ids
    cursor = page.next
  }
}

const digest = text => createHash('sha256').update(text).digest('hex').slice(0, 12)

async function main() {
  console.log(`seed ${seed}, ${cycles} cycles, ${clients} clients`)
  const user = spawnSync(binary, ['user', 'add', '--account', 'crash', '--name', 'crash', '--enterprise', 'crash', '--role', 'legal_person', '--data', folder], { input: password })
  if (user.status !== 0) throw new Error(`user add: ${user.stderr}`)
  port = await freePort()
  await start()
  await signIn()
  const first = await post(`/v1/enterprises/${enterprise}/filings`, await template(), { 'idempotency-key': randomBytes(16).toString('hex') })
  if (first.status !== 201) throw new Error(`template: ${first.status} ${first.text}`)
  for (let n = 1; n <= cycles; n++) await cycle(n)
  const items = await listed()
  const last = new Map() // filing → where the journal says that it stands
  for (const { answer } of journal.values()) {
    const { id, revision, state } = JSON.parse(answer)
    if (!(last.get(id)?.revision > revision)) last.set(id, { revision, state })
  }
  check(last.size === count, `${count} filings were begun, ${last.size} are in the journal`)
  check(items.length === last.size, `the list has ${items.length} filings, the journal ${last.size}`)
  const wrong = items.filter(({ id, revision, state }) => last.get(id)?.revision !== revision || last.get(id)?.state !== state)
  check(wrong.length === 0, `${wrong.length} filings stand elsewhere than acknowledged, e.g. ${JSON.stringify(wrong[0])}`)
  server.kill('SIGTERM')
  check((await server.gone).code === 0, 'SIGTERM ends with 0')
  const verify = spawnSync(binary, ['verify', '--data', folder], { encoding: 'utf8' })
  check(verify.status === 0, `verify: ${verify.stdout}${verify.stderr}`)
  console.log(`${acknowledged} acknowledged before a kill, ${journal.size} writes of ${last.size} filings in all (journal ${digest([...journal.keys()].join())})`)
}

try { await main() } catch (error) { failed++; console.log(`FAIL ${error.stack}`) } finally {
  server?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
