// Applications from the first draft to the account that works, against the real server with stand-ins of WeChat and text messages: what is asked for, who
// decides, the two reviewers, the legal person's veto, what comes with an approval, and who gets nothing of it.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { binary, launch, send, startOutside, startServer } from './server.mjs'
import { photo, shownPhoto } from './pictures.mjs'
import { files as samples } from './uploads.mjs'
import { maskedId, maskedPhone, phoneNumber, residentId } from './persons.mjs'

const folks = { adam: { role: 'admin' }, rita: { role: 'reviewer' }, rolf: { role: 'reviewer' }, lena: { enterprise: 'lena', role: 'legal_person' }, alice: { enterprise: 'alpha', role: 'legal_person' }, fred: { enterprise: 'phi', role: 'legal_person' } }
const uscc = { free: '91440112000000019D', lena: '91110000600037341L' }
let around, server, keys = 0
const tokens = {}, bodies = []

async function ask(as, method, path, { body, match, key, type = 'application/json', raw } = {}) {
  const headers = { ...(tokens[as] && { authorization: `Bearer ${tokens[as]}` }), ...(match && { 'if-match': match }) }
  if (method !== 'GET') headers['idempotency-key'] = key ?? `application-${String(++keys).padStart(8, '0')}`
  if (body !== undefined || raw !== undefined) headers['content-type'] = type
  const reply = await send(server.url, { method, path, headers, body: raw ?? (body === undefined ? undefined : JSON.stringify(body)) })
  bodies.push(reply.text)
  return reply
}
const code = (reply) => [reply.status, reply.json?.code]
const issues = (reply) => [reply.status, ...(reply.json?.issues ?? []).map((issue) => `${issue.path} ${issue.code}`)]
const signIn = async (account) => {
  const reply = await send(server.url, { method: 'POST', path: '/v1/sessions', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ account, password: `${account}-password` }) })
  assert.equal(reply.status, 201, reply.text)
  tokens[account] = reply.json.token
  return reply.json
}
const byWeChat = async (name, phone) => {
  const reply = await send(server.url, { method: 'POST', path: '/v1/sessions/wechat', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: around.wechat.loginCode(`o${name}`), ...(phone && { phone_code: around.wechat.phoneCode(phone) }) }) })
  assert.equal(reply.status, 201, reply.text)
  tokens[name] = reply.json.token
  return reply.json
}
async function upload(as, content = samples.pdf, ending = 'pdf') {
  const form = new FormData()
  form.append('file', new Blob([content]), `盖章申请表.${ending}`)
  const reply = await send(server.url, { method: 'POST', path: '/v1/account/files', headers: { authorization: `Bearer ${tokens[as]}`, 'idempotency-key': `application-file-${String(++keys).padStart(4, '0')}` }, body: form })
  assert.equal(reply.status, 201, reply.text)
  return reply.json.id
}
/** A new applicant with a phone, a number and a stamped form. */
async function applicant(name) {
  const phone = phoneNumber()
  await byWeChat(name, phone)
  return { name, phone, id: residentId(), file: await upload(name) }
}
const content = (person, more) => ({ kind: 'agent', enterprise_name: '广州示例精密制造有限公司', uscc: uscc.free, legal_name: '陈建国', legal_id_type: 'resident_id', name: '王小明',
  id_type: 'resident_id', id_number: person.id, modules: ['filing'], stamped_file: person.file, ...more })
