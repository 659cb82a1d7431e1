// Sign-in by WeChat and by text message against the real server, with stand-ins that speak the providers' documented wire format over verified HTTPS.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { binary, launch, newestCode, send, startOutside, startServer } from './server.mjs'

const folks = { alice: { enterprise: 'alpha', role: 'legal_person' }, mallory: { enterprise: 'alpha', role: 'viewer' } }
const canary = Buffer.from('canary session k').toString('base64')
const bodies = [] // every answer of the server
let around, server, count = 0

before(async () => {
  around = await startOutside()
  server = await startServer([...around.flags, '--connections-per-address', '256'], folks)
})
beforeEach(() => around.outside.forget())
after(async () => {
  await server?.stop()
  await around?.stop()
})

const nextPhone = () => `138001${String(38000 + count++).padStart(5, '0')}`
async function post(path, body, { token, url = server.url } = {}) {
  const reply = await send(url, { method: 'POST', path, headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body) })
  bodies.push(reply.text)
  return reply
}
const byWeChat = (body, more) => post('/v1/sessions/wechat', body, more)
const session = async (token) => (await send(server.url, { method: 'GET', path: '/v1/session', headers: { authorization: `Bearer ${token}` } })).status
const codeOf = (reply) => [reply.status, reply.json?.code]

/** A new account of a WeChat user with a phone. */
async function arrive(openid, phone, more = {}) {
  const reply = await byWeChat({ code: around.wechat.loginCode(openid, more), phone_code: around.wechat.phoneCode(phone) })
  assert.equal(reply.status, 201, reply.text)
  return reply.json
}
async function askCode(phone) {
  const sent = around.sms.sent.length
  const reply = await post('/v1/sign-in-codes', { phone })
  assert.equal(reply.status, 204, reply.text)
  return newestCode(around.sms, phone, sent)
}
test('the first sign-in by WeChat needs the phone and makes an account without enterprises', async () => {
  const phone = nextPhone()
  assert.deepEqual(codeOf(await byWeChat({ code: around.wechat.loginCode('oFirst') })), [403, 'phone-needed'])
  const made = await arrive('oFirst', phone)
  assert.deepEqual([made.provider, made.enterprises, made.name], ['wechat', [], `${phone.slice(0, 3)}****${phone.slice(7)}`])
  const again = await byWeChat({ code: around.wechat.loginCode('oFirst') })
  assert.deepEqual([again.status, again.json.account], [201, made.account])
  assert.notEqual(again.json.token, made.token)
})

test('C1 a login code that was used, is invented, or of another time is refused alike', async () => {
  const code = around.wechat.loginCode('oReplay')
  await byWeChat({ code, phone_code: around.wechat.phoneCode(nextPhone()) })
  const calls = around.outside.calls.length
  const used = await byWeChat({ code })
  assert.equal(around.outside.calls.length, calls, 'a code that was seen goes to nobody')
  const unknown = await byWeChat({ code: 'no-such-code' })
  assert.deepEqual(codeOf(used), [401, 'proof-failed'])
  const same = ({ request_id: _, ...rest }) => rest
  assert.deepEqual(same(used.json), same(unknown.json))
})

test('C1 of 64 who come with one login code at once one is asked about', async () => {
  const code = around.wechat.loginCode('oCrowd'), phone = around.wechat.phoneCode(nextPhone())
  const replies = await Promise.all(Array.from({ length: 64 }, () => byWeChat({ code, phone_code: phone })))
  assert.deepEqual([201, 401].map(status => replies.filter(r => r.status === status).length), [1, 63])
  assert.equal(around.outside.calls.filter(call => call.path === '/sns/jscode2session').length, 1)
})

test('C14 of 64 wrong passwords at once five are looked at, and then the right one waits, too', async () => {
  const guess = (password) => post('/v1/sessions', { account: 'mallory', password })
  const replies = await Promise.all(Array.from({ length: 64 }, (_, i) => guess(`wrong-password-${i}`)))
  const count = (status) => replies.filter(r => r.status === status).length
  assert.ok(count(401) <= 5, `${count(401)}`)
  assert.equal(count(401) + count(429) + count(503), 64)
  for (let i = 0; i < 5 && (await guess('wrong-password')).status === 401; i++) continue // those that were turned away at the gate cost nothing
  assert.equal((await guess('mallory-password')).status, 429)
})

