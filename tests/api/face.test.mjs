// Sign-in by face against the real server: whose account a proved person gets, which enterprises are his, and that nobody else gets in by it.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { creditCode, phoneNumber, residentId } from './persons.mjs'
import { binary, send, startOutside, startServer } from './server.mjs'

const folks = { adam: { role: 'admin' }, alice: { enterprise: 'alpha', role: 'legal_person' }, bob: { enterprise: 'beta', role: 'legal_person' } }
const everything = [], secrets = [], tokens = {}, ids = {}
let around, server, keys = 0, hosts = 0, people = 0

const newKey = () => `face-key-${String(++keys).padStart(8, '0')}`
const nextAddress = () => `10.9.${(++hosts >> 8) & 255}.${hosts & 255}`
/** Each request comes from an address of its own, unless one is named. */
async function ask(method, path, body, { token, type = 'application/json', from = nextAddress() } = {}) {
  const reply = await send(server.url, { method, path, body: type === 'text/csv' || body === undefined ? body : JSON.stringify(body),
    headers: { 'x-real-ip': from, ...(token && { authorization: `Bearer ${token}`, 'idempotency-key': newKey() }), ...(body !== undefined && { 'content-type': type }) } })
  everything.push(reply.text + JSON.stringify([...reply.headers]))
  return reply
}
const codeOf = (reply) => [reply.status, reply.json?.code]
const named = (session) => session.enterprises.map((one) => one.name)

/** Somebody with a number; `enterprises`: names that the registry says are his. */
async function human({ enterprises = [], number = residentId(), name = `测试${++people}` } = {}) {
  secrets.push(number)
  const lines = enterprises.map((title) => `${creditCode()},${title},${name},身份证,${number},440112,C3011`)
  if (lines.length) {
    const reply = await ask('POST', '/v1/admin/registry', `uscc,name,legal_name,id_type,id_number,district,industry\n${lines.join('\n')}\n`, { token: tokens.adam, type: 'text/csv' })
    assert.equal(reply.status, 200, reply.text)
  }
  return { name, number, openid: `oFace${people}x${number}` }
}
const begin = (who, more = {}, options) => ask('POST', '/v1/faces', { name: who.name, id_number: who.number, wechat_code: around.wechat.loginCode(who.openid), ...more }, options)
const finish = (face, more, options) => ask('POST', '/v1/sessions/face', { face, ...more }, options)
async function begun(who) {
  const reply = await begin(who)
  assert.equal(reply.status, 201, reply.text)
  secrets.push(reply.json.face)
  return reply.json
}
/** The whole way: begun, looked into the camera, finished. */
async function byFace(who, passes = true) {
  const { face, verify_id } = await begun(who)
  around.wechat.look(verify_id, passes)
  return finish(face)
}
const add = async (by, key, body) => {
  const reply = await ask('POST', `/v1/enterprises/${ids[key]}/people`, { name: '测试代理', id_type: 'resident_id', modules: ['filing'], ...body }, { token: tokens[by] })
  assert.equal(reply.status, 201, reply.text)
  return reply.json.id
}
const sql = (text) => {
  const { status, stderr } = spawnSync('python3', ['-c', 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute(sys.argv[2]); db.commit()', join(server.data, 'tanheng.db'), text], { encoding: 'utf8' })
  assert.equal(status, 0, stderr)
}

before(async () => {
  around = await startOutside()
  server = await startServer([...around.flags, '--connections-per-address', '256', '--behind-proxy', '127.0.0.1'], folks)
  for (const account of Object.keys(folks)) {
    const { json } = await ask('POST', '/v1/sessions', { account, password: `${account}-password` })
    tokens[account] = json.token
    if (json.enterprises.length) ids[folks[account].enterprise] = json.enterprise
  }
})
beforeEach(() => around.outside.forget())
after(async () => {
  await server?.stop()
  await around?.stop()
})

test('X1 a legal person gets all enterprises that the registry says are his, at the first sign-in', async () => {
  const who = await human({ enterprises: ['甲一 有限公司', '甲二 有限公司'] })
  const first = await byFace(who)
  assert.equal(first.status, 201, first.text)
  assert.deepEqual([first.json.provider, first.json.name, first.json.enterprise, named(first.json), first.json.enterprises.map((one) => one.role)],
    ['face', who.name, undefined, ['甲一 有限公司', '甲二 有限公司'], ['legal_person', 'legal_person']])
  const [one, two] = first.json.enterprises.map((each) => each.id)
  assert.equal((await ask('GET', `/v1/enterprises/${one}/filings`, undefined, { token: first.json.token })).status, 409)
  const chosen = await ask('PUT', '/v1/session/enterprise', { enterprise: one }, { token: first.json.token })
  assert.equal((await ask('GET', `/v1/enterprises/${one}/filings`, undefined, { token: chosen.json.token })).status, 200)
  const switched = await ask('PUT', '/v1/session/enterprise', { enterprise: two }, { token: chosen.json.token })
  assert.equal((await ask('GET', `/v1/enterprises/${two}/filings`, undefined, { token: switched.json.token })).status, 200)
  assert.equal((await ask('GET', '/v1/session', undefined, { token: chosen.json.token })).status, 401, 'switching changes the token')
  const again = await byFace({ ...who, openid: 'oAnotherPhone' })
  assert.deepEqual([again.json.account, named(again.json)], [first.json.account, named(first.json)])
})

test('X1 an enterprise that the registry gets later is there at the next sign-in; a single one needs no choice', async () => {
  const who = await human({ enterprises: ['乙一 有限公司'] })
  const first = await byFace(who)
  assert.deepEqual([named(first.json), first.json.enterprise], [['乙一 有限公司'], first.json.enterprises[0].id])
  await human({ ...who, enterprises: ['乙二 有限公司'] })
  assert.deepEqual(named((await byFace(who)).json), ['乙一 有限公司', '乙二 有限公司'])
})

test('X1 whom neither the registry nor an enterprise knows is told so, and may apply', async () => {
  const accounts = () => sqlNumber('SELECT count(*) FROM account')
  const before = accounts()
  assert.deepEqual(codeOf(await byFace(await human())), [403, 'sign-in-unknown'])
  assert.equal(accounts(), before)
})
function sqlNumber(text) {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])', join(server.data, 'tanheng.db'), text], { encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  return +stdout
}

