// Agents of an enterprise against the real server: who may add, change and revoke whom, what holds on the very next request, and what nobody learns.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { maskedId, maskedPhone, phoneNumber, residentId } from './persons.mjs'
import { binary, newestCode, send, startOutside, startServer } from './server.mjs'

const folks = { alice: { enterprise: 'alpha', role: 'legal_person' }, bob: { enterprise: 'beta', role: 'legal_person' }, vera: { enterprise: 'alpha', role: 'viewer' },
  gina: { enterprise: 'gamma', role: 'legal_person' }, hugo: { enterprise: 'delta', role: 'legal_person' }, ida: { enterprise: 'epsilon', role: 'legal_person' },
  kim: { enterprise: 'zeta', role: 'legal_person' } }
const draft = { draft_format: 1, form_version: 1, form: 'energy_report', site: 'all', period: { start: '2025-07', end: '2025-09' }, doc: {} }
const everything = [] // every answer
const secrets = []    // numbers and phones that may stand nowhere
const ids = {}, tokens = {}
let around, server, keys = 0

const newKey = () => `people-key-${String(++keys).padStart(8, '0')}`
async function ask(token, method, path, body, more = {}) {
  const request = { method, path, body: body && JSON.stringify(body),
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body && { 'content-type': 'application/json' }), ...(method !== 'GET' && { 'idempotency-key': newKey() }), ...more } }
  const reply = await send(server.url, request).catch(() => send(server.url, request)) // a resting connection is closed for newcomers; the key makes it one write
  everything.push(reply.text + JSON.stringify([...reply.headers]))
  return reply
}
const codeOf = (reply) => [reply.status, reply.json?.issues?.[0]?.code ?? reply.json?.code]
const place = (key) => `/v1/enterprises/${ids[key]}/people`
/** A person as an enterprise writes one down. */
function person(more = {}) {
  const made = { name: '测试代理', phone: phoneNumber(), id_type: 'resident_id', id_number: residentId(), modules: ['filing'], ...more }
  secrets.push(made.phone, made.id_number)
  return made
}
async function add(by, key, body) {
  const reply = await ask(tokens[by] ?? by, 'POST', place(key), body)
  assert.equal(reply.status, 201, reply.text)
  return reply.json
}
const change = (by, key, id, body) => ask(tokens[by] ?? by, 'PUT', `${place(key)}/${id}`, body)
const list = async (by, key) => (await ask(tokens[by] ?? by, 'GET', place(key))).json.items

async function byText(phone) {
  const sent = around.sms.sent.length
  assert.equal((await ask(null, 'POST', '/v1/sign-in-codes', { phone })).status, 204)
  return ask(null, 'POST', '/v1/sessions/sms', { phone, code: await newestCode(around.sms, phone, sent) })
}
const byWeChat = (openid, phone) => ask(null, 'POST', '/v1/sessions/wechat', { code: around.wechat.loginCode(openid), ...(phone && { phone_code: around.wechat.phoneCode(phone) }) })
async function enter(reply) {
  assert.equal(reply.status, 201, reply.text)
  return reply.json.token
}
/** An agent who has signed in: {id, token, phone}. */
async function agent(by, key, more) {
  const written = person(more)
  const { id } = await add(by, key, written)
  return { id, phone: written.phone, token: await enter(await byWeChat(`o${id}`, written.phone)) }
}
const putDraft = (token, key, name) => ask(token, 'PUT', `/v1/enterprises/${ids[key]}/drafts/${name}`, draft)

before(async () => {
  around = await startOutside()
  server = await startServer([...around.flags, '--sms-notice', '7654321', '--connections-per-address', '256'], folks)
  for (const name of Object.keys(folks)) {
    const { json } = await ask(null, 'POST', '/v1/sessions', { account: name, password: `${name}-password` })
    tokens[name] = json.token
    ids[folks[name].enterprise] = json.enterprises[0].id
  }
})
beforeEach(() => around.outside.forget())
after(async () => {
  await server?.stop()
  await around?.stop()
})

