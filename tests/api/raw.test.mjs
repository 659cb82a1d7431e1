// The front against clients that do not keep to the rules: raw sockets, one real server. Every row of the parsing table of the security page.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { exchange, isServing, open, startRaw, statuses } from './raw.mjs'

const host = 'Host: localhost\r\n'
const json = 'Content-Type: application/json\r\n'
const call = '{"op":"version"}'
const smuggled = `GET /healthz HTTP/1.1\r\n${host}\r\n`
const post = (headers, body = '') => `POST /v1/core HTTP/1.1\r\n${host}${headers}\r\n${body}`
const get = (target) => `GET ${target} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`
const many = (count, more = '') => `POST /v1/core HTTP/1.1\r\n${host}${Array.from({ length: count }, (_, i) => `X-${i}: 1\r\n`).join('')}${more}\r\n`
const manyGet = (count) => `GET /healthz HTTP/1.1\r\n${host}Connection: close\r\n${Array.from({ length: count }, (_, i) => `X-${i}: 1\r\n`).join('')}\r\n`

// name, bytes, the one status allowed; the connection must end and nothing behind the request may be answered
const refused = [
  ['Content-Length with Transfer-Encoding', post(`${json}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n`, `0\r\n\r\n${smuggled}`), 400],
  ['two different Content-Length', post(`${json}Content-Length: 5\r\nContent-Length: 6\r\n`, `hello${smuggled}`), 400],
  ['the same Content-Length twice', post(`${json}Content-Length: 5\r\nContent-Length: 5\r\n`, `hello${smuggled}`), 400],
  ['Content-Length 5abc', post(`${json}Content-Length: 5abc\r\n`, `hello${smuggled}`), 400],
  ['Content-Length +5', post(`${json}Content-Length: +5\r\n`, `hello${smuggled}`), 400],
  ['Content-Length -5', post(`${json}Content-Length: -5\r\n`, `hello${smuggled}`), 400],
  ['Content-Length abc', post(`${json}Content-Length: abc\r\n`, smuggled), 400],
  ['Content-Length 5, 5', post(`${json}Content-Length: 5, 5\r\n`, `hello${smuggled}`), 400],
  ['a saturating Content-Length', post(`${json}Content-Length: 99999999999999999999\r\n`, smuggled), 413],
  ['a Content-Length above the cap', post(`${json}Content-Length: 900000000\r\n`, smuggled), 413],
  ['a body on GET', `GET /healthz HTTP/1.1\r\n${host}Content-Length: 3\r\n\r\nabc`, 413],
  ['Transfer-Encoding identity', post(`${json}Content-Length: 5\r\nTransfer-Encoding: identity\r\n`, 'hello'), 400],
  ['Transfer-Encoding chunked then identity', post(`${json}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n`, `0\r\n\r\n${smuggled}`), 400],
  ['Transfer-Encoding with a blank before the colon', post(`${json}Transfer-Encoding : chunked\r\n`, `0\r\n\r\n${smuggled}`), 400],
  ['Content-Length with a blank before the colon', post(`${json}Content-Length : 5\r\n`, `hello${smuggled}`), 400],
  ['chunk size zz', post(`${json}Transfer-Encoding: chunked\r\n`, 'zz\r\nhello\r\n0\r\n\r\n'), 400],
  ['chunk size FFFFFFFFFFFFFFFF', post(`${json}Transfer-Encoding: chunked\r\n`, 'FFFFFFFFFFFFFFFF\r\nhello'), 400],
  ['unknown Transfer-Encoding', post(`${json}Transfer-Encoding: gzip\r\n`, smuggled), 400],
  ['64 headers', many(63), 431],
  ['70 headers', many(69), 431],
  ['Content-Length as the 65th header', many(63, `Content-Length: ${smuggled.length}\r\n`) + smuggled, 431],
  ['a folded header', post(`${json}X-A: a\r\n b\r\nContent-Length: 5\r\n`, `hello${smuggled}`), 400],
  ['LF-only line ends', `GET /healthz HTTP/1.1\n${host.replace('\r', '')}\n`, 400],
  ['one LF-only line', `GET /healthz HTTP/1.1\r\n${host.replace('\r', '')}X-A: 1\r\n\r\n`, 400],
  ['a bare CR in a header', `GET /healthz HTTP/1.1\r\n${host}X-A: a\rb\r\n\r\n`, 400],
  ['CR CR at the end of the request line', `GET /healthz HTTP/1.1\r\r${host}\r\n`, 400],
  ['LF and a blank at the end of the request line', `GET /healthz HTTP/1.1\n ${host}\r\n`, 400],
  ['CR LF CR at the end of the request line', `GET /healthz HTTP/1.1\r\n\r${host}\r\n`, 400],
  ['a blank line before the request', `\r\nGET /healthz HTTP/1.1\r\n${host}\r\n`, 400],
  ['two blanks in the request line', `GET  /healthz HTTP/1.1\r\n${host}\r\n`, 400],
  ['no Host', 'GET /healthz HTTP/1.1\r\nX-A: 1\r\n\r\n', 400],
  ['no headers at all', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
  ['two Hosts', `GET /healthz HTTP/1.1\r\n${host}${host}\r\n`, 400],
  ['a foreign Host', 'GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n', 421],
  ['NUL in the path, escaped', get('/a%00b'), 400],
  ['line feed in the path, escaped', get('/a%0ab'), 400],
  ['overlong dots', get('/%c0%ae%c0%ae/'), 400],
  ['escaped dot segments', get('/x/%2e%2e/y'), 400],
  ['double slash and dot segments', get('//a/./b/../c'), 400],
  ['dot segments', get('/x/../healthz'), 400],
  ['a broken escape', get('/%zz'), 400],
  ['a broken escape in the query', get('/healthz?a=%z'), 400],
  ['a repeated query key', get('/healthz?a=1&a=2'), 400],
  ['NUL in the query', get('/healthz?a=%00'), 400],
  ['a long path', get(`/${'a'.repeat(600)}`), 414],
  ['a query of 8 KB', get(`/healthz?a=${'b'.repeat(8000)}`), 414],
  ['PROPFIND', `PROPFIND / HTTP/1.1\r\n${host}\r\n`, 405],
  ['OPTIONS', `OPTIONS /healthz HTTP/1.1\r\n${host}Origin: http://evil.example\r\nAccess-Control-Request-Method: POST\r\n\r\n`, 405],
  ['POST to a page', `POST / HTTP/1.1\r\n${host}Content-Length: 0\r\n\r\n`, 405],
  ['DELETE on /v1/core', `DELETE /v1/core HTTP/1.1\r\n${host}\r\n`, 405],
  ['an upgrade to WebSocket', `GET /healthz HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`, 400],
  ['a header of 20 KB', `GET /healthz HTTP/1.1\r\n${host}X-A: ${'a'.repeat(20000)}\r\n\r\n`, 431],
  ['a long known header', `GET /healthz HTTP/1.1\r\n${host}Idempotency-Key: ${'a'.repeat(129)}\r\n\r\n`, 431],
  ['raw UTF-8 in the request line', `GET /\xe4\xb8\xad HTTP/1.1\r\n${host}\r\n`, 400],
  ['raw UTF-8 in a header', `GET /healthz HTTP/1.1\r\n${host}X-A: \xe4\xb8\xad\r\n\r\n`, 400],
  ['a raw NUL in a header', `GET /healthz HTTP/1.1\r\n${host}X-A: a\0b\r\n\r\n`, 400],
  ['a doubled Authorization', `GET /healthz HTTP/1.1\r\n${host}Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n`, 400],
  ['HTTP/1.2', `GET /healthz HTTP/1.2\r\n${host}\r\n`, 505],
  ['HTTP/2.0', `GET /healthz HTTP/2.0\r\n${host}\r\n`, 505],
  ['HTTP/1.0 for more than a health check', `POST /v1/core HTTP/1.0\r\n${host}${json}Content-Length: ${call.length}\r\n\r\n${call}`, 505],
  ['no Content-Length', post(json), 411],
  ['no Content-Type', post(`Content-Length: ${call.length}\r\n`, call), 415],
  ['text/plain', post(`Content-Type: text/plain\r\nContent-Length: ${call.length}\r\n`, call), 415],
  ['a charset other than UTF-8', post(`Content-Type: application/json; charset=gbk\r\nContent-Length: ${call.length}\r\n`, call), 415],
  ['a compressed body', post(`${json}Content-Encoding: gzip\r\nContent-Length: ${call.length}\r\n`, call), 415],
  ['F6 the form body that loops CivetWeb for ever', post('Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n', 'b=%'), 415],
  ['a multipart body', post('Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 5\r\n', '--x--'), 415],
  ['an unknown expectation', post(`${json}Expect: a-miracle\r\nContent-Length: ${call.length}\r\n`, call), 417],
  ['an unknown path', get('/v1/nothing'), 404],
  ['a path of the file system', get('/etc/passwd'), 404]
]

// CivetWeb itself answers these, or closes without a word; both are safe, a second answer is not
const refusedByParser = [
  ['TRACE', `TRACE / HTTP/1.1\r\n${host}\r\n`, [400, 405]],
  ['an unknown method', `FOO / HTTP/1.1\r\n${host}\r\n`, [400, 405]],
  ['a lower-case method', `get /healthz HTTP/1.1\r\n${host}\r\n`, [400, 405]],
  ['OPTIONS *', `OPTIONS * HTTP/1.1\r\n${host}\r\n`, [400, 405]],
  ['the absolute form, our host', `GET http://localhost/healthz HTTP/1.1\r\n${host}\r\n`, [400]],
  ['the absolute form, a foreign host', `GET http://evil.example/healthz HTTP/1.1\r\n${host}\r\n`, [400]],
  ['an HTTP/0.9 request', 'GET /healthz\r\n\r\n', [400]],
  ['noise', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + '\r\n'.repeat(4), [400]],
  ['two empty lines and blanks', `\r\n\r\n${' '.repeat(500)}\r\n\r\n`, [400]]
]

describe('F3 F4 one request that breaks the rules', () => {
  let server
  before(async () => { server = await startRaw() })
  after(async () => { assert.equal(await server.stop(), 0) })

  for (const [name, bytes, status] of refused) {
    test(`${name}: ${status}, once, then the end`, async () => {
      const reply = await exchange(server.port, bytes)
      assert.deepEqual(reply.statuses, [status], reply.text)
      assert.match(reply.text, /\r\nConnection: close\r\n/)
      assert.match(reply.text, /"type":"urn:tanheng:problem:[a-z-]+"/)
    })
  }

  for (const [name, bytes, allowed] of refusedByParser) {
    test(`${name}: refused, never answered twice`, async () => {
      const reply = await exchange(server.port, bytes)
      assert.ok(reply.statuses.length <= 1, reply.text)
      for (const status of reply.statuses) assert.ok(allowed.includes(status), `status ${status}`)
    })
  }

  test('63 headers still pass', async () => {
    assert.deepEqual((await exchange(server.port, manyGet(61))).statuses, [200])
  })

  test('every wrong method names the right ones', async () => {
    const reply = await exchange(server.port, `DELETE /v1/core HTTP/1.1\r\n${host}\r\n`)
    assert.match(reply.text, /\r\nAllow: POST\r\n/)
  })

  test('the log holds no line that a client wrote', async () => {
    await exchange(server.port, get('/a%0a%7b%22event%22:%22forged%22%7d'))
    for (const line of server.log().trim().split('\n').filter((l) => l.startsWith('{'))) {
      assert.notEqual(JSON.parse(line).event, 'forged')
    }
  })

  test('after all that it serves', async () => { assert.ok(await isServing(server.port)) })
})

describe('several requests on one connection', () => {
  let server
  before(async () => { server = await startRaw() })
  after(async () => { assert.equal(await server.stop(), 0) })

  test('three pipelined requests get three answers in order', async () => {
    const body = (op) => `{"op":"${op}"}`
    const one = (op) => post(`${json}Content-Length: ${body(op).length}\r\n`, body(op))
    const line = open(server.port)
    line.write(one('version') + get('/nothing-1').replace('Connection: close\r\n', '') + one('version'))
    await line.closed()
    assert.deepEqual(statuses(line.text), [200, 404], 'a refusal ends the connection: what follows is not served')
    line.end()
    const good = open(server.port)
    good.write(one('version') + one('no_such_op') + `GET /healthz HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)
    await good.closed()
    const found = statuses(good.text)
    assert.equal(found.length, 3)
    assert.equal(found[0], 200)
    assert.equal(found[2], 200)
    good.end()
  })

  for (const [name, end] of [['CR CR', '\r\r'], ['LF and a blank', '\n ']]) {
    test(`a pipelined request whose line ends with ${name} is refused though it never passes a read of its own`, async () => {
      const good = `GET /healthz HTTP/1.1\r\n${host}\r\n`
      const reply = await exchange(server.port, good + good + `GET /healthz HTTP/1.1${end}${host}\r\n` + good)
      assert.deepEqual(reply.statuses, [200, 200, 400])
      const afterBody = await exchange(server.port, post(`${json}Content-Length: ${call.length}\r\n`, call) + `GET /healthz HTTP/1.1${end}${host}\r\n`)
      assert.deepEqual(afterBody.statuses, [200, 400])
    })
  }

  test('a pipelined request cut anywhere is judged as a whole', async () => {
    const bytes = post(`${json}Content-Length: ${call.length}\r\n`, call) + `GET /healthz HTTP/1.1\r\n${host}Connection: close\r\n\r\n`
    for (let at = 1; at < bytes.length; at += 7) {
      const line = open(server.port)
      line.write(bytes.slice(0, at))
      await new Promise((done) => setImmediate(done))
      line.write(bytes.slice(at))
      await line.closed()
      assert.deepEqual(statuses(line.text), [200, 200], `cut at ${at}`)
      line.end()
    }
  })

  test('a connection stays open for the next request', async () => {
    const line = open(server.port)
    line.write(`GET /healthz HTTP/1.1\r\n${host}\r\n`)
    await line.answers(1)
    assert.match(line.text, /\r\nConnection: keep-alive\r\n/)
    line.write(`GET / HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)
    await line.closed()
    assert.deepEqual(statuses(line.text), [200, 200])
    line.end()
  })

  test('an idle connection is closed by the server', async () => {
    const line = open(server.port)
    line.write(`GET /healthz HTTP/1.1\r\n${host}\r\n`)
    await line.closed()
    assert.deepEqual(statuses(line.text), [200])
    line.end()
  })

  test('bytes of an earlier connection are never read again', async () => {
    const secret = `GET /healthz?marker=secret HTTP/1.1\r\n${host}Connection: close\r\n\r\n`
    for (let i = 0; i < 20; i++) {
      await exchange(server.port, `GET /healthz HTTP/1.1\r\n${host}\r\n${secret}`)
      const padding = '\r\n\r\n' + ' '.repeat(`GET /healthz HTTP/1.1\r\n${host}\r\n`.length - 4)
      const reply = await exchange(server.port, padding)
      assert.ok(!reply.statuses.includes(200), reply.text)
    }
  })

  test('HEAD has the length of the page and no body', async () => {
    const reply = await exchange(server.port, `HEAD / HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)
    assert.match(reply.text, /^HTTP\/1\.1 200 /)
    assert.match(reply.text, /\r\nContent-Length: 34\r\n/)
    assert.ok(reply.text.endsWith('\r\n\r\n'))
  })

  test('a page that the client still has is confirmed without touching its policy', async () => {
    const first = await exchange(server.port, get('/app/'))
    const etag = /\r\nETag: (\S+)\r\n/.exec(first.text)[1]
    assert.match(first.text, /\r\nContent-Security-Policy: default-src 'none'; script-src 'self'/)
    const second = await exchange(server.port, `GET /app/ HTTP/1.1\r\n${host}Connection: close\r\nIf-None-Match: ${etag}\r\n\r\n`)
    assert.match(second.text, /^HTTP\/1\.1 304 /)
    assert.doesNotMatch(second.text, /Content-Security-Policy/)
    assert.ok(second.text.endsWith('\r\n\r\n'))
  })

  test('a folder without its slash leads to its page', async () => {
    const reply = await exchange(server.port, get('/app'))
    assert.match(reply.text, /^HTTP\/1\.1 308 /)
    assert.match(reply.text, /\r\nLocation: \/app\/\r\n/)
  })

  test('HTTP/1.0 gets a health check and the end', async () => {
    assert.deepEqual((await exchange(server.port, `GET /healthz HTTP/1.0\r\n${host}\r\n`)).statuses, [200])
  })

  test('a client that asks first is told to continue', async () => {
    const line = open(server.port)
    line.write(post(`${json}Expect: 100-continue\r\nConnection: close\r\nContent-Length: ${call.length}\r\n`))
    await line.until((l) => l.text.startsWith('HTTP/1.1 100 Continue\r\n\r\n'), '100 Continue')
    line.write(call)
    await line.closed()
    assert.deepEqual(statuses(line.text.slice('HTTP/1.1 100 Continue\r\n\r\n'.length)), [200])
    line.end()
  })

  test('a client that asks first for too much is refused before it sends', async () => {
    const reply = await exchange(server.port, post(`${json}Expect: 100-continue\r\nContent-Length: 900000000\r\n`))
    assert.deepEqual(reply.statuses, [413])
  })

  test('a body cut short is never processed', async () => {
    const line = open(server.port)
    line.write(post(`${json}Content-Length: ${call.length + 1}\r\n`, call))
    line.socket.end()
    await line.closed()
    assert.deepEqual(statuses(line.text), [400])
    line.end()
  })
})
