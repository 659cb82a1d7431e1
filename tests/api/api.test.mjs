// The API as its clients see it: cases as data against a real server, every reply checked against the served OpenAPI document.
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Contract } from './schema.mjs'
import { Runner, readCases } from './cases.mjs'
import { read, value } from './exposition.mjs'
import { creditCode, phoneNumber, residentId } from './persons.mjs'
import { files as samples } from './uploads.mjs'
import { binary, newestCode, otto, people, send, startOutside, startServer, tina } from './server.mjs'

const here = dirname(fileURLToPath(import.meta.url))
let server, demo, key, contract, runner, around

before(async () => {
  around = await startOutside()
  server = await startServer(['--packs', resolve(here, 'packs'), '--connections-per-address', '256', ...around.flags], { ...people, tina, otto, anna: { role: 'admin' } })
  contract = new Contract((await send(server.url, { method: 'GET', path: '/openapi.json' })).json)
  runner = new Runner(server.url, contract)
  for (const account of [...Object.keys(people), 'otto', 'anna']) await runner.signIn(account)
})
after(async () => {
  await server?.stop()
  await demo?.stop()
  await around?.stop()
  if (key) rmSync(dirname(key), { recursive: true, force: true })
})

for (const one of readCases()) test(`${one.file.replace('.json', '')}: ${one.name}`, () => runner.run(one))

test('sign-in by WeChat and by text message answers as documented', async () => {
  const phone = '13800138000', wechat = around.wechat
  const post = async (path, body) => {
    const reply = await send(server.url, { method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    assert.deepEqual(contract.faults('POST', path, reply), [], reply.text)
    return reply
  }
  assert.equal((await post('/v1/sessions/wechat', { code: wechat.loginCode('oDoc') })).status, 403)
  assert.equal((await post('/v1/sessions/wechat', { code: wechat.loginCode('oDoc'), phone_code: wechat.phoneCode(phone) })).status, 201)
  assert.equal((await post('/v1/sign-in-codes', { phone })).status, 204)
  assert.equal((await post('/v1/sessions/sms', { phone, code: await newestCode(around.sms, phone), wechat_code: wechat.loginCode('oDoc') })).status, 201)
})

test('sign-in by face answers as documented', async () => {
  const number = residentId(), csv = `uscc,name,legal_name,id_type,id_number,district,industry\n${creditCode()},刷脸 有限公司,陈建国,身份证,${number},,\n`
  const imported = await send(server.url, { method: 'POST', path: '/v1/admin/registry', headers: { authorization: `Bearer ${runner.tokens.adam}`, 'content-type': 'text/csv', 'idempotency-key': 'registry-for-a-face' }, body: csv })
  assert.equal(imported.status, 200, imported.text)
  const post = async (path, body) => {
    const reply = await send(server.url, { method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    assert.deepEqual(contract.faults('POST', path, reply), [], reply.text)
    return reply
  }
  const { json } = await post('/v1/faces', { name: '陈建国', id_number: number, wechat_code: around.wechat.loginCode('oFaceDoc') })
  around.wechat.look(json.verify_id)
  const { status, json: session } = await post('/v1/sessions/face', { face: json.face })
  assert.deepEqual([status, session.enterprises.map((one) => one.name)], [201, ['刷脸 有限公司']])
})

test('one\'s own ways to sign in answer as documented', async () => {
  let token
  const call = async (method, path, body) => {
    const reply = await send(server.url, { method, path, headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body && { 'content-type': 'application/json' }) }, body: body && JSON.stringify(body) })
    assert.deepEqual(contract.faults(method, path, reply, token ? 'wilma' : 'nobody'), [], `${method} ${path}: ${reply.text}`)
    assert.ok(reply.status < 300, `${method} ${path}: ${reply.text}`)
    token = reply.json?.token ?? token
    return reply.json
  }
  const [first, second, third] = [phoneNumber(), phoneNumber(), phoneNumber()]
  await call('POST', '/v1/sessions/wechat', { code: around.wechat.loginCode('oWilma'), phone_code: around.wechat.phoneCode(first) })
  await call('PUT', '/v1/account/identities/wechat', { code: around.wechat.loginCode('oWilmaToo') })
  await call('PUT', '/v1/account/identities/phone', { phone_code: around.wechat.phoneCode(second) })
  await call('POST', '/v1/account/phone-codes', { phone: third })
  await call('PUT', '/v1/account/identities/phone', { phone: third, code: await newestCode(around.sms, third) })
  assert.deepEqual((await call('GET', '/v1/account/identities')).items.map((one) => [one.kind, one.may_end]), [['phone', true], ['wechat', true]])
  await call('DELETE', '/v1/account/identities/phone')
  token = undefined
  await call('POST', '/v1/sessions', { account: 'vera', password: 'vera-password' })
  await call('PUT', '/v1/account/password', { old_password: 'vera-password', password: 'vera-password-2' })
  await call('PUT', '/v1/account/password', { old_password: 'vera-password-2', password: 'vera-password' })
  runner.tokens.vera = token
})

test('a number that two administrators let be seen answers as documented', async () => {
  const phone = phoneNumber()
  const call = async (as, method, path, body) => {
    const headers = { authorization: `Bearer ${runner.tokens[as]}`, 'idempotency-key': `api-disclosure-${path.length}-${as}`, ...(body && { 'content-type': 'application/json' }) }
    const reply = await send(server.url, { method, path, headers, body: body && JSON.stringify(body) })
    assert.deepEqual(contract.faults(method, path, reply, as), [], `${method} ${path}: ${reply.text}`)
    assert.ok(reply.status < 300, `${method} ${path}: ${reply.text}`)
    return reply.json
  }
  await send(server.url, { method: 'POST', path: '/v1/sessions/wechat', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code: around.wechat.loginCode('oShown'), phone_code: around.wechat.phoneCode(phone) }) })
  const [{ id: account }] = (await call('adam', 'GET', `/v1/admin/accounts?search=${phone}`)).items
  const { id } = await call('adam', 'POST', '/v1/admin/disclosures', { account, fields: ['phone'], reason: '核实' })
  await call('anna', 'POST', `/v1/admin/disclosures/${id}/decision`, { decision: 'approve' })
  assert.equal((await call('adam', 'GET', `/v1/admin/disclosures/${id}/numbers`)).phone, phone)
})

