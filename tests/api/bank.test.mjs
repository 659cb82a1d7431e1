// What a bank manager sees: one frozen report of one year, as long as the legal person's consent stands, and nothing else. Attack row A11 in all its
// ways, the version that stays as it was, and what the administrator and the legal person may do.
import test, { after, before, beforeEach } from 'node:test'
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Contract } from './schema.mjs'
import { binary, clockIsFixed, clockOf, launch, people, send, startServer } from './server.mjs'

const folks = { ...people, adele: { role: 'admin' }, mia: { enterprise: 'gamma', role: 'viewer' }, max: { enterprise: 'gamma', role: 'viewer' }, moe: { enterprise: 'gamma', role: 'viewer' } }
const managers = { mia: ['第一银行', '天河支行'], max: ['第二银行', ''] }
const YEAR = 2025
let server, contract, keys = 0, run = 0
const tokens = {}, ids = {}, accounts = {}

async function ask(as, method, path, { body, key, match } = {}) {
  const headers = { ...(as && { authorization: `Bearer ${tokens[as] ?? as}` }) }
  if (method !== 'GET') headers['idempotency-key'] = key ?? `bank-${run}-${String(++keys).padStart(8, '0')}-key`
  if (match) headers['if-match'] = match
  if (body !== undefined) headers['content-type'] = 'application/json'
  const reply = await send(server.url, { method, path, headers, body: body === undefined ? undefined : JSON.stringify(body) })
  const faults = contract?.faults(method, path, reply, as) ?? []
  assert.deepEqual(faults, [], `${method} ${path} as ${as}`)
  return reply
}
const faults = (reply) => [reply.status, reply.json.code, ...(reply.json.issues ?? []).map((issue) => `${issue.path} ${issue.code}`)]
const signIn = async (account) => {
  const reply = await send(server.url, { method: 'POST', path: '/v1/sessions', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ account, password: `${account}-password`, device: 'x' }) })
  assert.equal(reply.status, 201, reply.text)
  tokens[account] = reply.json.token
  for (const one of reply.json.enterprises) ids[one.name.split(' ')[0]] = one.id
  return reply.json
}
const at = (part, key = 'alpha') => `/v1/enterprises/${ids[key]}/${part}`
const bodyOf = (name) => JSON.parse(readFileSync(new URL(`bodies/${name}.json`, import.meta.url), 'utf8'))
async function filing(body, key = 'alpha') {
  const { json } = await ask('alice', 'POST', '/v1/core', { body: { ...body, op: 'calculate', enterprise: ids[key] } })
  assert.ok(json.receipt, JSON.stringify(json))
  return { ...body, receipt: json.receipt }
}
async function file(body, as = 'alice', key = 'alpha') {
  const reply = await ask(as, 'POST', at('filings', key), { body: await filing(body, key) })
  assert.equal(reply.status, 201, reply.text)
  return reply.json
}
async function revise(one, body) {
  const now = (await ask('alice', 'GET', `/v1/filings/${one.id}`)).json
  const reply = await ask('alice', 'POST', `/v1/filings/${one.id}/revisions`, { body: await filing(body), match: now.etag })
  assert.equal(reply.status, 201, reply.text)
}
const preview = async (year = YEAR, as = 'alice', key = 'alpha') => (await ask(as, 'GET', at(`consent-preview?year=${year}`, key))).json
async function wanted(who, { days = 30, year = YEAR, as = 'alice', key = 'alpha' } = {}) {
  const seen = await preview(year, as, key)
  return { manager: accounts[who], year, days, text_version: seen.text.version, sha256: seen.sha256 }
}
async function consent(who, more = {}) {
  const reply = await ask(more.as ?? 'alice', 'POST', at('consents', more.key), { body: await wanted(who, more) })
  assert.equal(reply.status, 201, reply.text)
  return reply.json
}
const withdraw = (one, as = 'alice') => ask(as, 'POST', at(`consents/${one.id}/withdraw`))
const open = (who, one, key = 'alpha') => ask(who, 'GET', at(`shared-reports/${one.id}`, key))
const listed = async (who, key = 'alpha') => ask(who, 'GET', at('shared-reports', key))
const states = async () => (await ask('alice', 'GET', at('consents'))).json.consents.map(({ manager, year, state, since }) => [manager.name, year, state, since])
const office = (account, part, body, more) => ask('adam', part === 'bank' ? 'PUT' : 'POST', `/v1/admin/accounts/${accounts[account]}/${part}`, { body, ...more })
const makeManager = (who) => office(who, 'bank', { bank: managers[who][0], ...(managers[who][1] && { branch: managers[who][1] }) })
const digest = (text) => createHash('sha256').update(text).digest('hex')
/** The member's very bytes: it stands last. */
const rawReport = (reply) => reply.text.slice(reply.text.indexOf('"report":') + 9, -1)
async function withdrawAll() {
  for (const one of (await ask('alice', 'GET', at('consents'))).json.consents) if (one.state === 'active') assert.equal((await withdraw(one)).status, 200)
}
/** Changes rows as no program of ours would; the server does not run. */
function tamper(sql, values = []) {
  const { status, stderr } = spawnSync('python3', ['-c', 'import sqlite3, sys, json\ndb = sqlite3.connect(sys.argv[1])\nfor one in sys.argv[2].split(";"): db.execute(one, json.loads(sys.argv[3]) if "?" in one else [])\ndb.commit()', join(server.data, 'tanheng.db'), sql, JSON.stringify(values)], { encoding: 'utf8' })
  assert.equal(status, 0, stderr)
}
async function restarted(change) {
  const { data } = server
  await server.stop({ keep: true })
  await change?.()
  const again = await launch(['--data', data])
  server = { ...again, data, stop: async ({ keep = false } = {}) => { const ended = await again.stop(); if (!keep) rmSync(data, { recursive: true, force: true }); return ended } }
}
let quarter, quarter2, business

