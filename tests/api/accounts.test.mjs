// The administrator's accounts: who may see them, literal search, the initial password that is shown once, what disabling and resetting end, and what an
// administrator cannot do: to himself, to people of the platform, to a place that waits for its person.
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { phoneNumber, maskedPhone } from './persons.mjs'
import { enter as enterAt, faults, openOffice } from './office.mjs'
import { binary, newestCode, send } from './server.mjs'

const folks = { adam: { role: 'admin' }, anna: { role: 'admin' }, rita: { role: 'reviewer' }, alice: { enterprise: 'alpha', role: 'legal_person' }, vera: { enterprise: 'alpha', role: 'viewer' },
  bob: { enterprise: 'beta', role: 'viewer' } }
const path = '/v1/admin/accounts'
let office, around, server, tokens, ids, ask
const secrets = []

const post = (where, body, more) => ask('adam', 'POST', `${path}${where}`, { body, ...more })
const list = async (query = {}) => (await ask('adam', 'GET', `${path}?${Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`)).json
const found = async (query) => (await list(query)).items.map((one) => one.account)
const enter = (account, password) => enterAt(server, account, password)
const whoAmI = async (token) => (await ask(token, 'GET', '/v1/session')).status

before(async () => {
  office = await openOffice(folks)
  ;({ around, server, tokens, ids, ask } = office)
  for (const one of (await list({ limit: 100 })).items) ids[one.account] = one.id
})
after(() => office?.close())

test('only an administrator sees accounts and makes them, not a reviewer', async () => {
  for (const [as, status] of [[undefined, 401], ['alice', 403], ['rita', 403], ['adam', 200]]) assert.equal((await ask(as, 'GET', path)).status, status, as)
  for (const as of ['alice', 'rita']) for (const what of ['disable', 'enable', 'password']) assert.equal((await ask(as, 'POST', `${path}/${ids.vera}/${what}`, { body: { reason: 'x' } })).status, 403)
  assert.deepEqual(await found(), Object.keys(folks).sort())
  const { items } = await list({ search: 'rit' })
  assert.deepEqual(items.map(({ account, state, platform_role, enterprises, sessions }) => [account, state, platform_role, enterprises, sessions]), [['rita', 'active', 'reviewer', 0, 1]])
})

test('search is for literal letters of account and name, or a whole phone; pages go on', async () => {
  for (const [account, name] of [['x.1', '百分 100%'], ['x_1', '百分 1000'], ['x-1', '百分 100_']]) assert.equal((await post('', { account, name })).status, 201)
  assert.deepEqual([await found({ search: '100%' }), await found({ search: '_1' }), await found({ search: '%' }), await found({ search: 'X.1' })], [['x.1'], ['x_1'], ['x.1'], []])
  const seen = []
  for (let cursor; seen.length < 100;) {
    const page = await list({ limit: 2, ...(cursor && { cursor }) })
    assert.ok(page.items.length <= 2)
    seen.push(...page.items.map((one) => one.account))
    if (!(cursor = page.next)) break
  }
  assert.deepEqual(seen, await found({ limit: 100 }))
  const phone = phoneNumber()
  assert.equal((await send(server.url, { method: 'POST', path: '/v1/sessions/wechat', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: around.wechat.loginCode('oAccounts'), phone_code: around.wechat.phoneCode(phone) }) })).status, 201)
  for (const typed of [phone, `+86 ${phone}`]) {
    const { items } = await list({ search: typed })
    assert.deepEqual(items.map((one) => [one.phone, one.name]), [[maskedPhone(phone), maskedPhone(phone)]], typed)
  }
  assert.deepEqual(await found({ search: phone.slice(0, 10) }), [])
})

test('C6 an account is made with a password that is shown once and lies nowhere', async () => {
  const key = 'account-made-once', body = { account: 'smith', name: 'J. Smith', enterprise: ids.beta, role: 'legal_person' }
  const made = await post('', body, { key })
  assert.equal(made.status, 201, made.text)
  assert.match(made.json.password, /^[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){3}$/)
  assert.deepEqual(made.json.memberships.map(({ enterprise, role, is_live, enterprise_state }) => [enterprise, role, is_live, enterprise_state]), [[ids.beta, 'legal_person', true, 'active']])
  const again = await post('', body, { key })
  assert.deepEqual([again.status, again.json.id, again.json.password], [201, made.json.id, undefined])
  assert.equal((await ask('adam', 'GET', `${path}/${made.json.id}`)).json.password, undefined)
  const session = await enter('smith', made.json.password)
  assert.deepEqual([session.status, session.json.must_change_password, session.json.enterprises.map((one) => [one.id, one.role])], [201, true, [[ids.beta, 'legal_person']]])
  secrets.push(made.json.password)
  assert.deepEqual(faults(await post('', body)), [409, 'account-taken'])
  assert.notEqual((await post('', { ...body, account: 'other', role: 'viewer' })).json.password, made.json.password)
})