test('C17 a face that did not pass is refused alike whether or not the person is known', async () => {
  const known = await byFace(await human({ enterprises: ['丙一 有限公司'] }), false), unknown = await byFace(await human(), false)
  const same = ({ request_id: _, ...rest }) => rest
  assert.deepEqual(codeOf(known), [401, 'proof-failed'])
  assert.deepEqual(same(known.json), same(unknown.json))
})

test('C23 a face is good once, for who finished it, and not when it is invented, unfinished or old', async () => {
  const who = await human({ enterprises: ['丁一 有限公司'] })
  const one = await begun(who)
  around.wechat.look(one.verify_id)
  assert.equal((await finish(one.face)).status, 201)
  const calls = around.outside.calls.length
  assert.deepEqual(codeOf(await finish(one.face)), [401, 'proof-failed'])
  for (const invented of [`th1_${'A'.repeat(43)}`, 'nonsense', one.verify_id.slice(0, 64)]) assert.deepEqual(codeOf(await finish(invented)), [401, 'proof-failed'])
  assert.equal(around.outside.calls.length, calls, 'WeChat is not asked about them')
  const unfinished = await begun(who)
  assert.deepEqual(codeOf(await finish(unfinished.face)), [401, 'proof-failed'])
  around.wechat.look(unfinished.verify_id)
  assert.deepEqual(codeOf(await finish(unfinished.face)), [401, 'proof-failed'], 'a refusal ends it')
  const old = await begun(who)
  around.wechat.look(old.verify_id)
  sql('UPDATE face SET expires_s = 1000000000')
  assert.deepEqual(codeOf(await finish(old.face)), [401, 'proof-failed'])
})

