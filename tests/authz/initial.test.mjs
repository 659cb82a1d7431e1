// A password that an administrator made: until it is changed, its session is good for nothing but that and for looking at and ending sessions, wherever the
// request goes. Every operation of the served document is asked. Its end, and other proofs of the same person: tests/api/initial.test.mjs.
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { Contract } from '../api/schema.mjs'
import { requestOf, targetsOf } from './requests.mjs'
import { World, newKey } from './world.mjs'

const OWN = 'correct-horse-battery'
/** What the session of an initial password may ask for. */
const OPEN = ['get_session', 'sign_out', 'list_sessions', 'end_sessions', 'end_session', 'change_password']
let world, operations, document, made = 0

before(async () => {
  world = await World.build()
  document = (await world.send({ method: 'GET', path: '/openapi.json' })).json
  operations = new Contract(document).operations
})
after(async () => { await world?.stop() })

const asAdmin = (path, body) => world.send({ method: 'POST', path: `/v1/admin/accounts${path}`, token: world.tokens.admin[0], key: newKey(), body })
/** An account that an administrator has just made, of alpha's legal kind or of none. */
async function newAccount(more = {}) {
  const reply = await asAdmin('', { account: `initial.${++made}`, name: '初次', ...more })
  assert.equal(reply.status, 201, reply.text)
  return reply.json
}
const into = async (account, password) => world.send({ method: 'POST', path: '/v1/sessions', body: { account, password } })
const change = (token, old_password, password) => world.send({ method: 'PUT', path: '/v1/account/password', token, body: { old_password, password } })

function mustChange(reply, what) {
  assert.deepEqual([reply.status, reply.json?.code], [403, 'password-must-change'], `${what}: ${reply.text}`)
  assert.match(reply.json.zh, /修改密码/)
  assert.match(reply.json.en, /change it/)
}

test('C6 until an initial password is changed every route but those of the session and the change is closed, and nothing changes', async () => {
  const { account, password } = await newAccount({ enterprise: world.ids.alpha, role: 'viewer' })
  const { json } = await into(account, password)
  assert.equal(json.must_change_password, true)
  const closed = operations.filter((one) => one.operation.security?.length !== 0 && !OPEN.includes(one.operation.operationId))
  assert.ok(closed.length > 60)
  const requests = []
  for (const one of closed) for (const target of targetsOf(one)) requests.push([`${one.operation.operationId} ${target}`, await requestOf(world, document, one, target)])
  const was = await world.watch.ask('hash')
  for (const [what, request] of requests) mustChange(await world.send({ ...request, token: json.token }), what)
  assert.deepEqual(await world.watch.ask('hash'), was)
  for (const path of ['/v1/session', '/v1/sessions']) assert.equal((await world.send({ method: 'GET', path, token: json.token })).status, 200, path)
})

test('C6 the change opens the session to what the account may do; the initial password is dead, and is none to be kept', async () => {
  const { id, account, password } = await newAccount({ enterprise: world.ids.alpha, role: 'viewer' })
  const { json: { token } } = await into(account, password)
  const { json: other } = await into(account, password)
  const same = await change(token, password, password)
  assert.deepEqual([same.status, same.json.issues.map((one) => `${one.path} ${one.code}`)], [422, ['/password PASSWORD_SAME']])
  const done = await change(token, password, OWN)
  assert.deepEqual([done.status, done.json.must_change_password], [200, undefined], done.text)
  const filings = { method: 'GET', path: `/v1/enterprises/${world.ids.alpha}/filings` }
  assert.equal((await world.send({ ...filings, token: done.json.token })).status, 200)
  assert.equal((await world.send({ ...filings, token: other.token })).status, 401)
  assert.equal((await into(account, password)).status, 401)
  const again = await into(account, OWN)
  assert.deepEqual([again.status, again.json.must_change_password], [201, undefined])
  const seen = await world.send({ method: 'GET', path: `/v1/admin/accounts/${id}`, token: world.tokens.admin[0] })
  assert.equal(seen.json.initial_password_ends_at, undefined)
  world.command('verify', '--data', world.data)
})

test('C6 a password that an administrator set anew ends all sessions, and is an initial one again', async () => {
  const { id, account, password, initial_password_ends_at: ends } = await newAccount({ enterprise: world.ids.alpha, role: 'viewer' })
  assert.ok(Date.parse(ends) > Date.now() + 6.9 * 86400e3 && Date.parse(ends) <= Date.now() + 7.1 * 86400e3, ends)
  const { json: { token } } = await change((await into(account, password)).json.token, password, OWN)
  const reset = await asAdmin(`/${id}/password`, { reason: '忘记密码' })
  assert.equal(reset.status, 200, reset.text)
  assert.equal((await world.send({ method: 'GET', path: '/v1/session', token })).status, 401)
  assert.equal((await into(account, OWN)).status, 401)
  const next = await into(account, reset.json.password)
  assert.equal(next.json.must_change_password, true)
  mustChange(await world.send({ method: 'GET', path: '/v1/applications', token: next.json.token }), 'list_applications')
})
