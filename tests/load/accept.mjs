// @ts-check
// The real server accepts exactly the requests that the strict reader accepts: generated streams of bytes over raw sockets, whole, cut anywhere and pipelined.
// usage: node tests/load/accept.mjs [--count N] [--seed N] [--only NUMBER] [--long]
import { connect } from 'node:net'
import { startRaw } from '../api/raw.mjs'
import { drawCase } from './requests.mjs'
import { readStream } from './strict_reader.mjs'

const args = process.argv.slice(2)
const value = (/** @type {string} */ name, /** @type {number} */ fallback) => args.includes(name) ? Number(args[args.indexOf(name) + 1]) : fallback
const isLong = args.includes('--long') || process.env.TANHENG_LONG === '1'
const seed = value('--seed', (Date.now() & 0x7fffffff) | 1)
const only = value('--only', -1)
const count = value('--count', isLong ? 1_000_000 : 24_000)
const AT_ONCE = 24
const PATIENCE_MS = 20_000
// the codes of gate.def: what the application never says
const gateCodes = new Set(['bad-request', 'bad-framing', 'bad-path', 'bad-query', 'headers-too-large', 'http-version', 'unknown-host', 'unsupported-type', 'method-not-allowed',
  'uri-too-long', 'not-found', 'length-required', 'too-large', 'body-incomplete', 'body-timeout', 'overloaded', 'proxy-only', 'internal', 'rate-limited'])

/** Sends the pieces and half-closes; resolves with all that came. @param {number} port @param {string[]} pieces @returns {Promise<{ text: string, isReset: boolean }>} */
function talk(port, pieces) {
  return new Promise((done, fail) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
    const patience = setTimeout(() => { socket.destroy(); fail(new Error('the server did not end the connection')) }, PATIENCE_MS)
    let text = '', isReset = false
    const finish = () => { clearTimeout(patience); socket.destroy(); done({ text, isReset }) }
    const next = () => {
      const piece = pieces.shift()
      if (piece === undefined) { if (socket.writable) socket.end(); return }
      if (socket.writable) socket.write(Buffer.from(piece, 'latin1'), () => setImmediate(next))
    }
    socket.on('connect', next)
    socket.on('data', chunk => { text += chunk.toString('latin1') })
    socket.on('end', finish)
    socket.on('error', () => { isReset = true; finish() })
  })
}

/** Answers in order, each from the application or not, and whether the application ended the connection by a problem of its own. @param {string} text */
function answers(text) {
  const found = []
  let isEnded = false
  for (text = text.replaceAll('HTTP/1.1 100 Continue\r\n\r\n', ''); text.startsWith('HTTP/1.1 ');) {
    const end = text.indexOf('\r\n\r\n') + 4
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(text.slice(0, end))?.[1] ?? 0)
    const body = /[{<]/.test(text[end] ?? '') ? text.slice(end, end + length) : '' // a HEAD has none
    const isProblem = text[9] !== '2'
    const code = /"code":"([a-z-]+)"/.exec(body)?.[1] ?? ''
    found.push(!isProblem || (body !== '' && !gateCodes.has(code)))
    isEnded = isProblem && found[found.length - 1]
    text = text.slice(end + body.length)
  }
  return { found, isEnded, rest: text }
}

/** @param {number} port @param {number} number @param {boolean} isWhole send it in one piece */
async function judge(port, number, isWhole) {
  const { text, cuts: drawn } = drawCase(seed, number)
  const cuts = isWhole ? [] : drawn
  const expected = readStream(text)
  const pieces = [0, ...cuts].map((from, i) => text.slice(from, cuts[i] ?? text.length)).filter(piece => piece)
  const { text: reply, isReset } = await talk(port, pieces)
  const { found, isEnded, rest } = answers(reply)
  const accepted = found.filter(Boolean).length
  const isOrdered = found.every((good, i) => good || i === found.length - 1)
  const refusals = found.length - accepted
  const isCounted = accepted === expected.accepted ? refusals <= (expected.rest ? 1 : 0) : isEnded && accepted < expected.accepted
  return { isSame: isOrdered && isCounted && rest === '', expected, accepted, refusals, text, reply, isReset }
}

const server = await startRaw(['--connections-per-address', '512'])
const totals = { cases: 0, accepted: 0, refused: 0, failed: 0 }
let number = only >= 0 ? only : 0
const end = only >= 0 ? only + 1 : count

async function worker() {
  while (number < end && totals.failed < 10) {
    const mine = number++
    let result = await judge(server.port, mine, false)
    // bytes that arrive behind the server's close reset the connection, and the answer may be lost with it: then the stream is sent in one piece
    for (let again = 0; again < 2 && !result.isSame; again++) result = await judge(server.port, mine, result.isReset)
    totals.cases++
    totals.accepted += result.expected.accepted
    totals.refused += result.expected.rest ? 1 : 0
    if (result.isSame) continue
    totals.failed++
    console.log(`FAIL case ${mine}: the reader accepts ${result.expected.accepted}${result.expected.rest ? ' and refuses the rest' : ''}, the server accepted ${result.accepted} and refused ${result.refusals}\n` +
      `  sent ${JSON.stringify(result.text.length > 1500 ? result.text.slice(0, 1500) + '…' : result.text)}\n  got  ${JSON.stringify(result.reply.slice(0, 300))}\n` +
      `  again: node tests/load/accept.mjs --seed ${seed} --only ${mine}`)
  }
}

const started = Date.now()
console.log(`seed ${seed}, ${end - number} streams`)
try {
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
} finally {
  const code = await server.stop()
  if (code !== 0) { totals.failed++; console.log(`FAIL the server ended with ${code}`) }
}
console.log(`${totals.cases} streams in ${((Date.now() - started) / 1000).toFixed(1)} s: ${totals.accepted} requests accepted by both, ${totals.refused} streams refused by both`)
if (only < 0 && (totals.accepted < totals.cases / 10 || totals.refused < totals.cases / 10)) { totals.failed++; console.log('FAIL the generator is lopsided: too few good or too few bad streams') }
console.log(`${totals.failed ? 0 : 1} passed, ${totals.failed} failed`) // one test, however many streams
process.exit(totals.failed ? 1 : 0)