test('C23 of 64 who come with one face at once one is signed in, and the provider is asked five times at most', async () => {
  const who = await human({ enterprises: ['戊一 有限公司'] })
  const { face, verify_id } = await begun(who)
  around.wechat.look(verify_id)
  const replies = await Promise.all(Array.from({ length: 64 }, () => finish(face)))
  const count = (status) => replies.filter((reply) => reply.status === status).length
  assert.equal(count(201), 1)
  assert.equal(count(201) + count(401) + count(429) + count(503), 64)
  assert.ok(around.outside.calls.filter((call) => call.path.endsWith('queryverifyinfo')).length <= 5)
})

test('C23 what the client says about name, number or outcome is not believed', async () => {
  const who = await human({ enterprises: ['己一 有限公司'] })
  const { face } = await begun(who)
  for (const member of ['passed', 'verify_ret', 'openid', 'id_number', 'name', 'verify_id']) assert.equal((await finish(face, { [member]: 10000 })).status, 422, member)
  assert.deepEqual(codeOf(await begin(who, { wechat_code: 'invented' })), [401, 'proof-failed'])
  for (const [more, path] of [[{ id_number: '440105199001010011' }, '/id_number'], [{ name: undefined }, '/name'], [{ wechat_code: undefined }, '/wechat_code']]) {
    const reply = await begin(who, more)
    assert.deepEqual([reply.status, reply.json.issues.map((issue) => issue.path)], [422, [path]])
  }
  assert.deepEqual(codeOf(await begin(who, { provider: 'nobody' })), [404, 'not-found'])
})

for (const kind of ['garbage', 'status', 'redirect', 'reset'])
  test(`C23 an answer about a face that is ${kind} decides nothing: the face may be shown again`, async () => {
    const who = await human({ enterprises: [`庚 ${kind} 有限公司`] })
    const { face, verify_id } = await begun(who)
    around.wechat.look(verify_id)
    around.outside.plan('/cityservice/face/identify/queryverifyinfo', kind, { times: 2 }) // a kept connection that ends is opened once more
    assert.deepEqual(codeOf(await finish(face)), [503, 'provider-unavailable'])
    around.outside.forget()
    assert.equal((await finish(face)).status, 201)
  })

for (const [errcode, status, slug] of [[40097, 503, 'provider-unavailable'], [-1, 503, 'provider-unavailable'], [45011, 429, 'rate-limited'], [48001, 503, 'provider-unavailable']])
  test(`getverifyid ${errcode} is ${slug}`, async () => {
    around.outside.plan('/cityservice/face/identify/getverifyid', 'json', { body: { errcode, errmsg: 'error' } })
    assert.deepEqual(codeOf(await begin(await human())), [status, slug])
  })

test('X4 an agent signs in by face: from any phone by his number, from his own WeChat into his own account', async () => {
  const one = await human(), two = await human(), phone = phoneNumber()
  await add('alice', 'alpha', { phone: phoneNumber(), id_number: one.number })
  const first = await byFace({ ...one, openid: 'oLentPhone' })
  assert.deepEqual([first.status, named(first.json), first.json.enterprises[0].role, first.json.name], [201, ['alpha 有限公司'], 'agent', '测试代理'])
  await add('alice', 'alpha', { phone, id_number: two.number })
  const text = await ask('POST', '/v1/sessions/wechat', { code: around.wechat.loginCode(two.openid), phone_code: around.wechat.phoneCode(phone) })
  const face = await byFace(two)
  assert.deepEqual([face.json.account, named(face.json)], [text.json.account, ['alpha 有限公司']])
  assert.equal((await byFace({ ...two, openid: 'oAnother' })).json.account, text.json.account, 'now the person is known')
})