const create = (as, body) => ask(as, 'POST', '/v1/applications', { body })
const submit = (as, one) => ask(as, 'POST', `/v1/applications/${one.id}/submit`, { match: one.etag })
async function submitted(as, body) {
  const made = await create(as, body)
  assert.equal(made.status, 201, made.text)
  const sent = await submit(as, made.json)
  assert.equal(sent.status, 200, sent.text)
  return sent.json
}
const decide = (as, one, body) => ask(as, 'POST', `/v1/admin/applications/${one.id}/decision`, { match: one.etag, body })
async function approve(one) {
  const first = await decide('rita', one, { decision: 'approve' })
  assert.equal(first.status, 200, first.text)
  return decide('rolf', first.json, { decision: 'approve' })
}
const noticesOf = async (one) => (await ask('rita', 'GET', `/v1/admin/applications/${one.id}`)).json.notices.map(({ kind, channel, state }) => `${kind} ${channel} ${state}`)
async function until(what, look) {
  for (let i = 0; i < 200; i++) {
    if (await look()) return
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error(`waited in vain: ${what}`)
}

before(async () => {
  around = await startOutside()
  server = await startServer([...around.flags, '--sms-notice', '7654321', '--wechat-notice', 'TEMPLATE character_string1 phrase2 thing3', '--notice-retry-s', '1', '--connections-per-address', '256'], folks)
  for (const account of Object.keys(folks)) await signIn(account)
})
after(async () => { await server?.stop(); await around?.stop() })

let wang, approved
test('a draft takes what is there, checks what is filled in, and is nobody else\'s', async () => {
  wang = await applicant('wang')
  const made = await create('wang', { kind: 'agent', name: '王小明' })
  assert.deepEqual([made.status, made.json.state, made.json.name, made.json.modules], [201, 'draft', '王小明', ['filing']])
  assert.match(made.json.number, /^SQ\d{8}-[A-Z0-9]{6}$/)
  const wrong = await ask('wang', 'PUT', `/v1/applications/${made.json.id}`, { match: made.json.etag, body: content(wang, { uscc: '91440112000000019E' }) })
  assert.deepEqual(issues(wrong), [422, '/uscc USCC_CHECKSUM'])
  await applicant('spy')
  for (const [method, path, more] of [['GET', ''], ['PUT', '', { match: made.json.etag, body: content(wang) }], ['POST', '/submit', { match: made.json.etag }], ['POST', '/withdraw', { match: made.json.etag }]])
    assert.deepEqual(code(await ask('spy', method, `/v1/applications/${made.json.id}${path}`, more)), [404, 'not-found'], method + path)
  assert.deepEqual((await ask('spy', 'GET', '/v1/applications')).json.items, [])
  assert.deepEqual(code(await ask('rita', 'GET', `/v1/admin/applications/${made.json.id}`)), [404, 'not-found'], 'a draft is not for review')
  const gone = await ask('wang', 'POST', `/v1/applications/${made.json.id}/withdraw`, { match: made.json.etag })
  assert.deepEqual([gone.status, gone.json.state], [200, 'withdrawn'])
})

test('what is missing is named all at once; a file of somebody else is none', async () => {
  const made = (await create('wang', { kind: 'agent' })).json
  assert.deepEqual(issues(await submit('wang', made)), [422, '/enterprise_name REQUIRED', '/uscc REQUIRED', '/legal_name REQUIRED', '/legal_id_type REQUIRED', '/name REQUIRED', '/id_type REQUIRED', '/id_number REQUIRED', '/stamped_file REQUIRED'])
  const foreign = await upload('spy')
  assert.deepEqual(issues(await ask('wang', 'PUT', `/v1/applications/${made.id}`, { match: made.etag, body: content(wang, { stamped_file: foreign }) })), [422, '/stamped_file APP_FILE'])
  assert.deepEqual(issues(await create('wang', content(wang, { id_number: '440105199001010026' }))), [422, '/id_number ID_CHECKSUM'])
  const early = (await create('wang', content(wang, { ends_on: '2020-01-01' }))).json
  assert.deepEqual(issues(await submit('wang', early)), [422, '/ends_on APP_TERM'])
})

test('a code of the pilot years needs the licence; a foreigner applies in person, with a passport', async () => {
  const legacy = (await create('wang', content(wang, { uscc: '91350100M0001TGQXM' }))).json
  assert.deepEqual(issues(await submit('wang', legacy)), [422, '/licence_file APP_LICENCE'])
  const foreign = (await create('wang', content(wang, { kind: 'foreign_legal_person' }))).json
  assert.deepEqual(issues(await submit('wang', foreign)), [422, '/id_type APP_FOREIGN_DOCUMENT', '/name APP_FOREIGN_SELF'])
})

test('who has no proved phone cannot submit', async () => {
  const made = await create('alice', content(wang, { stamped_file: await upload('alice') }))
  assert.deepEqual(issues(await submit('alice', made.json)), [422, ' APP_PHONE'])
})

test('submitted: it waits with a due day, cannot be changed, and no second one of the same pair waits', async () => {
  approved = await submitted('wang', content(wang))
  assert.deepEqual([approved.state, approved.phone, approved.id_number, approved.is_overdue], ['pending', maskedPhone(wang.phone), maskedId(wang.id), false])
  assert.ok(approved.due_on > new Date().toISOString().slice(0, 10))
  assert.deepEqual(approved.issues.map(({ code, zh }) => [code, zh.includes(approved.due_on)]), [['APP_PENDING', true]])
  assert.deepEqual(code(await ask('wang', 'PUT', `/v1/applications/${approved.id}`, { match: approved.etag, body: content(wang) })), [409, 'application-state'])
  const again = (await create('wang', content(wang))).json
  assert.deepEqual(code(await submit('wang', again)), [409, 'application-open'])
})

test('the queue is for reviewers; it searches, filters and pages', async () => {
  for (const [as, status] of [[undefined, 401], ['wang', 403], ['alice', 403], ['rita', 200], ['adam', 200]]) assert.equal((await ask(as, 'GET', '/v1/admin/applications')).status, status, as)
  for (const name of ['q1', 'q2']) await submitted(name, content(await applicant(name), { enterprise_name: `排队 ${name}` }))
  const all = (await ask('rita', 'GET', '/v1/admin/applications')).json.items
  assert.deepEqual(all.map(({ enterprise_name }) => enterprise_name), ['广州示例精密制造有限公司', '排队 q1', '排队 q2'])
  const first = (await ask('rita', 'GET', '/v1/admin/applications?limit=2')).json
  assert.deepEqual((await ask('rita', 'GET', `/v1/admin/applications?limit=2&cursor=${first.next}`)).json.items.map(({ enterprise_name }) => enterprise_name), ['排队 q2'])
  assert.equal((await ask('rita', 'GET', '/v1/admin/applications?search=%E6%8E%92%E9%98%9F')).json.items.length, 2)
  assert.equal((await ask('rita', 'GET', '/v1/admin/applications?search=%25')).json.items.length, 0)
  assert.equal((await ask('rita', 'GET', '/v1/admin/applications?kind=foreign_legal_person')).json.items.length, 0)
  assert.equal((await ask('rita', 'GET', '/v1/admin/applications?due=overdue')).json.items.length, 0)
})

test('A17 a forged form gets nothing by one reviewer alone: two must approve, and neither the applicant nor a member', async () => {
  for (const as of ['wang', 'alice']) assert.deepEqual(code(await decide(as, approved, { decision: 'approve' })), [403, 'forbidden'], as)
  const first = await decide('rita', approved, { decision: 'approve' })
  assert.deepEqual([first.status, first.json.state, first.json.needs_second, first.json.approved_by_me], [200, 'pending', true, true])
  assert.deepEqual((await byWeChat('wang')).enterprises, [], 'one approval gives nothing')
  assert.deepEqual(code(await decide('rita', first.json, { decision: 'approve' })), [409, 'second-reviewer-needed'])
  assert.deepEqual(code(await decide('rolf', approved, { decision: 'approve' })), [412, 'stale'], 'decides on what was seen')
  const done = await decide('rolf', first.json, { decision: 'approve' })
  assert.deepEqual([done.status, done.json.state, done.json.in_registry], [200, 'approved', true])
  approved = done.json
})

test('A7 a reviewer does not decide about an application of his own', async () => {
  const { account } = await byWeChat('selma', '13900139998')
  const done = spawnSync(binary, ['user', 'platform', '--data', server.data, '--account', account, '--role', 'reviewer'], { encoding: 'utf8' })
  assert.equal(done.status, 0, done.stderr)
  await byWeChat('selma')
  const one = await submitted('selma', content({ id: residentId(), file: await upload('selma') }))
  assert.deepEqual(code(await decide('selma', one, { decision: 'approve' })), [403, 'forbidden'])
  assert.equal((await decide('rita', one, { decision: 'reject', reason: '本人申请' })).status, 200)
})

test('after the approval the account works: membership, name, notices by both ways', async () => {
  const session = await byWeChat('wang')
  assert.deepEqual([session.name, session.enterprises.map(({ name, role }) => [name, role])], ['王小明', [['广州示例精密制造有限公司', 'agent']]])
  assert.equal((await ask('wang', 'GET', `/v1/enterprises/${session.enterprises[0].id}/filings`)).status, 200)
  assert.equal((await ask('wang', 'GET', `/v1/enterprises/${session.enterprises[0].id}/people`)).status, 403, 'no more than the stamped form says')
  await until('both messages', async () => (await noticesOf(approved)).every((line) => line.endsWith('sent')))
  assert.deepEqual(await noticesOf(approved), ['application_approved wechat sent', 'application_approved sms sent'])
  assert.deepEqual(around.sms.sent.filter(({ params }) => params[0] === approved.number).map(({ phone, params }) => [phone, params[1]]), [[`+86${wang.phone}`, '已通过']])
  assert.deepEqual(code(await decide('rita', approved, { decision: 'reject', reason: '太晚' })), [409, 'application-state'])
  const again = (await create('wang', content(wang))).json
  assert.deepEqual(issues(await submit('wang', again)), [422, '/uscc APP_MEMBER'])
})

test('a rejection needs a reason, is told, and the application goes in again', async () => {
  const paul = await applicant('paul')
  const one = await submitted('paul', content(paul))
  assert.deepEqual(issues(await decide('adam', one, { decision: 'reject' })), [422, '/reason REQUIRED'])
  const no = await decide('adam', one, { decision: 'reject', reason: '盖章页不清晰' })
  assert.deepEqual([no.status, no.json.state], [200, 'rejected'])
  const seen = (await ask('paul', 'GET', `/v1/applications/${one.id}`)).json
  assert.deepEqual([seen.reason, seen.issues[0].code, seen.issues[0].zh], ['盖章页不清晰', 'APP_REJECTED', '申请被驳回：盖章页不清晰'])
  const { id_number: _, ...rest } = content(paul, { stamped_file: await upload('paul') })
  const better = await ask('paul', 'PUT', `/v1/applications/${one.id}`, { match: seen.etag, body: rest })
  assert.deepEqual([better.status, better.json.id_number], [200, one.id_number], 'the number that stands needs not be typed again')
  const again = await submit('paul', better.json)
  assert.deepEqual([again.status, again.json.state, again.json.reason], [200, 'pending', undefined])
  const back = await ask('paul', 'POST', `/v1/applications/${one.id}/withdraw`, { match: again.json.etag })
  assert.equal(back.json.state, 'withdrawn')
  assert.deepEqual(code(await decide('rita', back.json, { decision: 'approve' })), [409, 'application-state'])
  assert.equal((await submit('paul', back.json)).json.state, 'pending')
})

test('the code on the form changes with what it says, and not with files', async () => {
  const one = (await create('wang', content(wang))).json
  const other = (await ask('wang', 'PUT', `/v1/applications/${one.id}`, { match: one.etag, body: content(wang, { modules: ['filing', 'people'] }) })).json
  const same = (await ask('wang', 'PUT', `/v1/applications/${one.id}`, { match: other.etag, body: content(wang, { modules: ['filing', 'people'], stamped_file: undefined }) })).json
  assert.match(one.code, /^[0-9a-f]{16}$/)
  assert.notEqual(one.code, other.code)
  assert.equal(other.code, same.code)
})

test('the form to be stamped: what was filled in, in clear for the applicant alone, and the same bytes each time', async () => {
  const quinn = await applicant('quinn')
  const one = (await create('quinn', content(quinn, { modules: ['filing', 'people'], ends_on: '2099-12-31' }))).json
  const fetchForm = async (as) => fetch(`${server.url}/v1/applications/${one.id}/form.pdf`, { headers: { authorization: `Bearer ${tokens[as]}` } })
  const first = await fetchForm('quinn'), bytes = Buffer.from(await first.arrayBuffer())
  assert.deepEqual([first.status, first.headers.get('content-type'), first.headers.get('cache-control')], [200, 'application/pdf', 'no-store'])
  assert.match(first.headers.get('content-disposition'), /^attachment/)
  assert.ok(bytes.equals(Buffer.from(await (await fetchForm('quinn')).arrayBuffer())))
  const { stdout, status, stderr } = spawnSync('pdftotext', ['-layout', '-', '-'], { input: bytes, encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  const text = stdout.replace(/\s/g, '')
  for (const wanted of ['企业代理人权限申请表', one.number, '广州示例精密制造有限公司', uscc.free, '陈建国', '王小明', quinn.id, quinn.phone, '填报、人员管理', '2099-12-31', '3个工作日']) assert.ok(text.includes(wanted.replace(/\s/g, '')), `${wanted} in ${text}`)
  assert.ok(text.includes(one.code) || text.replace(/[^0-9a-f]/g, '').includes(one.code), `${one.code} in ${text}`)
  for (const as of ['spy', 'rita', 'alice']) assert.equal((await fetchForm(as)).status, 404, as)
  const empty = (await create('quinn', { kind: 'agent', name: '王小明' })).json
  assert.deepEqual(issues(await ask('quinn', 'GET', `/v1/applications/${empty.id}/form.pdf`)), [422, '/enterprise_name REQUIRED', '/uscc REQUIRED', '/legal_name REQUIRED', '/legal_id_type REQUIRED', '/id_type REQUIRED', '/id_number REQUIRED'])
  if (process.env.KEEP_FORM) writeFileSync(process.env.KEEP_FORM, bytes)
})

test('A17 the legal person is told, sees it, and can refuse it; nobody else of another enterprise can', async () => {
  const { enterprises: [{ id: enterprise }] } = (await ask('lena', 'GET', '/v1/session')).json
  const table = `uscc,name,legal_name,id_type,id_number,district,industry\n${uscc.lena},莱娜 有限公司,莱娜,身份证,${residentId()},,\n`
  assert.equal((await ask('adam', 'POST', '/v1/admin/registry', { raw: table, type: 'text/csv' })).status, 200)
  // The credit code is tied to the enterprise by the first approved agent; both reviewers name it, because it has the name of no other.
  const first = await submitted('lotte', content(await applicant('lotte'), { uscc: uscc.lena, enterprise_name: '莱娜 有限公司', name: '洛特' }))
  const half = (await decide('rita', first, { decision: 'approve', enterprise })).json
  const tied = await decide('rolf', half, { decision: 'approve', enterprise })
  assert.deepEqual([tied.status, tied.json.enterprise], [200, enterprise])
  const forged = await submitted('max', content(await applicant('max'), { uscc: uscc.lena, enterprise_name: '莱娜 有限公司', name: '冒名者' }))
  assert.ok((await noticesOf(forged)).some((line) => line.startsWith('application_arrived')), 'the legal person is told')
  const seen = (await ask('lena', 'GET', `/v1/enterprises/${enterprise}/applications`)).json.items
  assert.deepEqual(seen.map(({ name, state }) => `${name} ${state}`), ['冒名者 pending', '洛特 approved'])
  const veto = (as, at, more) => ask(as, 'POST', `/v1/enterprises/${at}/applications/${forged.id}/veto`, { body: { reason: '本企业未授权此人' }, ...more })
  const { enterprises: [{ id: alpha }] } = (await ask('alice', 'GET', '/v1/session')).json
  assert.deepEqual(code(await veto('alice', enterprise)), [404, 'not-found'])
  assert.deepEqual(code(await veto('alice', alpha)), [404, 'not-found'])
  await byWeChat('lotte')
  assert.deepEqual(code(await veto('lotte', enterprise)), [403, 'forbidden'])
  const scan = (as, file, at = enterprise, of = forged) => ask(as, 'GET', `/v1/enterprises/${at}/applications/${of.id}/files/${file}`)
  const got = await scan('lena', forged.stamped_file)
  assert.deepEqual([got.status, got.type, got.headers.get('x-content-type-options'), got.text.startsWith('%PDF-')], [200, 'application/octet-stream', 'nosniff', true], 'sees what was stamped before deciding')
  assert.match(got.headers.get('content-disposition'), /^attachment; filename="[^"]+"; filename\*=UTF-8''%E7%9B%96/)
  const own = await upload('lena'), unused = await upload('max')
  for (const [as, file, at, of] of [['lena', own], ['lena', unused], ['lena', 'b1'], ['lena', approved.stamped_file], ['lena', approved.stamped_file, enterprise, approved], ['alice', forged.stamped_file, alpha], ['alice', forged.stamped_file]])
    assert.deepEqual(code(await scan(as, file, at, of)), [404, 'not-found'], `${as} ${file} ${of?.number}`)
  assert.equal((await scan('lotte', forged.stamped_file)).status, 403)
  assert.equal((await scan('lena', first.stamped_file, enterprise, first)).status, 200, 'and of whom was let in')
  const halfway = (await decide('rita', forged, { decision: 'approve' })).json
  const done = await veto('lena', enterprise)
  assert.deepEqual([done.status, done.json.state, done.json.reason], [200, 'rejected', '法人否决：本企业未授权此人'])
  assert.deepEqual(code(await scan('lena', forged.stamped_file)), [404, 'not-found'], 'a refused one is its applicant\'s again')
  assert.deepEqual(code(await decide('rolf', { ...halfway, etag: done.json.etag }, { decision: 'approve' })), [409, 'application-state'])
  assert.deepEqual((await byWeChat('max')).enterprises, [])
})

test('E5 who decides about an application looks at its pictures without what the camera noted', async () => {
  const { enterprises: [{ id: enterprise }] } = (await ask('lena', 'GET', '/v1/session')).json
  const pia = await applicant('pia')
  const stamped_file = await upload('pia', photo(6), 'jpg')
  const one = await submitted('pia', content(pia, { uscc: uscc.lena, enterprise_name: '莱娜 有限公司', name: '皮娅', stamped_file }))
  for (const [as, place] of [['rita', `/v1/admin/applications/${one.id}/files/${stamped_file}`], ['lena', `/v1/enterprises/${enterprise}/applications/${one.id}/files/${stamped_file}`], ['pia', `/v1/account/files/${stamped_file}`]])
    for (const [query, bytes] of [['?copy=display', shownPhoto(6)], ['', photo(6)]]) {
      const reply = await fetch(server.url + place + query, { headers: { authorization: `Bearer ${tokens[as]}` } })
      assert.deepEqual(Buffer.from(await reply.arrayBuffer()), bytes, `${as} ${query}`)
    }
})

test('A16 a second legal person is not let in beside the first', async () => {
  const body = { uscc: uscc.lena, enterprise_name: '莱娜 有限公司', kind: 'foreign_legal_person', legal_name: 'JOHN SMITH', name: 'JOHN SMITH', legal_id_type: 'passport', id_type: 'passport', id_number: 'E12345678' }
  const one = await submitted('john', content(await applicant('john'), body))
  const second = await approve(one)
  assert.deepEqual(code(second), [409, 'legal-person-taken'])
  assert.deepEqual((await byWeChat('john')).enterprises, [])
  const { status } = spawnSync(binary, ['user', 'role', '--data', server.data, '--account', 'lena', '--enterprise', 'lena 有限公司', '--role', 'none'], { encoding: 'utf8' })
  assert.equal(status, 0)
  const now = (await ask('rolf', 'GET', `/v1/admin/applications/${one.id}`)).json
  assert.equal((await decide('rolf', now, { decision: 'approve' })).json.state, 'approved')
  assert.deepEqual((await byWeChat('john')).enterprises.map(({ role }) => role), ['legal_person'])
})

test('A17 an enterprise of the same name is not taken by itself, nor by one reviewer\'s choice', async () => {
  const one = await submitted('nina', content(await applicant('nina'), { uscc: '91440300708461136T', enterprise_name: 'alpha 有限公司' }))
  assert.deepEqual(code(await approve(one)), [409, 'enterprise-name-taken'])
  const { enterprises: [{ id: alpha }] } = (await ask('alice', 'GET', '/v1/session')).json
  const now = (await ask('rolf', 'GET', `/v1/admin/applications/${one.id}`)).json
  assert.deepEqual(issues(await decide('rolf', now, { decision: 'approve', enterprise: 'e00000000000000000000000000' })), [422, '/enterprise APP_ENTERPRISE'])
  const chosen = await decide('rolf', now, { decision: 'approve', enterprise: alpha })
  assert.deepEqual([chosen.status, chosen.json.state, chosen.json.approved_by_me, chosen.json.enterprise], [200, 'pending', true, alpha], 'nobody chooses an enterprise alone')
  assert.deepEqual((await byWeChat('nina')).enterprises, [])
  assert.deepEqual(code(await decide('rolf', chosen.json, { decision: 'approve', enterprise: alpha })), [409, 'second-reviewer-needed'])
  assert.deepEqual(issues(await decide('rita', chosen.json, { decision: 'approve' })), [422, '/enterprise APP_ENTERPRISE'], 'an approval is one of what was chosen')
  assert.equal((await decide('rita', chosen.json, { decision: 'approve', enterprise: alpha })).json.state, 'approved')
})

test('A17 an approval by a reviewer who is none any more is no first one', async () => {
  const one = await submitted('olga', content(await applicant('olga'), { uscc: '91310000MA1K35RU4P', enterprise_name: '奥尔加 有限公司' }))
  const role = (account, name) => assert.equal(spawnSync(binary, ['user', 'platform', '--data', server.data, '--account', account, '--role', name], { encoding: 'utf8' }).status, 0)
  const half = (await decide('rita', one, { decision: 'approve' })).json
  assert.equal(half.needs_second, true)
  role('rita', 'none')
  const first = await decide('rolf', half, { decision: 'approve' })
  role('rita', 'reviewer')
  assert.deepEqual([first.status, first.json.state, first.json.approved_by_me], [200, 'pending', true])
  assert.deepEqual((await byWeChat('olga')).enterprises, [])
  await signIn('rita')
  assert.equal((await decide('rita', first.json, { decision: 'approve' })).json.state, 'approved')
})

test('A17 an enterprise that two reviewers chose is not another because the credit code was tied meanwhile', async () => {
  const body = { uscc: '91440101MA59AB1D6E', enterprise_name: '同码 有限公司' }
  const { enterprises: [{ id: phi }] } = (await ask('fred', 'GET', '/v1/session')).json
  const [paul, quick] = [await submitted('paul', content(await applicant('paul'), body)), await submitted('quick', content(await applicant('quick'), { ...body, name: '快手' }))]
  const half = (await decide('rita', paul, { decision: 'approve', enterprise: phi })).json
  const tied = (await approve(quick)).json
  assert.equal(tied.state, 'approved')
  assert.notEqual(tied.enterprise, phi)
  assert.deepEqual(code(await decide('rolf', half, { decision: 'approve', enterprise: phi })), [409, 'conflict'])
  assert.deepEqual((await byWeChat('paul')).enterprises, [])
})

test('C13 A17 whoever submits and takes back in turns does not make the platform write to a legal person without end', async () => {
  const spam = await applicant('spam')
  let one = (await create('spam', content(spam, { uscc: uscc.lena, enterprise_name: '莱娜 有限公司', name: '打扰者' }))).json
  const statuses = []
  for (let i = 0; i < 12; i++) {
    const sent = await submit('spam', one)
    statuses.push(sent.status)
    if (sent.status !== 200) assert.ok(Number(sent.headers.get('retry-after')) > 80_000, sent.text)
    else one = (await ask('spam', 'POST', `/v1/applications/${one.id}/withdraw`, { match: sent.json.etag })).json
  }
  assert.deepEqual(statuses, [...Array(10).fill(200), 429, 429])
})

test('a draft or a withdrawn application is deleted with an act, and leaves its files to their owner', async () => {
  const dora = await applicant('dora')
  const remove = (as, one, more) => ask(as, 'DELETE', `/v1/applications/${one.id}`, { match: one.etag, ...more })
  const draft = (await create('dora', content(dora))).json
  assert.deepEqual(code(await remove('spy', draft)), [404, 'not-found'])
  const other = (await ask('dora', 'PUT', `/v1/applications/${draft.id}`, { match: draft.etag, body: content(dora, { name: '朵拉' }) })).json
  assert.deepEqual(code(await remove('dora', draft)), [412, 'stale'], 'what was seen is what is deleted')
  const file = () => ask('dora', 'DELETE', `/v1/account/files/${dora.file}`)
  assert.equal((await file()).status, 409)
  const key = 'application-remove-0001'
  for (const reply of [await remove('dora', other, { key }), await remove('dora', other, { key })]) assert.deepEqual([reply.status, reply.text], [204, ''], 'the same request again, too')
  assert.equal((await ask('dora', 'GET', `/v1/applications/${draft.id}`)).status, 404)
  assert.deepEqual((await ask('dora', 'GET', '/v1/applications')).json.items, [])
  assert.equal((await ask('dora', 'GET', '/v1/account/files')).json.items[0].id, dora.file)
  assert.equal((await file()).status, 204, 'nothing names it any more')
  const sent = await submitted('dora', content({ ...dora, file: await upload('dora') }))
  assert.deepEqual(code(await remove('dora', sent)), [409, 'application-state'])
  const back = (await ask('dora', 'POST', `/v1/applications/${sent.id}/withdraw`, { match: sent.etag })).json
  assert.equal((await remove('dora', back)).status, 204)
  assert.deepEqual(code(await ask('rita', 'GET', `/v1/admin/applications/${sent.id}`)), [404, 'not-found'])
  const no = (await decide('rita', await submitted('dora', content({ ...dora, file: await upload('dora') })), { decision: 'reject', reason: '不清晰' })).json
  assert.deepEqual(code(await remove('dora', no)), [409, 'application-state'], 'a decision stays')
  assert.deepEqual(code(await remove('wang', approved)), [409, 'application-state'])
  const verified = spawnSync(binary, ['verify', '--data', server.data], { encoding: 'utf8' })
  assert.equal(verified.status, 0, verified.stdout + verified.stderr)
})

test('a review names who had to do with it, masked', async () => {
  const seen = (await ask('rita', 'GET', `/v1/admin/applications/${approved.id}`)).json
  assert.deepEqual([seen.applicant_name, seen.first_by_name, seen.decided_by_name], ['王**', '测**', '测**'])
  const fresh = (await ask('rita', 'GET', `/v1/admin/applications/${(await submitted('otilie', content(await applicant('otilie')))).id}`)).json
  assert.match(fresh.applicant_name, /^1\d\d\*{4}\d{4}$/, 'an account without a name is its masked phone')
  assert.deepEqual([fresh.first_by_name, fresh.decided_by_name], [undefined, undefined])
})

test('the same request again gives the same answer and does nothing twice', async () => {
  const otto = await applicant('otto')
  const key = 'application-repeat-0001'
  const made = await ask('otto', 'POST', '/v1/applications', { key, body: content(otto) })
  assert.equal((await ask('otto', 'POST', '/v1/applications', { key, body: content(otto) })).text, made.text)
  assert.equal((await ask('otto', 'GET', '/v1/applications')).json.items.length, 1)
  assert.deepEqual(code(await ask('otto', 'POST', '/v1/applications', { key, body: content(otto, { name: '别人' }) })), [409, 'idempotency-key-reused'])
})

test('reviewers read the files of what they review, and no others', async () => {
  const mine = await upload('wang')
  const reply = await ask('rita', 'GET', `/v1/admin/applications/${approved.id}/files/${wang.file}`)
  assert.deepEqual([reply.status, reply.type], [200, 'application/octet-stream'])
  assert.equal((await ask('rita', 'GET', `/v1/admin/applications/${approved.id}/files/${mine}`)).status, 404)
  assert.equal((await ask('spy', 'GET', `/v1/admin/applications/${approved.id}/files/${wang.file}`)).status, 403)
  const gone = await send(server.url, { method: 'DELETE', path: `/v1/account/files/${wang.file}`, headers: { authorization: `Bearer ${tokens.wang}`, 'idempotency-key': 'application-delete-0001' } })
  assert.equal(gone.status, 409, 'a file that an application names stays')
})

test('numbers and phones stand in no answer, log or file; the chain accounts for every application', async () => {
  const files = readdirSync(server.data, { withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => [name, readFileSync(join(server.data, name)).toString('latin1')])
  for (const secret of [wang.id, wang.phone, 'E12345678'])
    for (const [name, text] of [['answers', bodies.join('\n')], ['log', server.log()], ...files]) assert.ok(!text.includes(secret), `${secret} in ${name}`)
  const verified = spawnSync(binary, ['verify', '--data', server.data], { encoding: 'utf8' })
  assert.equal(verified.status, 0, verified.stdout + verified.stderr)
  await server.stop({ keep: true })
  const script = "import sqlite3,sys\ndb=sqlite3.connect(sys.argv[1]+'/tanheng.db')\ndb.execute(sys.argv[2])\ndb.commit()"
  const change = (sql) => assert.equal(spawnSync('python3', ['-c', script, server.data, sql], { encoding: 'utf8' }).status, 0)
  change("UPDATE application SET due_day = 20000 WHERE state = 'pending'")
  server = { ...server, ...await launch(['--data', server.data, ...around.flags]) }
  const late = (await ask('rita', 'GET', '/v1/admin/applications?due=overdue')).json.items
  assert.ok(late.length > 0 && late.every(({ is_overdue }) => is_overdue), 'overdue ones are marked and found')
  assert.equal(spawnSync(binary, ['verify', '--data', server.data], { encoding: 'utf8' }).status, 1, 'a row that was changed by other means is named')
})