test('what is wrong with a new account is said, and nothing is made', async () => {
  const was = await found({ limit: 100 })
  const bad = (more) => post('', { account: 'jones', name: 'Jones', ...more })
  assert.deepEqual(faults(await bad({ account: 'a b' })), [422, 'invalid', '/account ACCOUNT_SIGNS'])
  assert.deepEqual(faults(await bad({ enterprise: ids.alpha })), [422, 'invalid', '/role REQUIRED'])
  assert.deepEqual(faults(await bad({ role: 'viewer' })), [422, 'invalid', '/enterprise REQUIRED'])
  assert.deepEqual(faults(await bad({ enterprise: 'enone', role: 'viewer' })), [422, 'invalid', '/enterprise ENTERPRISE_UNKNOWN'])
  for (const role of ['admin', 'reviewer']) assert.deepEqual(faults(await bad({ enterprise: ids.alpha, role })), [422, 'invalid', '/role ACCOUNT_ROLE'])
  assert.deepEqual(faults(await bad({ password: 'chosen-by-somebody' })).slice(0, 2), [422, 'invalid'])
  assert.deepEqual(faults(await bad({ enterprise: ids.alpha, role: 'legal_person' })), [409, 'legal-person-taken'])
  assert.deepEqual(await found({ limit: 100 }), was)
})

test('a disabled account is out on the next request and cannot sign in; an enabled one signs in anew', async () => {
  const held = tokens.vera
  assert.equal(await whoAmI(held), 200)
  assert.deepEqual(faults(await post(`/${ids.vera}/disable`, {})), [422, 'invalid', '/reason REQUIRED'])
  const done = await post(`/${ids.vera}/disable`, { reason: '已离职' })
  assert.deepEqual([done.status, done.json.state, done.json.sessions], [200, 'disabled', 0])
  assert.deepEqual([await whoAmI(held), (await enter('vera', 'vera-password')).status], [401, 401])
  assert.deepEqual([await found({ state: 'disabled' }), faults(await post(`/${ids.vera}/disable`, { reason: 'x' }))], [['vera'], [409, 'conflict']])
  assert.equal((await post(`/${ids.vera}/enable`, {})).json.state, 'active')
  assert.deepEqual([await whoAmI(held), (await enter('vera', 'vera-password')).status], [401, 201])
})

test('C7 ending sessions and a new password end them all', async () => {
  const first = (await enter('bob', 'bob-password')).json.token
  const ended = await post(`/${ids.bob}/sessions/end`, { reason: '手机丢失' })
  assert.deepEqual([ended.status, ended.json.sessions], [200, 0])
  assert.deepEqual([await whoAmI(first), await whoAmI(tokens.bob)], [401, 401])
  const second = (await enter('bob', 'bob-password')).json.token
  const key = 'password-reset-once'
  const reset = await post(`/${ids.bob}/password`, { reason: '忘记密码' }, { key })
  assert.equal(reset.status, 200, reset.text)
  secrets.push(reset.json.password)
  const again = await post(`/${ids.bob}/password`, { reason: '忘记密码' }, { key })
  assert.deepEqual([again.status, again.json.password], [200, undefined])
  assert.deepEqual([await whoAmI(second), (await enter('bob', 'bob-password')).status, (await enter('bob', reset.json.password)).status], [401, 401, 201])
  assert.equal((await post('/unone/sessions/end', { reason: 'x' })).status, 404)
})

test('nobody disables himself; of two who disable each other one stays', async () => {
  assert.deepEqual(faults(await post(`/${ids.adam}/disable`, { reason: 'x' })), [409, 'own-account'])
  assert.deepEqual(faults(await post(`/${ids.adam}/password`, { reason: 'x' })), [409, 'own-account'])
  const replies = await Promise.all([ask('adam', 'POST', `${path}/${ids.anna}/disable`, { body: { reason: 'x' } }), ask('anna', 'POST', `${path}/${ids.adam}/disable`, { body: { reason: 'x' } })])
  const [lost, won] = replies[0].status === 200 ? ['anna', 'adam'] : ['adam', 'anna']
  assert.ok(replies.some((one) => one.status === 200) && replies.some((one) => [401, 403].includes(one.status)), replies.map((one) => one.text).join('\n'))
  assert.equal((await ask(won, 'POST', `${path}/${ids[lost]}/enable`, { body: {} })).status, 200)
  tokens[lost] = (await enter(lost, `${lost}-password`)).json.token
})

test('people of the platform get no password over HTTP, and a place that waits for its person none at all', async () => {
  for (const name of ['rita', 'anna']) assert.deepEqual(faults(await post(`/${ids[name]}/password`, { reason: 'x' })), [409, 'platform-account'])
  assert.equal((await enter('rita', 'rita-password')).status, 201)
  const phone = phoneNumber()
  const agent = await ask('alice', 'POST', `/v1/enterprises/${ids.alpha}/people`, { body: { name: '代理', phone, id_type: 'passport', id_number: 'E76543210', modules: ['filing'] } })
  assert.equal(agent.status, 201, agent.text)
  assert.deepEqual((await list({ search: phone })).items.map((one) => [one.id, one.phone]), [[agent.json.id, maskedPhone(phone)]])
  assert.deepEqual(faults(await post(`/${agent.json.id}/password`, { reason: 'x' })), [409, 'account-waiting'])
  const sent = around.sms.sent.length
  assert.equal((await send(server.url, { method: 'POST', path: '/v1/sign-in-codes', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ phone }) })).status, 204)
  const session = await send(server.url, { method: 'POST', path: '/v1/sessions/sms', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ phone, code: await newestCode(around.sms, phone, sent) }) })
  assert.deepEqual([session.status, session.json.enterprises?.[0].role], [201, 'agent'], session.text)
})

