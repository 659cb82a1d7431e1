// The real nginx with server/deploy/nginx.conf itself, in front of the real server. Only what a machine would have is substituted: ports,
// certificate, host name, log folder; anything else that differs from the file would be a test of another file.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { folder, root, run, until } from './program.mjs'

export const hostName = 'carbon.example.cn'
export const pem = join(root, 'tests/data/tls/test-only.pem')

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const { port } = server.address()
  await new Promise((done) => server.close(done))
  return port
}

function configure(base, ports) {
  const shipped = readFileSync(join(root, 'server/deploy/nginx.conf'), 'utf8')
  const replaced = [[/127\.0\.0\.1:8080/g, `127.0.0.1:${ports.server}`], [/\[::\]:443/g, `[::1]:${ports.https}`], [/\[::\]:80/g, `[::1]:${ports.http}`],
    [/listen 443/g, `listen ${ports.https}`], [/listen 80/g, `listen ${ports.http}`], [/\/etc\/tanheng\/tls\.pem/g, pem], [/\/var\/log\/nginx/g, base]]
    .reduce((text, [from, to]) => { if (!from.test(text)) throw new Error(`nginx.conf has no ${from}`); return text.replace(from, to) }, shipped)
  writeFileSync(join(base, 'site.conf'), replaced)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `  ${name}_temp_path ${base}/${name};`).join('\n')
  writeFileSync(join(base, 'nginx.conf'), `${process.getuid() === 0 ? 'user root;\n' : ''}worker_processes 2;\npid ${base}/pid;\nerror_log ${base}/error.log;\nevents { worker_connections 1024; }\nhttp {\n  access_log off;\n${temporary}\n  include ${base}/site.conf;\n}\n`)
}

/** Starts nginx before a server on `ports.server`; {ports, log(), errors(), stop()}. */
export async function startNginx(server) {
  const base = folder('nginx')
  const ports = { server, https: await freePort(), http: await freePort() }
  mkdirSync(base, { recursive: true })
  configure(base, ports)
  const args = ['-p', base, '-c', join(base, 'nginx.conf'), '-e', join(base, 'error.log')]
  const checked = run('nginx', ['-t', ...args], { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } })
  if (checked.status !== 0) throw new Error(`nginx -t: ${checked.err}`)
  const child = spawn('nginx', [...args, '-g', 'daemon off;'], { stdio: 'inherit', env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } })
  const ended = new Promise((done) => child.on('exit', done))
  const text = (name) => { try { return readFileSync(join(base, name), 'utf8') } catch { return '' } }
  await until('nginx answers', () => talk(ports.https, get('/healthz')).then(() => true, () => false))
  return { ports, log: () => text('tanheng.log'), errors: () => text('error.log'), stop: async () => { child.kill('SIGQUIT'); await ended; rmSync(base, { recursive: true, force: true }) } }
}

export const get = (path, more = '') => `GET ${path} HTTP/1.1\r\nHost: ${hostName}\r\n${more}Connection: close\r\n\r\n`

/** A TLS connection that collects what comes; `from` is the client's own address. */
export function open(port, { from = '127.0.0.1', ...options } = {}) {
  const socket = connectTls({ port, host: '127.0.0.1', localAddress: from, servername: hostName, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'], ...options })
  const line = { socket, text: '', isClosed: false }
  socket.on('data', (chunk) => { line.text += chunk.toString('latin1') })
  for (const event of ['end', 'close', 'error']) socket.on(event, () => { line.isClosed = true })
  line.ready = new Promise((done, fail) => { socket.once('secureConnect', done); socket.once('error', fail) })
  line.closed = () => until('the end of the connection', () => line.isClosed)
  return line
}

/** Sends all bytes at once and waits for the end of the connection. */
export async function talk(port, bytes, options) {
  const line = open(port, options)
  await line.ready
  line.socket.write(Buffer.from(bytes, 'latin1'))
  await line.closed()
  line.socket.destroy()
  return line.text
}

/** Every answer in a stream of bytes: {status, head, body}. Content-Length and chunked bodies. */
export function answers(text) {
  const found = []
  while (text.startsWith('HTTP/1.1 ')) {
    const end = text.indexOf('\r\n\r\n')
    if (end < 0) break
    const head = text.slice(0, end)
    text = text.slice(end + 4)
    const status = Number(head.slice(9, 12))
    let body = ''
    const length = /\r\ncontent-length: (\d+)/i.exec(head)
    if (/\r\ntransfer-encoding: chunked/i.test(head)) {
      for (let size = -1; size !== 0;) {
        const line = text.indexOf('\r\n')
        size = parseInt(text.slice(0, line), 16)
        body += text.slice(line + 2, line + 2 + size)
        text = text.slice(line + 4 + size)
      }
    } else if (length && status !== 304) {
      body = text.slice(0, Number(length[1]))
      text = text.slice(Number(length[1]))
    }
    found.push({ status, head, body })
  }
  return found
}
