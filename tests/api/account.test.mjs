// One's own ways to sign in, against the real server with stand-ins: what is tied by whom, what must be proved for it, and which sessions end with it.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { creditCode, maskedId, maskedPhone, phoneNumber, residentId } from './persons.mjs'
import { binary, newestCode, send, startOutside, startServer } from './server.mjs'

const folks = { adam: { role: 'admin' }, alice: { enterprise: 'alpha', role: 'legal_person' }, paula: { enterprise: 'alpha', role: 'agent' }, petra: { enterprise: 'alpha', role: 'agent' },
  tina: { enterprise: 'alpha', role: 'agent', also: { enterprise: 'beta', role: 'viewer' } } }
const everything = [], secrets = []
let around, server, hosts = 0, people = 0

const nextAddress = () => `10.8.${(++hosts >> 8) & 255}.${hosts & 255}`
/** Each request comes from an address of its own. */
async function ask(method, path, body, { token, ...headers } = {}) {
  const reply = await send(server.url, { method, path, body: typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
    headers: { 'x-real-ip': nextAddress(), ...(token && { authorization: `Bearer ${token}` }), ...(body !== undefined && { 'content-type': 'application/json' }), ...headers } })
  everything.push(reply.text.replace(/th1_[\w-]{43}/g, 'token'))
  return reply
}
const codeOf = (reply) => [reply.status, reply.json?.code]
const issues = (reply) => [reply.status, ...(reply.json?.issues ?? []).map((issue) => `${issue.path} ${issue.code}`)]
const fine = (reply, status = 200) => { assert.equal(reply.status, status, reply.text); return reply.json }
const isAlive = async (token) => (await ask('GET', '/v1/session', undefined, { token })).status === 200
const byPassword = async (account, password = `${account}-password`) => ask('POST', '/v1/sessions', { account, password })
const byWeChat = (openid, phone) => ask('POST', '/v1/sessions/wechat', { code: around.wechat.loginCode(openid), ...(phone && { phone_code: around.wechat.phoneCode(phone) }) })
const bySms = async (phone) => {
  sql("DELETE FROM attempt WHERE purpose = 'sms_phone_minute'") // the minute behind the code before
  const sent = around.sms.sent.length
  fine(await ask('POST', '/v1/sign-in-codes', { phone }), 204)
  return ask('POST', '/v1/sessions/sms', { phone, code: await newestCode(around.sms, phone, sent) })
}
const mine = async (token) => fine(await ask('GET', '/v1/account/identities', undefined, { token }))
const kinds = async (token) => (await mine(token)).items.map((one) => `${one.kind}${one.may_end ? ' may end' : ''}`)
const tieWeChat = (token, openid, more) => ask('PUT', '/v1/account/identities/wechat', { code: around.wechat.loginCode(openid) }, { token, ...more })
const tieByCode = (token, phone) => ask('PUT', '/v1/account/identities/phone', { phone_code: around.wechat.phoneCode(phone) }, { token })
const untie = (token, kind) => ask('DELETE', `/v1/account/identities/${kind}`, undefined, { token })
async function codeFor(token, phone) {
  const sent = around.sms.sent.length
  assert.equal((await ask('POST', '/v1/account/phone-codes', { phone }, { token })).status, 204)
  return newestCode(around.sms, phone, sent)
}
const tieByText = async (token, phone, code) => ask('PUT', '/v1/account/identities/phone', { phone, code: code ?? await codeFor(token, phone) }, { token })
/** A legal person whose account was made by his face, on a phone that is not his. */
async function byFace(who) {
  const one = who ?? { name: `测试${++people}`, number: residentId(), title: `户 ${people} 有限公司` }
  if (!who) {
    secrets.push(one.number)
    const reply = await ask('POST', '/v1/admin/registry', `uscc,name,legal_name,id_type,id_number,district,industry\n${creditCode()},${one.title},${one.name},身份证,${one.number},,\n`,
      { token: (await byPassword('adam')).json.token, 'content-type': 'text/csv', 'idempotency-key': `account-registry-${String(people).padStart(6, '0')}` })
    fine(reply)
  }
  const begun = fine(await ask('POST', '/v1/faces', { name: one.name, id_number: one.number, wechat_code: around.wechat.loginCode(`oLent${++people}`) }), 201)
  around.wechat.look(begun.verify_id)
  return { ...one, ...fine(await ask('POST', '/v1/sessions/face', { face: begun.face }), 201) }
}
/** Somebody who came by WeChat and belongs nowhere. */
async function visitor() {
  const one = { openid: `oVisitor${++people}`, phone: phoneNumber() }
  secrets.push(one.openid, one.phone)
  return { ...one, ...fine(await byWeChat(one.openid, one.phone), 201) }
}
const newPerson = () => { const one = { openid: `oOwn${++people}`, phone: phoneNumber() }; secrets.push(one.openid, one.phone); return one }
function sql(text, ...values) {
  const script = 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1], timeout=20); rows = db.execute(sys.argv[2], sys.argv[3:]).fetchall(); db.commit(); print(rows[0][0] if rows else "")'
  const { status, stdout, stderr } = spawnSync('python3', ['-c', script, join(server.data, 'tanheng.db'), text, ...values], { encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  return stdout.trim()
}
const age = (account, seconds) => sql("UPDATE session SET created_s = created_s - ? WHERE account_id = (SELECT id FROM account WHERE account = ?)", String(seconds), account)

before(async () => {
  around = await startOutside()
  server = await startServer([...around.flags, '--connections-per-address', '256', '--behind-proxy', '127.0.0.1'], folks)
})
beforeEach(() => around.outside.forget())
after(async () => {
  await server?.stop()
  await around?.stop()
})

test('X1 whose account was made by his face ties his own phone and WeChat, and signs in by each', async () => {
  const { account, token, number } = await byFace(), { openid, phone } = newPerson()
  const before = await mine(token)
  assert.deepEqual(before.items.map(({ kind, shown, may_end }) => [kind, shown, may_end]), [['person', maskedId(number), false]])
  assert.deepEqual([before.offers, before.has_password, before.is_fresh, before.fresh_for_s <= 600], [['wechat', 'wechat_phone', 'phone'], false, true, true])
  const one = fine(await tieByText(token, phone))
  assert.equal(one.account, account)
  assert.equal(await isAlive(token), false, 'C5 another token')
  const two = fine(await tieWeChat(one.token, openid))
  assert.deepEqual((await mine(two.token)).items.map(({ kind, shown, may_end }) => [kind, shown, may_end]),
    [['phone', maskedPhone(phone), true], ['wechat', undefined, true], ['person', maskedId(number), false]])
  const signedIn = fine(await byWeChat(openid), 201)
  assert.deepEqual([signedIn.account, signedIn.enterprises.length], [account, 1])
  assert.equal((await byWeChat(openid, phone)).json.account, account)
  fine(await untie(two.token, 'wechat'))
  assert.equal((await bySms(phone)).json.account, account, 'the phone alone, once no WeChat is tied')
})

test('X4 a phone that is tied brings the place that an enterprise keeps for it', async () => {
  const { token } = await byFace(), { phone } = newPerson(), alice = fine(await byPassword('alice'), 201)
  const added = await ask('POST', `/v1/enterprises/${alice.enterprise}/people`, { name: '测试代理', phone, id_type: 'resident_id', id_number: residentId(), modules: ['filing'] }, { token: alice.token, 'idempotency-key': 'account-people-000001' })
  fine(added, 201)
  const meant = fine(await tieByCode(token, phone))
  assert.equal(meant.enterprises.length, 1, 'who is known to be somebody else gets nothing by it')
  const paula = fine(await byPassword('paula'), 201), other = newPerson()
  fine(await ask('POST', `/v1/enterprises/${alice.enterprise}/people`, { name: '测试代理', phone: other.phone, id_type: 'resident_id', id_number: residentId(), modules: ['filing'] }, { token: alice.token, 'idempotency-key': 'account-people-000002' }), 201)
  assert.deepEqual(fine(await tieByCode(paula.token, other.phone)).enterprises.map((one) => one.name), ['alpha 有限公司'], 'who is there already keeps the place that he has')
  const visiting = await visitor(), third = newPerson()
  fine(await ask('POST', `/v1/enterprises/${alice.enterprise}/people`, { name: '测试代理', phone: third.phone, id_type: 'resident_id', id_number: residentId(), modules: ['filing'] }, { token: alice.token, 'idempotency-key': 'account-people-000003' }), 201)
  const placed = fine(await tieByCode(visiting.token, third.phone))
  assert.deepEqual([placed.enterprises.map((one) => one.role), placed.enterprise], [['agent'], alice.enterprise])
})

test('C7 another phone or WeChat in place of one ends every other session; a first one ends none', async () => {
  const { openid, token } = await visitor(), elsewhere = fine(await byWeChat(openid), 201).token
  const next = newPerson()
  const one = fine(await tieWeChat(token, next.openid))
  assert.deepEqual([await isAlive(token), await isAlive(elsewhere), await isAlive(one.token)], [false, false, true])
  assert.deepEqual(codeOf(await byWeChat(openid)), [403, 'phone-needed'], 'the old one is nobody\'s')
  const second = fine(await byWeChat(next.openid), 201).token
  const two = fine(await tieByText(one.token, next.phone))
  assert.deepEqual([await isAlive(second), await isAlive(two.token)], [false, true])
  const made = await byFace(), beside = (await byFace(made)).token
  const three = fine(await tieByCode(made.token, newPerson().phone))
  assert.deepEqual([await isAlive(beside), await isAlive(three.token), await isAlive(made.token)], [true, true, false])
  fine(await untie(three.token, 'phone'))
  assert.deepEqual([await isAlive(beside), await isAlive(three.token)], [false, false])
})

test('C6 who only holds a session changes nothing: a sign-in of ten minutes at most is wanted, and none that a phone lent', async () => {
  const made = await byFace(), { account } = made, { openid, phone } = newPerson()
  const { token } = fine(await tieByCode(made.token, newPerson().phone))
  const changes = [() => tieWeChat(token, openid), () => tieByCode(token, phone), () => ask('POST', '/v1/account/phone-codes', { phone }, { token }), () => tieByText(token, phone, '123456'), () => untie(token, 'phone')]
  age(account, 300)
  const left = await mine(token)
  assert.ok(left.is_fresh && left.fresh_for_s > 0 && left.fresh_for_s <= 300)
  for (const make of [() => age(account, 300), () => { age(account, -600); sql("UPDATE session SET provider = 'scan' WHERE account_id = (SELECT id FROM account WHERE account = ?)", account) }]) {
    make()
    const calls = around.outside.calls.length
    for (const change of changes) assert.deepEqual(codeOf(await change()), [403, 'sign-in-again'])
    assert.equal(around.outside.calls.length, calls, 'nobody is asked, no message is sent')
    assert.equal((await mine(token)).is_fresh, false)
  }
  assert.deepEqual(await kinds(token), ['phone may end', 'person'])
})

test('C6 choosing an enterprise is no new sign-in', async () => {
  const { token, enterprises } = fine(await byPassword('tina'), 201)
  age('tina', 700)
  const chosen = fine(await ask('PUT', '/v1/session/enterprise', { enterprise: enterprises[0].id }, { token }))
  assert.deepEqual(codeOf(await tieWeChat(chosen.token, newPerson().openid)), [403, 'sign-in-again'])
  assert.equal((await mine(chosen.token)).is_fresh, false)
})

test('C17 what belongs to another account is refused alike, and nobody is told whose it is', async () => {
  const owner = newPerson(), first = await byFace()
  fine(await tieByCode(fine(await tieWeChat(first.token, owner.openid)).token, owner.phone))
  const { token } = await byFace(), waiting = await visitor()
  const application = await ask('POST', '/v1/applications', { kind: 'agent' }, { token: waiting.token, 'idempotency-key': 'account-application-01' })
  fine(application, 201)
  const replies = [await tieWeChat(token, owner.openid), await tieByCode(token, owner.phone), await tieByText(token, owner.phone), await tieWeChat(token, waiting.openid)]
  const same = ({ request_id: _, ...rest }) => JSON.stringify(rest)
  for (const reply of replies) assert.deepEqual([...codeOf(reply), same(reply.json)], [409, 'identity-taken', same(replies[0].json)])
  assert.equal(await isAlive(token), true, 'a refusal leaves the session as it is')
  assert.deepEqual(await kinds(token), ['person'])
  assert.equal((await byWeChat(owner.openid)).json.account, first.account)
})

test('an account on which nothing hangs gives up what was proved', async () => {
  const before = await visitor(), { account, token } = await byFace()
  const one = fine(await tieWeChat(token, before.openid))
  assert.equal(await isAlive(before.token), false)
  fine(await tieByCode(one.token, before.phone))
  assert.equal((await byWeChat(before.openid)).json.account, account)
})

test('what the last way is stays: by what this server offers', async () => {
  const { token, openid, phone } = await visitor()
  assert.deepEqual(await kinds(token), ['phone may end', 'wechat may end'])
  const one = fine(await untie(token, 'phone'))
  assert.deepEqual(await kinds(one.token), ['wechat'])
  assert.deepEqual(codeOf(await untie(one.token, 'wechat')), [409, 'last-sign-in-way'])
  for (const kind of ['phone', 'person', 'password', 'nothing']) assert.deepEqual(codeOf(await untie(one.token, kind)), [404, 'not-found'], kind)
  assert.deepEqual(codeOf(await byWeChat('oNobody', phone)), [201, undefined], 'the phone is free')
  assert.equal((await byWeChat(openid)).json.account, fine(await ask('GET', '/v1/session', undefined, { token: one.token })).account)
  const paula = fine(await byPassword('petra'), 201)
  const tied = fine(await tieWeChat(paula.token, newPerson().openid))
  assert.deepEqual(await kinds(tied.token), ['wechat may end'], 'a password is a way, too')
})

test('of two who untie the last two ways at once one stays', async () => {
  const { token, openid } = await visitor(), second = fine(await byWeChat(openid), 201).token
  const replies = await Promise.all([untie(token, 'phone'), untie(second, 'wechat')])
  assert.equal(replies.filter((reply) => reply.status === 200).length, 1, replies.map((reply) => reply.text).join())
})

test('a wrong proof is said at its member, and never as a session that is over', async () => {
  const { token } = await byFace(), { phone } = newPerson()
  assert.deepEqual(issues(await ask('PUT', '/v1/account/identities/wechat', { code: 'invented' }, { token })), [422, '/code PROOF_WRONG'])
  assert.deepEqual(issues(await ask('PUT', '/v1/account/identities/phone', { phone_code: 'invented' }, { token })), [422, '/phone_code PROOF_WRONG'])
  for (const body of [{}, { phone }, { code: '123456' }, { phone, code: '123456', phone_code: 'x' }])
    assert.deepEqual(issues(await ask('PUT', '/v1/account/identities/phone', body, { token })), [422, '/code PROOF_WRONG'])
  assert.deepEqual(issues(await ask('POST', '/v1/account/phone-codes', { phone: '12345' }, { token })), [422, '/phone MOBILE_FORM'])
  const login = around.wechat.loginCode(newPerson().openid)
  fine(await ask('PUT', '/v1/account/identities/wechat', { code: login }, { token: (await byFace()).token }))
  assert.deepEqual(issues(await ask('PUT', '/v1/account/identities/wechat', { code: login }, { token })), [422, '/code PROOF_WRONG'], 'C1 a code is looked at once')
  assert.deepEqual([(await ask('PUT', '/v1/account/identities/wechat', { code: 'x', openid: 'oX' }, { token })).status, (await ask('PUT', '/v1/account/identities/phone', { phone, openid: 'o', code: '123456' }, { token })).status], [422, 422], 'C3 no claims')
  assert.equal(await isAlive(token), true)
})

test('C12 a code for a phone is of one account, one purpose, and five tries', async () => {
  const { phone } = newPerson(), one = await byFace(), two = await byFace()
  const code = await codeFor(one.token, phone)
  assert.deepEqual(issues(await tieByText(two.token, phone, code)), [422, '/code PROOF_WRONG'], 'of another account')
  assert.deepEqual(codeOf(await ask('POST', '/v1/sessions/sms', { phone, code })), [401, 'proof-failed'], 'no sign-in')
  const tied = fine(await tieByText(one.token, phone, code))
  assert.deepEqual(issues(await tieByText(tied.token, phone, code)), [422, '/code PROOF_WRONG'], 'once')
  const next = newPerson().phone, right = await codeFor(two.token, next)
  const wrong = Array.from({ length: 30 }, (_, i) => String((Number(right) + 1 + i) % 1000000).padStart(6, '0'))
  const replies = await Promise.all(wrong.map((guess) => tieByText(two.token, next, guess)))
  assert.ok(replies.every((reply) => reply.status === 422 || reply.status === 429), replies.map((reply) => reply.status).join())
  const last = await tieByText(two.token, next, right)
  assert.ok(last.status === 422 || last.status === 429, last.text)
})

test('C13 of many who want a code for one phone at once one sends a text message; an account asks for ten a day', async () => {
  const { phone } = newPerson(), { token } = await byFace()
  const sent = around.sms.sent.length
  const replies = await Promise.all(Array.from({ length: 64 }, () => ask('POST', '/v1/account/phone-codes', { phone }, { token })))
  assert.deepEqual([replies.filter((reply) => reply.status === 204).length, replies.filter((reply) => reply.status === 429).length], [1, 63])
  await newestCode(around.sms, phone, sent)
  for (let i = 0; i < 9; i++) fine(await ask('POST', '/v1/account/phone-codes', { phone: newPerson().phone }, { token }), 204)
  assert.deepEqual(codeOf(await ask('POST', '/v1/account/phone-codes', { phone: newPerson().phone }, { token })), [429, 'rate-limited'])
})

test('of many who tie at once with one session one succeeds', async () => {
  const { account, token } = await byFace(), phones = Array.from({ length: 8 }, () => newPerson().phone)
  const replies = await Promise.all(phones.map((phone) => tieByCode(token, phone)))
  assert.deepEqual([replies.filter((reply) => reply.status === 200).length, replies.filter((reply) => reply.status === 401).length], [1, 7], replies.map((reply) => reply.status).join())
  assert.equal(sql("SELECT count(*) FROM identity WHERE kind = 'phone' AND account_id = (SELECT id FROM account WHERE account = ?)", account), '1')
})

for (const kind of ['garbage', 'reset'])
  test(`an answer of WeChat that is ${kind} ties nothing`, async () => {
    const { token } = await byFace()
    around.outside.plan('/sns/jscode2session', kind, { times: 2 })
    assert.deepEqual(codeOf(await tieWeChat(token, newPerson().openid)), [503, 'provider-unavailable'])
    assert.deepEqual(await kinds(token), ['person'])
  })

/* ---- the password ---- */

const change = (token, old_password, password, more) => ask('PUT', '/v1/account/password', { old_password, password }, { token, ...more })

test('C7 a new password wants the old one, ends all other sessions and changes this one\'s token', async () => {
  const { token } = fine(await byPassword('paula'), 201), other = fine(await byPassword('paula'), 201).token
  assert.deepEqual(issues(await change(token, 'paula-passwort', 'a new password')), [422, '/old_password PASSWORD_WRONG'])
  assert.deepEqual(issues(await change(token, 'paula-password', 'short')), [422, '/password PASSWORD_LENGTH'])
  assert.equal((await change(token, 'paula-password', 'x'.repeat(257))).status, 422)
  assert.deepEqual([await isAlive(token), await isAlive(other)], [true, true])
  const now = fine(await change(token, 'paula-password', 'a new password of hers'))
  assert.deepEqual([now.account, await isAlive(token), await isAlive(other), await isAlive(now.token)], ['paula', false, false, true])
  assert.deepEqual(codeOf(await byPassword('paula')), [401, 'sign-in-failed'])
  assert.equal((await byPassword('paula', 'a new password of hers')).status, 201)
})

test('C14 the old password is guessed five times in a quarter of an hour, also by 64 at once', async () => {
  const { token } = fine(await byPassword('petra'), 201)
  const replies = await Promise.all(Array.from({ length: 64 }, (_, i) => change(token, `guess-number-${i}`, 'a new password')))
  assert.ok(replies.every((reply) => [422, 429, 503].includes(reply.status)), replies.map((reply) => reply.status).join())
  assert.ok(replies.filter((reply) => reply.status === 422).length <= 5)
  assert.deepEqual(codeOf(await change(token, 'petra-password', 'a new password')), [429, 'rate-limited'])
  assert.equal((await byPassword('petra')).status, 201)
})

test('who has no password gets none by this', async () => {
  const { token } = await visitor()
  assert.deepEqual(codeOf(await change(token, 'any password', 'a new password')), [409, 'no-password'])
})

test('C5 the console gets a new cookie and no token', async () => {
  const page = { origin: server.url.replace('http:', 'https:'), 'x-tanheng': 'console' } // the proxy speaks HTTPS
  const reply = await ask('POST', '/v1/sessions', { account: 'tina', password: 'tina-password' }, page)
  fine(reply, 201)
  const cookieOf = (from) => from.headers.get('set-cookie').split(';')[0]
  const changed = await ask('PUT', '/v1/account/password', { old_password: 'tina-password', password: 'tina-password-2' }, { ...page, cookie: cookieOf(reply) })
  assert.deepEqual([changed.status, changed.json.token], [200, undefined])
  assert.equal((await ask('GET', '/v1/session', undefined, { cookie: cookieOf(reply) })).status, 401)
  assert.equal((await ask('GET', '/v1/session', undefined, { cookie: cookieOf(changed) })).status, 200)
  assert.equal((await ask('PUT', '/v1/account/password', { old_password: 'tina-password-2', password: 'tina-password-3' }, { cookie: cookieOf(changed) })).status, 403, 'C19')
})

test('phones, openids and numbers stand in no answer, log or file; the chain accounts for every identity', () => {
  const files = readdirSync(server.data, { withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => [name, readFileSync(join(server.data, name)).toString('latin1')])
  for (const secret of secrets)
    for (const [name, text] of [['answers', everything.join('\n')], ['log', server.log()], ...files]) assert.ok(!text.includes(secret), `${secret} in ${name}`)
  const verified = spawnSync(binary, ['verify', '--data', server.data], { encoding: 'utf8' })
  assert.equal(verified.status, 0, verified.stdout + verified.stderr)
})
