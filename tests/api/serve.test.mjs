// Starting, stopping and HTTPS of the real program: what it refuses to start with is said in one line.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { binary, open, patience, startRaw, statuses, testPem } from './raw.mjs'

const host = 'Host: localhost\r\n'
const call = '{"op":"version"}'

describe('starting', () => {
  let base
  before(() => { base = mkdtempSync(join(tmpdir(), 'tanheng-start-')) })
  after(() => rmSync(base, { recursive: true, force: true }))

  const run = (...flags) => spawnSync(binary, ['serve', '--data', join(base, 'data'), ...flags], { encoding: 'utf8', timeout: patience })
  const refuses = (name, flags, pattern, status = 1) => test(`refuses ${name}`, () => {
    const done = run(...(typeof flags === 'function' ? flags() : flags))
    assert.equal(done.status, status, done.stderr)
    assert.match(done.stderr, pattern)
    assert.equal(done.stderr.trim().split('\n').filter((line) => !line.startsWith('{')).length, 1, done.stderr)
  })

  refuses('plain HTTP for the world', ['--listen', '0.0.0.0:0', '--hosts', 'example.cn'], /plain HTTP is served on loopback/)
  refuses('HTTPS for the world without host names', ['--listen', '0.0.0.0:0', '--tls-cert', testPem], /hosts: set the host names/)
  refuses('a listen address without a port', ['--listen', '127.0.0.1'], /listen 127\.0\.0\.1: write an IP address and a port/)
  refuses('a missing certificate', ['--listen', '127.0.0.1:0', '--tls-cert', '/nonexistent.pem'], /tls_cert \/nonexistent\.pem: No such file/)
  refuses('a file that is no certificate', ['--listen', '127.0.0.1:0', '--tls-cert', binary], /holds no readable private key/)
  refuses('demo for the world', ['--listen', '0.0.0.0:0', '--demo', '--tls-cert', testPem, '--hosts', 'x'], /demo: only on a loopback address/)
  refuses('a web folder that is not there', ['--listen', '127.0.0.1:0', '--web', '/nonexistent'], /web folder \/nonexistent: No such file/)
  refuses('a packs folder that is not there', ['--listen', '127.0.0.1:0', '--packs', '/nonexistent'], /packs: cannot read the folder/)
  refuses('a factor pack that is none, naming it', () => {
    const packs = join(base, 'packs')
    mkdirSync(packs)
    writeFileSync(join(packs, 'odd.pack'), 'not,a,pack\n')
    return ['--listen', '127.0.0.1:0', '--packs', packs]
  }, /not a factor pack \(or its id is taken\): .*odd\.pack/)
  refuses('a flag that it does not know', ['--listn', '127.0.0.1:0'], /unknown option --listn/, 2)
  refuses('a bad value, naming key and source', ['--threads', 'many'], /threads \(from the command line\): must be a whole number from 8 to 8192/, 2)

  test('refuses more connections than the system has descriptors for', () => {
    const done = spawnSync('sh', ['-c', `ulimit -n 100; exec "${binary}" serve --listen 127.0.0.1:0 --threads 64 --data "${join(base, 'data')}"`], { encoding: 'utf8', timeout: patience })
    assert.equal(done.status, 1, done.stderr)
    assert.match(done.stderr, /threads: 64 connections need 192 file descriptors, the system allows 100/)
  })

  test('refuses a taken port and names it', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((done) => taken.once('listening', done))
    const { port } = taken.address()
    const done = run('--listen', `127.0.0.1:${port}`)
    taken.close()
    assert.equal(done.status, 1)
    assert.match(done.stderr, new RegExp(`cannot listen on 127\\.0\\.0\\.1 port ${port}: Address already in use`))
  })

  test('config shows every value with its source', () => {
    const file = join(base, 'tanheng.conf')
    writeFileSync(file, '# ours\nthreads = 100\n')
    const done = spawnSync(binary, ['config', '--config', file, '--queue', '5'], { encoding: 'utf8', env: { ...process.env, TANHENG_LOG_LEVEL: 'warn' } })
    assert.equal(done.status, 0, done.stderr)
    assert.match(done.stdout, /# file\nthreads = 100\n/)
    assert.match(done.stdout, /# environment\nlog_level = warn\n/)
    assert.match(done.stdout, /# command line\nqueue = 5\n/)
    assert.match(done.stdout, /# default\nlisten = 127\.0\.0\.1:8080\n/)
  })
})

describe('stopping', () => {
  test('a request that is being sent is finished, then the program ends with 0', async () => {
    const server = await startRaw()
    const line = open(server.port)
    line.write(`POST /v1/core HTTP/1.1\r\n${host}Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: ${call.length}\r\n\r\n`)
    await line.until((l) => l.text.includes('100 Continue'), '100 Continue')
    server.child.kill('SIGTERM')
    await new Promise((done) => {
      const look = () => server.log().includes('"stopping"') ? done() : setTimeout(look, 20)
      look()
    })
    line.write(call)
    await line.closed()
    assert.deepEqual(statuses(line.text.slice('HTTP/1.1 100 Continue\r\n\r\n'.length)), [200])
    assert.match(line.text, /\r\nConnection: close\r\n/)
    assert.equal(await server.stop(), 0)
  })

  test('the log is opened anew on SIGHUP', async () => {
    const base = mkdtempSync(join(tmpdir(), 'tanheng-log-'))
    const file = join(base, 'server.log')
    const server = await startRaw(['--log-file', file])
    rmSync(file)
    server.child.kill('SIGHUP')
    let text = ''
    const end = Date.now() + patience
    while (!text.includes('"request"') && Date.now() < end) {
      const line = open(server.port)
      line.write(`GET /v1/packs HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)
      await line.closed()
      line.end()
      try { text = readFileSync(file, 'utf8') } catch { text = '' }
    }
    assert.match(text, /"event":"request"/)
    assert.equal(await server.stop(), 0)
    rmSync(base, { recursive: true, force: true })
  })
})

describe('HTTPS', () => {
  let server
  before(async () => { server = await startRaw(['--tls-cert', testPem]) })
  after(async () => { assert.equal(await server.stop(), 0) })

  const ask = (options) => new Promise((done) => {
    const socket = connectTls({ port: server.port, host: '127.0.0.1', servername: 'localhost', ca: readFileSync(testPem), ...options })
    let text = ''
    socket.on('secureConnect', () => socket.write(`GET /healthz HTTP/1.1\r\n${host}Connection: close\r\n\r\n`))
    socket.on('data', (chunk) => { text += chunk })
    socket.on('error', (error) => done({ error, text }))
    socket.on('close', () => done({ text, protocol: socket.getProtocol() }))
  })

  test('TLS 1.2 is served, with Strict-Transport-Security', async () => {
    const reply = await ask({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' })
    assert.deepEqual(statuses(reply.text), [200])
    assert.match(reply.text, /\r\nStrict-Transport-Security: max-age=\d+\r\n/)
  })

  /** The first record of the server's reply to a hand-made ClientHello of the given version. */
  async function firstRecord(minor) {
    const suites = [0xc0, 0x2b, 0xc0, 0x09, 0xc0, 0x0a] // ECDHE-ECDSA: AES128-GCM for 1.2, AES-CBC-SHA for the older ones
    const extensions = [0, 10, 0, 4, 0, 2, 0, 23, 0, 11, 0, 2, 1, 0, 0, 13, 0, 4, 0, 2, 4, 3] // secp256r1, uncompressed points, ECDSA with SHA-256
    const hello = [3, minor, ...Buffer.alloc(32, 7), 0, 0, suites.length, ...suites, 1, 0, 0, extensions.length, ...extensions]
    const line = open(server.port)
    line.write(Buffer.from([22, 3, 1, 0, hello.length + 4, 1, 0, 0, hello.length, ...hello]))
    await line.until((l) => l.text.length >= 7, 'a TLS record')
    line.end()
    return Buffer.from(line.text, 'latin1')
  }

  test('F26 TLS 1.0 and 1.1 are refused with protocol_version', async () => {
    for (const minor of [1, 2]) {
      const reply = await firstRecord(minor)
      assert.equal(reply[0], 21, 'an alert')
      assert.deepEqual([...reply.subarray(5, 7)], [2, 70], 'fatal, protocol_version')
    }
    const reply = await firstRecord(3)
    assert.deepEqual([reply[0], reply[5]], [22, 2], 'TLS 1.2: a handshake record with ServerHello')
  })

  test('F2 a silent client is ended and costs no time of the processor', async () => {
    const ticks = () => {
      const fields = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(' ')
      return Number(fields[13]) + Number(fields[14])
    }
    const lines = Array.from({ length: 8 }, () => open(server.port))
    const start = ticks()
    await Promise.all(lines.map((line) => line.closed()))
    for (const line of lines) line.end()
    assert.ok(ticks() - start < 100, 'the handshake waits, it does not spin')
    assert.deepEqual(statuses((await ask({})).text), [200])
  })

  test('plain HTTP at the HTTPS port gets no answer', async () => {
    const socket = connect({ port: server.port, host: '127.0.0.1' })
    let text = ''
    socket.on('data', (chunk) => { text += chunk.toString('latin1') })
    socket.write(`GET /healthz HTTP/1.1\r\n${host}\r\n`)
    await new Promise((done) => { socket.on('close', done); socket.on('error', () => {}) })
    assert.ok(!text.includes('HTTP/1.1'))
  })
})
