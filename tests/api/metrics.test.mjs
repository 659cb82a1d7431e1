// The metrics page of the real server: who may read it, what it says, and that every counter moves with the thing that it counts.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request as requestTls } from 'node:https'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { read, value } from './exposition.mjs'
import { binary, exchange, open, patience, startRaw, testPem, until } from './raw.mjs'
import { send, startServer } from './server.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const get = (url, headers = {}, path = '/metrics') => send(url, { method: 'GET', path, headers })
const metrics = async (url) => read((await get(url)).text)
const post = (url, path, body, headers = {}) => send(url, { method: 'POST', path, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } })

describe('the reader of the tests is strict', () => {
  const good = '# HELP a_total x\n# TYPE a_total counter\na_total{b="c"} 1\n'
  test('it reads what is right', () => assert.equal(value(read(good), 'a_total', { b: 'c' }), 1))
  const histogram = (...lines) => `# HELP h x\n# TYPE h histogram\n${lines.join('\n')}\n`
  for (const [name, text] of [
    ['no line feed at the end', good.trim()], ['a carriage return', good.replace('1\n', '1\r\n')], ['two series alike', `${good}a_total{b="c"} 2\n`],
    ['a counter without _total', good.replaceAll('a_total', 'a')], ['a gauge with _total', good.replace('counter', 'gauge')], ['no TYPE', '# HELP a_total x\na_total 1\n'],
    ['an unknown escape', good.replace('"c"', '"\\x"')], ['a bare quote', good.replace('"c"', '"c"d"')], ['a label twice', good.replace('b="c"', 'b="c",b="d"')],
    ['a negative counter', good.replace(' 1', ' -1')], ['no number', good.replace(' 1', ' one')], ['a family twice', good + good], ['an empty line', good.replace('\na', '\n\na')],
    ['a family without samples', '# HELP a_total x\n# TYPE a_total counter\n'],
    ['buckets that sink', histogram('h_bucket{le="1"} 2', 'h_bucket{le="+Inf"} 1', 'h_sum 1', 'h_count 1')],
    ['no +Inf', histogram('h_bucket{le="1"} 2', 'h_sum 1', 'h_count 2')], ['another count', histogram('h_bucket{le="+Inf"} 2', 'h_sum 1', 'h_count 3')],
    ['bounds that sink', histogram('h_bucket{le="2"} 2', 'h_bucket{le="1"} 2', 'h_bucket{le="+Inf"} 2', 'h_sum 1', 'h_count 2')]
  ]) test(`it refuses ${name}`, () => assert.throws(() => read(text)))
})

describe('who may read', () => {
  const denied = (reply) => {
    assert.equal(reply.status, 404)
    assert.equal(reply.json.code, 'not-found')
    assert.doesNotMatch(reply.text, /tanheng_/)
  }
  let base, token
  before(() => {
    base = mkdtempSync(join(tmpdir(), 'tanheng-metrics-'))
    token = join(base, 'token')
    writeFileSync(token, `${'t'.repeat(40)}\n`)
  })
  after(() => rmSync(base, { recursive: true, force: true }))

  test('this machine directly, and nobody through a proxy that is not named', async () => {
    const server = await startServer([], {})
    try {
      assert.equal((await get(server.url)).status, 200)
      for (const name of ['x-forwarded-for', 'x-real-ip', 'x-forwarded-proto', 'x-forwarded-host', 'forwarded', 'via', 'X-FORWARDED-FOR'])
        denied(await get(server.url, { [name]: '127.0.0.1' }))
      assert.equal((await send(server.url, { method: 'POST', path: '/metrics' })).status, 405)
    } finally { await server.stop() }
  })

  test('nobody through the proxy that is named, whatever it says', async () => {
    const server = await startServer(['--behind-proxy', '127.0.0.1'], {})
    try {
      denied(await get(server.url))
      denied(await get(server.url, { 'x-real-ip': '127.0.0.1' }))
    } finally { await server.stop() }
  })

  test('who shows the token, through a proxy too, and then nobody without it', async () => {
    const server = await startServer(['--metrics-token-file', token], {})
    const bearer = (text) => ({ authorization: text })
    try {
      denied(await get(server.url))
      denied(await get(server.url, bearer(`Bearer ${'t'.repeat(39)}`)))
      denied(await get(server.url, bearer(`Bearer ${'t'.repeat(41)}`)))
      denied(await get(server.url, bearer('t'.repeat(40))))
      denied(await get(server.url, bearer('Bearer ')))
      assert.equal((await get(server.url, { ...bearer(`Bearer ${'t'.repeat(40)}`), 'x-forwarded-for': '203.0.113.7' })).status, 200)
      assert.doesNotMatch(server.log(), /tttttt/)
    } finally { await server.stop() }
  })

  for (const [what, content, words] of [['a short token', 'secret\n', /32 to 256/], ['a token with blanks', `${'a '.repeat(20)}\n`, /blanks/], ['an empty file', '', /32 to 256/], ['no file', null, /32 to 256/]])
    test(`the server does not start with ${what}`, () => {
      const file = join(base, 'bad')
      rmSync(file, { force: true })
      if (content !== null) writeFileSync(file, content)
      const done = spawnSync(binary, ['serve', '--listen', '127.0.0.1:0', '--data', join(base, 'data'), '--metrics-token-file', file], { encoding: 'utf8', timeout: patience })
      assert.equal(done.status, 1, done.stderr)
      assert.match(done.stderr, /metrics_token_file/)
      assert.match(done.stderr, words)
    })
})

