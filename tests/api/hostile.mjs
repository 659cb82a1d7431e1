// Requests that break the rules: every row of the parsing table of the security page as bytes, with the one answer allowed. Sent by
// raw.test.mjs to the server itself, and by tests/deploy/nginx.test.mjs through the proxy.

export const host = 'Host: localhost\r\n'
export const json = 'Content-Type: application/json\r\n'
export const call = '{"op":"version"}'
export const smuggled = `GET /healthz HTTP/1.1\r\n${host}\r\n`
export const post = (headers, body = '') => `POST /v1/core HTTP/1.1\r\n${host}${headers}\r\n${body}`
export const get = (target) => `GET ${target} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`
export const many = (count, more = '') => `POST /v1/core HTTP/1.1\r\n${host}${Array.from({ length: count }, (_, i) => `X-${i}: 1\r\n`).join('')}${more}\r\n`
export const manyGet = (count) => `GET /healthz HTTP/1.1\r\n${host}Connection: close\r\n${Array.from({ length: count }, (_, i) => `X-${i}: 1\r\n`).join('')}\r\n`

// name, bytes, the one status allowed; the connection must end and nothing behind the request may be answered
export const refused = [
  ['Content-Length with Transfer-Encoding', post(`${json}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n`, `0\r\n\r\n${smuggled}`), 400],
  ['two different Content-Length', post(`${json}Content-Length: 5\r\nContent-Length: 6\r\n`, `hello${smuggled}`), 400],
  ['the same Content-Length twice', post(`${json}Content-Length: 5\r\nContent-Length: 5\r\n`, `hello${smuggled}`), 400],
  ['Content-Length 5abc', post(`${json}Content-Length: 5abc\r\n`, `hello${smuggled}`), 400],
  ['Content-Length +5', post(`${json}Content-Length: +5\r\n`, `hello${smuggled}`), 400],
  ['Content-Length -5', post(`${json}Content-Length: -5\r\n`, `hello${smuggled}`), 400],
  ['Content-Length abc', post(`${json}Content-Length: abc\r\n`, smuggled), 400],
  ['Content-Length 5, 5', post(`${json}Content-Length: 5, 5\r\n`, `hello${smuggled}`), 400],
  ['a saturating Content-Length', post(`${json}Content-Length: 99999999999999999999\r\n`, smuggled), 413],
  ['a Content-Length above the cap', post(`${json}Content-Length: 900000000\r\n`, smuggled), 413],
  ['a body on GET', `GET /healthz HTTP/1.1\r\n${host}Content-Length: 3\r\n\r\nabc`, 413],
  ['Transfer-Encoding identity', post(`${json}Content-Length: 5\r\nTransfer-Encoding: identity\r\n`, 'hello'), 400],
  ['Transfer-Encoding chunked then identity', post(`${json}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n`, `0\r\n\r\n${smuggled}`), 400],
  ['Transfer-Encoding with a blank before the colon', post(`${json}Transfer-Encoding : chunked\r\n`, `0\r\n\r\n${smuggled}`), 400],
  ['Content-Length with a blank before the colon', post(`${json}Content-Length : 5\r\n`, `hello${smuggled}`), 400],
  ['chunk size zz', post(`${json}Transfer-Encoding: chunked\r\n`, 'zz\r\nhello\r\n0\r\n\r\n'), 400],
  ['chunk size FFFFFFFFFFFFFFFF', post(`${json}Transfer-Encoding: chunked\r\n`, 'FFFFFFFFFFFFFFFF\r\nhello'), 400],
  ['unknown Transfer-Encoding', post(`${json}Transfer-Encoding: gzip\r\n`, smuggled), 400],
  ['64 headers', many(63), 431],
  ['70 headers', many(69), 431],
  ['Content-Length as the 65th header', many(63, `Content-Length: ${smuggled.length}\r\n`) + smuggled, 431],
  ['a folded header', post(`${json}X-A: a\r\n b\r\nContent-Length: 5\r\n`, `hello${smuggled}`), 400],
  ['LF-only line ends', `GET /healthz HTTP/1.1\n${host.replace('\r', '')}\n`, 400],
  ['one LF-only line', `GET /healthz HTTP/1.1\r\n${host.replace('\r', '')}X-A: 1\r\n\r\n`, 400],
  ['a bare CR in a header', `GET /healthz HTTP/1.1\r\n${host}X-A: a\rb\r\n\r\n`, 400],
  ['CR CR at the end of the request line', `GET /healthz HTTP/1.1\r\r${host}\r\n`, 400],
  ['LF and a blank at the end of the request line', `GET /healthz HTTP/1.1\n ${host}\r\n`, 400],
  ['CR LF CR at the end of the request line', `GET /healthz HTTP/1.1\r\n\r${host}\r\n`, 400],
  ['a blank line before the request', `\r\nGET /healthz HTTP/1.1\r\n${host}\r\n`, 400],
  ['two blanks in the request line', `GET  /healthz HTTP/1.1\r\n${host}\r\n`, 400],
  ['no Host', 'GET /healthz HTTP/1.1\r\nX-A: 1\r\n\r\n', 400],
  ['no headers at all', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
  ['two Hosts', `GET /healthz HTTP/1.1\r\n${host}${host}\r\n`, 400],
  ['a foreign Host', 'GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n', 421],
  ['NUL in the path, escaped', get('/a%00b'), 400],
  ['line feed in the path, escaped', get('/a%0ab'), 400],
  ['overlong dots', get('/%c0%ae%c0%ae/'), 400],
  ['escaped dot segments', get('/x/%2e%2e/y'), 400],
  ['double slash and dot segments', get('//a/./b/../c'), 400],
  ['dot segments', get('/x/../healthz'), 400],
  ['a broken escape', get('/%zz'), 400],
  ['a broken escape in the query', get('/healthz?a=%z'), 400],
  ['a repeated query key', get('/healthz?a=1&a=2'), 400],
  ['NUL in the query', get('/healthz?a=%00'), 400],
  ['a long path', get(`/${'a'.repeat(600)}`), 414],
  ['a query of 8 KB', get(`/healthz?a=${'b'.repeat(8000)}`), 414],
  ['PROPFIND', `PROPFIND / HTTP/1.1\r\n${host}\r\n`, 405],
  ['OPTIONS', `OPTIONS /healthz HTTP/1.1\r\n${host}Origin: http://evil.example\r\nAccess-Control-Request-Method: POST\r\n\r\n`, 405],
  ['POST to a page', `POST / HTTP/1.1\r\n${host}Content-Length: 0\r\n\r\n`, 405],
  ['DELETE on /v1/core', `DELETE /v1/core HTTP/1.1\r\n${host}\r\n`, 405],
  ['an upgrade to WebSocket', `GET /healthz HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`, 400],
  ['a header of 20 KB', `GET /healthz HTTP/1.1\r\n${host}X-A: ${'a'.repeat(20000)}\r\n\r\n`, 431],
  ['a long known header', `GET /healthz HTTP/1.1\r\n${host}Idempotency-Key: ${'a'.repeat(129)}\r\n\r\n`, 431],
  ['raw UTF-8 in the request line', `GET /\xe4\xb8\xad HTTP/1.1\r\n${host}\r\n`, 400],
  ['raw UTF-8 in a header', `GET /healthz HTTP/1.1\r\n${host}X-A: \xe4\xb8\xad\r\n\r\n`, 400],
  ['a raw NUL in a header', `GET /healthz HTTP/1.1\r\n${host}X-A: a\0b\r\n\r\n`, 400],
  ['a doubled Authorization', `GET /healthz HTTP/1.1\r\n${host}Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n`, 400],
  ['HTTP/1.2', `GET /healthz HTTP/1.2\r\n${host}\r\n`, 505],
  ['HTTP/2.0', `GET /healthz HTTP/2.0\r\n${host}\r\n`, 505],
  ['HTTP/1.0 for more than a health check', `POST /v1/core HTTP/1.0\r\n${host}${json}Content-Length: ${call.length}\r\n\r\n${call}`, 505],
  ['HTTP/1.0 for a page', `GET / HTTP/1.0\r\n${host}\r\n`, 505],
  ['no Content-Length', post(json), 411],
  ['no Content-Type', post(`Content-Length: ${call.length}\r\n`, call), 415],
  ['text/plain', post(`Content-Type: text/plain\r\nContent-Length: ${call.length}\r\n`, call), 415],
  ['a charset other than UTF-8', post(`Content-Type: application/json; charset=gbk\r\nContent-Length: ${call.length}\r\n`, call), 415],
  ['a compressed body', post(`${json}Content-Encoding: gzip\r\nContent-Length: ${call.length}\r\n`, call), 415],
  ['F6 the form body that loops CivetWeb for ever', post('Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n', 'b=%'), 415],
  ['a multipart body', post('Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 5\r\n', '--x--'), 415],
  ['an unknown expectation', post(`${json}Expect: a-miracle\r\nContent-Length: ${call.length}\r\n`, call), 417],
  ['an unknown path', get('/v1/nothing'), 404],
  ['a path of the file system', get('/etc/passwd'), 404]
]

// CivetWeb itself answers these, or closes without a word; both are safe, a second answer is not
export const refusedByParser = [
  ['TRACE', `TRACE / HTTP/1.1\r\n${host}\r\n`, [400, 405]],
  ['an unknown method', `FOO / HTTP/1.1\r\n${host}\r\n`, [400, 405]],
  ['a lower-case method', `get /healthz HTTP/1.1\r\n${host}\r\n`, [400, 405]],
  ['OPTIONS *', `OPTIONS * HTTP/1.1\r\n${host}\r\n`, [400, 405]],
  ['the absolute form, our host', `GET http://localhost/healthz HTTP/1.1\r\n${host}\r\n`, [400]],
  ['the absolute form, a foreign host', `GET http://evil.example/healthz HTTP/1.1\r\n${host}\r\n`, [400]],
  ['an HTTP/0.9 request', 'GET /healthz\r\n\r\n', [400]],
  ['noise', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + '\r\n'.repeat(4), [400]],
  ['two empty lines and blanks', `\r\n\r\n${' '.repeat(500)}\r\n\r\n`, [400]]
]