test('an application from the draft to the decision answers as documented', async () => {
  let count = 0
  const call = async (as, method, path, { body, match, form } = {}) => {
    const headers = { authorization: `Bearer ${runner.tokens[as]}`, ...(method !== 'GET' && { 'idempotency-key': `api-application-${String(++count).padStart(6, '0')}` }), ...(match && { 'if-match': match }), ...(body && { 'content-type': 'application/json' }) }
    const reply = await send(server.url, { method, path, headers, body: form ?? (body && JSON.stringify(body)) })
    assert.deepEqual(contract.faults(method, path, reply, as), [], `${method} ${path}: ${reply.text}`)
    assert.ok(reply.status < 300, `${method} ${path}: ${reply.text}`)
    return reply.json
  }
  const apply = async (name, submits = true) => {
    const reply = await send(server.url, { method: 'POST', path: '/v1/sessions/wechat', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code: around.wechat.loginCode(`o${name}`), phone_code: around.wechat.phoneCode(phoneNumber()) }) })
    runner.tokens[name] = reply.json.token
    const form = new FormData()
    form.append('file', new Blob([samples.pdf]), 'form.pdf')
    const file = await call(name, 'POST', '/v1/account/files', { form })
    const made = await call(name, 'POST', '/v1/applications', { body: { kind: 'agent', enterprise_name: 'alpha 有限公司', uscc: '91440112000000019D', legal_name: '陈建国', legal_id_type: 'resident_id', name, id_type: 'resident_id', id_number: residentId(), stamped_file: file.id } })
    return submits ? call(name, 'POST', `/v1/applications/${made.id}/submit`, { match: made.etag }) : made
  }
  const decide = (as, one, body) => call(as, 'POST', `/v1/admin/applications/${one.id}/decision`, { match: one.etag, body })
  const alpha = runner.variables.alpha
  const tied = await decide('rita', await decide('adam', await apply('agnesi'), { decision: 'approve', enterprise: alpha }), { decision: 'approve', enterprise: alpha })
  assert.deepEqual([tied.state, tied.enterprise], ['approved', alpha])
  const draft = await apply('bruno', false)
  const changed = await call('bruno', 'PUT', `/v1/applications/${draft.id}`, { match: draft.etag, body: { kind: 'agent', name: '另名' } })
  assert.equal((await call('bruno', 'GET', `/v1/applications/${draft.id}`)).name, '另名')
  const complete = await apply('carla', false)
  const form = await send(server.url, { method: 'GET', path: `/v1/applications/${complete.id}/form.pdf`, headers: { authorization: `Bearer ${runner.tokens.carla}` } })
  assert.deepEqual([form.status, contract.faults('GET', `/v1/applications/${complete.id}/form.pdf`, form, 'carla')], [200, []])
  const back = await call('bruno', 'POST', `/v1/applications/${draft.id}/withdraw`, { match: changed.etag })
  assert.deepEqual([back.state, (await call('bruno', 'GET', '/v1/applications')).items.length], ['withdrawn', 1])
  await call('bruno', 'DELETE', `/v1/applications/${draft.id}`, { match: back.etag })
  assert.equal((await call('bruno', 'GET', '/v1/applications')).items.length, 0)
  const forged = await apply('mallory')
  assert.deepEqual((await call('adam', 'GET', '/v1/admin/applications')).items.map(({ id }) => id), [forged.id])
  assert.equal((await call('adam', 'GET', `/v1/admin/applications/${forged.id}`)).registry_enterprise, alpha)
  await call('adam', 'GET', `/v1/admin/applications/${forged.id}/files/${forged.stamped_file}`)
  assert.equal((await call('alice', 'GET', `/v1/enterprises/${alpha}/applications`)).items.length, 2)
  await call('alice', 'GET', `/v1/enterprises/${alpha}/applications/${forged.id}/files/${forged.stamped_file}`)
  assert.equal((await call('alice', 'POST', `/v1/enterprises/${alpha}/applications/${forged.id}/veto`, { body: { reason: '未授权' } })).state, 'rejected')
})

