// The front against clients that do not keep to the rules: raw sockets, one real server. Every row of the parsing table of the security page.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { exchange, isServing, open, startRaw, statuses } from './raw.mjs'
import { call, get, host, json, manyGet, post, refused, refusedByParser } from './hostile.mjs'

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

  test('a client that knows when an idle connection ends never asks into one that is being closed', async () => {
    const page = async () => { await (await fetch(`http://127.0.0.1:${server.port}/healthz`)).text() }
    // fetch keeps connections for longer than the server unless it is told; the pauses lie around the server's second
    await Promise.all(Array.from({ length: 8 }, async (_, i) => {
      await page()
      await new Promise((done) => setTimeout(done, 997 + i))
      await page()
    }))
    const line = open(server.port)
    line.write(`GET /healthz HTTP/1.1\r\n${host}\r\n`)
    await line.answers(1)
    assert.match(line.text, /\r\nKeep-Alive: timeout=1\r\n/)
    line.write(`GET / HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)
    await line.closed()
    assert.equal(line.text.match(/Keep-Alive/g).length, 1, 'a connection that ends states no time')
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