test('C17 an enterprise that writes its own number beside another\'s phone gets nothing of his account', async () => {
  const victim = { openid: 'oVictim', phone: phoneNumber() }, thief = await human()
  await add('alice', 'alpha', { phone: victim.phone, id_number: residentId() })
  const his = await ask('POST', '/v1/sessions/wechat', { code: around.wechat.loginCode(victim.openid), phone_code: around.wechat.phoneCode(victim.phone) })
  assert.deepEqual(named(his.json), ['alpha 有限公司'])
  await add('bob', 'beta', { phone: victim.phone, id_number: thief.number })
  assert.deepEqual(codeOf(await byFace(thief)), [403, 'sign-in-unknown'])
  const known = await human({ enterprises: ['辛一 有限公司'] })
  await byFace(known)
  const phone = phoneNumber()
  await add('alice', 'alpha', { phone, id_number: residentId() }) // meant for somebody else
  await add('bob', 'beta', { phone, id_number: known.number })
  assert.deepEqual(named((await byFace(known)).json), ['beta 有限公司', '辛一 有限公司'], 'only the place that was meant for this person')
})

test('C17 a place that somebody has is nobody else\'s by the phone that was written beside it', async () => {
  const known = await human({ enterprises: ['巳一 有限公司'] }), phone = phoneNumber()
  const { json } = await byFace(known)
  await add('alice', 'alpha', { phone, id_number: known.number })
  const stranger = await ask('POST', '/v1/sessions/wechat', { code: around.wechat.loginCode('oStrangeOwner'), phone_code: around.wechat.phoneCode(phone) })
  assert.deepEqual([stranger.status, named(stranger.json), stranger.json.account === json.account], [201, [], false])
})

test('X1 a legal person may use a colleague\'s phone: neither gets the other\'s account', async () => {
  const who = await human({ enterprises: ['午一 有限公司'] }), phone = phoneNumber()
  const login = (more) => ask('POST', '/v1/sessions/wechat', { code: around.wechat.loginCode('oColleague'), ...more })
  const colleague = await login({ phone_code: around.wechat.phoneCode(phone) })
  const { json } = await byFace({ ...who, openid: 'oColleague' })
  assert.deepEqual([named(json), json.account === colleague.json.account], [['午一 有限公司'], false])
  assert.deepEqual(named((await login()).json), [])
})

test('C17 an account that is known to be one person is not entered by another, even on its own phone', async () => {
  const owner = await human(), thief = await human(), phone = phoneNumber()
  await add('alice', 'alpha', { phone, id_number: owner.number })
  await ask('POST', '/v1/sessions/wechat', { code: around.wechat.loginCode(owner.openid), phone_code: around.wechat.phoneCode(phone) })
  await add('bob', 'beta', { phone, id_number: thief.number })
  assert.equal((await byFace(owner)).status, 201)
  assert.deepEqual(codeOf(await byFace({ ...thief, openid: owner.openid })), [403, 'sign-in-unknown'])
})

test('C17 a place by somebody\'s phone that was meant for another person stays where it is', async () => {
  const who = await human(), phone = phoneNumber()
  await add('alice', 'alpha', { phone, id_number: who.number })
  const byWeChat = () => ask('POST', '/v1/sessions/wechat', { code: around.wechat.loginCode(who.openid), phone_code: around.wechat.phoneCode(phone) })
  await byWeChat()
  assert.equal((await byFace(who)).status, 201)
  await add('bob', 'beta', { phone, id_number: residentId() })
  assert.deepEqual(named((await byWeChat()).json), ['alpha 有限公司'])
})