before(async () => {
  server = await startServer([], folks)
  run = Date.now()
  for (const account of Object.keys(folks)) await signIn(account)
  contract = new Contract((await send(server.url, { method: 'GET', path: '/openapi.json' })).json)
  for (const one of (await ask('adam', 'GET', '/v1/admin/accounts?limit=100')).json.items) accounts[one.account] = one.id
  await file(bodyOf('template'))
  quarter = await file(bodyOf('quarter'))
  quarter2 = await file(bodyOf('quarter2'))
  business = await file({ ...bodyOf('business'), pack: 'CN-2025' })
  for (const who of Object.keys(managers)) {
    assert.equal((await makeManager(who)).status, 200)
    assert.equal((await office(who, `memberships/${ids.gamma}/end`, { reason: 'x' })).status, 200)
    await signIn(who)
  }
})
beforeEach(withdrawAll)
after(async () => { await server?.stop() })

/* ---- being a manager ---- */

test('an administrator makes a bank manager; nobody else does, and being one opens nothing', async () => {
  const body = { bank: '第三银行', branch: '总部' }
  for (const [as, status] of [[undefined, 401], ['alice', 403], ['mia', 403], ['rita', 403]])
    assert.equal((await ask(as, 'PUT', `/v1/admin/accounts/${accounts.moe}/bank`, { body })).status, status)
  assert.deepEqual(faults(await ask('adam', 'PUT', `/v1/admin/accounts/${accounts.adam}/bank`, { body })), [409, 'own-account'])
  assert.deepEqual(faults(await office('rita', 'bank', body)), [409, 'platform-account'])
  assert.deepEqual(faults(await office('moe', 'bank', { bank: '' })).slice(0, 1), [422])
  assert.deepEqual(faults(await office('mia', 'bank', { bank: managers.mia[0], branch: managers.mia[1] })), [409, 'conflict'])
  assert.deepEqual((await ask('adam', 'GET', `/v1/admin/accounts/${accounts.mia}`)).json.bank, { bank: managers.mia[0], branch: managers.mia[1] })
  assert.deepEqual((await ask('alice', 'GET', '/v1/bank-managers')).json.managers.map(({ id, bank, branch }) => [id, bank, branch]),
    [[accounts.mia, '第一银行', '天河支行'], [accounts.max, '第二银行', undefined]])
  assert.deepEqual((await ask('mia', 'GET', '/v1/session')).json.bank, { bank: managers.mia[0], branch: managers.mia[1] })
  assert.equal((await ask('alice', 'GET', '/v1/session')).json.bank, undefined)
  assert.equal((await listed('mia')).status, 404)
})