describe('every counter moves with what it counts', () => {
  let server, alice, enterprise, before_
  const raw = (text) => exchange(Number(new URL(server.url).port), text)
  const keyed = (headers = {}) => ({ authorization: `Bearer ${alice}`, 'idempotency-key': `metrics-${Math.random().toString(36).slice(2).padEnd(20, '0')}`, ...headers })
  const bodyOf = (name) => JSON.parse(readFileSync(join(here, `bodies/${name}.json`), 'utf8'))
  const quarter = () => bodyOf('quarter')
  const report = async () => (await get(server.url, keyed(), `/v1/enterprises/${enterprise}/filings?form=energy_report`)).json.items[0]
  const signIn = (password) => post(server.url, '/v1/sessions', { account: 'alice', password })
  const delta = async (name, labels) => value(await metrics(server.url), name, labels) - value(before_, name, labels)
  before(async () => {
    server = await startServer(['--connections-per-address', '16', '--threads', '32', '--check-pause-s', '1'])
    const reply = await signIn('alice-password')
    alice = reply.json.token
    enterprise = reply.json.enterprises[0].id
    const template = await filing(bodyOf('template'))
    assert.equal((await post(server.url, `/v1/enterprises/${enterprise}/filings`, template, keyed())).status, 201)
  })
  after(async () => { await server?.stop() })

  async function filing(body = quarter()) {
    const calculated = await post(server.url, '/v1/core', { ...body, op: 'calculate', enterprise })
    return { ...body, receipt: calculated.json.receipt }
  }
  const route = (method, path, status) => ({ method, route: path, status })

  /** [what is counted, labels, what is done] */
  const rows = [
    ['tanheng_http_requests_total', route('GET', '/v1/packs', '2xx'), () => get(server.url, {}, '/v1/packs')],
    ['tanheng_http_requests_total', route('GET', '/v1/packs/{pack}', '4xx'), () => get(server.url, {}, '/v1/packs/none')],
    ['tanheng_http_requests_total', route('GET', '/openapi.json', '3xx'), async () => get(server.url, { 'if-none-match': (await get(server.url, {}, '/openapi.json')).headers.get('etag') }, '/openapi.json')],
    ['tanheng_http_request_duration_seconds_count', { route: '/v1/packs' }, () => get(server.url, {}, '/v1/packs')],
    ['tanheng_http_request_duration_seconds_sum', { route: '/v1/core' }, () => filing()],
    ['tanheng_sign_ins_total', { result: 'good' }, () => signIn('alice-password')],
    ['tanheng_sign_ins_total', { result: 'bad' }, () => signIn('wrong-password')],
    ['tanheng_sign_ins_total', { result: 'failed' }, () => post(server.url, '/v1/sessions/demo', {})],
    ['tanheng_refusals_total', { code: 'unauthenticated' }, () => get(server.url, {}, '/v1/session')],
    ['tanheng_refusals_total', { code: 'receipt-mismatch' }, async () => {
      const tampered = await filing()
      tampered.receipt.result = tampered.receipt.result.replace(/^./, (c) => c === '0' ? '1' : '0')
      assert.equal((await post(server.url, `/v1/enterprises/${enterprise}/filings`, tampered, keyed())).json.code, 'receipt-mismatch')
    }],
    ['tanheng_filings_written_total', { kind: 'filing' }, async () => {
      const headers = keyed(), body = await filing()
      for (const time of [1, 2]) assert.equal((await post(server.url, `/v1/enterprises/${enterprise}/filings`, body, headers)).status, 201, `time ${time}`)
    }, 1],
    ['tanheng_filings_written_total', { kind: 'revision' }, async () => {
      const one = await report()
      const body = quarter()
      body.doc.energy[0].m01 = '12.6'
      const reply = await post(server.url, `/v1/filings/${one.id}/revisions`, await filing(body), keyed({ 'if-match': '"1"' }))
      assert.equal(reply.status, 201, reply.text)
    }, 1],
    ['tanheng_filings_written_total', { kind: 'withdrawal' }, async () => {
      const one = await report()
      const reply = await post(server.url, `/v1/filings/${one.id}/withdraw`, { reason: '测试' }, keyed({ 'if-match': '"2"' }))
      assert.equal(reply.status, 200, reply.text)
    }, 1],
    ['tanheng_store_group_size_count', {}, () => signIn('alice-password')],
    ['tanheng_store_commit_seconds_sum', {}, () => signIn('alice-password')],
    ['tanheng_wal_bytes', {}, async () => { for (let i = 0; i < 20; i++) await signIn('alice-password') }],
    ['tanheng_connections_accepted_total', {}, () => raw('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'), 1],
    ['tanheng_connections_refused_total', { reason: 'address' }, async () => {
      const lines = Array.from({ length: 20 }, () => open(Number(new URL(server.url).port)))
      await until(() => lines.some((line) => line.isClosed), 'a refusal')
      for (const line of lines) line.end()
      await until(async () => (await get(server.url, {}, '/healthz').catch(() => ({}))).status === 200, 'room again')
    }],
    ['tanheng_requests_ended_total', { how: 'served' }, () => get(server.url, {}, '/healthz')],
    ['tanheng_requests_ended_total', { how: 'refused' }, () => raw('GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n'), 1],
    ['tanheng_chain_rounds_total', {}, () => until(async () => await delta('tanheng_chain_rounds_total') > 0, 'a round')],
    ['tanheng_chain_entries_checked_total', {}, () => until(async () => await delta('tanheng_chain_entries_checked_total') > 0, 'a checked entry')],
    ['tanheng_probes_total', { result: 'answered' }, () => until(async () => await delta('tanheng_probes_total', { result: 'answered' }) > 0, 'a probe')],
    ['process_cpu_seconds_total', {}, () => filing()],
    ['tanheng_uptime_seconds', {}, () => get(server.url)]
  ]
  for (const [name, labels, act, exactly] of rows)
    test(`${name} ${JSON.stringify(labels)}`, async () => {
      before_ = await metrics(server.url)
      await act()
      const moved = await delta(name, labels)
      assert.ok(exactly ? moved === exactly || (name.startsWith('tanheng_connections') && moved >= exactly) : moved > 0, `moved by ${moved}`)
    })

  test('sign-ins that must wait are counted', async () => {
    before_ = await metrics(server.url)
    for (let i = 0; i < 8; i++) await signIn('wrong-password')
    assert.ok(await delta('tanheng_sign_ins_total', { result: 'limited' }) > 0)
    assert.equal(await delta('tanheng_sign_ins_total', { result: 'limited' }), await delta('tanheng_refusals_total', { code: 'rate-limited' }))
  })

  test('gauges tell how things stand', async () => {
    const now = await metrics(server.url)
    assert.ok(value(now, 'tanheng_connections_open') >= 1)
    assert.equal(value(now, 'tanheng_connections_limit'), 32)
    assert.ok(value(now, 'tanheng_database_bytes') > 0)
    assert.ok(value(now, 'tanheng_disk_free_bytes') > 0)
    assert.ok(value(now, 'process_threads') > 32)
    assert.ok(value(now, 'process_open_fds') > 5)
    assert.ok(value(now, 'process_resident_memory_bytes') > 1e6)
    assert.equal(value(now, 'tanheng_chain_ok'), 1)
    assert.ok(Math.abs(value(now, 'process_start_time_seconds') - Date.now() / 1000) < 600)
    assert.equal(value(now, 'tanheng_build_info', { version: readFileSync(join(here, '../../VERSION'), 'utf8').trim() }), 1)
    assert.equal(now.get('tanheng_alarm').samples.reduce((sum, one) => sum + one.value, 0), 0, 'no alarm is on')
  })

  test('every route of the document has its series', async () => {
    const { paths } = (await get(server.url, {}, '/openapi.json')).json
    const now = await metrics(server.url)
    for (const [path, operations] of Object.entries(paths))
      for (const method of Object.keys(operations)) value(now, 'tanheng_http_requests_total', { method: method.toUpperCase(), route: path })
  })

  test('neither names nor tokens stand on the page', async () => {
    const { text } = await get(server.url)
    for (const secret of [alice, enterprise, 'alice', '有限公司']) assert.ok(!text.includes(secret), secret)
  })
})