test('A16 one enterprise has one legal person: a second is refused, also at once, and people must decide', async () => {
  const first = await human({ enterprises: ['壬一 有限公司'] }), session = await byFace(first)
  assert.equal(session.status, 201)
  const code = sqlText("SELECT uscc FROM registry WHERE name = '壬一 有限公司'")
  const rival = await human()
  const line = (who) => ask('POST', '/v1/admin/registry', `uscc,name,legal_name,id_type,id_number,district,industry\n${code},壬一 有限公司,${who.name},身份证,${who.number},440112,C3011\n`, { token: tokens.adam, type: 'text/csv' })
  assert.equal((await line(rival)).status, 200)
  for (const reply of await Promise.all([byFace(rival), byFace(rival)])) assert.deepEqual(codeOf(reply), [409, 'legal-person-taken'])
  assert.equal(sqlNumber("SELECT count(*) FROM membership m JOIN enterprise e ON e.id = m.enterprise_id WHERE e.name = '壬一 有限公司' AND m.role = 'legal_person'"), 1)
  await human({ ...rival, enterprises: ['壬二 有限公司'] })
  assert.deepEqual(named((await byFace(rival)).json), ['壬二 有限公司'], 'what nobody else holds is his')
})
function sqlText(text) {
  return spawnSync('python3', ['-c', 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0], end="")', join(server.data, 'tanheng.db'), text], { encoding: 'utf8' }).stdout
}

test('A16 an enterprise of the same name that the registry does not know as its own is not taken over', async () => {
  assert.deepEqual(codeOf(await byFace(await human({ enterprises: ['alpha 有限公司'] }))), [409, 'legal-person-taken'])
})

test('A16 a first sign-in sent sixteen times at once makes one account and one enterprise', async () => {
  const who = await human({ enterprises: ['癸一 有限公司'] })
  const faces = await Promise.all(Array.from({ length: 4 }, () => begun(who)))
  for (const { verify_id } of faces) around.wechat.look(verify_id)
  const replies = await Promise.all(faces.flatMap(({ face }) => Array.from({ length: 4 }, () => finish(face))))
  const good = replies.filter((reply) => reply.status === 201)
  assert.ok(good.length >= 1 && good.length <= 4)
  assert.equal(new Set(good.map((reply) => reply.json.account)).size, 1)
  assert.equal(sqlNumber("SELECT count(*) FROM enterprise WHERE name = '癸一 有限公司'"), 1)
})

test('A5 a disabled account is not entered by face', async () => {
  const who = await human({ enterprises: ['子一 有限公司'] })
  const { json } = await byFace(who)
  assert.equal(spawnSync(binary, ['user', 'disable', '--data', server.data, '--account', json.account]).status, 0)
  assert.deepEqual(codeOf(await byFace(who)), [401, 'proof-failed'])
})

test('of 64 beginnings for one person at once ten pass, and of 64 from one address twenty', async () => {
  const who = await human(), count = (replies, status) => replies.filter((reply) => reply.status === status).length
  const person = await Promise.all(Array.from({ length: 64 }, () => begin(who)))
  assert.deepEqual([count(person, 429) >= 54, count(person, 201) <= 10, count(person, 201) + count(person, 429) + count(person, 503)], [true, true, 64])
  const owner = { ...who, openid: 'oTheOwner' }
  assert.equal((await begin(owner)).status, 201, 'a stranger who knows the number takes nothing from its owner')
  const address = await Promise.all(Array.from({ length: 64 }, (_, i) => begin({ ...who, number: residentId(500 + i) }, {}, { from: '10.8.0.1' })))
  assert.deepEqual([count(address, 429), count(address, 201) <= 20], [44, true])
})

/* ---- 粤信签, as an OpenID Connect provider ---- */

async function onPage(who, more = {}) {
  const reply = await ask('POST', '/v1/faces', { provider: 'yuexinqian', ...more })
  assert.equal(reply.status, 201, reply.text)
  secrets.push(reply.json.face)
  return { face: reply.json.face, ...around.oidc.visit(reply.json.page, who) }
}
const byPage = async (who) => {
  const { face, ...back } = await onPage(who)
  return finish(face, back)
}

