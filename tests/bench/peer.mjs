// The compared Node server: fastify, ajv and better-sqlite3, as a good Node team would write the same endpoint.
// --commit each: one transaction per request; group: what has arrived when the event loop turns is one transaction, answered after its commit.
// --engine wasm: the very same recomputation as ours, by our core; doubles: plain JavaScript (less work: no checks, no exact decimals, no canonical form).
// usage: node peer.mjs --commit each|group --engine wasm|doubles --folder F --seed seed.sql --factors factors.json [--core core.wasm] --peers node_modules
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { doublesEngine } from './doubles.mjs'

const option = name => { const at = process.argv.indexOf('--' + name); return at < 0 ? undefined : process.argv[at + 1] }
const require = createRequire(join(option('peers'), 'here.js'))
const fastify = require('fastify'), Database = require('better-sqlite3')
const sha256 = text => createHash('sha256').update(text).digest('hex')

// ---- database ----

const db = new Database(join(option('folder'), 'peer.db'))
db.pragma('journal_mode = WAL')
db.pragma('synchronous = FULL')
db.exec(readFileSync(new URL('schema.sql', import.meta.url), 'utf8'))
db.exec(readFileSync(option('seed'), 'utf8'))
const sql = {
  session: db.prepare('SELECT account_id FROM session WHERE token_hash = ? AND expires_s > ?').pluck(),
  member: db.prepare('SELECT role FROM membership WHERE account_id = ? AND enterprise_id = ?').pluck(),
  key: db.prepare('SELECT content, answer FROM idempotency WHERE account_id = ? AND key = ?'),
  overlap: db.prepare('SELECT id FROM filing WHERE enterprise_id = ? AND form = ? AND site = ? AND start_month <= ? AND end_month >= ?').pluck(),
  head: db.prepare('SELECT seq, hash FROM chain WHERE enterprise_id = ? ORDER BY seq DESC LIMIT 1'),
  filing: db.prepare('INSERT INTO filing (id, enterprise_id, site, form, start_month, end_month, revision) VALUES (?, ?, ?, ?, ?, ?, 1)'),
  revision: db.prepare('INSERT INTO revision VALUES (?, 1, ?, ?, ?, ?, ?, ?)'),
  chain: db.prepare('INSERT INTO chain VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'),
  keep: db.prepare('INSERT INTO idempotency VALUES (?, ?, ?, ?)')
}

/** Reads what decides, then writes; called inside a transaction. A refusal has written nothing. */
function store(job) {
  const known = sql.key.get(job.account, job.key)
  if (known) return known.content.equals(job.content) ? { status: 201, text: known.answer } : { status: 422, text: '{"code":"KEY_REUSED"}' }
  if (sql.overlap.get(job.enterprise, job.form, job.site, job.end, job.start)) return { status: 409, text: '{"code":"PERIOD_TAKEN"}' }
  const last = sql.head.get(job.enterprise) ?? { seq: 0, hash: '' }
  const seq = last.seq + 1, now = Math.floor(Date.now() / 1000), id = 'f' + randomBytes(16).toString('hex')
  const hash = sha256(`${last.hash}\n${seq}\n${id}\n${job.inputHash}\n${job.resultHash}`)
  const text = `{"id":"${id}","revision":1,"chain":{"seq":${seq},"hash":"${hash}"},"receipt":{"input":"${job.inputHash}","result":"${job.resultHash}"},"filing":${job.input},"result":${job.result}}`
  sql.filing.run(id, job.enterprise, job.site, job.form, job.start, job.end)
  sql.revision.run(id, job.account, now, job.inputHash, job.resultHash, job.input, job.result)
  sql.chain.run(job.enterprise, seq, id, job.account, now, job.inputHash, job.resultHash, last.hash, hash)
  sql.keep.run(job.account, job.key, job.content, text)
  return { status: 201, text }
}

const inTransaction = db.transaction(jobs => jobs.map(store)).immediate
let waiting = []

function flush() {
  const jobs = waiting
  waiting = []
  try {
    inTransaction(jobs).forEach((outcome, i) => jobs[i].resolve(outcome))
  } catch (error) {
    for (const job of jobs) job.reject(error)
  }
}

