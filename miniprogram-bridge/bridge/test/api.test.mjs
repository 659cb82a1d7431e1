import { test, afterEach } from 'node:test'
import assert from 'node:assert/strict'
import fs from 'node:fs'
import http from 'node:http'
import { once } from 'node:events'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { createApi, ROUTES } = require('../src/api.js')
const { nodeAdapter } = require('../src/adapters/node.js')
const open = []
afterEach(async () => { for (const one of open.splice(0)) { one.closeAllConnections(); one.close(); await once(one, 'close') } })

/** An API client against `answer(request, text) → [status, headers, body] | null (hang up)`; pauses are noted, not slept. */
async function client(answer, options = {}) {
  const seen = []
  const server = http.createServer(async (request, reply) => {
    let text = ''
    for await (const part of request) text += part
    seen.push({ method: request.method, url: request.url, headers: request.headers, text })
    const said = await answer(seen.length, request, text)
    if (!said) return request.socket.destroy()
    reply.writeHead(said[0], said[1])
    reply.end(said[2])
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(server)
  const pauses = []
  const adapter = nodeAdapter({ more: { setTimeout: (run, ms) => { pauses.push(ms); setImmediate(run) } } })
  const state = { signedOut: 0, keys: 0, token: 'th1_t' }
  const api = createApi({ adapter, options: { baseUrl: `http://127.0.0.1:${server.address().port}`, timeoutMs: 3000, ...options }, token: () => state.token, visiting: () => false,
    onSignedOut: () => state.signedOut++, newKey: async () => 'k'.repeat(31) + state.keys++ })
  return { api, seen, pauses, adapter, state }
}

const JSON_TYPE = { 'content-type': 'application/json' }
const problem = (status, code, more = {}) => [status, { 'content-type': 'application/problem+json' }, JSON.stringify({ code, zh: '请重试', en: 'try again', request_id: 'r7', ...more })]

test('the token goes to private routes and not to public ones', async () => {
  const { api, seen } = await client(() => [200, JSON_TYPE, '{"items":[]}'])
  await api.filings('e 1', { form: 'energy_report', year: undefined, limit: 5 })
  await api.packs()
  assert.equal(seen[0].headers.authorization, 'Bearer th1_t')
  assert.equal(seen[0].url, '/v1/enterprises/e%201/filings?form=energy_report&limit=5')
  assert.equal(seen[1].headers.authorization, undefined)
})

test('a read is repeated after a hang-up, a write without key is not', async () => {
  const { api, seen } = await client((n) => (n < 3 ? null : [200, JSON_TYPE, '{"ok":1}']))
  assert.deepEqual(await api.me(), { ok: 1 })
  assert.equal(seen.length, 3)
  const other = await client(() => null)
  await assert.rejects(other.api.signIn('a', 'b'), { code: 'NO_ANSWER', in_doubt: true })
  assert.equal(other.seen.length, 1)
})

test('a text is given as it came; a read that is asked once is not repeated', async () => {
  const { api, seen } = await client((n) => (n === 1 ? [200, { 'content-type': 'text/csv' }, 'a,b\r\n1,2\r\n'] : null))
  assert.equal(await api.askText(['GET', '/v1/enterprises/{enterprise}/filings.csv'], { path: { enterprise: 'e1' }, query: { year: 2026 }, tries: 1 }), 'a,b\r\n1,2\r\n')
  await assert.rejects(api.askText(['GET', '/v1/admin/accounts.csv'], { tries: 1 }), { code: 'NO_ANSWER' })
  assert.deepEqual(seen.map((one) => one.url), ['/v1/enterprises/e1/filings.csv?year=2026', '/v1/admin/accounts.csv'])
})

test('a keyed write is repeated with the same key and body', async () => {
  const { api, seen } = await client((n) => (n === 1 ? null : n === 2 ? problem(503, 'store-failed') : [200, JSON_TYPE, '{"id":"f1"}']))
  await api.withdraw('f1', '"3"', '重复填报')
  assert.equal(seen.length, 3)
  assert.equal(new Set(seen.map((one) => one.headers['idempotency-key'] + one.text + one.headers['if-match'])).size, 1)
})

test('a submission is tried once per call: the outbox repeats it', async () => {
  const { api, seen } = await client(() => null)
  await assert.rejects(api.submit({ enterprise: 'e1', text: '{}', keyed: 'k1' }), { code: 'NO_ANSWER', in_doubt: true, retryable: true })
  assert.equal(seen.length, 1)
})

test('a consent is given and withdrawn once, whatever is repeated; a look at a shared report is never repeated by itself', async () => {
  const { api, seen } = await client((n) => (n === 1 || n === 3 ? null : n === 5 ? null : [200, JSON_TYPE, '{"id":"c1"}']))
  await api.giveConsent('e 1', { manager: 'm1', year: 2025, days: 30, text_version: 'v1', sha256: 'ab' })
  await api.withdrawConsent('e 1', 'c1')
  assert.deepEqual(seen.map((one) => one.method + ' ' + one.url), ['POST /v1/enterprises/e%201/consents', 'POST /v1/enterprises/e%201/consents', 'POST /v1/enterprises/e%201/consents/c1/withdraw', 'POST /v1/enterprises/e%201/consents/c1/withdraw'])
  const keys = seen.map((one) => one.headers['idempotency-key'])
  assert.ok(keys[0] && keys[0] === keys[1] && keys[2] && keys[2] === keys[3] && keys[0] !== keys[2], keys.join())
  assert.deepEqual(JSON.parse(seen[0].text), { manager: 'm1', year: 2025, days: 30, text_version: 'v1', sha256: 'ab' })
  await assert.rejects(api.sharedReport('e1', 'c1'), { code: 'NO_ANSWER' })
  assert.equal(seen.length, 5)
})

test('back-off grows with jitter, obeys Retry-After, and gives up where waiting is too long', async () => {
  const { api, pauses } = await client((n) => [n < 3 ? 429 : 200, { ...JSON_TYPE, 'retry-after': '3' }, '{"a":1}'])
  await api.me()
  assert.equal(pauses.length, 2)
  assert.ok(pauses.every((ms) => ms >= 2250 && ms <= 3750), String(pauses))
  const far = await client(() => [503, { ...JSON_TYPE, 'retry-after': '3600' }, '{"code":"overloaded"}'])
  await assert.rejects(far.api.me(), { status: 503, waitMs: 3600000, in_doubt: false })
  assert.equal(far.seen.length, 1)
})

test('a problem document becomes a typed error with its own texts, issues and request id', async () => {
  const { api } = await client(() => problem(422, 'invalid', { issues: [{ code: 'TYPE', severity: 'error', path: '/doc' }] }))
  await assert.rejects(api.me(), (error) => {
    assert.equal(error.name, 'BridgeError')
    assert.deepEqual([error.code, error.status, error.zh, error.requestId, error.retryable, error.issues.length], ['invalid', 422, '请重试', 'r7', false, 1])
    return true
  })
})

test('an answer that is no problem document still gives a sentence with a way out', async () => {
  for (const [status, code] of [[400, 'REFUSED'], [409, 'CONFLICT'], [502, 'SERVER_BUSY'], [404, 'REFUSED']]) {
    const { api } = await client(() => [status, { 'content-type': 'text/html' }, '<h1>proxy</h1>'])
    await assert.rejects(api.signIn('a', 'b'), (error) => error.code === code && /[一-龥]/.test(error.zh) && error.en.length > 10)
  }
})

test('memory errors of the core are not repeated although their status is 503', async () => {
  const { api, seen } = await client(() => problem(503, 'no-memory'))
  await assert.rejects(api.me(), { retryable: false })
  assert.equal(seen.length, 1)
})

test('401 tells the session, but only when a token was sent', async () => {
  const { api, state } = await client(() => problem(401, 'unauthenticated'))
  await assert.rejects(api.me(), { status: 401 })
  assert.equal(state.signedOut, 1)
  await assert.rejects(api.signIn('a', 'b'), { status: 401 })
  assert.equal(state.signedOut, 1)
})

test('a late 401 for an old token does not end the new session', async () => {
  const made = await client(() => { made.state.token = 'th1_new'; return problem(401, 'unauthenticated') })
  await assert.rejects(made.api.me(), { status: 401 })
  assert.equal(made.state.signedOut, 0)
})

test('a success that is no JSON is no success', async () => {
  const { api } = await client(() => [200, JSON_TYPE, '{"cut":'])
  await assert.rejects(api.submit({ enterprise: 'e1', text: '{}', keyed: 'k' }), { code: 'BAD_ANSWER', in_doubt: true })
})

test('offline nothing is sent', async () => {
  const { api, adapter, seen } = await client(() => [200, JSON_TYPE, '{}'])
  adapter.setOnline(false)
  await assert.rejects(api.me(), { code: 'OFFLINE', in_doubt: false })
  assert.equal(seen.length, 0)
})

test('never more than N requests at a time, and all come through', async () => {
  let now = 0
  let most = 0
  const { api } = await client(async () => {
    most = Math.max(most, ++now)
    await new Promise((resolve) => setTimeout(resolve, 10))
    now--
    return [200, JSON_TYPE, '{}']
  }, { parallel: 3 })
  await Promise.all(Array.from({ length: 20 }, () => api.me()))
  assert.equal(most, 3)
})

test('no demo on this server is said in words', async () => {
  const { api } = await client(() => problem(404, 'not-found'))
  await assert.rejects(api.demo(), { code: 'DEMO_OFF' })
})

test('every route of the bridge is a route of the server', () => {
  const text = fs.readFileSync(new URL('../../../server/api/routes.def', import.meta.url), 'utf8')
  const bare = (path) => path.replace(/\{\w+\}/g, '{}')
  const served = new Set([...text.matchAll(/^ROUTE\((\w+),\s*"([^"]+)"/gm)].map(([, method, path]) => method + ' ' + bare(path)))
  assert.ok(served.size > 15)
  for (const [name, [method, path]] of Object.entries(ROUTES)) assert.ok(served.has(method + ' ' + bare(path)), `${name}: ${method} ${path}`)
})

test('wx.request knows no PATCH: no route uses it', () => {
  for (const [method] of Object.values(ROUTES)) assert.ok(['GET', 'POST', 'PUT', 'DELETE'].includes(method))
})