test('粤信签: the person of the ID token gets what is his, and is the same person as by WeChat', async () => {
  const who = await human({ enterprises: ['丑一 有限公司'] })
  const reply = await byPage(who)
  assert.deepEqual([reply.status, reply.json.name, named(reply.json)], [201, who.name, ['丑一 有限公司']])
  assert.equal((await byFace(who)).json.account, reply.json.account)
  assert.deepEqual(codeOf(await byPage(await human())), [403, 'sign-in-unknown'])
  assert.ok((await ask('GET', '/v1/sign-in-ways')).json.faces.includes('yuexinqian'))
})

test('C23 a code or a state of another beginning is refused, and so is one shown twice', async () => {
  const who = await human({ enterprises: ['寅一 有限公司'] })
  const mine = await onPage(who), other = await onPage(who)
  const calls = around.outside.calls.length
  assert.deepEqual(codeOf(await finish(mine.face, { code: mine.code, state: other.state })), [401, 'proof-failed'])
  assert.equal(around.outside.calls.length, calls, 'the provider is not asked')
  const again = await onPage(who)
  assert.deepEqual(codeOf(await finish(again.face, { code: other.code, state: again.state })), [401, 'proof-failed'], 'the verifier and the nonce are of one beginning')
  const good = await onPage(who)
  assert.equal((await finish(good.face, { code: good.code, state: good.state })).status, 201)
  assert.deepEqual(codeOf(await finish(good.face, { code: good.code, state: good.state })), [401, 'proof-failed'])
  const bare = await onPage(who)
  assert.deepEqual(codeOf(await finish(bare.face)), [401, 'proof-failed'])
})

const spoiled = {
  'without a signature': { alg: 'none' }, 'signed by the public key as a password': { alg: 'HS256' }, 'of another algorithm': { alg: 'RS512' }, 'signed by a stranger': { stranger: true },
  'with a key of its own': { embed: true }, 'of an unknown key': { kid: 'nobody' }, 'of a short key': { small: true }, 'with one bit changed': { bit: true }, 'with another payload': { payload: { id_number: '990000199001010015' } },
  'that asks to be understood': { crit: true }, 'of another issuer': { claims: { iss: 'https://evil.example.test' } }, 'for another audience': { claims: { aud: 'somebody-else' } },
  'for two audiences': { claims: { aud: ['tanheng', 'somebody-else'] } }, 'for another party': { claims: { azp: 'somebody-else' } }, 'with another nonce': { claims: { nonce: 'x'.repeat(22) } }, 'without a nonce': { claims: { nonce: undefined } },
  'that is over': { claims: { exp: 1e9 } }, 'without an end': { claims: { exp: undefined } }, 'made an hour ago': { claims: { iat: Math.floor(Date.now() / 1000) - 3600 } }, 'made tomorrow': { claims: { iat: Math.floor(Date.now() / 1000) + 86400 } },
  'without a face': { claims: { amr: ['pwd'] } }, 'without a number': { claims: { id_number: undefined } }
}
test('C23 an ID token that is not right in one thing opens nothing, and says not why', async () => {
  const who = await human({ enterprises: ['卯一 有限公司'] })
  assert.equal((await byPage(who)).status, 201)
  const said = new Set()
  try {
    for (const [what, how] of Object.entries(spoiled)) {
      around.oidc.spoil(how)
      const { status, json } = await byPage(who)
      assert.deepEqual([status, json.code], [401, 'proof-failed'], `a token ${what}`)
      said.add(JSON.stringify({ ...json, request_id: '' }))
    }
  } finally { around.oidc.spoil() }
  assert.equal(said.size, 1)
  around.oidc.spoil({ claims: { aud: ['tanheng'], azp: 'tanheng', amr: ['otp', 'face'] } })
  assert.equal((await byPage(who)).status, 201, 'a list of one audience is as good')
  around.oidc.spoil()
})