test('a place as a bank manager comes from a consent alone', async () => {
  assert.deepEqual(faults(await office('moe', `memberships/${ids.alpha}/end`, { reason: 'x' })), [404, 'not-found'])
  const put = await ask('adam', 'PUT', `/v1/admin/accounts/${accounts.moe}/memberships/${ids.alpha}`, { body: { role: 'bank', reason: 'x' } })
  assert.deepEqual(faults(put), [422, 'invalid', '/role ACCOUNT_ROLE'])
  for (const verb of ['add', 'role']) {
    const { status, stderr } = spawnSync(binary, ['user', verb, '--data', server.data, '--account', 'moe', ...(verb === 'add' ? ['--name', 'x'] : []), '--enterprise', 'alpha 有限公司', '--role', 'bank'], { input: 'moe-password\n', encoding: 'utf8' })
    assert.notEqual(status, 0)
    assert.match(stderr, /consent/)
  }
})

/* ---- giving ---- */

test('only the legal person consents; an agent and a viewer are refused', async () => {
  const body = await wanted('mia')
  for (const as of ['agnes', 'vera']) {
    assert.deepEqual(faults(await ask(as, 'POST', at('consents'), { body })), [403, 'forbidden'])
    for (const part of [`consent-preview?year=${YEAR}`, 'consents', 'consents/c1/views']) assert.deepEqual(faults(await ask(as, 'GET', at(part))), [403, 'forbidden'])
  }
  assert.deepEqual(faults(await ask('bob', 'POST', at('consents'), { body })), [404, 'not-found'])
})

test('what is asked for is judged: manager, words, year, term, and that it is what was seen', async () => {
  const body = await wanted('mia')
  const give = async (change) => faults(await ask('alice', 'POST', at('consents'), { body: { ...body, ...change } }))
  assert.deepEqual(await give({ manager: accounts.moe }), [422, 'invalid', '/manager CONSENT_MANAGER'])
  assert.deepEqual(await give({ manager: 'nobody' }), [422, 'invalid', '/manager CONSENT_MANAGER'])
  assert.deepEqual(await give({ text_version: '1999-01' }), [422, 'invalid', '/text_version CONSENT_TEXT'])
  assert.deepEqual(await give({ year: 2019 }), [422, 'invalid', '/year CONSENT_NO_DATA'])
  assert.deepEqual(await give({ sha256: '0'.repeat(64) }), [409, 'report-changed'])
  for (const days of [0, 91, -1]) assert.equal((await give({ days }))[0], 422)
  assert.deepEqual(faults(await ask('alice', 'GET', at('consent-preview?year=2019'))), [422, 'invalid', '/year CONSENT_NO_DATA'])
  assert.deepEqual(await states(), [])
})

test('whoever belongs to the enterprise is no bank manager there, the legal person least of all', async () => {
  for (const who of ['alice', 'agnes', 'vera']) assert.equal((await office(who, 'bank', { bank: '第四银行' })).status, 200)
  for (const who of ['alice', 'agnes', 'vera'])
    assert.deepEqual(faults(await ask('alice', 'POST', at('consents'), { body: { ...await wanted('mia'), manager: accounts[who] } })), [422, 'invalid', '/manager CONSENT_OWN_PEOPLE'])
  for (const who of ['alice', 'agnes', 'vera']) assert.equal((await office(who, 'bank/end', { reason: 'x' })).status, 200)
  const place = { role: 'viewer', reason: 'x' }
  assert.equal((await ask('adam', 'PUT', `/v1/admin/accounts/${accounts.moe}/memberships/${ids.alpha}`, { body: place })).status, 200)
  assert.equal((await office('moe', `memberships/${ids.alpha}/end`, { reason: 'x' })).status, 200)
  assert.equal((await office('moe', 'bank', { bank: '第四银行' })).status, 200)
  const was = await ask('alice', 'POST', at('consents'), { body: { ...await wanted('mia'), manager: accounts.moe } })
  assert.deepEqual(faults(was), [422, 'invalid', '/manager CONSENT_OWN_PEOPLE'], 'who was')
  assert.equal((await office('moe', 'bank/end', { reason: 'x' })).status, 200)
})