test('X4 the legal person adds an agent, who is shown masked and signs in by the phone', async () => {
  const written = person({ modules: ['people', 'filing'], ends_on: '2099-12-31' })
  const made = await add('alice', 'alpha', written)
  assert.deepEqual({ ...made, id: '' }, { id: '', name: '测试代理', phone: maskedPhone(written.phone), id_type: 'resident_id', id_number: maskedId(written.id_number),
    role: 'agent', modules: ['filing', 'people'], state: 'active', ends_on: '2099-12-31', is_live: true })
  const signed = await byText(written.phone)
  assert.equal(signed.status, 201, signed.text)
  assert.deepEqual([signed.json.name, signed.json.enterprise, signed.json.enterprises.map(e => [e.id, e.role])], ['测试代理', ids.alpha, [[ids.alpha, 'agent']]])
  assert.deepEqual((await list('alice', 'alpha')).find(one => one.id === made.id), made)
  assert.equal((await change('alice', 'alpha', made.id, { state: 'revoked', modules: ['filing'] })).status, 200)
})

test('X4 a passport or a travel permit does as well; what is wrong is said by field', async () => {
  const made = await add('alice', 'alpha', person({ id_type: 'passport', id_number: 'e1234567x' }))
  assert.equal(made.id_number, 'E1*****7X')
  await change('alice', 'alpha', made.id, { state: 'revoked', modules: ['filing'] })
  const wrong = await ask(tokens.alice, 'POST', place('alpha'), { name: '测试', phone: '12345', id_type: 'resident_id', id_number: '440105199001010011', modules: ['filing'] })
  assert.deepEqual(wrong.json.issues.map(i => [i.code, i.path]), [['MOBILE_FORM', '/phone'], ['ID_CHECKSUM', '/id_number']])
  for (const [more, path] of [[{ modules: ['nonsense'] }, '/modules'], [{ ends_on: '2020-01-01' }, '/ends_on'], [{ ends_on: '2025-02-30' }, '/ends_on']]) {
    const reply = await ask(tokens.alice, 'POST', place('alpha'), person(more))
    assert.deepEqual([reply.status, reply.json.issues[0].path], [422, path], reply.text)
  }
  for (const member of ['role', 'state', 'account', 'enterprise', 'openid'])
    assert.equal((await ask(tokens.alice, 'POST', place('alpha'), person({ [member]: 'legal_person' }))).status, 422, member)
})

test('A5 a revoked agent is out on the next request, with the token and with a new one', async () => {
  const { id, token, phone } = await agent('alice', 'alpha')
  assert.equal((await putDraft(token, 'alpha', 'a5')).status, 200)
  assert.equal((await change('alice', 'alpha', id, { state: 'revoked', modules: ['filing'] })).json.is_live, false)
  assert.equal((await ask(token, 'GET', `/v1/enterprises/${ids.alpha}/drafts`)).status, 401)
  assert.equal((await ask(token, 'GET', '/v1/session')).status, 401)
  const again = await byWeChat(`o${id}`, phone)
  assert.deepEqual([again.status, again.json.enterprises], [201, []])
  for (const [method, path] of [['GET', 'drafts'], ['GET', 'filings'], ['GET', 'people']])
    assert.equal((await ask(again.json.token, method, `/v1/enterprises/${ids.alpha}/${path}`)).status, 404, path)
})

test('A5 a suspended agent is out on the next request, and in again when he is resumed', async () => {
  const { id, token, phone } = await agent('alice', 'alpha')
  assert.equal((await change('alice', 'alpha', id, { state: 'suspended', modules: ['filing'] })).status, 200)
  assert.equal((await ask(token, 'GET', `/v1/enterprises/${ids.alpha}/filings`)).status, 401)
  const kept = await enter(await byWeChat(`o${id}`, phone))
  assert.equal((await ask(kept, 'GET', `/v1/enterprises/${ids.alpha}/filings`)).status, 404)
  assert.equal((await change('alice', 'alpha', id, { state: 'active', modules: ['filing'] })).status, 200)
  const back = await enter(await byWeChat(`o${id}`))
  assert.equal((await ask(back, 'GET', `/v1/enterprises/${ids.alpha}/filings`)).status, 200)
  await change('alice', 'alpha', id, { state: 'revoked', modules: ['filing'] })
})

