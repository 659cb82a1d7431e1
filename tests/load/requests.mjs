// @ts-check
// Raw requests that are right, nearly right or hostile, drawn from a seed. Texts are latin1: one character is one byte.
import { prng } from '../fuzz/prng.mjs'

const odd = ['\r', '\n', '\r\n', '\r\r', '\n ', '\n\n', '\0', '\t', ' ', ':', ';', ',', '%', '?', '/', '.', '\x7f', '\x80', '\xff', '\x0b', '"', '#', '+', '=', '&', '@']
const lineEnds = ['\n', '\r', '\r\r', '\r\r\n', '\n\r', '\r\n ', '\r\n\t', ' \r\n', '\r \n', '\n ', '\r\n\r', '\x0b\r\n', '\0\r\n', '']
const calls = ['{"op":"version"}', '{"op":"version" }', ' {"op":"version"}\n']

const goodFields = [
  'Accept: */*', 'Accept-Encoding: gzip, br', 'Accept-Language: zh-CN', 'Authorization: Bearer th1_none', 'Connection: keep-alive', 'Connection: close',
  'Connection: Upgrade', 'Connection: close, keep-alive', 'Connection: ,keep-alive,', 'Cookie: a=b; c=d', 'Idempotency-Key: 0123456789', 'If-None-Match: "x"', 'Origin: http://localhost',
  'Sec-Fetch-Site: same-origin', 'User-Agent: t/1', 'X-Real-IP: 1.2.3.4', 'X-Real-IP: nonsense', 'X-Forwarded-Proto: https', 'X-A: 1', 'X-B:', 'X-C:   spaced   ', '!#$%&\'*+-.^_`|~: token',
  'X-HTTP-Method-Override: DELETE', 'TE: trailers', 'Trailer: X', 'Forwarded: for=1', 'Keep-Alive: timeout=5', 'Content-Length-X: 7', 'Range: bytes=0-1'
]
const badFields = [
  'Transfer-Encoding: chunked', 'Transfer-Encoding: identity', 'transfer-encoding:', 'Transfer-Encoding : chunked', 'Content-Encoding: gzip', 'Content-Encoding: identity',
  'Upgrade: websocket', 'Upgrade: h2c', 'Expect: a-miracle', 'Expect:', 'Host: localhost', 'Host: evil.example', 'Content-Length: 5', 'Content-Length: +5', 'Content-Length: 5abc',
  'Content-Length: 0x5', 'Content-Length: 5, 5', 'Content-Length: -1', 'Content-Length:', 'Content-Length: 9999999999', 'Content-Length: 99999999999999999999', 'Content-Length : 5',
  ' X: folded', '\tX: folded', ': no name', 'no colon', 'X Y: blank', 'X\t: tab', 'X-A: a\tb', 'X-A:\ta', 'X-A: \xe4\xb8\xad', 'X\xe4: a', 'X-A: a\0b', '(X): a', 'X-A: a\x7f', '',
  'Authorization: Bearer a', 'Cookie: z=1', 'If-Match: "a"', 'User-Agent: again', 'Origin: null', 'Content-Type: text/plain', 'Content-Type: application/json'
]
const targets = ['/', '/healthz', '/v1/core', '/healthz', '/v1/core']
const oddTargets = [
  '/nothing', '/healthz/', '//healthz', '/./healthz', '/../healthz', '/healthz/..', '/a/../healthz', '/%68ealthz', '/Healthz', '/healthz;a=1', '/healthz#f', '*', 'healthz', 'http://localhost/healthz',
  'http://evil.example/', '/?', '/?a', '/?a=1&a=2', '/?a=%', '/?a=%zz', '/?a=%00', '/?a=%c0%ae', '/?A=1', '/?a=1&', '/?&a=1',
  '/?a=+', '/?a=%e2%80%8b', '/?a=%ed%a0%80', '/?a=b=c', '/?a=1?b', '/?a="', '/\xe4\xb8\xad', '/...', '/v1//core', '/v1/core/', '\\healthz', '/healthz\x7f'
]
const goodQueries = ['a=1', 'a=', 'a=%E4%B8%AD&b_2=x', 'long_key_of_thirty_two_bytes_0123=1', "q=-._~!'()*,:@/", 'a=1&b=2&c=3', 'a=%20%41', 'a=%f0%9f%8c%b1']
const hosts = ['localhost', 'LOCALHOST', '127.0.0.1', '[::1]', 'localhost:80', '127.0.0.1:65535', '[::1]:8080', 'localhost:00080']
const oddHosts = ['', 'evil.example', 'localhost:', 'localhost:99999', 'localhost:123456', 'localhost:8a', 'localhost.', 'localhost@evil.example', '[::1', '::1', 'localhost,127.0.0.1', 'localhost evil', ' localhost', 'localhost:65536', '[::1]80', '[::1]:']
const types = ['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset=UTF-8', 'application/json;', 'application/json ; charset="utf-8"']
const oddTypes = ['', 'text/plain', 'application/json; charset=gbk', 'application/json; a=b', 'application/jsonx', 'application/json, text/plain', 'application/json;charset=utf-8;x', 'application/x-www-form-urlencoded']
const methods = ['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND', 'get', 'GET\0', 'G ET', 'M-SEARCH', '']
const versions = ['HTTP/1.0', 'HTTP/1.2', 'HTTP/2.0', 'HTTP/0.9', 'http/1.1', 'HTTP/1.10', 'HTTP/1.1 ', 'HTTP/11', 'HTTP/1.1x', 'HTTP/', 'HTTPS/1.1', '']

