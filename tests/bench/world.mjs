// @ts-check
// The world that all servers are measured in: 64 enterprises with a person and a session each, and files of ready-made submissions with right receipts.
// It is made once by the product itself; every round starts from a copy, so that all of them do the same work on the same requests.
import { createHash } from 'node:crypto'
import { closeSync, cpSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { binary, run, startServer, wasmFile, work } from './tools.mjs'

const ENTERPRISES = 64, PASSWORD = 'benchmark password'
export const MONTHS = Array.from({ length: 12 }, (_, i) => 'm' + String(i + 1).padStart(2, '0'))
export const CARRIERS = [['electricity', '10k_kWh'], ['natural_gas', '10k_m3'], ['lng', 't'], ['lpg', 't'], ['diesel', 't'], ['gasoline', 't'], ['coke', 't'], ['fuel_oil', 't'],
  ['kerosene', 't'], ['naphtha', 't']]

/** The core in this process, bytes in and bytes out (valid until the next call). */
export function wasmBytes() {
  const { exports } = /** @type {any} */ (new WebAssembly.Instance(new WebAssembly.Module(readFileSync(wasmFile)), {}))
  exports._initialize()
  const memory = Buffer.from(exports.memory.buffer), io = exports.th_io()
  return (/** @type {Buffer} */ envelope) => {
    envelope.copy(memory, io)
    const size = exports.th_call(envelope.length)
    if (size < 0) throw new Error(`th_call ended with ${size}`)
    return memory.subarray(io, io + size)
  }
}

/** The same with texts. */
export function wasmCore() {
  const call = wasmBytes()
  return (/** @type {string} */ text) => call(Buffer.from(text)).toString()
}

/** The report of the benchmark: carriers × months, values that differ. @param {number} n @param {number} [carriers] @param {number} [months] */
export const report = (n, carriers = 10, months = 12) => ({ grid_area: 'guangdong', energy: CARRIERS.slice(0, carriers).map(([carrier, unit], i) => ({
  carrier, unit, ...Object.fromEntries(MONTHS.slice(0, months).map((m, j) => [m, `${20 + i * 3 + (n + j) % 40}.${10 + (n * 7 + i + j) % 90}`])) })) })

/** Factors per typed unit as the core itself gives them: what the peers calculate with. */
export function factors() {
  const core = wasmCore()
  return CARRIERS.map(([carrier, unit]) => {
    const answer = JSON.parse(core(JSON.stringify({ op: 'calculate', form: 'energy_report', form_version: 1, period: { start: '2025-01', end: '2025-01' }, pack: 'CN-2025',
      doc: { grid_area: 'guangdong', energy: [{ carrier, unit, m01: '1' }] } })))
    return { carrier, unit, tco2: Number(answer.result.carriers[0].tco2), tce: Number(answer.result.carriers[0].tce) }
  })
}

async function signIn(/** @type {string} */ url, /** @type {string} */ account) {
  const reply = await fetch(`${url}/v1/sessions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ account, password: PASSWORD }) })
  if (reply.status !== 201) throw new Error(`sign-in of ${account}: ${reply.status} ${await reply.text()}`)
  return reply.json()
}

/** A report needs the enterprise's template of its year. @param {string} url @param {{token: string, enterprise: string}} desk */
async function fileTemplate(url, { token, enterprise }) {
  const filing = { site: 'all', form: 'energy_template', form_version: 1, period: { start: '2025-01', end: '2025-12' }, pack: 'CN-2025',
    doc: { grid_area: 'guangdong', carriers: CARRIERS.map(([carrier, unit]) => ({ carrier, unit })) } }
  const { receipt } = JSON.parse(wasmCore()(JSON.stringify({ op: 'calculate', enterprise, ...filing })))
  const reply = await fetch(`${url}/v1/enterprises/${enterprise}/filings`, { method: 'POST', body: JSON.stringify({ ...filing, receipt }),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': `template-${enterprise}` } })
  if (reply.status !== 201) throw new Error(`template: ${reply.status} ${await reply.text()}`)
}

export class World {
  /** @param {{enterprises?: number}} [size] */
  static async make({ enterprises = ENTERPRISES } = {}) {
    const world = new World()
    world.folder = join(work, 'world')
    for (let i = 0; i < enterprises; i++)
      run(binary, ['user', 'add', '--data', world.folder, '--account', `u${i}`, '--name', '测试', '--enterprise', `企业${i}`, '--role', 'legal_person'], { input: PASSWORD + '\n' })
    const server = await startServer(binary, ['serve', '--listen', '127.0.0.1:0', '--data', world.folder, '--log-level', 'warn'])
    /** @type {{account: string, token: string, enterprise: string}[]} */
    world.desks = []
    for (let i = 0; i < enterprises; i++) {
      const session = await signIn(server.url, `u${i}`)
      for (const { id } of session.enterprises) world.desks.push({ account: `u${i}`, token: session.token, enterprise: id })
    }
    for (const desk of world.desks) await fileTemplate(server.url, desk)
    await server.stop()
    world.writeSeeds()
    return world
  }

  constructor() {
    this.folder = ''
    /** @type {{account: string, token: string, enterprise: string}[]} */
    this.desks = []
  }

  /** A copy to run a server on. @param {string} name */
  copy(name) {
    const folder = join(work, name)
    cpSync(this.folder, folder, { recursive: true })
    return folder
  }

  /** The same sessions and memberships for the compared programs. */
  writeSeeds() {
    const sessions = new Map(this.desks.map(desk => [desk.account, createHash('sha256').update(desk.token).digest('hex')]))
    this.seed = join(work, 'seed.sql')
    writeFileSync(this.seed, ['BEGIN;', ...[...sessions].map(([account, hash]) => `INSERT INTO session VALUES (x'${hash}', '${account}', 4102444800);`),
      ...this.desks.map(desk => `INSERT INTO membership VALUES ('${desk.account}', '${desk.enterprise}', 'legal_person');`), 'COMMIT;'].join('\n'))
    const rows = factors()
    this.factorsText = join(work, 'factors.txt')
    this.factorsJson = join(work, 'factors.json')
    writeFileSync(this.factorsText, rows.map(row => [row.carrier, row.unit, row.tco2, row.tce].join(' ')).join('\n') + '\n')
    writeFileSync(this.factorsJson, JSON.stringify(rows))
  }

  /**
   * Submissions, each a filing of its own (enterprise, site) under a key of its own, as one file for the load generator.
   * @param {string} name @param {{count: number, from?: number, carriers?: number, months?: number}} what
   */
  requests(name, { count, from = 0, carriers = 10, months = 12 }) {
    const core = wasmCore(), path = join(work, name), file = openSync(path, 'w')
    let chunks = /** @type {Buffer[]} */ ([]), bytes = 0
    const flush = () => { writeSync(file, Buffer.concat(chunks)); chunks = []; bytes = 0 }
    for (let n = from; n < from + count; n++) {
      const desk = this.desks[n % this.desks.length]
      const filing = { site: `s${n}`, form: 'energy_report', form_version: 1, period: { start: '2025-01', end: `2025-${MONTHS[months - 1].slice(1)}` }, pack: 'CN-2025', doc: report(n, carriers, months) }
      const answer = JSON.parse(core(JSON.stringify({ op: 'calculate', enterprise: desk.enterprise, ...filing })))
      if (!answer.receipt) throw new Error(`no receipt: ${JSON.stringify(answer.issues)}`)
      chunks.push(record('POST', `/v1/enterprises/${desk.enterprise}/filings`, desk.token, JSON.stringify({ ...filing, receipt: answer.receipt }), `key-${String(n).padStart(16, '0')}`))
      bytes += chunks[chunks.length - 1].length
      if (bytes > 1 << 22) flush()
    }
    flush()
    closeSync(file)
    return path
  }

  /** One list page per enterprise, to be asked again and again. @param {string} name @param {string} [query] */
  lists(name, query = 'limit=20') {
    const path = join(work, name)
    writeFileSync(path, Buffer.concat(this.desks.map(desk => record('GET', `/v1/enterprises/${desk.enterprise}/filings?${query}`, desk.token, ''))))
    return path
  }
}

/** @param {string} method @param {string} target @param {string} token @param {string} body @param {string} [key] */
function record(method, target, token, body, key) {
  const payload = Buffer.from(body)
  const head = [`${method} ${target} HTTP/1.1`, 'Host: 127.0.0.1', `Authorization: Bearer ${token}`, ...(key ? [`Idempotency-Key: ${key}`] : []),
    ...(payload.length ? ['Content-Type: application/json', `Content-Length: ${payload.length}`] : []), '', ''].join('\r\n')
  const size = Buffer.alloc(4)
  size.writeUInt32LE(head.length + payload.length)
  return Buffer.concat([size, Buffer.from(head), payload])
}

export { signIn, PASSWORD }