test('A5 a narrower grant holds on the next request', async () => {
  const { id, token } = await agent('alice', 'alpha', { modules: ['filing', 'people'] })
  assert.equal((await ask(token, 'GET', place('alpha'))).status, 200)
  await change('alice', 'alpha', id, { state: 'active', modules: ['filing'] })
  assert.equal((await ask(token, 'GET', place('alpha'))).status, 401)
  const narrower = await enter(await byWeChat(`o${id}`))
  assert.deepEqual([(await ask(narrower, 'GET', place('alpha'))).status, (await ask(narrower, 'GET', `/v1/enterprises/${ids.alpha}/filings`)).status], [403, 200])
  await change('alice', 'alpha', id, { state: 'revoked', modules: ['filing'] })
})

test('A6 what a revoked agent had queued is refused, also what was already answered once', async () => {
  const { id, token, phone } = await agent('alice', 'alpha')
  const key = newKey()
  const queued = (bearer, name, more) => ask(bearer, 'PUT', `/v1/enterprises/${ids.alpha}/drafts/${name}`, draft, more)
  assert.equal((await queued(token, 'a6-sent', { 'idempotency-key': key })).status, 200)
  await change('alice', 'alpha', id, { state: 'revoked', modules: ['filing'] })
  const back = await enter(await byWeChat(`o${id}`, phone))
  for (const [bearer, status] of [[token, 401], [back, 404]]) {
    assert.equal((await queued(bearer, 'a6-sent', { 'idempotency-key': key })).status, status)
    assert.equal((await queued(bearer, 'a6-later')).status, status)
  }
  const { items } = (await ask(tokens.alice, 'GET', `/v1/enterprises/${ids.alpha}/drafts`)).json
  assert.deepEqual(items.map(one => one.key).filter(one => one.startsWith('a6')), ['a6-sent'])
})

test('A6 of writes on their way while the agent is revoked, none is kept that came after', async () => {
  const { id, token } = await agent('alice', 'alpha')
  const before = Array.from({ length: 24 }, (_, i) => putDraft(token, 'alpha', `race-${i}`))
  const revoked = await change('alice', 'alpha', id, { state: 'revoked', modules: ['filing'] })
  assert.equal(revoked.status, 200)
  const behind = await Promise.all(Array.from({ length: 8 }, (_, i) => putDraft(token, 'alpha', `behind-${i}`)))
  assert.deepEqual([...new Set(behind.map(r => r.status))], [401])
  const kept = (await Promise.all(before)).map((reply, i) => [reply.status, `race-${i}`])
  assert.ok(kept.every(([status]) => [200, 401, 403, 404].includes(status)), JSON.stringify(kept))
  const { items } = (await ask(tokens.alice, 'GET', `/v1/enterprises/${ids.alpha}/drafts`)).json
  assert.deepEqual(items.map(one => one.key).filter(one => /^(race|behind)/.test(one)).sort(), kept.filter(([status]) => status === 200).map(([, key]) => key).sort())
})

test('A7 only people management adds and changes agents, and never above its own scope', async () => {
  const plain = await agent('bob', 'beta'), other = await agent('bob', 'beta', { modules: ['filing', 'people'] })
  const manager = await agent('bob', 'beta', { modules: ['people'], ends_on: '2090-06-30' })
  assert.equal((await ask(plain.token, 'POST', place('beta'), person())).status, 403)
  assert.equal((await change(plain.token, 'beta', manager.id, { state: 'revoked', modules: ['people'] })).status, 403)
  assert.equal((await ask(plain.token, 'GET', place('beta'))).status, 403)
  const bob = (await list('bob', 'beta')).find(one => one.role === 'legal_person').id
  for (const [id, why] of [[bob, 'the legal person'], [manager.id, 'himself'], [other.id, 'one who may do more']])
    assert.equal((await change(manager.token, 'beta', id, { state: 'suspended', modules: ['people'] })).status, 403, why)
  assert.equal((await change(other.token, 'beta', bob, { state: 'suspended', modules: ['people'] })).status, 403, 'the legal person, by one who may do all that he may')
  assert.deepEqual(codeOf(await ask(manager.token, 'POST', place('beta'), person({ modules: ['filing'] }))), [422, 'AGENT_MODULES'])
  assert.deepEqual(codeOf(await ask(manager.token, 'POST', place('beta'), person({ modules: ['people'] }))), [422, 'AGENT_TERM'])
  assert.deepEqual(codeOf(await ask(manager.token, 'POST', place('beta'), person({ modules: ['people'], ends_on: '2090-07-01' }))), [422, 'AGENT_TERM'])
  const made = await ask(manager.token, 'POST', place('beta'), person({ modules: ['people'], ends_on: '2090-06-30' }))
  assert.equal(made.status, 201, made.text)
  assert.equal((await change(manager.token, 'beta', made.json.id, { state: 'suspended', modules: ['people'] })).status, 200)
  assert.deepEqual(codeOf(await change('bob', 'beta', bob, { state: 'suspended', modules: ['filing'] })), [403, 'forbidden'])
})

