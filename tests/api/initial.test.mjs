// An initial password beside other proofs of its person, and its end after seven days. What its session may ask for: tests/authz/initial.test.mjs.
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { enter, faults, openOffice } from './office.mjs'
import { phoneNumber } from './persons.mjs'
import { clockIsFixed, clockOf, newestCode } from './server.mjs'

const OWN = 'correct-horse-battery'
const WEEK_S = 7 * 86400
const folder = mkdtempSync(join(tmpdir(), 'tanheng-initial-')), stamp = join(folder, 'clock')
const clock = (seconds) => writeFileSync(stamp, `+${seconds}`)
let office, around, server, ask

before(async () => {
  clock(0)
  office = await openOffice({ adam: { role: 'admin' } }, clockIsFixed ? {} : clockOf(stamp))
  ;({ around, server, ask } = office)
})
after(async () => { await office?.close(); rmSync(folder, { recursive: true, force: true }) })

const post = (path, body) => ask(undefined, 'POST', path, { body })
const change = (token, old_password, password) => ask(token, 'PUT', '/v1/account/password', { body: { old_password, password } })
/** Somebody who has proved WeChat and phone, and whom an administrator gave a password. */
async function known(openid) {
  const phone = phoneNumber()
  const { json: session } = await post('/v1/sessions/wechat', { code: around.wechat.loginCode(openid), phone_code: around.wechat.phoneCode(phone) })
  const { items: [{ id }] } = (await ask('adam', 'GET', `/v1/admin/accounts?search=${phone}`)).json
  const { status, text, json } = await ask('adam', 'POST', `/v1/admin/accounts/${id}/password`, { body: { reason: '本人申请' } })
  assert.equal(status, 200, text)
  return { id, phone, openid, account: session.account, password: json.password }
}

test('C6 another proof of the person needs no initial password, and leaves it what it is', async () => {
  const { phone, openid, account, password } = await known('oInitialOne')
  const sent = around.sms.sent.length
  assert.equal((await post('/v1/sign-in-codes', { phone })).status, 204)
  const wechat_code = around.wechat.loginCode(openid)
  for (const reply of [await post('/v1/sessions/wechat', { code: around.wechat.loginCode(openid) }), await post('/v1/sessions/sms', { phone, code: await newestCode(around.sms, phone, sent), wechat_code })]) {
    assert.deepEqual([reply.status, reply.json.must_change_password], [201, undefined], reply.text)
    assert.equal((await ask(reply.json.token, 'GET', '/v1/applications')).status, 200)
  }
  const byPassword = await enter(server, account, password)
  assert.equal(byPassword.json.must_change_password, true)
  assert.deepEqual(faults(await ask(byPassword.json.token, 'GET', '/v1/applications')), [403, 'password-must-change'])
})

test('C18 an initial password is no second proof; one’s own is', async () => {
  const { phone, account, password } = await known('oInitialTwo')
  const moved = (second) => post('/v1/sessions/wechat', { code: around.wechat.loginCode('oInitialMoved'), phone_code: around.wechat.phoneCode(phone), password: second })
  assert.deepEqual(faults(await moved(password)), [403, 'second-proof-needed'])
  const { json: { token } } = await enter(server, account, password)
  assert.equal((await change(token, password, OWN)).status, 200)
  assert.deepEqual([(await moved(OWN)).status, (await moved(OWN)).json.account], [201, account])
})

test('an initial password is no way to sign in for whoever unties another', async () => {
  const { openid, account, password } = await known('oInitialThree')
  const enterAgain = async () => (await post('/v1/sessions/wechat', { code: around.wechat.loginCode(openid) })).json.token
  const ends = async (token) => (await ask(token, 'GET', '/v1/account/identities')).json.items.map((one) => `${one.kind} ${one.may_end}`).sort()
  const untie = (token, kind) => ask(token, 'DELETE', `/v1/account/identities/${kind}`)
  const { json: { token } } = await untie(await enterAgain(), 'phone')
  assert.deepEqual(await ends(token), ['wechat false'])
  assert.deepEqual(faults(await untie(token, 'wechat')), [409, 'last-sign-in-way'])
  assert.equal((await change((await enter(server, account, password)).json.token, password, OWN)).status, 200)
  assert.deepEqual(await ends(await enterAgain()), ['wechat true'])
})

test('C6 an initial password ends by itself after seven days, for signing in and for the change', { skip: clockIsFixed }, async () => {
  const { id, account, password } = await known('oInitialFour')
  clock(WEEK_S - 600)
  const last = await enter(server, account, password)
  assert.equal(last.status, 201, last.text)
  assert.deepEqual(faults(await enter(server, account, 'wrong-password')), [401, 'sign-in-failed'])
  clock(WEEK_S + 5)
  assert.deepEqual(faults(await enter(server, account, password)), [403, 'initial-password-ended'])
  assert.deepEqual(faults(await change(last.json.token, password, OWN)), [403, 'initial-password-ended'])
  assert.deepEqual(faults(await enter(server, account, 'wrong-password')), [401, 'sign-in-failed'], 'who does not know it is told nothing')
  const adam = (await enter(server, 'adam')).json.token
  const reset = await ask(adam, 'POST', `/v1/admin/accounts/${id}/password`, { body: { reason: '初始密码过期' } })
  const fresh = await enter(server, account, reset.json.password)
  assert.equal((await change(fresh.json.token, reset.json.password, OWN)).status, 200)
  clock(WEEK_S * 3)
  assert.equal((await enter(server, account, OWN)).status, 201, 'one’s own does not end')
})
