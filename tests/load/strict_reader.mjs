// @ts-check
// An independent strict reader of HTTP/1.1 requests, written from RFC 9110, RFC 9112 and docs/security.md, not from the gate's source. It only judges:
// how many requests of a stream of bytes may reach the application, and whether the stream ends with a refusal.
const HEAD_MAX = 16384
const limits = new Map(Object.entries({
  'accept-encoding': 256, 'accept-language': 256, authorization: 512, connection: 128, 'content-encoding': 128, 'content-length': 128, 'content-type': 128,
  cookie: 4096, expect: 128, host: 255, 'idempotency-key': 128, 'if-match': 128, 'if-none-match': 512, origin: 255, 'sec-fetch-site': 32, 'x-tanheng': 32, 'x-tanheng-scan': 64,
  'transfer-encoding': 128, upgrade: 128, 'user-agent': 1024, 'x-real-ip': 128
}))
const requestLine = /^(GET|HEAD|POST|PUT|PATCH|DELETE) (\/[A-Za-z0-9/_.-]*)(?:\?([^ ]*))? HTTP\/1\.([01])$/
const fieldLine = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+): *([\x20-\x7e]*)$/
const hostValue = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::([0-9]{1,5}))?$/i
const jsonType = /^application\/json *(?:; *(?:charset=(?:utf-8|"utf-8"))? *)?$/i
const pair = /^([a-z0-9_]{1,32})=((?:[A-Za-z0-9\-._~!'()*,:@/]|%[0-9A-Fa-f]{2})*)$/
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
// controls, characters that show nothing, and non-characters
const unseen = /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]|\p{Noncharacter_Code_Point}/u

/** What of the server's routes the reader must know; `body` = longest body, 0 = none is taken. */
export const routes = new Map(Object.entries({
  '/healthz': { methods: ['GET'], body: 0, old: true },
  '/': { methods: ['GET', 'HEAD'], body: 0, old: false },
  '/v1/core': { methods: ['POST'], body: 262144, old: false }
}))

/** @param {string} path */
function pathIsCanonical(path) {
  const segments = path.slice(1).split('/')
  return path.length <= 512 && segments.every((s, i) => s !== '.' && s !== '..' && (s !== '' || i === segments.length - 1))
}

/** @param {string} query */
function queryIsGood(query) {
  const keys = new Set()
  if (query.length > 1024) return false
  for (const text of query.split('&')) {
    const found = pair.exec(text)
    if (!found || keys.has(found[1]) || keys.size === 16) return false
    keys.add(found[1])
    const bytes = Buffer.from(found[2].replace(/%(..)/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1')
    try { if (unseen.test(utf8.decode(bytes))) return false } catch { return false }
  }
  return true
}

/** The known headers by lower-case name, or null. @param {string[]} lines */
function fields(lines) {
  const known = /** @type {Map<string, string>} */ (new Map())
  if (lines.length >= 64) return null
  for (const line of lines) {
    const found = fieldLine.exec(line)
    if (!found) return null
    const name = found[1].toLowerCase(), value = found[2].replace(/ +$/, '')
    const limit = limits.get(name)
    if (limit === undefined) continue
    if (known.has(name) || value.length > limit) return null
    known.set(name, value)
  }
  return known
}

/** @param {Map<string, string>} known */
function framingIsGood(known) {
  if (known.has('transfer-encoding') || known.has('content-encoding') || known.has('upgrade')) return false
  if (known.has('content-length') && !/^[0-9]{1,9}$/.test(known.get('content-length') ?? '')) return false
  if (known.has('expect') && known.get('expect')?.toLowerCase() !== '100-continue') return false
  const host = hostValue.exec(known.get('host') ?? '')
  return host !== null && Number(host[1] ?? 0) <= 65535
}

/** @param {Map<string, string>} known @param {boolean} isOld */
function staysOpen(known, isOld) {
  const wish = known.get('connection')
  if (wish === undefined) return !isOld
  const words = wish.toLowerCase().split(',').map(w => w.trim())
  return words.includes('keep-alive') && !words.includes('close')
}

/**
 * One request at the start of `text` (latin1).
 * @param {string} text @returns {null | { size: number, staysOpen: boolean }} null = refuse, or it never ends
 */
function readOne(text) {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0 || end + 4 > HEAD_MAX) return null
  const [first, ...lines] = text.slice(0, end).split('\r\n')
  const line = requestLine.exec(first)
  const known = fields(lines)
  if (!line || !known || !framingIsGood(known)) return null
  const [, method, path, query, minor] = line
  const route = routes.get(path)
  if (!pathIsCanonical(path) || (query !== undefined && !queryIsGood(query)) || !route || !route.methods.includes(method)) return null
  const length = Number(known.get('content-length') ?? 0), isOld = minor === '0'
  if ((isOld && !route.old) || length > route.body || (route.body > 0 && !known.has('content-length'))) return null
  if (length > 0 && !jsonType.test(known.get('content-type') ?? '')) return null
  if (text.length < end + 4 + length) return null
  return { size: end + 4 + length, staysOpen: staysOpen(known, isOld) }
}

/** How many requests of the stream are accepted, and whether bytes remain that are not. @param {string} text */
export function readStream(text) {
  let accepted = 0
  for (;;) {
    if (text.length === 0) return { accepted, rest: false }
    const one = readOne(text)
    if (!one) return { accepted, rest: true }
    accepted++
    if (!one.staysOpen) return { accepted, rest: false }
    text = text.slice(one.size)
  }
}
