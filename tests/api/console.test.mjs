// The console's session in a cookie: what the browser gets and what no other page can do with it (attacks C5–C7, C19–C21), over plain HTTP on
// this machine and over HTTPS, as raw requests: a test may send what a browser would never let a page send.
import test, { after, before, describe } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { people, startServer, tina } from './server.mjs'
import { startRaw, testPem } from './raw.mjs'

/** One request as written here: no cookie jar, no Origin of its own. */
function ask(base, method, path, { body, ...headers } = {}) {
  const url = new URL(path, base)
  const secure = url.protocol === 'https:'
  const text = body === undefined ? undefined : JSON.stringify(body)
  return new Promise((done, fail) => {
    const out = (secure ? secureRequest : plainRequest)(url, { method, agent: false, servername: secure ? 'localhost' : undefined, ca: secure ? readFileSync(testPem) : undefined,
      headers: { ...headers, ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }) } }, (reply) => {
      let got = ''
      reply.setEncoding('utf8').on('data', (chunk) => { got += chunk }).on('end', () =>
        done({ status: reply.statusCode, headers: reply.headers, text: got, json: /json/.test(reply.headers['content-type'] ?? '') ? JSON.parse(got) : undefined }))
    })
    out.on('error', fail)
    out.end(text)
  })
}
const cookieOf = (reply) => (reply.headers['set-cookie'] ?? [''])[0].split(';')[0]

let server, own
const page = () => ({ origin: own, 'x-tanheng': 'console' })
const signIn = (account, headers = page()) => ask(own, 'POST', '/v1/sessions', { ...headers, body: { account, password: `${account}-password`, device: '办公室电脑' } })
const refused = (reply, status, code) => { assert.equal(reply.status, status, reply.text); assert.equal(reply.json.code, code); assert.equal(reply.headers['set-cookie'], undefined) }

before(async () => {
  server = await startServer([], { ...people, tina })
  own = server.url
})
after(async () => { assert.equal((await server.stop()).code, 0) })

