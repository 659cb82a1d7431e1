// What a waiting PC shows when WeChat is set up: its own code, and a plain one whenever WeChat gives none. And many PCs at once.
import { after, before, beforeEach, test } from 'node:test'
import assert from 'node:assert/strict'
import { readCode, ticketOf } from './code.mjs'
import { people, send, startOutside, startServer } from './server.mjs'

const PATH = '/wxa/getwxacodeunlimit', TICKET = /^[\w-]{22}$/
let server, wechat, outside, end

/** One PC after another comes from its own network: the limit of one address is another test's. */
let addresses = 0
const begin = () => send(server.url, { method: 'POST', path: '/v1/scans', headers: { 'x-real-ip': `198.51.100.${++addresses}` } })
const poll = ({ scan, secret }) => send(server.url, { method: 'GET', path: `/v1/scans/${scan}`, headers: { 'x-tanheng-scan': secret } })
const signIn = () => send(server.url, { method: 'POST', path: '/v1/sessions', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ account: 'alice', password: 'alice-password' }) })
const asked = () => outside.calls.filter((call) => call.path === PATH).map((call) => JSON.parse(call.body))

before(async () => {
  const made = await startOutside()
  ;({ wechat, outside } = made)
  server = await startServer([...made.flags, '--behind-proxy', '127.0.0.1'], people)
  end = made.stop
})
beforeEach(() => outside.forget())
after(async () => {
  assert.equal((await server.stop()).code, 0)
  await end()
})

test('C11 with WeChat the code is its own, and says nothing but the ticket and the page', async () => {
  const { status, json } = await begin()
  assert.equal(status, 201)
  assert.equal(json.code, 'mini')
  assert.match(json.image, /^data:image\/png;base64,/)
  const [{ scene, page, ...more }] = asked()
  assert.deepEqual(more, {})
  assert.equal(page, 'pages/scan/scan')
  assert.match(scene, /^t=[\w-]{22}$/)
  const token = (await signIn()).json.token
  const look = await send(server.url, { method: 'POST', path: '/v1/scans/look', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ ticket: scene.slice(2) }) })
  assert.equal(look.status, 200, look.text)
  assert.equal((await poll(json)).json.state, 'scanned')
})

test('a token that went stale is renewed, and the code is WeChat\'s all the same', async () => {
  await begin()
  wechat.expireToken()
  assert.equal((await begin()).json.code, 'mini')
})

const faults = [
  ...[[41030, 'the page is not published'], [45009, 'the quota is used up'], [-1, 'busy'], [40169, 'the scene is refused'], [40097, 'wrong parameters'], [48001, 'no permission'], [47001, 'no JSON']]
    .map(([errcode, why]) => [`answers ${errcode}: ${why}`, 'json', { body: { errcode, errmsg: `${why} rid: 6560-0001` } }]),
  ['gives an image of no known kind', 'image', { type: 'image/svg+xml', bytes: '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>' }],
  ['says image and sends a page', 'image', { type: 'image/png;base64,AAAA"><script>', bytes: '<html></html>' }],
  ['gives an empty image', 'image', { bytes: '' }],
  ['gives an image that is too large', 'image', { bytes: Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(400_000)]) }],
  ['answers garbage', 'garbage', {}], ['sends elsewhere', 'redirect', {}], ['is down', 'status', { code: 502 }], ['sends without end', 'huge', {}], ['hangs up', 'reset', {}], ['is slow', 'slow', {}]
]

for (const [what, kind, more] of faults)
  test(`WeChat ${what}: the PC shows a plain code that works`, async () => {
    assert.equal((await begin()).json.code, 'mini', 'the host is not left alone')
    outside.plan(PATH, kind, { times: 2, ...more })
    const { status, json, text } = await begin()
    assert.equal(status, 201, text)
    assert.equal(json.code, 'plain')
    assert.match(ticketOf(readCode(json.image)), TICKET)
    assert.equal(text.includes('rid'), false)
    assert.equal((await poll(json)).json.state, 'new')
    outside.forget()
  })

test('WeChat refuses the interface: the log says by which number, and not the ticket', async () => {
  outside.plan(PATH, 'json', { body: { errcode: 41030, errmsg: 'invalid page' } })
  const { json } = await begin()
  assert.ok(/"wechat_code_refused".*"errcode":41030/.test(server.log()))
  assert.equal(server.log().includes(ticketOf(readCode(json.image))), false)
  assert.equal(server.log().includes(asked().at(-1).scene), false)
})

test('64 PCs at once while WeChat is slow: each gets a code, no more than four calls wait, and passwords are not slowed down by it', async () => {
  outside.plan(PATH, 'slow', { times: 64 })
  const codes = Promise.all(Array.from({ length: 64 }, begin))
  assert.equal((await signIn()).status, 201)
  const begun = await codes
  assert.deepEqual(begun.map((one) => one.status), begun.map(() => 201))
  assert.ok(begun.every((one) => one.json.code === 'plain'))
  assert.equal(new Set(begun.map((one) => ticketOf(readCode(one.json.image)))).size, 64)
  assert.ok(asked().length <= 16, `${asked().length} calls`)
})

test('C9 64 PCs ask at once, each for itself, and each gets its own answer; asked twice, one is told to wait', async () => {
  const begun = (await Promise.all(Array.from({ length: 64 }, begin))).map((one) => one.json)
  const replies = await Promise.all([...begun, ...begun].map(poll))
  const byPc = begun.map((_, i) => [replies[i].status, replies[i + 64].status].sort())
  assert.deepEqual(byPc, begun.map(() => [200, 429]))
  const strangers = await Promise.all(begun.map((one, i) => poll({ scan: one.scan, secret: begun[(i + 1) % 64].secret })))
  assert.deepEqual(strangers.map((one) => one.status), begun.map(() => 404))
})