test('the demo server signs in by role, and only there', async () => {
  key = join(mkdtempSync(join(tmpdir(), 'tanheng-key-')), 'signing.key')
  assert.equal(spawnSync(binary, ['key', key]).status, 0)
  demo = await startServer(['--demo', '--checkpoint-key', key], {})
  for (const role of ['legal_person', 'agent', 'viewer']) {
    const reply = await send(demo.url, { method: 'POST', path: '/v1/sessions/demo', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ role }) })
    assert.equal(reply.status, 201, reply.text)
    assert.deepEqual(contract.faults('POST', '/v1/sessions/demo', reply), [])
    assert.equal(reply.json.provider, 'demo')
    assert.equal(reply.json.enterprises[0].role, role)
  }
})

test('the demo\'s bank manager looks at what the sample enterprise consented to, and its auditor at the filings', async () => {
  const enter = async (role) => (await send(demo.url, { method: 'POST', path: '/v1/sessions/demo', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ role }) })).json
  const bank = await enter('bank'), auditor = await enter('auditor')
  assert.deepEqual([bank.bank.bank, bank.enterprises.map((one) => one.role), auditor.enterprises.map((one) => one.role)], ['珠江示例银行', ['bank'], ['auditor']])
  const get = (who, part) => send(demo.url, { method: 'GET', path: `/v1/enterprises/${who.enterprises[0].id}/${part}`, headers: { authorization: `Bearer ${who.token}` } })
  const { reports } = (await get(bank, 'shared-reports')).json
  assert.equal(reports.length, 1)
  const shown = await get(bank, `shared-reports/${reports[0].consent}`)
  assert.deepEqual([shown.status, shown.json.year, shown.json.since, shown.json.report.filings.map((one) => one.revision)], [200, 2025, 'same', [1, 1, 2, 1]])
  assert.deepEqual([(await get(bank, 'filings')).status, (await get(auditor, 'filings')).status], [404, 200])
})

