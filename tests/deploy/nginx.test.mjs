// nginx.conf in front of the real server (behind_proxy): TLS 1.3, keep-alive, slow bodies, who the client is, smuggling, large answers, restarts.
import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { refused, refusedByParser } from '../api/hostile.mjs'
import { open as openPlain, statuses } from '../api/raw.mjs'
import { answers, freePort, get, hostName, open, startNginx, talk } from './proxy.mjs'
import { binary, folder, launch, root, run, until } from './program.mjs'
import { createPeople } from './world.mjs'

const json = (path, body, more = '') => `POST ${path} HTTP/1.1\r\nHost: ${hostName}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${more}\r\n${body}`
const call = '{"op":"version"}'
const closing = 'Connection: close\r\n'

describe('nginx in front of the server', () => {
  let base, data, port, server, proxy
  const start = () => launch(binary, ['serve', '--config', join(root, 'server/deploy/tanheng.conf'), '--listen', `127.0.0.1:${port}`, '--data', data])
  const logged = () => server.log().split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line)).filter((one) => one.event === 'request')

  before(async () => {
    base = folder('proxied')
    data = join(base, 'data')
    createPeople(binary, data)
    port = await freePort()
    server = await start()
    proxy = await startNginx(port)
  })
  after(async () => {
    await proxy?.stop()
    assert.equal(await server?.stop(), 0)
    rmSync(base, { recursive: true, force: true })
  })

  test('F26 TLS 1.3 and 1.2 are spoken, 1.1 is not, and a foreign name gets no certificate', async () => {
    for (const version of ['TLSv1.3', 'TLSv1.2']) {
      const line = open(proxy.ports.https, { minVersion: version, maxVersion: version })
      await line.ready
      assert.equal(line.socket.getProtocol(), version)
      line.socket.destroy()
    }
    await assert.rejects(open(proxy.ports.https, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' }).ready)
    await assert.rejects(open(proxy.ports.https, { servername: 'evil.example' }).ready, /unrecognized name|alert/i)
  })

  test('plain HTTP leads to HTTPS', async () => {
    const line = openPlain(proxy.ports.http)
    line.write('GET /v1/packs HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n')
    await line.closed()
    assert.match(line.text, /^HTTP\/1\.1 308 /)
    assert.match(line.text, /\r\nLocation: https:\/\/carbon\.example\.cn\/v1\/packs\r\n/)
  })

  test('a client keeps its connection over many requests; pipelined ones are answered in order', async () => {
    const line = open(proxy.ports.https)
    await line.ready
    for (let n = 1; n <= 5; n++) {
      line.socket.write(`GET /healthz HTTP/1.1\r\nHost: ${hostName}\r\n\r\n`)
      await until(`answer ${n}`, () => answers(line.text).length === n)
    }
    line.socket.write(json('/v1/core', call) + json('/v1/core', '{"op":"no_such_op"}') + get('/nowhere'))
    await line.closed()
    const found = answers(line.text)
    assert.deepEqual(found.map((one) => one.status), [200, 200, 200, 200, 200, 200, 200, 404])
    assert.match(found[5].body, /"version"/)
    assert.match(found[6].body, /"ok":false/)
    for (const { head } of found) assert.match(head, /\r\nStrict-Transport-Security: max-age=31536000/i)
  })

  test('its own headers and no software names go out, once each', async () => {
    const [{ head }] = answers(await talk(proxy.ports.https, get('/v1/packs')))
    for (const name of ['X-Content-Type-Options', 'Content-Security-Policy', 'Strict-Transport-Security', 'X-Request-Id', 'Date'])
      assert.equal(head.match(new RegExp(`\\r\\n${name}:`, 'gi'))?.length, 1, `${name}: ${head}`)
    assert.match(head, /\r\nServer: nginx(\r\n|$)/)
  })

  test('a body that drips holds no thread of the server: it sees the request when all is there', async () => {
    const before = logged().length
    const body = `{"op":"version"}${' '.repeat(3000)}`
    const lines = await Promise.all(Array.from({ length: 40 }, async () => {
      const line = open(proxy.ports.https)
      await line.ready
      line.socket.write(json('/v1/core', body, closing).slice(0, -2000))
      return line
    }))
    assert.deepEqual(answers(await talk(proxy.ports.https, get('/v1/packs'))).map((one) => one.status), [200])
    assert.equal(logged().length, before + 1, 'of forty-one requests the server knows the whole one')
    for (const line of lines) line.socket.write(body.slice(-2000))
    for (const line of lines) {
      await line.closed()
      assert.deepEqual(answers(line.text).map((one) => one.status), [200])
    }
    await until('all are logged', () => logged().length === before + 41)
    assert.ok(logged().slice(-40).every((one) => one.ms < 5000), 'no request waited for its body in the server')
  })

  test("the client's address reaches log and limits; a forged one does not", async () => {
    const forged = 'X-Real-IP: 203.0.113.9\r\nX-Forwarded-For: 203.0.113.9\r\nForwarded: for=203.0.113.9\r\n'
    await talk(proxy.ports.https, get('/docs', forged), { from: '127.5.6.7' })
    await until('the log has it', () => logged().some((one) => one.path === '/docs'))
    assert.equal(logged().findLast?.((one) => one.path === '/docs')?.network ?? logged().filter((one) => one.path === '/docs').at(-1).network, '127.5.6.x')
    const signIn = (from, n) => talk(proxy.ports.https, json('/v1/sessions', `{"account":"nobody-${n}","password":"a wrong password"}`, closing + `X-Real-IP: 203.0.113.${n}\r\n`), { from })
    const statusOf = async (from, n) => answers(await signIn(from, n))[0].status
    const found = []
    for (let n = 1; n <= 31; n++) found.push(await statusOf('127.5.6.8', n))
    assert.deepEqual([...new Set(found.slice(0, 30))], [401])
    assert.equal(found[30], 429, 'thirty tries per address, however the client calls itself')
    assert.equal(await statusOf('127.5.6.9', 99), 401, 'another address is another client')
  })

  test("an X-Real-IP that is no address is refused, from the proxy's address, too", async () => {
    const line = openPlain(port)
    line.write(`GET /v1/packs HTTP/1.1\r\nHost: ${hostName}\r\nX-Real-IP: not an address\r\nConnection: close\r\n\r\n`)
    await line.closed()
    assert.deepEqual(statuses(line.text), [400])
  })

  const hidden = (bytes) => (bytes.startsWith('POST') ? bytes.replace('GET /healthz', 'GET /smuggled') : bytes)
  // What nginx refuses itself, mends (it takes a body apart and sends a whole one) or hands on is its affair; two answers for one request never are.
  const sent = [...refused, ...refusedByParser].filter(([name]) => name !== 'noise')
  for (const [name, bytes] of sent) {
    test(`F3 through the proxy: ${name}`, async () => {
      const text = await talk(proxy.ports.https, hidden(bytes).replace(/^(Host: )localhost(?=\r?\n)/gm, `$1${hostName}`).replace(/(\r?\n)(?=\r?\n)/, `$1${closing.trim()}$1`))
      const found = answers(text)
      assert.ok(found.length <= 1, `${found.length} answers: ${text}`)
      assert.equal(text.match(/^HTTP\/1\.1 /gm)?.length ?? 0, found.length, text)
      assert.ok(!found.some((one) => one.status >= 500 && one.status !== 505 && one.status !== 501), text)
    })
  }

  test('F3 no hidden request reached the server, both serve, and nginx saw no broken answer', async () => {
    assert.deepEqual(answers(await talk(proxy.ports.https, get('/healthz'))).map((one) => one.status), [200])
    assert.ok(!logged().some((one) => one.path.includes('smuggled')), 'what one request hides is no request')
    assert.doesNotMatch(proxy.errors(), /\[(emerg|alert|crit)\]|upstream sent|prematurely closed/)
  })

  test('large answers arrive whole', async () => {
    for (const [path, least] of [['/openapi.json', 50_000], ['/v1/packs/CN-2025', 3_000]]) {
      const direct = openPlain(port)
      direct.write(get(path))
      await direct.closed()
      const through = answers(await talk(proxy.ports.https, get(path)))
      assert.deepEqual(through.map((one) => one.status), [200])
      const body = direct.text.slice(direct.text.indexOf('\r\n\r\n') + 4)
      assert.ok(body.length > least, `${path} has ${body.length} bytes`)
      assert.equal(through[0].body, body)
    }
  })

  test('a body over the limit is refused before the server sees it', async () => {
    const before = logged().length
    const found = answers(await talk(proxy.ports.https, `POST /v1/core HTTP/1.1\r\nHost: ${hostName}\r\nContent-Type: application/json\r\nContent-Length: 3000000\r\n${closing}\r\n`))
    assert.deepEqual(found.map((one) => one.status), [413])
    assert.equal(logged().length, before)
  })

  test('while the server restarts clients get 502, afterwards answers; nginx needs nothing', async () => {
    assert.equal(await server.stop(), 0)
    assert.deepEqual(answers(await talk(proxy.ports.https, get('/healthz'))).map((one) => one.status), [502])
    server = await start()
    assert.deepEqual(answers(await talk(proxy.ports.https, get('/healthz'))).map((one) => one.status), [200])
  })

  test('its log holds the request id and no query', async () => {
    const [{ head }] = answers(await talk(proxy.ports.https, get('/v1/packs?secret=1')))
    const id = /\r\nX-Request-Id: (\S+)/i.exec(head)[1]
    await until('the line is written', () => proxy.log().includes(id))
    assert.ok(!proxy.log().includes('secret'))
  })

  test('the file that is shipped is the file that was tested', () => {
    assert.match(readFileSync(join(root, 'server/deploy/nginx.conf'), 'utf8'), /proxy_set_header X-Real-IP \$remote_addr;/)
    assert.equal(run('sh', ['-c', 'PATH=$PATH:/usr/sbin nginx -v']).status, 0)
  })
})
