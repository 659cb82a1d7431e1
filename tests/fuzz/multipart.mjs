// @ts-check
// The server's multipart reader against an independent one over generated bodies: they take the same bodies and see the same parts.
// usage: node tests/fuzz/multipart.mjs [--count 20000] [--seed N]; MULTIPART_BATCH names the program (build/dev/tests/fuzz/multipart_batch)
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { prng } from './prng.mjs'

const flag = (/** @type {string} */ name, /** @type {number} */ otherwise) => { const at = process.argv.indexOf(name); return at < 0 ? otherwise : Number(process.argv[at + 1]) }
const seed = flag('--seed', 20261121), count = flag('--count', 20000)
const binary = process.env.MULTIPART_BATCH ?? fileURLToPath(new URL('../../build/dev/tests/fuzz/multipart_batch', import.meta.url))
const random = prng(seed)
const VERDICTS = ['more', 'done', 'malformed', 'parts', 'head', 'large', 'stopped']

// ---- the other reader: over the whole body, with regular expressions instead of states (bytes as latin1 characters)

const LINE = /^([A-Za-z0-9!#$%&'*+\-.^_`|~]+):([^\x00-\x1f\x7f]*)$/
const PARAMETER = /^; ?([A-Za-z0-9!#$%&'*+\-.^_`|~]+)="([^"]*)"/

/** @param {string} text @returns {{ name: string, filename?: string } | null} */
function disposition(text) {
  let rest = /^form-data/i.test(text) ? text.slice(9) : null
  /** @type {Record<string, string>} */
  const found = {}
  while (rest) {
    const m = PARAMETER.exec(rest), key = m?.[1].toLowerCase() ?? ''
    if (!m || !['name', 'filename'].includes(key) || key in found || m[2].endsWith('\\')) return null
    found[key] = m[2]
    rest = rest.slice(m[0].length)
  }
  return rest === '' && found.name ? /** @type {{ name: string }} */ (found) : null
}

/** @param {string} head @returns {{ name: string, filename?: string, type: string } | null} */
function readHead(head) {
  let part = null, type = null
  for (const line of head.split('\r\n')) {
    const m = LINE.exec(line)
    if (!m) return null
    const key = m[1].toLowerCase(), value = m[2].replace(/^ +| +$/g, '')
    if (key === 'content-disposition' && (part || !(part = disposition(value)))) return null
    if (key === 'content-type' && (type !== null || !(type = value) || /^multipart\//i.test(value))) return null
    if (key === 'content-transfer-encoding' && !/^(binary|8bit|7bit)$/i.test(value)) return null
  }
  return part && { ...part, type: type ?? '' }
}

/** The parts, or why not. @param {string} body @returns {{ name: string, filename?: string, type: string, content: string }[] | string} */
function strictRead(body) {
  const parts = []
  if (!body.startsWith('--b1')) return 'malformed'
  for (let rest = body.slice(4); ;) {
    if (rest.startsWith('--')) return parts.length && (rest === '--' || rest === '--\r\n') ? parts : 'malformed'
    if (!rest.startsWith('\r')) return 'malformed'
    if (rest.length > 1 && parts.length === 8) return 'parts'
    if (rest[1] !== '\n') return 'malformed'
    const headEnd = rest.indexOf('\r\n\r\n', 2)
    if (headEnd < 0 ? rest.length - 2 > 8192 : headEnd + 2 > 8192) return 'head'
    const head = headEnd < 0 ? null : readHead(rest.slice(2, headEnd))
    if (!head) return 'malformed'
    const content = rest.slice(headEnd + 4), end = content.indexOf('\r\n--b1')
    const cap = head.filename === undefined ? 4096 : 20 * 1024 * 1024
    if (end > cap) return 'large'
    if (end < 0) return 'unended' // malformed or large: how much of a half boundary counts is the reader's own affair
    parts.push({ ...head, content: content.slice(0, end) })
    rest = content.slice(end + 6)
  }
}

// ---- bodies: right ones, then damaged by a hair

const NAMES = ['file', 'name', 'a', 'x y', 'n;o', 'n=o']
const FILES = ['a.pdf', '', '证明*(1).jpg', '../../x', 'C:\\tmp\\y.png', 'a%22b.pdf', "o'k.xlsx"]
const TYPES = ['application/pdf', 'image/png; x="y"', 'text/plain']
const BAD_TYPES = ['multipart/mixed; boundary=z', '', 'Multipart/Form-Data']
const CONTENT = ['', 'x', '\r\n', '\r', '\n', '--b1', '\r\n--b', '\r\n--', '\r\n--b1', '\n--b1', '\r\r\n--b2', '-', '--', '\0', '%PDF-1.4\r\n%%EOF', '\xff\xd8\xff']

const latin = (/** @type {string} */ text) => Buffer.from(text, 'utf8').toString('latin1')
function part() {
  const name = random.one(40) ? '' : random.pick(NAMES), file = random.one(40) ? 'q\\' : random.pick(FILES)
  const lines = [`Content-Disposition: form-data; name="${name}"${random.one(2) ? `; filename="${latin(file)}"` : ''}`]
  if (random.one(2)) lines.push(`Content-Type: ${random.pick(random.one(20) ? BAD_TYPES : TYPES)}`)
  if (random.one(6)) lines.unshift(random.pick(['Content-Length: 3', 'X-Y:', 'Content-Transfer-Encoding: binary']))
  if (random.one(40)) lines.push(random.pick(['content-transfer-encoding: base64', 'no colon', ' folded', ': x']))
  if (random.one(60)) lines.push(`X: ${'y'.repeat(random.int(8000, 8200))}`)
  let content = ''
  for (let n = random.int(0, 4); n > 0; n--) content += random.pick(CONTENT)
  if (random.one(40)) content = 'z'.repeat(random.int(4090, 4100))
  return `${lines.join('\r\n')}\r\n\r\n${content}`
}

const BITS = ['\r', '\n', '\r\n', '--', '--b1', ' ', '"', ';', ':', '\\', '\0', '\t', 'b', '\r\n\r\n', '\x7f']
function damaged(/** @type {string} */ body) {
  const at = random.int(0, body.length), cut = random.pick([0, 0, 1, 1, 2])
  return body.slice(0, at) + (random.one(3) ? '' : random.pick(BITS)) + body.slice(at + cut)
}

function body() {
  const parts = Array.from({ length: random.one(6) ? random.int(7, 10) : random.int(1, 3) }, part)
  let text = `--b1\r\n${parts.join('\r\n--b1\r\n')}\r\n--b1--${random.pick(['', '\r\n'])}`
  for (let n = random.pick([0, 0, 1, 1, 2]); n > 0; n--) text = damaged(text)
  return text
}

// ---- both over all of them

const bodies = Array.from({ length: count }, body)
const framed = bodies.flatMap(text => { const length = Buffer.allocUnsafe(4); length.writeUInt32LE(text.length); return [length, Buffer.from(text, 'latin1')] })
const { stdout, status, error } = spawnSync(binary, [], { input: Buffer.concat(framed), maxBuffer: 1 << 30, timeout: 120_000 })
if (error) throw error
const tally = /** @type {Record<string, number>} */ ({})
let at = 0, differ = 0
for (const text of bodies) {
  if (at + 8 > stdout.length) break
  const verdict = VERDICTS[stdout.readUInt32LE(at)], length = stdout.readUInt32LE(at + 4)
  const seen = stdout.subarray(at + 8, at + 8 + length).toString('latin1')
  at += 8 + length
  const wanted = strictRead(text)
  const want = typeof wanted === 'string' ? wanted : 'done'
  const wantSeen = typeof wanted === 'string' ? null : wanted.map(p => `${p.name}\0${p.filename ?? ''}\0${p.type}\0${p.content}\n`).join('')
  const isSame = want === 'unended' ? ['malformed', 'large'].includes(verdict) : verdict === want && (wantSeen === null || wantSeen === seen)
  tally[verdict] = (tally[verdict] ?? 0) + 1
  if (!isSame && differ++ < 5) console.log(`differs: ours ${verdict}, the other ${want}: ${JSON.stringify(text.slice(0, 600))}`)
}
console.log(`multipart: seed ${seed}, ${bodies.length} bodies: ${JSON.stringify(tally)}`)
const isWhole = status === 0 && at === stdout.length
const isDrawn = ['done', 'malformed', 'parts', 'head', 'large'].every(verdict => (tally[verdict] ?? 0) >= bodies.length / 1000)
if (!isWhole) console.log('the program ended early')
if (!isDrawn) console.log('a verdict was hardly ever reached: draw better bodies')
console.log(`${bodies.length - differ} passed, ${differ + (isWhole ? 0 : 1) + (isDrawn ? 0 : 1)} failed`)
process.exit(differ || !isWhole || !isDrawn ? 1 : 0)
