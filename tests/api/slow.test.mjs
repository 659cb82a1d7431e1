// Slow, silent and too many clients: each is ended by the server itself, and others are served meanwhile. Time-outs here are only upper bounds.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { exchange, isServing, open, startRaw, statuses, until } from './raw.mjs'

const host = 'Host: localhost\r\n'
const json = 'Content-Type: application/json\r\n'
const body = (length) => `POST /v1/core HTTP/1.1\r\n${host}${json}Content-Length: ${length}\r\n\r\n`

/** Writes a byte now and then until the connection ends. */
function drip(line, byte) {
  const timer = setInterval(() => { if (line.isClosed) clearInterval(timer); else line.write(byte) }, 300)
  return line.closed().finally(() => { clearInterval(timer); line.end() })
}

async function withServer(flags, use) {
  const server = await startRaw(flags)
  try {
    await use(server)
    assert.ok(await isServing(server.port), 'it still serves')
  } finally {
    assert.equal(await server.stop(), 0)
  }
}

describe('slow clients', { concurrency: 4 }, () => {
  test('F1 headers that never end are ended', () => withServer([], async ({ port }) => {
    const line = open(port)
    line.write(`GET /healthz HTTP/1.1\r\n${host}X-A: `)
    await drip(line, 'a')
    assert.ok(!statuses(line.text).includes(200))
  }))

  test('F1 a body that drips is ended by its absolute deadline', () => withServer([], async ({ port }) => {
    const line = open(port)
    line.write(body(1000))
    await drip(line, ' ')
    assert.deepEqual(statuses(line.text), [408])
  }))

  test('a body that stops is ended', () => withServer([], async ({ port }) => {
    const line = open(port)
    line.write(body(1000) + '{')
    await line.closed()
    line.end()
    assert.equal(statuses(line.text).length, 1)
    assert.ok([400, 408].includes(statuses(line.text)[0]))
  }))

  test('F5 an early answer ends a connection whose body still drips', () => withServer([], async ({ port }) => {
    const line = open(port)
    line.write(body(900000000))
    await drip(line, ' ')
    assert.deepEqual(statuses(line.text), [413])
  }))

  test('a client that says nothing is ended', () => withServer([], async ({ port }) => {
    const line = open(port)
    await line.closed()
    assert.equal(line.text, '')
    line.end()
  }))

  test('F1 slow bodies on most threads leave others served', () => withServer(['--threads', '16'], async ({ port }) => {
    const slow = Array.from({ length: 12 }, () => open(port))
    for (const line of slow) line.write(body(100000) + '{')
    for (let i = 0; i < 5; i++) assert.ok(await isServing(port))
    for (const line of slow) line.end()
  }))

  test('F1 readers that never read do not keep handlers busy', () => withServer(['--concurrency', '2', '--threads', '32'], async ({ port }) => {
    const ask = '{"op":"catalog"}'
    const deaf = Array.from({ length: 8 }, () => open(port))
    for (const line of deaf) {
      line.socket.pause()
      for (let i = 0; i < 40; i++) line.write(body(ask.length) + ask)
    }
    for (let i = 0; i < 5; i++) {
      const reply = await exchange(port, `POST /v1/core HTTP/1.1\r\n${host}${json}Connection: close\r\nContent-Length: 16\r\n\r\n{"op":"version"}`)
      assert.deepEqual(reply.statuses, [200])
    }
    for (const line of deaf) line.end()
  }))
})

describe('too many clients', { concurrency: 4 }, () => {
  test('F2 an address may hold only so many connections', () => withServer(['--connections-per-address', '8'], async ({ port }) => {
    let held, reply
    await until(async () => { // a machine that is slow may let one of the eight reach its deadline first
      held = Array.from({ length: 8 }, () => open(port))
      for (const line of held) line.write('G')
      await Promise.all(held.map((line) => line.until(() => line.socket.readyState === 'open', 'connecting')))
      reply = await exchange(port, `GET /healthz HTTP/1.1\r\n${host}\r\n`)
      if (held.some((line) => line.socket.readyState !== 'open')) for (const line of held) line.end()
      return held.every((line) => line.socket.readyState === 'open')
    }, 'eight connections that are held')
    assert.deepEqual(reply.statuses, [429])
    assert.match(reply.text, /\r\nRetry-After: 1\r\n/)
    for (const line of held) line.end()
    await until(() => isServing(port), 'serving again')
  }))

  test('F1 F2 who lets the server wait makes room when all threads are taken', () => withServer(['--threads', '8'], async ({ port }) => {
    const heads = Array.from({ length: 4 }, () => open(port)), bodies = Array.from({ length: 4 }, () => open(port))
    for (const line of heads) line.write('G')
    for (const line of bodies) line.write(body(100000) + '{')
    for (let i = 0; i < 20; i++) await until(() => isServing(port), 'a place')
    await Promise.all([...heads, ...bodies].map((line) => line.closed()))
    for (const line of [...heads, ...bodies]) line.end()
  }))

  test('F7 beyond all threads a connection is told to come back', () => withServer(['--threads', '8'], async ({ port }) => {
    let told
    await until(async () => { // so many at once that nobody has been waited for long enough to be sent away
      const held = Array.from({ length: 60 }, () => open(port))
      for (const line of held) line.write('G')
      await Promise.all(held.map((line) => line.closed()))
      told = held.find((line) => statuses(line.text)[0] === 503)
      for (const line of held) line.end()
      return told
    }, 'a refusal')
    assert.match(told.text, /\r\nRetry-After: 1\r\n/)
    await until(() => isServing(port), 'serving again')
  }))

  test('bodies that are only announced take no memory from others', () => withServer(['--body-memory-mb', '1'], async ({ port }) => {
    const held = Array.from({ length: 20 }, () => open(port))
    for (const line of held) line.write(body(250000) + '{')
    await Promise.all(held.map((line) => line.until(() => line.socket.readyState === 'open', 'connecting')))
    for (let i = 0; i < 5; i++) {
      const reply = await exchange(port, `POST /v1/core HTTP/1.1\r\n${host}${json}Connection: close\r\nContent-Length: 16\r\n\r\n{"op":"version"}`)
      assert.deepEqual(reply.statuses, [200])
    }
    for (const line of held) line.end()
  }))

  test('bodies beyond the memory set aside are refused, not swallowed', () => withServer(['--body-memory-mb', '1'], async ({ port }) => {
    let refused = false
    for (let i = 0; i < 30 && !refused; i++) { // the held bodies may not have arrived yet, and their own deadline ends them: each try holds new ones
      const held = Array.from({ length: 4 }, () => open(port))
      for (const line of held) line.write(body(250000) + ' '.repeat(249000))
      const reply = await exchange(port, body(250000) + ' '.repeat(250000))
      assert.equal(reply.statuses.length, 1)
      refused = reply.statuses[0] === 503
      for (const line of held) line.end()
    }
    assert.ok(refused)
  }))
})