test('C14 a restart forgets no wrong password, also on a server without a key', async () => {
  let one = await startServer(['--connections-per-address', '256'], folks)
  const guess = (password, account = 'mallory') => post('/v1/sessions', { account, password }, { url: one.url })
  const restart = async () => {
    await one.stop({ keep: true })
    one = { ...one, ...await launch(['--data', one.data, '--connections-per-address', '256']) }
  }
  const { data } = one
  try {
    for (let i = 0; i < 3; i++) assert.deepEqual(codeOf(await guess('wrong-password')), [401, 'sign-in-failed'])
    await restart()
    const replies = await Promise.all(Array.from({ length: 64 }, (_, i) => guess(`wrong-password-${i}`)))
    const looked = replies.filter((reply) => reply.status === 401).length
    assert.ok(looked <= 2 && replies.every((reply) => [401, 429, 503].includes(reply.status)), `${looked}`)
    for (let i = looked; i < 2; i++) assert.equal((await guess('wrong-password')).status, 401)
    await restart()
    const refused = await guess('mallory-password')
    assert.equal(refused.status, 429)
    assert.ok(+refused.headers.get('retry-after') > 60, 'waits for the window, not for others')
    assert.equal((await guess('alice-password', 'alice')).status, 201)
  } finally {
    await one.stop()
    rmSync(data, { recursive: true, force: true })
  }
})

for (const [errcode, status, slug] of [[40029, 401, 'proof-failed'], [40163, 401, 'proof-failed'], [40226, 401, 'proof-failed'], [45011, 429, 'rate-limited'],
  [-1, 503, 'provider-unavailable'], [40125, 503, 'provider-unavailable']])
  test(`C1 code2Session ${errcode} is ${slug}, and its number is not told`, async () => {
    const reply = await byWeChat({ code: around.wechat.loginCode('oError', { errcode }) })
    assert.deepEqual(codeOf(reply), [status, slug])
    assert.ok(!reply.text.includes(`${errcode}`) || errcode === -1)
  })

for (const kind of ['garbage', 'status', 'redirect', 'huge', 'reset'])
  test(`an answer of WeChat that is ${kind} opens nothing`, async () => {
    around.outside.plan('/sns/jscode2session', kind, { times: 2 }) // a kept connection that ends is opened once more
    assert.deepEqual(codeOf(await byWeChat({ code: around.wechat.loginCode('oFault') })), [503, 'provider-unavailable'])
    assert.ok(around.outside.calls.length === 1 || kind === 'reset')
    around.outside.forget()
    await byWeChat({ code: around.wechat.loginCode('oCalm') }) // the breaker counts failures in a row
  })

test('while WeChat is slow, passwords are as fast as ever and WeChat holds few workers', async () => {
  around.outside.plan('/sns/jscode2session', 'slow', { times: 40 })
  const slow = Array.from({ length: 24 }, (_, i) => byWeChat({ code: around.wechat.loginCode(`oSlow${i}`) }))
  const first = await post('/v1/sessions', { account: 'alice', password: 'alice-password' })
  assert.equal(first.status, 201, first.text)
  const pending = Symbol('pending')
  assert.equal(await Promise.race([slow[0], Promise.resolve(pending)]), pending, 'the password was answered first')
  for (const reply of await Promise.all(slow)) assert.equal(reply.status, 503, reply.text)
  assert.ok(around.outside.calls.length <= 24)
})

test('C3 an openid or a phone as a claim is no member of a sign-in', async () => {
  for (const member of ['openid', 'phone', 'unionid', 'user_id', 'session_key'])
    assert.equal((await byWeChat({ code: around.wechat.loginCode('oClaim'), [member]: 'oFirst' })).status, 422, member)
})

test('C3 a phone code of another app gives no phone', async () => {
  const reply = await byWeChat({ code: around.wechat.loginCode('oWatermark'), phone_code: around.wechat.phoneCode(nextPhone(), { appid: 'wxffffffffffffffff' }) })
  assert.deepEqual(codeOf(reply), [503, 'provider-unavailable'])
  assert.deepEqual(codeOf(await byWeChat({ code: around.wechat.loginCode('oWatermark') })), [403, 'phone-needed'])
})

test('C5 every sign-in gives a new token, whatever the client held', async () => {
  const made = await arrive('oFixed', nextPhone())
  const reply = await byWeChat({ code: around.wechat.loginCode('oFixed') }, { token: made.token })
  assert.notEqual(reply.json.token, made.token)
  assert.match(reply.json.token, /^th1_[A-Za-z0-9_-]{43}$/)
})

test('C7 a changed phone ends every session of the account', async () => {
  const made = await arrive('oMoved', nextPhone())
  assert.equal(await session(made.token), 200)
  const moved = await arrive('oMoved', nextPhone())
  assert.equal(moved.account, made.account)
  assert.deepEqual([await session(made.token), await session(moved.token)], [401, 200])
})