test('a consent shows the report that was seen, byte by byte, and stands once for a manager and year', async () => {
  const seen = await ask('alice', 'GET', at(`consent-preview?year=${YEAR}`))
  assert.equal(digest(rawReport(seen)), seen.json.sha256)
  assert.ok(seen.json.text.zh.includes('90 天') && seen.json.text.en.length > 100)
  assert.equal((await ask('alice', 'GET', at(`consent-preview?year=${YEAR}`))).text, seen.text)
  const key = 'bank-consent-key-0001', body = await wanted('mia')
  const first = await ask('alice', 'POST', at('consents'), { body, key })
  assert.equal(first.status, 201, first.text)
  const again = await ask('alice', 'POST', at('consents'), { body, key })
  assert.deepEqual([again.status, again.json], [201, first.json])
  assert.deepEqual(faults(await ask('alice', 'POST', at('consents'), { body: { ...body, days: 5 }, key })), [409, 'idempotency-key-reused'])
  assert.deepEqual(faults(await ask('alice', 'POST', at('consents'), { body })), [409, 'consent-stands'])
  const { id, manager, state, days_left, since, views, sha256 } = first.json
  assert.deepEqual({ manager, state, days_left, since, views, sha256 }, { manager: { id: accounts.mia, name: '测试 mia', bank: '第一银行', branch: '天河支行' }, state: 'active', days_left: 30, since: 'same', views: 0, sha256: seen.json.sha256 })
  await signIn('mia')
  const list = await listed('mia')
  assert.deepEqual(list.json.reports.map((one) => [one.consent, one.year, one.sha256]), [[id, YEAR, sha256]])
  const shown = await open('mia', first.json)
  assert.equal(shown.status, 200, shown.text)
  assert.equal(rawReport(shown), rawReport(seen))
  assert.deepEqual(shown.json.report, seen.json.report)
  const { enterprise, filings, year } = shown.json.report
  assert.deepEqual([enterprise.name, year, filings.length], ['alpha 有限公司', YEAR, 2])
  for (const [i, one] of [quarter, quarter2].entries()) {
    assert.deepEqual([filings[i].period, filings[i].revision, filings[i].tce, filings[i].net_tco2, filings[i].code, filings[i].result_sha256], [one.period, 1, one.tce, one.net_tco2, one.receipt.code ?? filings[i].code, one.receipt.result])
    assert.deepEqual([filings[i].status, filings[i].status_zh], ['self_assessed', '企业自评'])
  }
})

test('the report holds no activity data, no tax, no site, no person and no id of ours', async () => {
  const { text } = await ask('alice', 'GET', at(`consent-preview?year=${YEAR}`))
  const report = text.slice(text.indexOf('"report":'))
  for (const secret of ['electricity', 'natural_gas', 'm01', '12.5', '11.8', '310.25', '压铸件', 'business', '"all"', '测试 alice', 'alice', quarter.id, quarter2.id, business.id, ids.alpha, quarter.receipt.input])
    assert.ok(!report.includes(secret), secret)
})

test('two at once for one manager and year: one stands', async () => {
  const body = await wanted('max')
  const replies = await Promise.all([...Array(8)].map(() => ask('alice', 'POST', at('consents'), { body })))
  assert.deepEqual(replies.map((one) => one.status).sort(), [201, ...Array(7).fill(409)])
})

/* ---- A11 ---- */

test('A11 nothing is there before consent, and after withdrawal nothing again, at the very next request', async () => {
  await signIn('max')
  assert.equal((await listed('max')).status, 404)
  const one = await consent('max')
  await signIn('max')
  assert.equal((await open('max', one)).status, 200)
  assert.equal((await withdraw(one)).json.state, 'withdrawn')
  for (const reply of [await open('max', one), await listed('max')]) assert.deepEqual(faults(reply), [404, 'not-found'])
  assert.deepEqual((await ask('max', 'GET', '/v1/session')).json.enterprises.map((there) => there.role).includes('bank'), false)
  assert.deepEqual(faults(await withdraw(one)), [409, 'conflict'])
})

