// What the campaigns share: the real server as a process that may die, clients that file, revise and withdraw, and a journal of what was
// acknowledged, kept in this process, which holds every later server to it. No judge of results: equal bytes are all it knows.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prng } from '../fuzz/prng.mjs'
import { wasmDoor } from '../vectors/doors.mjs'

const root = new URL('../..', import.meta.url).pathname
export const binary = process.env.TANHENG_BIN ?? `${root}build/dev/tanheng`
const core = await wasmDoor(process.env.CORE_WASM ?? `${root}build/wasm/core.wasm`)
const option = (name, fallback) => { const i = process.argv.indexOf(`--${name}`); return i < 0 ? fallback : +process.argv[i + 1] }
export const isLong = process.env.TANHENG_LONG === '1' || process.argv.includes('--long')
/** How often: `normal` in every run, `long` behind --long, or as --<name> says. */
export const rounds = (name, normal, long) => option(name, isLong ? long : normal)
export const seed = option('seed', Date.now() % 1_000_000_007)
export const sleep = ms => new Promise(resolve => setTimeout(resolve, ms))
export const digest = text => createHash('sha256').update(text).digest('hex')

const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : ''
const tally = { passed: 0, failed: 0, skipped: 0 }
export const check = (ok, text) => { if (ok) tally.passed++; else { tally.failed++; console.log(`FAIL ${text}`) } return ok }
export const skip = text => { tally.skipped++; console.log(`skipped: ${text}`) }
export const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tanheng-crash-')))
let stream = 0
const servers = new Set()