test('A7 a viewer, another enterprise and an unknown id change nothing', async () => {
  const { id } = await add('alice', 'alpha', person())
  const body = { state: 'revoked', modules: ['filing'] }
  assert.equal((await change('vera', 'alpha', id, body)).status, 403)
  assert.equal((await change('bob', 'alpha', id, body)).status, 404)
  assert.equal((await change('bob', 'beta', id, body)).status, 404)
  assert.equal((await change('alice', 'alpha', 'u00000000000000000000000000', body)).status, 404)
  assert.equal((await list('alice', 'alpha')).find(one => one.id === id).state, 'active')
  await change('alice', 'alpha', id, body)
  assert.deepEqual(codeOf(await change('alice', 'alpha', id, { ...body, state: 'active' })), [409, 'conflict'])
})

test('X4 at most ten agents are active at once, also when they are added at once', async () => {
  const replies = await Promise.all(Array.from({ length: 16 }, () => ask(tokens.gina, 'POST', place('gamma'), person())))
  assert.deepEqual([201, 422].map(status => replies.filter(r => r.status === status).length), [10, 6])
  assert.ok(replies.filter(r => r.status === 422).every(r => codeOf(r)[1] === 'AGENTS_FULL'))
  const [first, second] = replies.filter(r => r.status === 201).map(r => r.json.id)
  await change('gina', 'gamma', first, { state: 'suspended', modules: ['filing'] })
  await add('gina', 'gamma', person())
  assert.deepEqual(codeOf(await change('gina', 'gamma', first, { state: 'active', modules: ['filing'] })), [422, 'AGENTS_FULL'])
  assert.equal((await change('gina', 'gamma', second, { state: 'active', modules: ['filing'], ends_on: '2099-01-01' })).status, 200)
})

test('X4 who is added is told by a text message, not more than three times a day, and before he has signed in', async () => {
  const told = (phone) => around.sms.sent.filter((one) => one.phone === `+86${phone}` && one.params[1] === '已授权').length
  const written = person(), last = person() // the last is behind the others in the queue
  const until = async ({ phone }, count) => {
    for (let i = 0; i < 400 && told(phone) < count; i++) {
      await new Promise((done) => setTimeout(done, 50))
      await list('bob', 'beta') // a connection that rests is closed
    }
    return told(phone)
  }
  const { id } = await add('bob', 'beta', written)
  assert.equal(await until(written, 1), 1)
  for (let i = 0; i < 4; i++) {
    await change('bob', 'beta', id, { state: 'revoked', modules: ['filing'] })
    await add('bob', 'beta', written)
  }
  assert.equal(await until(written, 3), 3)
  await change('bob', 'beta', id, { state: 'revoked', modules: ['filing'] })
  await add('bob', 'beta', last)
  assert.deepEqual([await until(last, 1), told(written.phone)], [1, 3])
})

test('X4 one request sent sixty-four times at once adds one agent and has one answer', async () => {
  const body = person(), key = newKey()
  const replies = await Promise.all(Array.from({ length: 64 }, () => ask(tokens.bob, 'POST', place('beta'), body, { 'idempotency-key': key })))
  assert.deepEqual([...new Set(replies.map(r => `${r.status} ${r.text}`))].length, 1)
  assert.equal((await list('bob', 'beta')).filter(one => one.phone === maskedPhone(body.phone)).length, 1)
})

test('X4 nobody is added twice; the legal person is no agent of his own', async () => {
  const written = person()
  const { id } = await add('alice', 'alpha', written)
  assert.deepEqual(codeOf(await ask(tokens.alice, 'POST', place('alpha'), written)), [422, 'AGENT_EXISTS'])
  assert.deepEqual(codeOf(await ask(tokens.alice, 'POST', place('alpha'), person({ phone: `+86 ${written.phone}` }))), [422, 'AGENT_EXISTS'])
  assert.deepEqual(codeOf(await ask(tokens.alice, 'POST', place('alpha'), person({ id_number: written.id_number }))), [422, 'AGENT_EXISTS'])
  await change('alice', 'alpha', id, { state: 'revoked', modules: ['filing'] })
  const back = await add('alice', 'alpha', { ...written, name: '新名' })
  assert.deepEqual([back.id, back.state, back.name], [id, 'active', '新名'])
  await change('alice', 'alpha', id, { state: 'revoked', modules: ['filing'] })
})

