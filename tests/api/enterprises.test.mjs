// The administrator's enterprises: who may see them, literal search and pages, making one beside the registry.
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { creditCode } from './persons.mjs'
import { faults, openOffice } from './office.mjs'
import { binary } from './server.mjs'

const folks = { adam: { role: 'admin' }, rita: { role: 'reviewer' }, alice: { enterprise: 'alpha', role: 'legal_person' }, vera: { enterprise: 'alpha', role: 'viewer' } }
const path = '/v1/admin/enterprises'
let office, server, ask

const list = async (query = {}) => (await ask('adam', 'GET', `${path}?${Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`)).json
const names = async (query) => (await list(query)).items.map((one) => one.name)
const add = (name, uscc = creditCode(), more) => ask('adam', 'POST', path, { body: { name, uscc }, ...more })

before(async () => {
  office = await openOffice(folks)
  ;({ server, ask } = office)
})
after(() => office?.close())

test('only an administrator sees and makes enterprises, not a reviewer', async () => {
  for (const [as, status] of [[undefined, 401], ['alice', 403], ['rita', 403], ['adam', 200]]) assert.equal((await ask(as, 'GET', path)).status, status, as)
  for (const [as, status] of [[undefined, 401], ['alice', 403], ['rita', 403]]) assert.equal((await ask(as, 'POST', path, { body: { name: '某厂', uscc: creditCode() } })).status, status, as)
  assert.deepEqual(await names(), ['alpha 有限公司'])
})

test('an enterprise is made once for its name and credit code, and the same request makes none more', async () => {
  const uscc = creditCode(), key = 'enterprise-made-once'
  const made = await add('新厂 有限公司', ` ${uscc.toLowerCase()}`, { key })
  assert.deepEqual([made.status, made.json.uscc, made.json.state, made.json.people, made.json.filings, made.json.members], [201, uscc, 'active', 0, 0, []])
  const again = await add('新厂 有限公司', ` ${uscc.toLowerCase()}`, { key })
  assert.deepEqual([again.status, again.text], [201, made.text])
  assert.deepEqual(faults(await add('另一厂', uscc)), [409, 'enterprise-exists'])
  assert.deepEqual(faults(await add('新厂 有限公司')), [409, 'enterprise-exists'])
  assert.deepEqual(faults(await add('alpha 有限公司')), [409, 'enterprise-exists'])
  assert.deepEqual(faults(await add('某厂', `${uscc.slice(0, 17)}${uscc[17] === '0' ? '1' : '0'}`)), [422, 'invalid', '/uscc USCC_CHECKSUM'])
  assert.deepEqual(faults(await add('某厂', '123')), [422, 'invalid', '/uscc USCC_LENGTH'])
  assert.equal((await names()).length, 2)
  const registry = (await ask('adam', 'GET', `/v1/admin/registry?search=${uscc}`)).json.items
  assert.deepEqual(registry.map((one) => [one.name, one.enterprise, one.legal_name]), [['新厂 有限公司', made.json.id, '']])
})

test('many at once make one', async () => {
  const uscc = creditCode()
  const replies = await Promise.all(Array.from({ length: 12 }, (_, i) => add(`同时 ${i}`, uscc)))
  assert.deepEqual(replies.map((one) => one.status).sort(), [201, ...Array(11).fill(409)])
})

test('what the registry knows keeps its name', async () => {
  const uscc = creditCode(), head = 'uscc,name,legal_name,id_type,id_number,district,industry'
  assert.equal((await ask('adam', 'POST', '/v1/admin/registry', { type: 'text/csv', body: `${head}\n${uscc},登记厂,陈建国,护照,E12345678,440112,C3011\n` })).status, 200)
  const other = await add('登记 厂', uscc)
  assert.deepEqual([...faults(other), other.json.issues[0].values], [422, 'invalid', '/name ENTERPRISE_OTHER_NAME', { name: '登记厂' }])
  const made = await add('登记厂', uscc)
  assert.deepEqual([made.status, made.json.district, made.json.industry], [201, '440112', 'C3011'])
})

test('search is for literal letters of name and credit code; pages go on by name', async () => {
  for (const name of ['百分之 100%厂', '百分之 100_厂', '百分之 1000厂', "引号'厂"]) assert.equal((await add(name)).status, 201)
  assert.deepEqual(await names({ search: '100%' }), ['百分之 100%厂'])
  assert.deepEqual(await names({ search: '0_厂' }), ['百分之 100_厂'])
  assert.deepEqual(await names({ search: "'" }), ["引号'厂"])
  assert.deepEqual(await names({ search: '%' }), ['百分之 100%厂'])
  assert.deepEqual(await names({ search: '\\' }), [])
  const [one] = (await list({ search: '1000厂' })).items
  assert.deepEqual(await names({ search: one.uscc.slice(4, 18) }), ['百分之 1000厂'])
  const seen = []
  for (let cursor; seen.length < 100;) {
    const page = await list({ limit: 3, ...(cursor && { cursor }) })
    assert.ok(page.items?.length <= 3, JSON.stringify(page))
    seen.push(...page.items.map((item) => item.name))
    if (!(cursor = page.next)) break
  }
  assert.deepEqual(seen, await names({ limit: 100 }))
  assert.equal(new Set(seen).size, seen.length)
})

test('suspended ones are found by their state; doing it twice is said', async () => {
  const [one] = (await list({ search: 'alpha' })).items
  const change = (what, body) => ask('adam', 'POST', `${path}/${one.id}/${what}`, { body })
  assert.deepEqual([one.state, one.people], ['active', 2])
  assert.deepEqual(faults(await change('suspend', {})), [422, 'invalid', '/reason REQUIRED'])
  const done = await change('suspend', { reason: '欠缺材料' })
  assert.deepEqual([done.status, done.json.state, done.json.reason], [200, 'suspended', '欠缺材料'])
  assert.deepEqual(done.json.members.map(({ name, role, state, is_live }) => [name, role, state, is_live]).sort(), [['测**', 'legal_person', 'active', true], ['测**', 'viewer', 'active', true]])
  assert.deepEqual(faults(await change('suspend', { reason: 'x' })), [409, 'conflict'])
  assert.deepEqual([await names({ state: 'suspended' }), (await names({ state: 'active' })).includes('alpha 有限公司')], [['alpha 有限公司'], false])
  assert.equal((await ask('alice', 'GET', `/v1/enterprises/${one.id}/filings`)).status, 403)
  const back = await change('resume', {})
  assert.deepEqual([back.status, back.json.state, back.json.reason, back.json.suspended_at], [200, 'active', undefined, undefined])
  assert.deepEqual(faults(await change('resume', {})), [409, 'conflict'])
  assert.equal((await ask('alice', 'GET', `/v1/enterprises/${one.id}/filings`)).status, 200)
  assert.deepEqual(faults(await ask('adam', 'POST', `${path}/enone/suspend`, { body: { reason: 'x' } })), [404, 'not-found'])
  const verified = spawnSync(binary, ['verify', '--data', server.data], { encoding: 'utf8' })
  assert.equal(verified.status, 0, verified.stdout + verified.stderr)
})
