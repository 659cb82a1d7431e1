// @ts-check
// Hostile clients in a process of their own. Started by campaign.mjs with fork(); `ramped` is sent once as many connections as wanted were opened, and any message
// is answered with the numbers so far; { hold: true } ends the reconnecting, so that what is open can only be ended by the server.
// usage (arguments): port mode count addresses connections-per-second
import { connect, createServer } from 'node:net'
import { connect as connectTls } from 'node:tls'

const [port, mode, count, addresses, rate] = process.argv.slice(2).map((a, i) => i === 1 ? a : Number(a))
const host = 'Host: localhost\r\n'
const post = (/** @type {number} */ length) => `POST /v1/core HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`
const catalog = '{"op":"catalog"}'

/** The first flight of a real handshake. @returns {Promise<Buffer>} */
const clientHello = () => new Promise(done => {
  const trap = createServer(socket => socket.once('data', bytes => { done(bytes); socket.destroy(); trap.close() }))
  trap.listen(0, '127.0.0.1', () => connectTls({ port: /** @type {any} */ (trap.address()).port, host: '127.0.0.1', rejectUnauthorized: false }).on('error', () => {}))
})

/** What is sent at once, what is dripped afterwards, and whether answers are read. */
const modes = /** @type {Record<string, { first: (i: number) => string | Buffer, drip?: string, isDeaf?: boolean, isFlood?: boolean }>} */ ({
  'slow-header': { first: () => `GET /healthz HTTP/1.1\r\n${host}X-A: `, drip: 'a' },
  'slow-body': { first: () => post(200000) + '{', drip: ' ' },
  'slow-reader': { first: () => (post(catalog.length) + catalog).repeat(8), drip: 'P', isDeaf: true },
  'early-answer': { first: () => post(900000000), drip: ' ' },
  idle: { first: () => '' },
  'half-tls': { first: i => i % 3 === 0 ? '' : i % 3 === 1 ? hello.subarray(0, 20) : hello },
  overload: { first: () => post(catalog.length) + catalog, isFlood: true }
})
const way = modes[/** @type {string} */ (mode)]
const hello = mode === 'half-tls' ? await clientHello() : Buffer.alloc(0)
const open = /** @type {Set<import('node:net').Socket>} */ (new Set())
const numbers = { opened: 0, ended: 0, most: 0, open: 0, failed: 0, answers: /** @type {Record<string, number>} */ ({}) }
let isHolding = false, started = 0, hasRamped = false

function attack() {
  const number = started++
  const group = number % Number(addresses)
  const socket = connect({ port: Number(port), host: '127.0.0.1', localAddress: `127.${20 + (group >> 8)}.${group & 255}.1`, noDelay: true })
  open.add(socket)
  socket.on('connect', () => {
    numbers.opened++
    socket.write(way.first(number))
  })
  if (!way.isDeaf) {
    socket.on('data', chunk => {
      const status = /^HTTP\/1\.1 (\d{3})/.exec(chunk.toString('latin1'))?.[1]
      if (status) numbers.answers[status] = (numbers.answers[status] ?? 0) + 1
      if (status && way.isFlood) socket.write(way.first(number))
    })
  }
  socket.on('error', (/** @type {any} */ error) => { if (['EMFILE', 'EADDRNOTAVAIL', 'ENOBUFS'].includes(error.code)) numbers.failed++ })
  socket.on('close', () => { open.delete(socket); numbers.ended++ })
}

setInterval(() => {
  const pace = hasRamped ? Number(rate) / 4 : Number(rate) // a crowd that is sent away comes back, but this is no flood of connections
  for (let i = 0; !isHolding && i < pace / 50 && open.size < Number(count); i++) attack()
  numbers.most = Math.max(numbers.most, open.size)
  if (!hasRamped && numbers.opened >= Number(count)) { hasRamped = true; process.send?.('ramped') }
}, 20)
if (way.drip) setInterval(() => { for (const socket of open) if (socket.writable) socket.write(/** @type {string} */ (way.drip)) }, 1000)
process.on('message', (/** @type {any} */ wish) => {
  isHolding ||= wish?.hold === true
  process.send?.({ ...numbers, open: open.size })
})
process.on('disconnect', () => process.exit(0))