test('C18 a phone that comes from another WeChat needs a second proof', async () => {
  const phone = nextPhone()
  await arrive('oOldOwner', phone)
  const taken = await byWeChat({ code: around.wechat.loginCode('oNewOwner'), phone_code: around.wechat.phoneCode(phone) })
  assert.deepEqual(codeOf(taken), [403, 'second-proof-needed'])
  const guessed = await byWeChat({ code: around.wechat.loginCode('oNewOwner'), phone_code: around.wechat.phoneCode(phone), password: 'a guess' })
  assert.deepEqual(codeOf(guessed), [403, 'second-proof-needed'])
  const alone = await post('/v1/sessions/sms', { phone, code: await askCode(phone) })
  assert.deepEqual(codeOf(alone), [403, 'second-proof-needed'])
})

test('C14 C18 the password is a second proof, and of 64 guesses at once five are looked at', async () => {
  const phone = nextPhone(), { account } = await arrive('oHasPassword', phone)
  const set = spawnSync(binary, ['user', 'password', '--data', server.data, '--account', account], { input: 'a-second-proof\n', encoding: 'utf8' })
  assert.equal(set.status, 0, set.stderr)
  const from = (openid, password) => byWeChat({ code: around.wechat.loginCode(openid), phone_code: around.wechat.phoneCode(phone), password })
  const moved = await from('oMoved', 'a-second-proof')
  assert.deepEqual([moved.status, moved.json.account], [201, account])
  const replies = await Promise.all(Array.from({ length: 64 }, (_, i) => from('oThief', `guess number ${i}`)))
  const count = (status, code) => replies.filter(one => one.status === status && one.json.code === code).length
  assert.deepEqual([count(403, 'second-proof-needed'), count(429, 'rate-limited')], [4, 60], 'the right one counts, too')
  const late = await from('oThief', 'a-second-proof')
  assert.deepEqual(codeOf(late), [429, 'rate-limited'])
  assert.ok(+late.headers.get('retry-after') > 60)
  assert.equal((await byWeChat({ code: around.wechat.loginCode('oMoved') })).status, 201, 'whoever needs no second proof signs in')
})

test('C12 a code signs in once, for its own phone', async () => {
  const phone = nextPhone(), other = nextPhone()
  const { account } = await arrive('oText', phone)
  await arrive('oOther', other)
  const code = await askCode(phone)
  const fresh = () => around.wechat.loginCode('oText')
  assert.deepEqual(codeOf(await post('/v1/sessions/sms', { phone: other, code, wechat_code: around.wechat.loginCode('oOther') })), [401, 'proof-failed'])
  const good = await post('/v1/sessions/sms', { phone: `+86 ${phone}`, code, wechat_code: fresh() })
  assert.deepEqual([good.status, good.json.account, good.json.provider], [201, account, 'sms'])
  assert.deepEqual(codeOf(await post('/v1/sessions/sms', { phone, code, wechat_code: fresh() })), [401, 'proof-failed'])
})

test('C16 C17 a code for a phone that nobody has leaves the same behind as any, and no code fits', async () => {
  const known = nextPhone(), unknown = nextPhone()
  await arrive('oSame', known)
  const rows = () => {
    const { stdout, stderr, status } = spawnSync('python3', ['-c', `import sqlite3, sys, json
db = sqlite3.connect(sys.argv[1])
print(json.dumps(db.execute('SELECT tries FROM sign_in_code').fetchall()))`, join(server.data, 'tanheng.db')], { encoding: 'utf8' })
    assert.equal(status, 0, stderr)
    const codes = JSON.parse(stdout)
    return { codes: codes.length, tries: codes.flat().reduce((sum, one) => sum + one, 0) }
  }
  const grown = async (act) => {
    const was = rows()
    await act()
    const now = rows()
    return [now.codes - was.codes, now.tries - was.tries]
  }
  const wrong = (phone) => post('/v1/sessions/sms', { phone, code: '000000' })
  for (const phone of [known, unknown]) {
    assert.deepEqual(await grown(() => post('/v1/sign-in-codes', { phone })), [1, 0], phone)
    for (let i = 1; i < 5; i++) assert.deepEqual(await grown(() => wrong(phone)), [0, 1], `${phone} ${i}`)
    assert.deepEqual(await grown(() => wrong(phone)), [-1, -4], `${phone}: the fifth try ends it`)
  }
})

test('C12 of 64 guesses at once five count, and then the right code is worth nothing', async () => {
  const phone = nextPhone()
  await arrive('oGuess', phone)
  const code = await askCode(phone)
  const wrong = Array.from({ length: 64 }, (_, i) => String((+code + 1 + i) % 1000000).padStart(6, '0'))
  const replies = await Promise.all(wrong.map(guess => post('/v1/sessions/sms', { phone, code: guess })))
  for (const reply of replies) assert.deepEqual(codeOf(reply), [401, 'proof-failed'])
  assert.deepEqual(codeOf(await post('/v1/sessions/sms', { phone, code, wechat_code: around.wechat.loginCode('oGuess') })), [401, 'proof-failed'])
})

