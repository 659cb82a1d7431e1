// Bytes on sockets: a server process with free choice of flags, and connections on which a test writes exactly what it means.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
export const binary = process.env.TANHENG_BIN || resolve(here, '../../build/dev/tanheng')
export const testPem = resolve(here, '../data/tls/test-only.pem')
/** An upper bound for "the server ends this by itself"; its own deadlines are far below. */
export const patience = 20000

function webFolder(base) {
  const web = join(base, 'web')
  mkdirSync(join(web, 'app'), { recursive: true })
  writeFileSync(join(web, 'index.html'), '<!doctype html><title>home</title>')
  writeFileSync(join(web, 'app', 'index.html'), '<!doctype html><title>app</title>')
  return web
}

/** Starts `tanheng serve` on a free port with fresh data; resolves when it says that it is ready. */
export async function startRaw(flags = []) {
  const base = mkdtempSync(join(tmpdir(), 'tanheng-raw-'))
  const child = spawn(binary, ['serve', '--listen', '127.0.0.1:0', '--data', join(base, 'data'), '--web', webFolder(base), ...flags],
    { stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  const ended = new Promise((done) => child.on('exit', (code, signal) => done(code ?? signal)))
  const port = await new Promise((done, fail) => {
    const look = (chunk) => {
      log += chunk
      const found = /ready at https?:\/\/127\.0\.0\.1:(\d+)\//.exec(log)
      if (found) done(Number(found[1]))
    }
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    child.on('error', fail)
    ended.then((code) => fail(new Error(`the server ended with ${code}:\n${log}`)))
  })
  const stop = async () => {
    child.kill('SIGTERM')
    const code = await ended
    rmSync(base, { recursive: true, force: true })
    return code
  }
  return { port, pid: child.pid, child, ended, stop, log: () => log }
}

/** An open connection that collects what comes. */
export function open(port) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
  const line = { socket, text: '', isClosed: false, write: (bytes) => socket.writable && socket.write(bytes) }
  const waiters = []
  const wake = () => { for (const waiter of waiters.splice(0)) waiter() }
  socket.on('data', (chunk) => { line.text += chunk.toString('latin1'); wake() })
  socket.on('end', () => { line.isClosed = true; wake() })
  socket.on('error', () => { line.isClosed = true; wake() })
  socket.on('close', () => { line.isClosed = true; wake() })
  line.until = async (condition, what) => {
    const end = Date.now() + patience
    while (!condition(line)) {
      if (Date.now() > end) throw new Error(`${what}: not before ${patience} ms; got ${JSON.stringify(line.text)}`)
      await new Promise((done) => { waiters.push(done); setTimeout(done, 100) })
    }
    return line
  }
  line.closed = () => line.until((l) => l.isClosed, 'closing')
  line.answers = (count) => line.until((l) => statuses(l.text).length >= count, `${count} answers`)
  line.end = () => socket.destroy()
  return line
}

/** Status of every answer in a stream of bytes, by Content-Length. */
export function statuses(text) {
  const found = []
  while (text.startsWith('HTTP/1.1 ')) {
    const head = text.indexOf('\r\n\r\n')
    if (head < 0) break
    const status = Number(text.slice(9, 12))
    const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))
    const end = head + 4 + (length ? Number(length[1]) : 0)
    if (text.length < end) break
    found.push(status)
    text = text.slice(end)
  }
  return found
}

/** Sends all bytes at once and waits for the end of the connection. */
export async function exchange(port, bytes) {
  const line = open(port)
  line.write(Buffer.from(bytes, 'latin1'))
  await line.closed()
  line.end()
  return { statuses: statuses(line.text), text: line.text }
}

/** Asks until the condition holds, at most for `patience`. */
export async function until(condition, what) {
  const end = Date.now() + patience
  while (!await condition()) {
    if (Date.now() > end) throw new Error(`${what}: not before ${patience} ms`)
    await new Promise((done) => setTimeout(done, 20))
  }
}

/** A request that must work: the proof that the server still serves. */
export async function isServing(port) {
  const { statuses: found } = await exchange(port, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  return found.length === 1 && found[0] === 200
}