const commit = option('commit') === 'each' ? job => inTransaction([job])[0] : job => new Promise((resolve, reject) => {
  if (!waiting.length) setImmediate(flush)
  waiting.push(Object.assign(job, { resolve, reject }))
})

// ---- calculation ----

function wasmEngine(file) {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), {})
  exports._initialize()
  const memory = Buffer.from(exports.memory.buffer), io = exports.th_io(), cap = exports.th_io_cap()
  return (enterprise, body) => {
    const { receipt, ...members } = body
    const size = exports.th_call(memory.write(JSON.stringify({ op: 'calculate', enterprise, ...members }), io, cap))
    const answer = JSON.parse(memory.toString('utf8', io, io + size))
    if (!answer.receipt || receipt?.input !== answer.receipt.input || receipt.result !== answer.receipt.result) return null
    return { result: JSON.stringify(answer.result), inputHash: answer.receipt.input, resultHash: answer.receipt.result }
  }
}

function doublesOver(file) {
  const engine = doublesEngine(JSON.parse(readFileSync(file, 'utf8')))
  return (enterprise, body, input) => {
    const result = JSON.stringify(engine(body.doc))
    return { result, inputHash: sha256(input), resultHash: sha256(result) }
  }
}

const calculate = option('engine') === 'wasm' ? wasmEngine(option('core')) : doublesOver(option('factors'))

// ---- HTTP ----

const decimal = { type: 'string', pattern: '^(0|[1-9][0-9]{0,17})(\\.[0-9]{1,6})?$' }
const month = { type: 'string', pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' }
const row = { type: 'object', required: ['carrier', 'unit'], additionalProperties: false, properties: {
  carrier: { type: 'string', maxLength: 64 }, unit: { type: 'string', maxLength: 16 },
  ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => ['m' + String(i + 1).padStart(2, '0'), decimal])) } }
const schema = {
  headers: { type: 'object', required: ['idempotency-key'], properties: { 'idempotency-key': { type: 'string', minLength: 16, maxLength: 64 } } },
  body: { type: 'object', required: ['site', 'form', 'form_version', 'period', 'pack', 'doc', 'receipt'], additionalProperties: false, properties: {
    site: { type: 'string', minLength: 1, maxLength: 64 }, form: { const: 'energy_report' }, form_version: { type: 'integer' }, pack: { type: 'string', maxLength: 32 },
    period: { type: 'object', required: ['start', 'end'], additionalProperties: false, properties: { start: month, end: month } },
    doc: { type: 'object', required: ['energy'], additionalProperties: false, properties: { grid_area: { type: 'string', maxLength: 32 }, energy: { type: 'array', minItems: 1, maxItems: 200, items: row } } },
    receipt: { type: 'object', required: ['input', 'result'] } } }
}
const monthNumber = text => Number(text.slice(0, 4)) * 12 + Number(text.slice(5)) - 1
const app = fastify({ logger: false, bodyLimit: 256 * 1024, requestTimeout: 5000 })
app.decorateRequest('account', null)

app.post('/v1/enterprises/:enterprise/filings', {
  schema,
  onRequest: async (request, reply) => {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
    const account = token && sql.session.get(createHash('sha256').update(token).digest(), Math.floor(Date.now() / 1000))
    if (!account) return reply.code(401).send()
    if (!sql.member.get(account, request.params.enterprise)) return reply.code(404).send()
    request.account = account
  }
}, async (request, reply) => {
  const { body, params: { enterprise }, account } = request
  const input = JSON.stringify(body), calculated = calculate(enterprise, body, input)
  if (!calculated) return reply.code(409).send({ code: 'RECEIPT_MISMATCH' })
  const outcome = await commit({
    account, enterprise, site: body.site, form: body.form, start: monthNumber(body.period.start), end: monthNumber(body.period.end), input, ...calculated,
    key: request.headers['idempotency-key'], content: createHash('sha256').update(enterprise).update(input).digest() })
  return reply.code(outcome.status).type('application/json').send(outcome.text)
})

console.log(await app.listen({ host: '127.0.0.1', port: 0 }))
process.on('SIGTERM', () => process.exit(0))