test('A11 energy sheets, evidence, drafts, applications, people and the rest do not exist for a bank, consent or not', async () => {
  const one = await consent('mia')
  await signIn('mia')
  const form = `--b1\r\nContent-Disposition: form-data; name="file"; filename="x.pdf"\r\n\r\n%PDF-1.4\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\r\n--b1--\r\n`
  const evidence = await send(server.url, { method: 'POST', path: at('files'), headers: { authorization: `Bearer ${tokens.alice}`, 'idempotency-key': `bank-${run}-evidence-0001`, 'content-type': 'multipart/form-data; boundary=b1' }, body: form })
  assert.equal(evidence.status, 201, evidence.text)
  await ask('alice', 'PUT', at('drafts/k'), { body: { draft_format: 1, form_version: 1, form: 'business', site: 'all', doc: { revenue: '1' } } })
  const said = (reply) => JSON.stringify([reply.status, reply.text.replaceAll(reply.headers.get('x-request-id'), '')])
  const nothing = said(await ask('mia', 'GET', '/v1/filings/f-that-is-not-there'))
  const paths = [`/v1/filings/${quarter.id}`, `/v1/filings/${quarter.id}/revisions`, `/v1/filings/${quarter.id}/revisions/1`, `/v1/filings/${quarter.id}/diff?from=1&to=1`, `/v1/filings/${quarter.id}/explain?at=/result/totals/net_tco2`,
    `/v1/filings/${business.id}`, `/v1/files/${evidence.json.id}`,
    ...['filings', 'context?form=energy_report&start=2025-01&end=2025-03', 'drafts', 'drafts/k', 'people', 'files', 'applications', 'consents', `consents/${one.id}/views`, `consent-preview?year=${YEAR}`].map((part) => at(part)),
    at('shared-reports', 'beta'), at(`shared-reports/${one.id}`, 'beta'), at('filings', 'beta')]
  for (const path of paths) assert.equal(said(await ask('mia', 'GET', path)), nothing, path)
  const writes = [['POST', `/v1/filings/${quarter.id}/withdraw`, { reason: 'x' }, '"1"'], ['POST', at('filings'), await filing(bodyOf('quarter'))], ['POST', at('consents'), await wanted('max')],
    ['POST', at(`consents/${one.id}/withdraw`)], ['DELETE', `/v1/files/${evidence.json.id}`], ['PUT', at('drafts/k'), {}], ['DELETE', at('drafts/k'), undefined, '"1"']]
  for (const [method, path, body, match] of writes) assert.equal(said(await ask('mia', method, path, { body, match })), nothing, `${method} ${path}`)
  assert.deepEqual((await ask('mia', 'GET', '/v1/session')).json.enterprises.filter((there) => there.id === ids.alpha).map((there) => [there.role, there.permissions]), [['bank', ['shared_read']]])
})

test('A11 a session that has chosen no enterprise is told of its choice only where there is something to see', async () => {
  const one = await consent('mia')
  await file({ ...bodyOf('template') }, 'bob', 'beta')
  await file(bodyOf('quarter'), 'bob', 'beta')
  await consent('mia', { as: 'bob', key: 'beta' })
  await signIn('mia')
  assert.deepEqual(faults(await open('mia', one)), [409, 'enterprise-unchosen'])
  for (const path of [at('filings'), `/v1/filings/${quarter.id}`, at('people', 'beta')]) assert.deepEqual(faults(await ask('mia', 'GET', path)), [404, 'not-found'])
  const chosen = await send(server.url, { method: 'PUT', path: '/v1/session/enterprise', headers: { authorization: `Bearer ${tokens.mia}`, 'content-type': 'application/json' }, body: JSON.stringify({ enterprise: ids.alpha }) })
  tokens.mia = chosen.json.token
  assert.equal((await open('mia', one)).status, 200)
  assert.equal((await listed('mia', 'beta')).status, 404)
  for (const there of (await ask('bob', 'GET', at('consents', 'beta'))).json.consents) await ask('bob', 'POST', at(`consents/${there.id}/withdraw`, 'beta'))
})

test('A11 another manager, and another enterprise\'s path, find nothing by the consent\'s id', async () => {
  const one = await consent('mia'), other = await consent('max')
  await signIn('mia')
  await signIn('max')
  assert.deepEqual([(await open('mia', one)).status, (await open('max', other)).status], [200, 200])
  assert.deepEqual([faults(await open('max', one)), faults(await open('mia', other))], [[404, 'not-found'], [404, 'not-found']])
  assert.deepEqual(faults(await ask('bob', 'GET', at(`consents/${one.id}/views`, 'beta'))), [404, 'not-found'])
  assert.deepEqual(faults(await ask('bob', 'POST', at(`consents/${one.id}/withdraw`, 'beta'))), [404, 'not-found'])
  await withdraw(other)
  assert.deepEqual([(await open('mia', one)).status, (await open('max', other)).status], [200, 404])
})