describe('under load', () => {
  test('a full server counts what it turned away, and lives', async (t) => {
    const server = await startRaw(['--threads', '8'])
    const url = `http://127.0.0.1:${server.port}`
    t.after(() => server.stop())
    const lines = Array.from({ length: 8 }, () => open(server.port))
    for (const line of lines) line.write('POST /v1/core HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{')
    await until(async () => (await get(url, {}, '/healthz').catch(() => ({}))).status === 503, 'a full server')
    assert.equal(spawnSync(binary, ['probe', '--listen', `127.0.0.1:${server.port}`], { encoding: 'utf8' }).status, 0, 'busy is not dead')
    for (const line of lines) line.end()
    await until(async () => (await get(url).catch(() => ({}))).status === 200, 'room again')
    const now = await metrics(url)
    assert.ok(value(now, 'tanheng_connections_refused_total', { reason: 'full' }) + value(now, 'tanheng_connections_evicted_total') > 0)
  })

  test('counters lose nothing when many ask at once', async () => {
    const server = await startServer(['--connections-per-address', '256'], {})
    try {
      for (let round = 0; round < 4; round++) await Promise.all(Array.from({ length: 100 }, () => get(server.url, {}, '/v1/packs')))
      const now = await metrics(server.url)
      assert.equal(value(now, 'tanheng_http_requests_total', { route: '/v1/packs', status: '2xx' }), 400)
      assert.equal(value(now, 'tanheng_http_request_duration_seconds_count', { route: '/v1/packs' }), 400)
    } finally { await server.stop() }
  })
})