test('A16 an administrator gives and ends places: one legal person at a time, with effect on the next request', async () => {
  const made = (await post('', { account: 'carol', name: 'Carol' })).json
  const place = (enterprise, what = '') => `${path}/${made.id}/memberships/${ids[enterprise]}${what}`
  const put = (role, enterprise = 'alpha', more = {}) => ask(more.as ?? 'adam', 'PUT', place(enterprise), { body: { role, reason: '股东会决议' } })
  for (const as of ['alice', 'rita']) assert.equal((await put('viewer', 'alpha', { as })).status, 403)
  assert.deepEqual(faults(await put('legal_person')), [409, 'legal-person-taken'])
  assert.deepEqual(faults(await put('admin')), [422, 'invalid', '/role ACCOUNT_ROLE'])
  const given = await put('viewer')
  assert.deepEqual([given.status, given.json.memberships.map(({ enterprise, role }) => [enterprise, role])], [200, [[ids.alpha, 'viewer']]])
  assert.deepEqual(faults(await put('viewer')), [409, 'conflict'])
  const ended = await post(`/${ids.alice}/memberships/${ids.alpha}/end`, { reason: '法人变更' })
  assert.deepEqual([ended.status, ended.json.memberships, await whoAmI(tokens.alice)], [200, [], 401])
  assert.deepEqual(faults(await post(`/${ids.alice}/memberships/${ids.alpha}/end`, { reason: 'x' })), [404, 'not-found'])
  const { json: session } = await enter('carol', made.password)
  assert.equal((await put('legal_person')).status, 200)
  assert.equal(await whoAmI(session.token), 401)
  assert.deepEqual((await enter('carol', made.password)).json.enterprises.map((one) => one.role), ['legal_person'])
  assert.deepEqual(faults(await ask('adam', 'PUT', `${path}/${ids.adam}/memberships/${ids.alpha}`, { body: { role: 'viewer', reason: 'x' } })), [409, 'own-account'])
  assert.deepEqual(faults(await ask('adam', 'PUT', `${path}/${ids.rita}/memberships/${ids.alpha}`, { body: { role: 'viewer', reason: 'x' } })), [409, 'platform-account'])
  assert.deepEqual(faults(await ask('adam', 'PUT', `${path}/${made.id}/memberships/enone`, { body: { role: 'viewer', reason: 'x' } })), [422, 'invalid', '/enterprise ENTERPRISE_UNKNOWN'])
  assert.equal((await post(`/${made.id}/memberships/${ids.alpha}/end`, { reason: '退回' })).status, 200)
  assert.equal((await ask('adam', 'PUT', `${path}/${ids.alice}/memberships/${ids.alpha}`, { body: { role: 'legal_person', reason: '恢复' } })).status, 200)
  tokens.alice = (await enter('alice', 'alice-password')).json.token
})

test('at most ten agents, also by the administrator\'s hand', async () => {
  const add = (i) => post('', { account: `agent-${i}`, name: '代理', enterprise: ids.beta, role: 'agent' })
  for (let i = 0; i < 10; i++) assert.equal((await add(i)).status, 201)
  assert.deepEqual(faults(await add(10)), [422, 'invalid', '/role AGENTS_FULL'])
})

test('each is an act with its reason; no password lies in the data folder or the log', () => {
  const query = "SELECT json_group_array(json_array(kind, detail)) FROM (SELECT kind, detail FROM act WHERE thing = 'account' AND account_id IN (?, ?) AND kind <> 'add' ORDER BY seq)"
  const { stdout } = spawnSync('python3', ['-c', 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2], sys.argv[3:5]).fetchone()[0])', join(server.data, 'tanheng.db'), query, ids.vera, ids.bob], { encoding: 'utf8' })
  assert.deepEqual(JSON.parse(stdout), [['disable', '已离职'], ['enable', ''], ['sessions', '手机丢失'], ['password', '忘记密码']])
  const verified = spawnSync(binary, ['verify', '--data', server.data], { encoding: 'utf8' })
  assert.equal(verified.status, 0, verified.stdout + verified.stderr)
  assert.equal(secrets.length, 2)
  for (const secret of secrets) {
    assert.ok(!server.log().includes(secret))
    for (const one of readdirSync(server.data, { withFileTypes: true }).filter((entry) => entry.isFile())) assert.ok(!readFileSync(join(server.data, one.name)).includes(secret), one.name)
  }
})
