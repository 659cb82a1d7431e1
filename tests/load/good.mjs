// @ts-check
// Well-behaved clients in a process of their own, so that nothing but the server slows them down. Started by campaign.mjs with fork(); sends one message:
// { count, p50, p99, max, errors, retries }, times in milliseconds. usage (arguments): port tls|plain seconds clients pause-ms
import http from 'node:http'
import https from 'node:https'

const [port, kind, seconds, clients, pause] = process.argv.slice(2)
const isTls = kind === 'tls'
const library = isTls ? https : http
const call = '{"op":"calculate","form":"energy_report","period":{"start":"2025-03","end":"2025-03"},"doc":{"grid_area":"guangdong","energy":[{"carrier":"electricity","unit":"10k_kWh","m03":"12.5"}]}}'
const until = Date.now() + Number(seconds) * 1000
const times = /** @type {number[]} */ ([])
const errors = /** @type {Record<string, number>} */ ({})
let retries = 0

/** @param {import('node:http').Agent} agent @param {string} localAddress @returns {Promise<{ status?: number, error?: string, isStale: boolean }>} */
function ask(agent, localAddress) {
  return new Promise(done => {
    const request = library.request({ host: '127.0.0.1', port: Number(port), localAddress, agent, method: 'POST', path: '/v1/core', rejectUnauthorized: false, timeout: 15000,
      headers: { 'Content-Type': 'application/json', 'Content-Length': call.length } }, reply => {
      reply.resume()
      reply.on('end', () => done({ status: reply.statusCode, isStale: false }))
      reply.on('error', error => done({ error: error.message, isStale: false }))
    })
    request.on('timeout', () => request.destroy(new Error('no answer in 15 s')))
    request.on('error', (/** @type {any} */ error) => done({ error: error.code ?? error.message, isStale: request.reusedSocket }))
    request.end(call)
  })
}

/** Every other client keeps its connection. @param {number} number */
async function client(number) {
  const agent = new library.Agent({ keepAlive: number % 2 === 0, maxSockets: 1 })
  const address = `127.9.0.${number + 1}`
  while (Date.now() < until) {
    const started = performance.now()
    let reply = await ask(agent, address)
    if (reply.isStale) { // a kept connection may end at any time before its next request: every client asks again
      retries++
      reply = await ask(agent, address)
    }
    times.push(performance.now() - started)
    if (reply.status !== 200) errors[String(reply.error ?? reply.status)] = (errors[String(reply.error ?? reply.status)] ?? 0) + 1
    await new Promise(done => setTimeout(done, Number(pause)))
  }
  agent.destroy()
}

await Promise.all(Array.from({ length: Number(clients) }, (_, i) => client(i)))
times.sort((a, b) => a - b)
const at = (/** @type {number} */ share) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
process.send?.({ count: times.length, p50: at(0.5), p99: at(0.99), max: at(1), errors, retries })