/** Envelopes as large and as deep as they may be. */
function biggest() {
  const line = { carrier: 'electricity', unit: '10k_kWh', note: '说'.repeat(60), m01: '12.5', m02: '11.8', m03: '12.1' }
  const body = { op: 'calculate', enterprise: 'e', ...JSON.parse(readFileSync(resolve(here, 'bodies/quarter.json'), 'utf8')) }
  body.doc.energy = []
  while (JSON.stringify(body).length < 200 * 1024) body.doc.energy.push(line)
  return [JSON.stringify(body), `{"op":${'['.repeat(31)}${']'.repeat(31)}}`, `{"op":"calculate","doc":${'{"a":'.repeat(29)}1${'}'.repeat(29)}}`]
}

test('over HTTPS a worker leaves two fifths of its stack with the largest documents', async (t) => {
  const server = await startRaw(['--tls-cert', testPem])
  t.after(() => server.stop())
  const ask = (path, body) => new Promise((done, fail) => {
    const sent = requestTls({ host: '127.0.0.1', port: server.port, path, method: body ? 'POST' : 'GET', rejectUnauthorized: false, agent: false, headers: { host: 'localhost', ...(body && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }) } }, (reply) => {
      let text = ''
      reply.on('data', (chunk) => { text += chunk })
      reply.on('end', () => done({ status: reply.statusCode, text }))
    })
    sent.on('error', fail)
    sent.end(body)
  })
  for (const body of biggest()) assert.ok((await ask('/v1/core', body)).status < 500)
  await until(async () => value(read((await ask('/metrics')).text), 'tanheng_worker_stack_used_bytes') > 0, 'a measured stack')
  const now = read((await ask('/metrics')).text)
  const used = value(now, 'tanheng_worker_stack_used_bytes'), size = value(now, 'tanheng_worker_stack_bytes')
  assert.equal(size, 1048576)
  assert.ok(used <= size * 0.6, `${used} of ${size} bytes used`)
})