/** @param {number} seed @param {number} number the case's number: each is drawn on its own, so that one can be repeated alone */
export function drawCase(seed, number) {
  const r = prng(seed, number)
  const usual = (/** @type {string[]} */ good, /** @type {string[]} */ bad, chance = 12) => r.one(chance) ? r.pick(bad) : r.pick(good)

  const long = () => {
    const [name, limit] = r.pick(/** @type {[string, number][]} */ ([['Cookie', 4096], ['Idempotency-Key', 128], ['User-Agent', 1024], ['Sec-Fetch-Site', 32], ['Authorization', 512], ['X-Tanheng', 32], ['X-Long', 9000], ['If-Match', 128]]))
    return `${name}: ${'a'.repeat(limit + r.int(-1, 1))}`
  }
  const mixCase = (/** @type {string} */ field) => r.one(4) ? field.replace(/^[^:]*/, n => r.one(2) ? n.toLowerCase() : n.toUpperCase()) : field

  const fieldsOf = (/** @type {string} */ method, /** @type {string} */ body) => {
    const list = r.one(60) ? [] : [`Host:${' '.repeat(r.int(0, 2))}${usual(hosts, oddHosts, 25)}`]
    if (method === 'POST' || r.one(30)) {
      if (!r.one(40)) list.push(`Content-Length: ${r.one(50) ? body.length + r.int(-1, 1) : String(body.length).padStart(r.one(20) ? r.int(1, 11) : 1, '0')}`)
      if (!r.one(40)) list.push(`Content-Type: ${usual(types, oddTypes, 25)}`)
      if (r.one(60)) list.push('Expect: 100-continue')
    } else if (r.one(40)) list.push('Content-Length: 0')
    for (let i = r.int(0, 3); i > 0; i--) list.push(r.one(20) ? r.pick(badFields) : r.pick(goodFields))
    if (r.one(40)) list.push(long())
    if (r.one(50)) for (let i = r.int(55, 66); i > 0; i--) list.push(`X-${i}: 1`)
    if (r.one(3)) list.sort(() => r.int(0, 2) - 1)
    return list.map(mixCase)
  }

  const target = () => {
    if (r.one(12)) return r.pick(oddTargets)
    if (r.one(80)) return `/${'a'.repeat(r.int(505, 516))}`
    if (r.one(80)) return `/?a=${'b'.repeat(r.int(1018, 1026))}`
    if (r.one(80)) return `/?${Array.from({ length: r.int(14, 18) }, (_, i) => `k${i}=1`).join('&')}`
    return r.one(5) ? `/?${r.pick(goodQueries)}` : r.pick(targets)
  }

  const damaged = (/** @type {string} */ text) => { // a byte or two of the head, anywhere
    const at = r.int(0, Math.min(text.length - 1, 400)), what = r.pick(odd)
    const kind = r.int(0, 3)
    if (kind === 0) return text.slice(0, at) + what + text.slice(at)
    if (kind === 1) return text.slice(0, at) + text.slice(at + 1)
    if (kind === 2) return text.slice(0, at) + what + text.slice(at + 1)
    return text.slice(0, at) + text.slice(at, at + r.int(1, 8)).toUpperCase() + text.slice(at + r.int(0, 8))
  }

  const request = () => {
    const goal = target()
    const method = r.one(25) ? r.pick(methods) : goal.startsWith('/v1/core') ? 'POST' : 'GET'
    const body = method === 'POST' ? r.pick(calls) : ''
    const end = () => r.one(150) ? r.pick(lineEnds) : '\r\n'
    const blank = () => r.one(150) ? r.pick(['', '  ', '\t', '\r\n']) : ' '
    let head = `${r.one(100) ? r.pick(['\r\n', ' ', '\n', '\0']) : ''}${method}${blank()}${goal}${blank()}${usual(['HTTP/1.1'], versions, 25)}${end()}`
    for (const field of fieldsOf(method, body)) head += field + end()
    head += end()
    return (r.one(6) ? damaged(head) : head) + body
  }

  let text = ''
  for (let i = r.one(3) ? r.int(2, 4) : 1; i > 0; i--) text += request()
  if (r.one(30)) text += r.pick(['\r\n', 'x', '\0'.repeat(20), 'GET / HTTP/1.1\r\nHost: localhost\r\n'])
  const cuts = r.one(3) ? Array.from({ length: r.int(1, 4) }, () => r.int(1, Math.max(1, text.length - 1))).sort((a, b) => a - b) : []
  return { text, cuts }
}
