// One HTTPS server that stands in for every outside host: it answers by the Host header, so that the program under test calls the real names and verifies
// a certificate for them. Faults are set per host and path and are used up one by one.
import { createServer } from 'node:https'
import { readFileSync } from 'node:fs'

const tls = (name) => readFileSync(new URL(`../data/tls/${name}`, import.meta.url))

/** The authority that signed the stand-in's certificate: --provider-ca */
export const authority = new URL('../data/tls/stand-in-ca.pem', import.meta.url).pathname

const faults = {
  slow: ({ ms = 10_000 }) => (reply, answer) => setTimeout(answer, ms),
  garbage: () => (reply) => reply.writeHead(200, { 'content-type': 'application/json' }).end('<html>not what was promised'),
  redirect: ({ to = 'https://169.254.169.254/latest/meta-data/' }) => (reply) => reply.writeHead(302, { location: to }).end(),
  status: ({ code = 502 }) => (reply) => reply.writeHead(code, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>'),
  huge: ({ bytes = 3_000_000 }) => (reply) => reply.writeHead(200, { 'content-type': 'application/json' }).end('{"a":"' + 'x'.repeat(bytes) + '"}'),
  reset: () => (reply) => reply.socket.destroy(),
  image: ({ type = 'image/png', bytes }) => (reply) => reply.writeHead(200, { 'content-type': type }).end(bytes),
  json: ({ body }) => (reply) => reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** hosts: {name: {path: (call) => {json} | {image} | {status, json}}}; resolves once it listens. */
export async function startStandIns(hosts, { certificate = 'stand-in.pem' } = {}) {
  const calls = [], planned = []
  const server = createServer({ key: tls(certificate), cert: tls(certificate) }, (request, reply) => {
    const chunks = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url, `https://${request.headers.host}`)
      const call = { host: url.host, path: url.pathname, query: Object.fromEntries(url.searchParams), method: request.method,
        headers: request.headers, body: Buffer.concat(chunks).toString('utf8') }
      calls.push(call)
      const answer = () => send(reply, hosts[call.host]?.[call.path], call)
      const index = planned.findIndex(p => call.path === p.path)
      const fault = index < 0 ? null : planned[index]
      if (fault && --fault.times === 0) planned.splice(index, 1)
      return fault ? faults[fault.kind](fault)(reply, answer) : answer()
    })
  })
  const sockets = new Set()
  server.on('connection', socket => { sockets.add(socket); socket.on('close', () => sockets.delete(socket)) })
  server.on('tlsClientError', () => {})
  await new Promise(done => server.listen(0, '127.0.0.1', done))
  return {
    address: `127.0.0.1:${server.address().port}`,
    calls,
    /** The next `times` calls of `path` go wrong in the way `kind`. */
    plan: (path, kind, { times = 1, ...more } = {}) => planned.push({ path, kind, times, ...more }),
    forget: () => { planned.length = 0; calls.length = 0 },
    stop: () => new Promise(done => { for (const socket of sockets) socket.destroy(); server.close(done) })
  }
}

function send(reply, handler, call) {
  if (!handler) return reply.writeHead(404, { 'content-type': 'text/plain' }).end('no such interface')
  const { status = 200, json, image, text } = handler(call)
  if (image) return reply.writeHead(status, { 'content-type': 'image/png' }).end(image)
  reply.writeHead(status, { 'content-type': text ? 'text/plain' : 'application/json; charset=utf-8' }).end(text ?? JSON.stringify(json))
}