test('C17 the answer for somebody who is known here differs in nothing', async () => {
  const known = await agent('bob', 'beta')
  const shape = ({ id, phone, id_number, ...rest }) => ({ ...rest, id: id.length, phone: phone.length, id_number: id_number.length })
  const unknown = await add('hugo', 'delta', person())
  const theirs = await add('hugo', 'delta', person({ phone: known.phone }))
  assert.deepEqual(shape(theirs), shape(unknown))
  const enterprises = (await ask(known.token, 'GET', '/v1/session')).json.enterprises.map(e => e.id).sort()
  assert.deepEqual(enterprises, [ids.beta, ids.delta].sort(), 'who is known has the place at once')
})

test('C17 what one enterprise says about a person gives nobody the place of another', async () => {
  const phone = phoneNumber(), number = residentId()
  secrets.push(phone, number)
  await add('hugo', 'delta', person({ phone, id_number: residentId() })) // the same phone, another person
  await add('ida', 'epsilon', person({ phone, id_number: number }))
  const first = await byWeChat('oBothPlaces', phone)
  assert.deepEqual(first.json.enterprises.map(e => e.id).sort(), [ids.delta, ids.epsilon].sort(), 'the phone is proved, so both may have meant him')
  const stranger = await byWeChat('oStranger', phoneNumber())
  assert.deepEqual(stranger.json.enterprises, [])
})

test('X4 one enterprise adds thirty agents in a day and no more, whoever asks', async () => {
  let last
  for (let i = 0; i < 40 && last?.status !== 429; i++) {
    last = await ask(tokens.ida, 'POST', place('epsilon'), person())
    if (last.status === 201) await change('ida', 'epsilon', last.json.id, { state: 'revoked', modules: ['filing'] })
  }
  assert.deepEqual([last.status, last.json.code], [429, 'rate-limited'])
  assert.ok(+last.headers.get('retry-after') > 3600)
})

test('C17 the hidden digits of somebody who is here cannot be guessed by adding', async () => {
  const known = person()
  await add('kim', 'zeta', known)
  let last, tries = 0
  for (; tries < 120 && last?.status !== 429; tries++) last = await ask(tokens.kim, 'POST', place('zeta'), person({ phone: known.phone }))
  assert.deepEqual([last.status, last.json.code, tries], [429, 'rate-limited', 100])
  assert.ok(+last.headers.get('retry-after') > 3600)
})

test('C2 phones and numbers of agents stand in no answer, log or file of the data, and the record verifies', async () => {
  const files = readdirSync(server.data, { withFileTypes: true }).filter(entry => entry.isFile()).map(({ name }) => [name, readFileSync(join(server.data, name)).toString('latin1')])
  assert.ok(files.some(([name]) => name === 'tanheng.db') && secrets.length > 100)
  for (const [name, text] of [['answers', everything.join('\n')], ['log', server.log()], ...files])
    for (const secret of secrets) assert.ok(!text.includes(secret), `${secret} in ${name}`)
  const verified = spawnSync(binary, ['verify', '--data', server.data], { encoding: 'utf8' })
  assert.equal(verified.status, 0, verified.stdout + verified.stderr)
})

test('X4 without a key for personal numbers nobody is added', async () => {
  const plain = await startServer([], { alice: folks.alice })
  try {
    const { json } = await send(plain.url, { method: 'POST', path: '/v1/sessions', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ account: 'alice', password: 'alice-password' }) })
    const reply = await send(plain.url, { method: 'POST', path: `/v1/enterprises/${json.enterprises[0].id}/people`, headers: { authorization: `Bearer ${json.token}`,
      'content-type': 'application/json', 'idempotency-key': newKey() }, body: JSON.stringify(person()) })
    assert.deepEqual([reply.status, reply.json.code], [503, 'secrets-off'])
  } finally { await plain.stop() }
})