test('C12 the fifth try may still be right', async () => {
  const phone = nextPhone()
  await arrive('oFifth', phone)
  const code = await askCode(phone)
  for (let i = 1; i <= 4; i++) assert.equal((await post('/v1/sessions/sms', { phone, code: String((+code + i) % 1000000).padStart(6, '0') })).status, 401)
  assert.equal((await post('/v1/sessions/sms', { phone, code, wechat_code: around.wechat.loginCode('oFifth') })).status, 201)
})

test('C13 of 64 requests at once one sends a text message', async () => {
  const phone = nextPhone(), sent = around.sms.sent.length
  await arrive('oBomb', phone)
  const replies = await Promise.all(Array.from({ length: 64 }, () => post('/v1/sign-in-codes', { phone })))
  assert.deepEqual([204, 429].map(status => replies.filter(r => r.status === status).length), [1, 63])
  assert.ok(replies.filter(r => r.status === 429).every(r => +r.headers.get('retry-after') >= 1 && +r.headers.get('retry-after') <= 60))
  await newestCode(around.sms, phone, sent)
  assert.equal(around.sms.sent.slice(sent).length, 1)
})

test('C13 C17 a phone that nobody has gets the same answers and no message', async () => {
  const known = nextPhone(), unknown = nextPhone(), sent = around.sms.sent.length
  await arrive('oKnown', known)
  const answers = []
  for (const phone of [known, unknown])
    for (let i = 0; i < 2; i++) {
      const { status, text, json } = await post('/v1/sign-in-codes', { phone })
      answers.push([status, json?.code ?? text])
    }
  assert.deepEqual(answers.slice(0, 2), answers.slice(2))
  const guess = async (phone) => codeOf(await post('/v1/sessions/sms', { phone, code: '000000' }))
  assert.deepEqual(await guess(known), await guess(unknown))
  await newestCode(around.sms, known, sent)
  assert.equal(around.sms.sent.slice(sent).filter(m => m.phone === `+86${unknown}`).length, 0)
  assert.deepEqual((await post('/v1/sign-in-codes', { phone: '+85298765432' })).json.issues.map(i => [i.code, i.path]), [['MOBILE_FORM', '/phone']])
})

test('C2 session keys, secrets, codes, openids and phones stand in no answer, log or file of the data', async () => {
  const phone = nextPhone()
  await arrive('oCanaryPerson', phone, { sessionKey: canary })
  await send(server.url, { method: 'GET', path: '/v1/sessions' })
  const files = readdirSync(server.data, { withFileTypes: true }).filter(entry => entry.isFile()).map(({ name }) => [name, readFileSync(join(server.data, name)).toString('latin1')])
  assert.ok(files.some(([name]) => name === 'tanheng.db'))
  const places = [['answers', bodies.join('\n')], ['log', server.log()], ...files]
  const secrets = [canary, 'oCanaryPerson', phone, around.wechat.secret, around.sms.secretKey, '5a'.repeat(32), ...around.sms.sent.slice(-3).map(m => m.phone.slice(3))]
  for (const secret of secrets) for (const [name, text] of places) assert.ok(!text.includes(secret), `${secret} in ${name}`)
})

test('the ways to sign in are told as they are set up', async () => {
  const ways = async (url) => (await send(url, { method: 'GET', path: '/v1/sign-in-ways' })).json.ways
  const told = await ways(server.url)
  assert.deepEqual(['password', 'wechat', 'sms', 'demo'].map(way => told.includes(way)), [true, true, true, false])
  const plain = await startServer([], folks)
  try { assert.deepEqual(await ways(plain.url), ['password']) } finally { await plain.stop() }
})

test('what is not set up is off: 404, and half a setting does not start', async () => {
  const plain = await startServer([], folks)
  try {
    for (const [path, body] of [['/v1/sessions/wechat', { code: 'x' }], ['/v1/sign-in-codes', { phone: '13800138000' }], ['/v1/sessions/sms', { phone: '13800138000', code: '123456' }]])
      assert.equal((await post(path, body, { url: plain.url })).status, 404, path)
  } finally { await plain.stop() }
  assert.match(plain.log(), /secret_key_file is not set/)
  await assert.rejects(startServer(['--wechat-appid', 'wx0123456789abcdef'], {}), /secret_key_file/)
  await assert.rejects(startServer([...around.flags, '--provider-stand-in', '198.51.100.1:443'], {}), /provider_stand_in/)
})

test('C12 C13 limits hold over a restart', async () => {
  const phone = nextPhone()
  const one = await startServer(around.flags, {})
  assert.equal((await post('/v1/sign-in-codes', { phone }, { url: one.url })).status, 204)
  await one.stop({ keep: true })
  const two = await startServer(around.flags, {}, one.data)
  try { assert.equal((await post('/v1/sign-in-codes', { phone }, { url: two.url })).status, 429) } finally { await two.stop() }
})