test('a PC is signed in by a phone; every answer is what the document promises', async () => {
  const call = async (method, path, { body, as, headers } = {}) => {
    const reply = await send(server.url, { method, path, body: body && JSON.stringify(body),
      headers: { ...(body && { 'content-type': 'application/json' }), ...(as && { authorization: `Bearer ${runner.tokens[as]}` }), ...headers } })
    assert.deepEqual(contract.faults(method, path, reply, as), [], `${method} ${path}: ${reply.text}`)
    return reply
  }
  for (const yes of [false, true]) {
    const begun = await call('POST', '/v1/scans')
    const headers = { 'x-tanheng-scan': begun.json.secret }, body = { ticket: JSON.parse(around.outside.calls.at(-1).body).scene.slice(2) }
    assert.equal((await call('GET', `/v1/scans/${begun.json.scan}`, { headers })).json.state, 'new')
    for (const verb of ['look', 'confirm', 'deny']) assert.equal((await call('POST', `/v1/scans/${verb}`, { body })).status, 401)
    assert.equal((await call('POST', '/v1/scans/look', { as: 'alice', body })).status, 200)
    assert.equal((await call('POST', `/v1/scans/${yes ? 'confirm' : 'deny'}`, { as: 'alice', body })).status, 204)
    assert.equal((await call('POST', '/v1/sessions/scan', { headers, body: { scan: begun.json.scan } })).status, yes ? 201 : 409)
  }
})

test('a server with a key shows its newest checkpoint', async () => {
  let reply
  for (let i = 0; i < 100 && reply?.status !== 200; i++) {
    reply = await send(demo.url, { method: 'GET', path: '/v1/checkpoint' })
    if (reply.status !== 200) await new Promise((done) => setTimeout(done, 50))
  }
  assert.deepEqual(contract.faults('GET', '/v1/checkpoint', reply), [])
  assert.match(reply.text, /^tanheng checkpoint 1\ntime \d+\nchains 2\nroot [0-9a-f]{64}\nkey [0-9a-f]{64}\nsignature [0-9a-f]{128}\n$/)
})

test('the worst handler left two fifths of its stack', async () => {
  const now = read((await send(server.url, { method: 'GET', path: '/metrics' })).text)
  const used = value(now, 'tanheng_worker_stack_used_bytes'), size = value(now, 'tanheng_worker_stack_bytes')
  assert.equal(size, 1048576)
  assert.ok(used > 0 && used <= size * 0.6, `${used} of ${size} bytes used`)
})

test('every operation of the document was reached with success', () => {
  assert.deepEqual(contract.unreached(), [])
})

// A new route that names an enterprise fails here until cases show that strangers and the wrong role are refused.
test('every refusal that the permissions ask for was shown', () => {
  const refusals = (permission, path) => {
    if (permission === 'anyone') return []
    if (/^\/v1\/admin\//.test(path)) return ['nobody 401', 'alice 403']
    if (!/\{(enterprise|filing|file)\}/.test(path)) return ['nobody 401']
    const viewer = permission === 'filing_read' ? [] : ['vera 403']
    return ['nobody 401', 'bob 404', ...viewer]
  }
  assert.deepEqual(contract.unshown(refusals), [])
})