describe('plain HTTP on this machine', () => {
  test('C6 the console gets a cookie that scripts cannot read, and no token', async () => {
    const reply = await signIn('alice')
    assert.equal(reply.status, 201, reply.text)
    assert.equal(reply.json.token, undefined)
    assert.equal(reply.json.account, 'alice')
    assert.match(reply.headers['set-cookie'][0], /^tanheng_dev=th1_[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    const me = await ask(own, 'GET', '/v1/session', { cookie: cookieOf(reply) })
    assert.equal(me.status, 200, me.text)
    const hours = (Date.parse(me.json.expires_at) - Date.now()) / 3600000
    assert.ok(hours > 11.9 && hours <= 12.01, me.json.expires_at)
    const list = await ask(own, 'GET', '/v1/sessions', { cookie: cookieOf(reply) })
    const mine = list.json.items.find((one) => one.is_this_one)
    assert.equal(mine.kind, 'console')
    const minutes = (Date.parse(mine.expires_at) - Date.now()) / 60000
    assert.ok(minutes > 29 && minutes <= 30.1, mine.expires_at)
  })

  test('C6 a cookie is no bearer token, a bearer token is no cookie', async () => {
    const cookie = cookieOf(await signIn('alice'))
    const token = cookie.split('=')[1]
    refused(await ask(own, 'GET', '/v1/session', { authorization: `Bearer ${token}` }), 401, 'unauthenticated')
    const mini = (await signIn('alice', {})).json.token
    assert.match(mini, /^th1_/)
    refused(await ask(own, 'GET', '/v1/session', { cookie: `tanheng_dev=${mini}` }), 401, 'unauthenticated')
    refused(await ask(own, 'GET', '/v1/session', { cookie, authorization: `Bearer ${mini}` }), 400, 'credentials-malformed')
    refused(await ask(own, 'GET', '/v1/session', { cookie: `${cookie}; ${cookie}` }), 400, 'credentials-malformed')
    refused(await ask(own, 'GET', '/v1/session', { cookie: `__Host-tanheng=${token}` }), 401, 'unauthenticated')
  })

  test('C19 another page can change nothing with the cookie', async () => {
    const cookie = cookieOf(await signIn('alice'))
    const port = new URL(own).port
    const foreign = [undefined, 'null', 'https://evil.example', own.replace('http', 'https'), `http://localhost:${port}`, `http://127.0.0.1:${Number(port) + 1}`,
      `${own}.evil.example`, `http://evil.example@127.0.0.1:${port}`, `${own}/`, `${own} ${own}`, `HTTP://127.0.0.1:${port}`]
    const changes = [['DELETE', '/v1/session'], ['DELETE', '/v1/sessions'], ['PUT', '/v1/session/enterprise', { enterprise: 'e1' }], ['POST', '/v1/sessions', { account: 'alice', password: 'alice-password' }]]
    for (const [method, path, body] of changes) {
      for (const origin of foreign)
        refused(await ask(own, method, path, { cookie, 'x-tanheng': 'console', ...(origin && { origin }), body }), 403, 'cross-site')
      for (const mark of [undefined, '1', 'Console'])
        refused(await ask(own, method, path, { cookie, origin: own, ...(mark && { 'x-tanheng': mark }), body }), 403, 'cross-site')
    }
    assert.equal((await ask(own, 'GET', '/v1/session', { cookie })).status, 200, 'nobody was signed out')
  })

  test('C19 another page cannot sign somebody in, or out', async () => {
    refused(await signIn('alice', { origin: 'https://evil.example', 'x-tanheng': 'console' }), 403, 'cross-site')
    refused(await signIn('alice', { 'x-tanheng': 'console' }), 403, 'cross-site')
    const form = await ask(own, 'POST', '/v1/sessions', { origin: 'https://evil.example', 'content-type': 'text/plain', 'content-length': '0' })
    assert.equal(form.headers['set-cookie'], undefined)
    assert.ok(form.status >= 400)
  })

  test('C5 choosing another enterprise changes the cookie, C7 signing out ends it', async () => {
    const first = await signIn('tina')
    assert.equal(first.json.enterprise, undefined)
    const [one, two] = first.json.enterprises
    const before = cookieOf(first)
    const chosen = await ask(own, 'PUT', '/v1/session/enterprise', { ...page(), cookie: before, body: { enterprise: one.id } })
    assert.equal(chosen.status, 200, chosen.text)
    assert.equal(chosen.json.token, undefined)
    const now = cookieOf(chosen)
    assert.notEqual(now, before)
    refused(await ask(own, 'GET', '/v1/session', { cookie: before }), 401, 'unauthenticated')
    assert.equal((await ask(own, 'GET', `/v1/enterprises/${one.id}/filings`, { cookie: now })).status, 200)
    refused(await ask(own, 'GET', `/v1/enterprises/${two.id}/filings`, { cookie: now }), 404, 'not-found')
    const out = await ask(own, 'DELETE', '/v1/session', { ...page(), cookie: now })
    assert.equal(out.status, 204, out.text)
    assert.equal(out.headers['set-cookie'][0], 'tanheng_dev=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0')
    refused(await ask(own, 'GET', '/v1/session', { cookie: now }), 401, 'unauthenticated')
  })

  test('C5 signing in over a cookie ends the session of that cookie, also another person\'s; a failed try ends nothing', async () => {
    const first = cookieOf(await signIn('alice'))
    const over = (account, password = `${account}-password`) => ask(own, 'POST', '/v1/sessions', { ...page(), cookie: first, body: { account, password } })
    refused(await over('alice', 'wrong-password'), 401, 'sign-in-failed')
    assert.equal((await ask(own, 'GET', '/v1/session', { cookie: first })).status, 200)
    const bystander = cookieOf(await signIn('alice')), second = await over('bob')
    assert.equal(second.status, 201, second.text)
    refused(await ask(own, 'GET', '/v1/session', { cookie: first }), 401, 'unauthenticated')
    assert.equal((await ask(own, 'GET', '/v1/session', { cookie: cookieOf(second) })).json.account, 'bob')
    assert.equal((await ask(own, 'GET', '/v1/session', { cookie: bystander })).status, 200, 'no other session ends')
    assert.equal((await over('alice')).status, 201, 'a cookie that is over is in nobody\'s way')
  })

  test('C20 no origin may read an answer, C21 none is kept', async () => {
    const cookie = cookieOf(await signIn('alice'))
    const enterprise = (await ask(own, 'GET', '/v1/session', { cookie })).json.enterprise
    for (const origin of [own, 'null', 'https://evil.example', 'http://127.0.0.1', 'http://localhost.evil.example']) {
      for (const path of ['/v1/session', '/v1/sessions', `/v1/enterprises/${enterprise}/filings`, `/v1/enterprises/${enterprise}/drafts`, '/v1/session/none']) {
        const reply = await ask(own, 'GET', path, { cookie, origin })
        assert.equal(Object.keys(reply.headers).filter((name) => name.startsWith('access-control-')).length, 0)
        assert.equal(reply.headers['cache-control'], 'no-store', path)
        assert.equal(reply.headers['cross-origin-resource-policy'], 'same-origin')
      }
      const preflight = await ask(own, 'OPTIONS', '/v1/sessions', { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-tanheng' })
      assert.equal(preflight.status, 405)
      assert.equal(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control-')).length, 0)
    }
    assert.equal((await signIn('alice')).headers['cache-control'], 'no-store')
  })
})

describe('HTTPS', () => {
  let secure, base
  before(async () => {
    secure = await startRaw(['--tls-cert', testPem, '--demo'])
    base = `https://localhost:${secure.port}`
  })
  after(async () => { assert.equal(await secure.stop(), 0) })

  test('C6 the cookie is bound to host and HTTPS, and the name of plain HTTP means nothing', async () => {
    const reply = await ask(base, 'POST', '/v1/sessions/demo', { origin: base, 'x-tanheng': 'console', body: {} })
    assert.equal(reply.status, 201, reply.text)
    assert.match(reply.headers['set-cookie'][0], /^__Host-tanheng=th1_[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/)
    const cookie = cookieOf(reply)
    assert.equal((await ask(base, 'GET', '/v1/session', { cookie })).status, 200)
    assert.equal((await ask(base, 'GET', '/v1/session', { cookie: cookie.replace('__Host-tanheng', 'tanheng_dev') })).status, 401)
    refused(await ask(base, 'DELETE', '/v1/session', { cookie, origin: base.replace('https', 'http'), 'x-tanheng': 'console' }), 403, 'cross-site')
    assert.equal((await ask(base, 'DELETE', '/v1/session', { cookie, origin: base, 'x-tanheng': 'console' })).status, 204)
  })
})