test('A11 an administrator who ends the manager, his place, or moves him to another bank ends what he sees', async () => {
  const ways = [['bank/end', { reason: '离职' }], ['bank', { bank: '第九银行' }], [`memberships/${ids.alpha}/end`, { reason: '误授' }]]
  for (const [part, body] of ways) {
    const one = await consent('mia')
    await signIn('mia')
    assert.equal((await open('mia', one)).status, 200)
    assert.equal((await office('mia', part, body)).status, 200, part)
    if (part.startsWith('memberships')) await signIn('mia') // whoever's place is ended at the desk is signed out there
    for (const reply of [await open('mia', one), await listed('mia')]) assert.deepEqual(faults(reply), [404, 'not-found'], part)
    assert.deepEqual((await states())[0], ['测试 mia', YEAR, 'ended', undefined])
    await office('mia', 'bank', { bank: managers.mia[0], branch: managers.mia[1] })
    assert.equal((await open('mia', one)).status, 404, 'what was ended does not come back')
  }
  const one = await consent('mia')
  await signIn('mia')
  assert.equal((await office('mia', 'bank', { bank: managers.mia[0], branch: '越秀支行' })).status, 200)
  assert.deepEqual([(await open('mia', one)).status, (await states())[0][2]], [200, 'active'])
  assert.equal((await ask('alice', 'GET', at('consents'))).json.consents[0].manager.branch, managers.mia[1])
  await withdrawAll()
  assert.deepEqual(faults(await office('moe', 'bank/end', { reason: 'x' })), [404, 'not-found'])
})

test('A11 a suspended enterprise is not there for a bank, nor is the reason; resumed it is there again', async () => {
  const one = await consent('mia')
  await signIn('mia')
  assert.equal((await ask('adam', 'POST', `/v1/admin/enterprises/${ids.alpha}/suspend`, { body: { reason: '停用的秘密原因' } })).status, 200)
  const replies = [await open('mia', one), await listed('mia'), await ask('mia', 'GET', at('filings'))]
  for (const reply of replies) assert.deepEqual([faults(reply), reply.text.includes('秘密')], [[404, 'not-found'], false])
  assert.ok(!(await ask('mia', 'GET', '/v1/session')).text.includes(ids.alpha))
  const choice = await send(server.url, { method: 'PUT', path: '/v1/session/enterprise', headers: { authorization: `Bearer ${tokens.mia}`, 'content-type': 'application/json' }, body: JSON.stringify({ enterprise: ids.alpha }) })
  assert.deepEqual([faults(choice), choice.text.includes('秘密')], [[404, 'not-found'], false])
  assert.equal((await ask('adam', 'POST', `/v1/admin/enterprises/${ids.alpha}/resume`, { body: {} })).status, 200)
  assert.equal((await open('mia', one)).status, 200)
})

test('A11 a disabled account sees nothing and cannot be chosen; enabled, what stands stands', async () => {
  const one = await consent('mia')
  await signIn('mia')
  await office('mia', 'disable', { reason: 'x' })
  assert.equal((await open('mia', one)).status, 401)
  assert.deepEqual((await ask('alice', 'GET', '/v1/bank-managers')).json.managers.map((there) => there.id), [accounts.max])
  await withdraw(one)
  assert.deepEqual(faults(await ask('alice', 'POST', at('consents'), { body: await wanted('mia') })), [422, 'invalid', '/manager CONSENT_MANAGER'])
  await office('mia', 'enable', {})
  await signIn('mia')
  assert.equal((await open('mia', one)).status, 404, 'it was withdrawn meanwhile')
})

/* ---- the version, the years, the views ---- */

test('the frozen version stays as it was, and both sides are told what became of its filings', async () => {
  const one = await consent('mia')
  await signIn('mia')
  const was = rawReport(await open('mia', one))
  const body = bodyOf('quarter')
  body.doc.energy[0].m01 = '12.6'
  await revise(quarter, body)
  const seen = await open('mia', one)
  assert.deepEqual([seen.json.since, rawReport(seen)], ['revised', was])
  assert.deepEqual(await states().then((all) => all[0]), ['测试 mia', YEAR, 'active', 'revised'])
  const newer = await preview()
  assert.notEqual(newer.sha256, one.sha256)
  assert.deepEqual(newer.report.filings.map((there) => there.revision), [2, 1])
  const gone = (await ask('alice', 'GET', `/v1/filings/${quarter2.id}`)).json
  assert.equal((await ask('alice', 'POST', `/v1/filings/${quarter2.id}/withdraw`, { body: { reason: 'x' }, match: gone.etag })).status, 200)
  const later = await open('mia', one)
  assert.deepEqual([later.json.since, rawReport(later)], ['withdrawn', was])
  await withdrawAll()
  const fresh = await consent('mia')
  await signIn('mia')
  assert.deepEqual([(await open('mia', fresh)).json.since, fresh.sha256 !== one.sha256], ['same', true])
  quarter2 = await file(bodyOf('quarter2'))
  assert.equal((await open('mia', fresh)).json.since, 'revised')
})