test('C23 a discovery that leads to another host, or to another issuer, is not followed', async () => {
  try {
    for (const more of [{ token_endpoint: 'https://evil.example.test/token' }, { jwks_uri: 'http://identity.example.test/jwks' }, { authorization_endpoint: 'https://identity.example.test.evil.test/authorize' },
      { issuer: 'https://evil.example.test' }, { token_endpoint: undefined }]) {
      around.oidc.publish(more)
      assert.deepEqual(codeOf(await ask('POST', '/v1/faces', { provider: 'yuexinqian' })), [503, 'provider-unavailable'], JSON.stringify(more))
      around.oidc.publish()
      await ask('POST', '/v1/faces', { provider: 'yuexinqian' }) // the breaker counts failures in a row
    }
  } finally { around.oidc.publish() }
  assert.ok(around.outside.calls.every((call) => !/evil/.test(call.host)))
})

for (const [path, kind] of [['/token', 'garbage'], ['/token', 'status'], ['/jwks', 'redirect'], ['/jwks', 'huge'], ['/.well-known/openid-configuration', 'garbage']])
  test(`C23 an answer of ${path} that is ${kind} decides nothing`, async () => {
    const who = await human({ enterprises: [`辰 ${path} ${kind} 有限公司`] })
    const { face, code, state } = await onPage(who)
    around.outside.plan(path, kind)
    assert.deepEqual(codeOf(await finish(face, { code, state })), [503, 'provider-unavailable'])
    if (path === '/token' || path.startsWith('/.')) assert.equal((await finish(face, { code, state })).status, 201)
  })

test('C2 numbers, faces and what WeChat gave stand in no answer, log or file, and the record verifies', async () => {
  const files = readdirSync(server.data, { withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => [name, readFileSync(join(server.data, name)).toString('latin1')])
  const verifyIds = everything.flatMap((text) => [...text.matchAll(/"verify_id":"([^"]+)"/g)].map(([, id]) => id))
  assert.ok(secrets.length > 40 && verifyIds.length > 20)
  for (const [name, text] of [['log', server.log()], ...files])
    for (const secret of [...secrets, ...verifyIds, 'oLentPhone', around.wechat.secret, around.oidc.clientSecret]) assert.ok(!text.includes(secret), `${secret} in ${name}`)
  for (const secret of secrets.filter((one) => !one.startsWith('th1_'))) assert.ok(!everything.join('\n').includes(secret), `${secret} in an answer`)
  const verified = spawnSync(binary, ['verify', '--data', server.data], { encoding: 'utf8' })
  assert.equal(verified.status, 0, verified.stdout + verified.stderr)
})

test('what is not set up is off; the demo has a provider of its own that no other server has', async () => {
  const plain = await startServer([], {}), demo = await startServer(['--demo'], {})
  const post = (url, path, body) => send(url, { method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const who = { name: '测试', id_number: residentId() }
  try {
    assert.equal((await post(plain.url, '/v1/faces', { ...who, wechat_code: 'x' })).status, 404)
    assert.equal((await post(plain.url, '/v1/faces', { ...who, provider: 'demo' })).status, 404)
    assert.equal((await post(plain.url, '/v1/sessions/face', { face: `th1_${'A'.repeat(43)}` })).status, 404)
    assert.equal((await post(server.url, '/v1/faces', { ...who, provider: 'demo' })).status, 404)
    assert.equal((await post(plain.url, '/v1/faces', { provider: 'yuexinqian' })).status, 404)
    const { json: ways } = await send(demo.url, { method: 'GET', path: '/v1/sign-in-ways' })
    assert.deepEqual([ways.ways.includes('face'), ways.faces], [true, ['demo']])
    const begun = await post(demo.url, '/v1/faces', { ...who, provider: 'demo' })
    assert.deepEqual(codeOf(await post(demo.url, '/v1/sessions/face', { face: begun.json.face })), [403, 'sign-in-unknown'])
  } finally { await plain.stop(); await demo.stop() }
  await assert.rejects(startServer(['--yuexinqian-issuer', 'https://identity.example.test'], {}), /yuexinqian_issuer: needs/)
  await assert.rejects(startServer([...around.flags, '--yuexinqian-issuer', 'http://identity.example.test'], {}), /yuexinqian_issuer: must be https/)
})