/** Runs campaigns in turn: {title: async (random) => …}; --only WORD chooses. Ends the process with "N passed, N failed". */
export async function campaigns(list) {
  console.log(`seed ${seed} (repeat with --seed ${seed})`)
  for (const [title, run] of Object.entries(list)) {
    stream++
    if (!title.includes(only)) continue
    const started = Date.now(), { failed, skipped } = tally
    try { await run(generator(stream)) } catch (error) { check(false, `${title}: ${error.stack}\n${[...servers].at(-1)?.log.slice(-1500) ?? ''}`) }
    for (const server of servers) await server.kill()
    console.log(`${tally.failed > failed ? 'not ok' : tally.skipped > skipped ? 'skipped' : 'ok'} ${title} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
  }
  rmSync(folder, { recursive: true, force: true })
  console.log(`${tally.passed} passed, ${tally.failed} failed`)
  process.exit(tally.failed ? 1 : 0)
}

/** Seeded: {int(lo, hi), one(n), pick(list), chance(p)}. */
function generator(number) {
  const numbers = prng(seed, number)
  return { ...numbers, chance: p => numbers.int(0, 999_999) < p * 1e6 }
}

export function tanheng(args, options = {}) {
  const ended = spawnSync(binary, args, { encoding: 'utf8', timeout: 120_000, ...options })
  return { status: ended.status, signal: ended.signal, text: `${ended.stdout}${ended.stderr}` }
}
/** True when `tanheng verify` is content with the folder; a sentence in `text` otherwise. */
export const verify = data => tanheng(['verify', '--data', data])

const password = 'crash campaign 2025'
const account = 'crash'
export function addPerson(data, options = {}) {
  return tanheng(['user', 'add', '--account', account, '--name', '测试', '--enterprise', '测试 有限公司', '--role', 'legal_person', '--data', data], { input: password, ...options })
}

/** The server as a process over `data`; start, ask, kill, start again. */
export class Server {
  constructor(data, { flags = [], env = {}, command = [] } = {}) {
    Object.assign(this, { data, flags, env, command, log: '', token: '', enterprise: '', restarts: [] })
    servers.add(this)
  }

  async start() {
    const started = performance.now()
    const [file, ...args] = [...this.command, binary, 'serve', '--listen', '127.0.0.1:0', '--connections-per-address', '256', '--data', this.data, ...this.flags]
    const child = this.child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...this.env } })
    this.agent?.destroy()
    this.agent = new Agent({ keepAlive: true, maxSockets: 64 })
    this.log = ''
    let port = 0
    child.stderr.on('data', chunk => {
      this.log = (this.log + chunk).slice(-20_000)
      port ||= +(/http:\/\/127\.0\.0\.1:(\d+)/.exec(this.log)?.[1] ?? 0)
    })
    this.gone = new Promise(resolve => { child.on('exit', (code, signal) => resolve({ code, signal })); child.on('error', () => resolve({ code: 127 })) })
    let isGone = false
    void this.gone.then(() => { isGone = true })
    while (!isGone && performance.now() - started < 30_000) {
      this.port = port
      if (port && (await this.ask('GET', '/healthz').catch(() => ({}))).status === 200) {
        this.restarts.push(performance.now() - started)
        return this
      }
      await sleep(3)
    }
    throw new Error(`the server did not come up:\n${this.log}`)
  }

  async kill(signal = 'SIGKILL') {
    this.child?.kill(signal)
    this.agent?.destroy()
    return this.gone
  }

  /** One request; {status, text} after the whole body was read, or an error when the connection ended. A kept connection that the server
   *  ended meanwhile is no answer: once more on a new one, which repeats nothing, because writes carry their key. */
  async ask(method, path, body, headers = {}) {
    try { return await this.once(method, path, body, headers) } catch (error) {
      if (!error.wasKept) throw error
      return this.once(method, path, body, { ...headers, connection: 'close' }, false)
    }
  }

  once(method, path, body, headers, agent = this.agent) {
    return new Promise((resolve, reject) => {
      const bytes = body === undefined ? null : Buffer.from(body)
      const sent = request({ host: '127.0.0.1', port: this.port, agent, method, path, timeout: 30_000, headers: {
        ...(this.token && { authorization: `Bearer ${this.token}` }), ...(bytes && { 'content-type': 'application/json', 'content-length': bytes.length }), ...headers } })
      sent.on('response', reply => {
        const chunks = []
        reply.on('data', chunk => chunks.push(chunk))
        reply.on('error', reject)
        reply.on('close', () => { if (!reply.complete) reject(new Error('cut off')) })
        reply.on('end', () => resolve({ status: reply.statusCode, headers: reply.headers, text: Buffer.concat(chunks).toString('utf8') }))
      })
      sent.on('timeout', () => sent.destroy(new Error('no answer in 30 s')))
      sent.on('error', error => reject(Object.assign(error, { wasKept: sent.reusedSocket && error.code === 'ECONNRESET' })))
      sent.end(bytes ?? undefined)
    })
  }

  async signIn() {
    const { status, text } = await this.ask('POST', '/v1/sessions', JSON.stringify({ account, password }))
    if (status !== 201) throw new Error(`sign-in: ${status} ${text}`)
    this.token = JSON.parse(text).token
    this.enterprise = JSON.parse(text).enterprises[0].id
    return this
  }
}

/** A person, a running server, a signed-in client and the template of the year. */
export async function newServer(name, options) {
  const data = join(options?.place ?? folder, name)
  const added = addPerson(data)
  if (added.status !== 0) throw new Error(`user add: ${added.text}`)
  const server = await (await new Server(data, options).start()).signIn()
  const first = await server.ask('POST', `/v1/enterprises/${server.enterprise}/filings`, await template(server), { 'idempotency-key': 'the-first-template-of-all' })
  if (first.status !== 201) throw new Error(`template: ${first.status} ${first.text}`)
  return server
}

async function receipted(server, members) {
  const answer = JSON.parse(await core(JSON.stringify({ op: 'calculate', enterprise: server.enterprise, ...members })))
  if (!answer.receipt) throw new Error(`no receipt: ${JSON.stringify(answer.issues)}`)
  return JSON.stringify({ ...members, receipt: answer.receipt })
}
const template = server => receipted(server, { site: 'all', form: 'energy_template', form_version: 1, period: { start: '2025-01', end: '2025-12' }, pack: 'CN-2025',
  doc: { grid_area: 'guangdong', carriers: [{ carrier: 'electricity', unit: 'MWh' }, { carrier: 'diesel', unit: 't' }] } })
export const report = (server, n, more = 0) => receipted(server, { site: `s${n}`, form: 'energy_report', form_version: 1, period: { start: '2025-03', end: '2025-03' }, pack: 'CN-2025',
  doc: { grid_area: 'guangdong', energy: [{ carrier: 'electricity', unit: 'MWh', m03: String(100 + n % 50 + more) }, { carrier: 'diesel', unit: 't', m03: `${n % 9 + 1}.5` }] } })

/** Every write of the clients: key → {path, body, headers, status, answer?}; `answer` is kept after the whole 2xx was read. */
export class Journal {
  constructor(random) { Object.assign(this, { random, entries: new Map(), count: 0, acknowledged: 0, refused: 0, unexpected: [], mark: () => 0 }) }

  /** The answer's text; null for a refusal that asks to come again. */
  async send(server, key, entry) {
    const { status, text } = await server.ask('POST', entry.path, entry.body, { 'idempotency-key': key, ...entry.headers })
    if (status === entry.status) return text
    if (status === 503 || status === 429) return null
    throw Object.assign(new Error(`${status} ${text.slice(0, 800)}`), { isAnswer: true, status })
  }

  /** Journals and sends one write; what it answered, or undefined when the server would not. */
  async write(server, entry) {
    const key = `key-${seed}-${String(this.entries.size).padStart(8, '0')}`
    this.entries.set(key, entry)
    const text = await this.send(server, key, entry)
    if (text === null) { this.refused++; return undefined }
    const answer = JSON.parse(text)
    Object.assign(entry, { answer: digest(text), id: answer.id, revision: answer.revision, state: answer.state, sequence: answer.chain?.sequence, at: this.mark(entry) })
    this.acknowledged++
    return answer
  }

  /** A filing's life: always submitted, sometimes revised, some of those withdrawn. */
  async life(server) {
    const n = this.count++
    const filed = await this.write(server, { path: `/v1/enterprises/${server.enterprise}/filings`, body: await report(server, n), status: 201 })
    if (!filed || this.random.chance(0.6)) return
    const revised = await this.write(server, { path: `/v1/filings/${filed.id}/revisions`, body: await report(server, n, 1), headers: { 'if-match': '"1"' }, status: 201 })
    if (!revised || this.random.chance(0.5)) return
    await this.write(server, { path: `/v1/filings/${filed.id}/withdraw`, body: JSON.stringify({ reason: '重复填报' }), headers: { 'if-match': '"2"' }, status: 200 })
  }

  /** Clients that file until stop() or until the server is gone; an answer that nobody may get is kept in `unexpected`. */
  load(server, clients = 8) {
    let over = false
    const client = async () => {
      while (!over) {
        const refused = this.refused
        try { await this.life(server) } catch (error) {
          if (!error.isAnswer) return
          this.unexpected.push(error)
        }
        if (this.refused > refused) await sleep(20)
      }
    }
    const running = Promise.all(Array.from({ length: clients }, client))
    return { stop: () => { over = true; return running }, running }
  }

  /** Sends the entries once more to a quiet server: what was acknowledged must be answered as before, what was not takes effect now.
   *  The number of keys that were lost or answered otherwise. */
  async replay(server, entries, { must = entry => entry.answer !== undefined } = {}) {
    const rest = [...entries]
    let lost = 0
    const client = async () => {
      for (let next; (next = rest.shift());) {
        const [key, entry] = next
        const text = await this.send(server, key, entry).catch(error => (error.isAnswer ? `refused with ${error.message}` : Promise.reject(error)))
        const known = must(entry) ? entry.answer : undefined
        if (known !== undefined && (text === null || digest(text) !== known)) { lost++; this.example ??= `${key} of ${entry.path}: ${text}` }
        if (known !== undefined || text === null || text.startsWith('refused')) { if (known === undefined) this.unexpected.push(new Error(text ?? 'busy')); continue }
        const { id, revision, state } = JSON.parse(text)
        Object.assign(entry, { answer: digest(text), id, revision, state, at: this.mark(entry) })
      }
    }
    await Promise.all(Array.from({ length: 8 }, client))
    return lost
  }

  /** Where every filing of the given entries stands: id → {revision, state}. */
  standing(entries = this.entries) {
    const last = new Map()
    for (const { answer, id, revision, state } of entries.values()) if (answer !== undefined && !(last.get(id)?.revision > revision)) last.set(id, { revision, state })
    return last
  }
}

/** Every filing of the reports that the server lists. */
export async function listed(server) {
  const items = []
  for (let cursor = ''; ;) {
    const { status, text } = await server.ask('GET', `/v1/enterprises/${server.enterprise}/filings?form=energy_report&limit=100${cursor && `&cursor=${cursor}`}`)
    if (status !== 200) throw new Error(`list: ${status} ${text.slice(0, 300)}`)
    const page = JSON.parse(text)
    items.push(...page.items)
    if (!page.next) return items
    cursor = page.next
  }
}

/** Starts the real program over `data` and asks for every entry: {broken, lost}. */
export async function judge(data, journal, entries) {
  const server = new Server(data)
  try {
    await server.start()
    await server.signIn()
    const lost = await journal.replay(server, entries)
    await server.kill('SIGTERM')
    const verified = verify(data)
    return { lost, broken: verified.status === 0 ? '' : verified.text }
  } catch (error) {
    await server.kill()
    return { lost: entries.length, broken: error.message }
  }
}

/** A data folder's files, without the door of a server that may still stand open. */
export const copyData = (from, to) => cpSync(from, to, { recursive: true, filter: name => !name.endsWith('.sock') })

export const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? NaN