test('what was seen has changed before the consent arrives: it is refused', async () => {
  const body = await wanted('mia')
  const changed = bodyOf('quarter')
  changed.doc.energy[0].m01 = '12.7'
  await revise(quarter, changed)
  assert.deepEqual(faults(await ask('alice', 'POST', at('consents'), { body })), [409, 'report-changed'])
})

test('two years for one manager: each has its own consent, and his place lasts as long as the longer', async () => {
  await file({ ...bodyOf('quarter'), period: { start: '2024-01', end: '2024-03' } })
  const now = await consent('mia', { days: 10 }), before_ = await consent('mia', { year: 2024, days: 60 })
  await signIn('mia')
  assert.deepEqual((await listed('mia')).json.reports.map((one) => [one.consent, one.days_left]), [[before_.id, 60], [now.id, 10]])
  await withdraw(before_)
  assert.deepEqual((await listed('mia')).json.reports.map((one) => one.consent), [now.id])
  assert.deepEqual([(await open('mia', before_)).status, (await open('mia', now)).status], [404, 200])
  const seat = (await ask('adam', 'GET', `/v1/admin/accounts/${accounts.mia}`)).json.memberships.find((one) => one.enterprise === ids.alpha)
  assert.deepEqual([seat.role, seat.state], ['bank', 'active'])
  await withdraw(now)
  assert.equal((await ask('adam', 'GET', `/v1/admin/accounts/${accounts.mia}`)).json.memberships.find((one) => one.enterprise === ids.alpha).state, 'revoked')
  assert.equal((await listed('mia')).status, 404)
})

test('each look is written down with time, name and device, and a list is none', async () => {
  const one = await consent('mia')
  await signIn('mia')
  await listed('mia')
  for (let i = 0; i < 3; i++) await open('mia', one)
  await open('max', one)
  const { views } = (await ask('alice', 'GET', at(`consents/${one.id}/views`))).json
  assert.deepEqual(views.map(({ name }) => name), Array(3).fill('测试 mia'))
  const seen = (await ask('alice', 'GET', at('consents'))).json.consents[0]
  assert.deepEqual([seen.views, seen.last_view_at], [3, views[0].at])
  await withdrawAll()
  assert.equal((await ask('alice', 'GET', at(`consents/${one.id}/views`))).json.views.length, 3)
})

test('a bank manager is nobody of the enterprise: its people do not list him', async () => {
  await consent('mia')
  const { items } = (await ask('alice', 'GET', at('people'))).json
  assert.deepEqual(items.filter((one) => one.role === 'bank' || one.id === accounts.mia), [])
})

/* ---- rows that were changed by other means, and time; the server is started anew ---- */

const verify = () => spawnSync(binary, ['verify', '--data', server.data], { encoding: 'utf8' })

test('A11 each consent, end and view is an act, and verify agrees', async () => {
  await restarted()
  const { status, stdout, stderr } = verify()
  assert.equal(status, 0, stdout + stderr)
})

test('A11 a consent or report that was changed by other means shows nothing, and verify names it', async () => {
  const one = await consent('mia')
  await signIn('mia')
  const whole = 'no, id, enterprise_id, manager_id, bank, branch, year, text_version, given_by, given_s, ends_s, outcome, over_s, sha256, filings'
  const row = `(SELECT no FROM consent WHERE id = '${one.id}')`
  const ways = {
    'the row is gone': [404, `CREATE TABLE kept AS SELECT * FROM consent WHERE no = ${row};DELETE FROM consent WHERE no = ${row}`, `INSERT INTO consent (${whole}) SELECT ${whole} FROM kept;DROP TABLE kept`],
    'another manager': [404, `UPDATE consent SET manager_id = '${accounts.max}' WHERE no = ${row}`, `UPDATE consent SET manager_id = '${accounts.mia}' WHERE no = ${row}`],
    'another enterprise': [404, `UPDATE consent SET enterprise_id = '${ids.beta}' WHERE no = ${row}`, `UPDATE consent SET enterprise_id = '${ids.alpha}' WHERE no = ${row}`],
    'no manager any more': [404, `UPDATE bank_manager SET ended_s = 5 WHERE account_id = '${accounts.mia}'`, `UPDATE bank_manager SET ended_s = 0 WHERE account_id = '${accounts.mia}'`],
    'another scope': [500, `UPDATE consent SET year = 2024 WHERE no = ${row}`, `UPDATE consent SET year = ${YEAR} WHERE no = ${row}`],
    'a longer term': [500, `UPDATE consent SET ends_s = ends_s + 8640000 WHERE no = ${row}`, `UPDATE consent SET ends_s = ends_s - 8640000 WHERE no = ${row}`],
    'other words': [500, `UPDATE consent SET text_version = 'x' WHERE no = ${row}`, `UPDATE consent SET text_version = '${one.text_version}' WHERE no = ${row}`],
    'another report': [500, `UPDATE consent SET sha256 = (SELECT sha256 FROM shared_report WHERE sha256 <> '${one.sha256}' LIMIT 1) WHERE no = ${row}`, `UPDATE consent SET sha256 = '${one.sha256}' WHERE no = ${row}`],
    'other bytes': [500, `DROP TRIGGER shared_report_no_update;UPDATE shared_report SET content = replace(content, 'alpha', 'omega') WHERE sha256 = '${one.sha256}'`, `UPDATE shared_report SET content = replace(content, 'omega', 'alpha') WHERE sha256 = '${one.sha256}'`]
  }
  let undo = 'SELECT 1'
  for (const [what, [status_, change, back]] of Object.entries(ways)) {
    await restarted(() => { tamper(undo); tamper(change) })
    undo = back
    const reply = await open('mia', one)
    assert.equal(reply.status, status_, what)
    assert.ok(!reply.text.includes('filings') && !reply.text.includes('tce'), what)
    const { status, stdout, stderr } = verify()
    assert.notEqual(status, 0, `${what}: ${stdout}${stderr}`)
  }
  await restarted(() => tamper(undo))
  assert.equal((await open('mia', one)).status, 200)
})

test('A11 after the term nothing is there, and a clock that is set back brings nothing back', { skip: clockIsFixed }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tanheng-bank-')), stamp = join(folder, 'stamp')
  const set = (seconds) => writeFileSync(stamp, `+${seconds}\n`)
  set(0)
  const { data } = server
  await server.stop({ keep: true })
  const started = await launch(['--data', data], clockOf(stamp))
  server = { ...started, data, stop: async () => { await started.stop(); rmSync(data, { recursive: true, force: true }); rmSync(folder, { recursive: true }) } }
  const short = await consent('mia', { days: 1 }), long = await consent('max', { days: 3 })
  await signIn('mia')
  await signIn('max')
  assert.deepEqual([(await open('mia', short)).status, (await open('max', long)).status], [200, 200])
  set(86400 + 60)
  for (const reply of [await open('mia', short), await listed('mia')]) assert.deepEqual(faults(reply), [404, 'not-found'])
  assert.deepEqual([(await open('max', long)).status, (await listed('max')).json.reports[0].days_left], [200, 2])
  assert.deepEqual((await states()).slice(0, 2).map((one) => one.slice(0, 3)), [['测试 max', YEAR, 'active'], ['测试 mia', YEAR, 'expired']])
  assert.deepEqual(faults(await withdraw(short)), [409, 'conflict'])
  set(0)
  assert.deepEqual([(await open('mia', short)).status, (await states())[1][2]], [404, 'expired'])
  const anew = await consent('mia', { days: 2 })
  await signIn('mia')
  assert.deepEqual([(await open('mia', anew)).status, (await open('mia', short)).status], [200, 404])
})

test('thirty consents a day', async () => {
  let given = 0
  for (let i = 0; i < 40; i++) {
    const reply = await ask('alice', 'POST', at('consents'), { body: await wanted('max') })
    if (reply.status === 429) {
      assert.ok(Number(reply.headers.get('retry-after')) > 0)
      break
    }
    assert.equal(reply.status, 201, reply.text)
    given++
    await withdraw(reply.json)
  }
  assert.ok(given > 0 && given < 30, String(given))
})
