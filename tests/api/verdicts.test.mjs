// Verdicts of auditors against the real server (attack rows A10, B14): what a filing may be called follows from them alone, each time it is read; nobody
// audits an enterprise of his own, under whatever account, and no way leads from one side to the other.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { creditCode, phoneNumber, residentId } from './persons.mjs'
import { binary, send, startOutside, startServer } from './server.mjs'

const folks = { adam: { role: 'admin' }, rita: { role: 'reviewer' }, rosa: { role: 'reviewer' },
  alice: { enterprise: 'alpha', role: 'legal_person' }, agnes: { enterprise: 'alpha', role: 'agent' }, vera: { enterprise: 'alpha', role: 'viewer' },
  otto: { enterprise: 'alpha', role: 'auditor' }, olga: { enterprise: 'alpha', role: 'auditor' }, oscar: { enterprise: 'alpha', role: 'auditor' }, orla: { enterprise: 'alpha', role: 'auditor' },
  pavel: { enterprise: 'alpha', role: 'auditor' }, pia: { enterprise: 'beta', role: 'viewer' },
  lena: { enterprise: 'gamma', role: 'legal_person' }, mia: { enterprise: 'beta', role: 'viewer' }, nora: { enterprise: 'beta', role: 'viewer' }, paul: { enterprise: 'beta', role: 'viewer' } }
const tokens = {}, ids = {}
let around, server, keys = 0

const newKey = () => `verdict-key-${String(++keys).padStart(8, '0')}`
async function ask(as, method, path, body, { key = newKey(), match, type = 'application/json' } = {}) {
  const token = tokens[as] ?? as
  return send(server.url, { method, path, body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body !== undefined && { 'content-type': type }), ...(method !== 'GET' && { 'idempotency-key': key }), ...(match && { 'if-match': match }) } })
}
const codeOf = (reply) => [reply.status, reply.json?.code]
const right = (reply, status) => { assert.equal(reply.status, status, reply.text); return reply.json }
const place = (account, enterprise, role, more = {}) => ask('adam', 'PUT', `/v1/admin/accounts/${ids[account] ?? account}/memberships/${ids[enterprise] ?? enterprise}`, { role, reason: '测试', ...more })
const endPlace = (account, enterprise) => ask('adam', 'POST', `/v1/admin/accounts/${ids[account]}/memberships/${ids[enterprise] ?? enterprise}/end`, { reason: '测试' })
async function enter(account) {
  const json = right(await ask(null, 'POST', '/v1/sessions', { account, password: `${account}-password` }), 201)
  tokens[account] = json.token
  for (const one of json.enterprises) ids[one.name.split(' ')[0]] = one.id
}

const content = (site, revenue) => ({ site, form: 'business', form_version: 1, period: { start: '2024-01', end: '2024-12' }, pack: 'CN-2025',
  doc: { output_value: '100', added_value: '20', tax: '5', revenue, products: [{ name: '产品', unit_name: '件', quantity: '7' }] } })
async function receipted(site, revenue = '90') {
  const { json } = await ask(null, 'POST', '/v1/core', { op: 'calculate', enterprise: ids.alpha, ...content(site, revenue) })
  return { ...content(site, revenue), receipt: json.receipt }
}
const file = async (site) => right(await ask('agnes', 'POST', `/v1/enterprises/${ids.alpha}/filings`, await receipted(site)), 201)
const revise = async (filing, revenue) => right(await ask('agnes', 'POST', `/v1/filings/${filing.id}/revisions`, await receipted(filing.site, revenue), { match: filing.etag }), 201)
const give = (as, filing, more = {}) => ask(as, 'POST', `/v1/filings/${filing.id}/verdicts`, { outcome: 'verified', revision: filing.revision, hash: filing.chain.hash, ...more })
const labelOf = async (filing) => {
  const one = right(await ask('vera', 'GET', `/v1/filings/${filing.id}`), 200)
  const list = right(await ask('vera', 'GET', `/v1/enterprises/${ids.alpha}/filings?limit=100`), 200).items.find((item) => item.id === filing.id)
  const verdicts = right(await ask('vera', 'GET', `/v1/filings/${filing.id}/verdicts`), 200)
  assert.deepEqual([list.label, verdicts.label], [one.label, one.label], 'every answer says the same')
  return one.label
}
const statesOf = async (filing, as = 'vera') => right(await ask(as, 'GET', `/v1/filings/${filing.id}/verdicts`), 200).items.map((one) => [one.auditor.split(' ')[1], one.outcome, one.state])
const tie = async (account, phone) => {
  tokens[account] = right(await ask(account, 'PUT', '/v1/account/identities/phone', { phone_code: around.wechat.phoneCode(phone) }), 200).token
}
const byFace = async (name, number) => {
  const begun = right(await ask(null, 'POST', '/v1/faces', { name, id_number: number, wechat_code: around.wechat.loginCode(`o${number}`) }), 201)
  around.wechat.look(begun.verify_id, true)
  return ask(null, 'POST', '/v1/sessions/face', { face: begun.face })
}
const registry = (...lines) => ask('adam', 'POST', '/v1/admin/registry', `uscc,name,legal_name,id_type,id_number,district,industry\n${lines.join('\n')}\n`, { type: 'text/csv' })
const sql = (text, { mayFail } = {}) => {
  const done = spawnSync('python3', ['-c', 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute(sys.argv[2]); db.commit()', join(server.data, 'tanheng.db'), text], { encoding: 'utf8' })
  assert.ok(done.status === 0 || mayFail, done.stderr)
  return done
}
const verified = () => spawnSync(binary, ['verify', '--data', server.data], { encoding: 'utf8' })

before(async () => {
  around = await startOutside()
  server = await startServer(around.flags, folks)
  for (const account of Object.keys(folks)) await enter(account)
  for (const one of right(await ask('adam', 'GET', '/v1/admin/accounts?limit=100'), 200).items) ids[one.account] = one.id
})
after(async () => { await server?.stop(); await around?.stop() })

test('B14 the label follows from a verdict on the same hash of the latest revision, and a new revision ends it', async () => {
  const first = await file('b14')
  assert.equal(first.label, 'self_assessed')
  assert.equal(await labelOf(first), 'self_assessed')
  const made = right(await give('otto', first), 201)
  assert.deepEqual([made.outcome, made.state, made.revision, made.hash, made.opinion], ['verified', 'holds', 1, first.chain.hash, undefined])
  assert.equal(await labelOf(first), 'verified')
  const second = await revise(first, '91')
  assert.equal(second.label, 'self_assessed')
  assert.equal(await labelOf(first), 'self_assessed')
  assert.deepEqual(await statesOf(first), [['otto', 'verified', 'outdated']])
  assert.deepEqual([right(await ask('vera', 'GET', `/v1/filings/${first.id}/revisions/1`), 200).label], [undefined], 'an older revision has no label')
  const back = await revise(second, '90') // the very figures that were verified
  assert.equal(await labelOf(back), 'self_assessed', 'a verdict is about a revision, not about figures that look alike')
  right(await give('otto', back), 201)
  assert.equal(await labelOf(back), 'verified')
  right(await ask('agnes', 'POST', `/v1/filings/${back.id}/withdraw`, { reason: '重复' }, { match: back.etag }), 200)
  assert.equal(await labelOf(back), undefined)
})

test('B14 no body, no filing and no other role sets a label', async () => {
  const filing = await file('forced')
  const body = await receipted('forced-2')
  for (const extra of [{ label: 'verified' }, { label: '核查机构核查通过' }]) {
    assert.deepEqual(codeOf(await ask('agnes', 'POST', `/v1/enterprises/${ids.alpha}/filings`, { ...body, ...extra })), [422, 'invalid'])
    assert.deepEqual(codeOf(await ask('agnes', 'POST', `/v1/filings/${filing.id}/revisions`, { ...await receipted('forced', '91'), ...extra }, { match: filing.etag })), [422, 'invalid'])
    assert.deepEqual(codeOf(await give('otto', filing, extra)), [422, 'invalid'])
  }
  for (const as of ['alice', 'agnes', 'vera']) {
    assert.deepEqual(codeOf(await give(as, filing)), [403, 'forbidden'])
    const seen = right(await ask(as, 'GET', `/v1/filings/${filing.id}/verdicts`), 200)
    assert.deepEqual([seen.may_give, seen.obstacle], [false, undefined])
  }
  assert.equal(right(await ask('otto', 'GET', `/v1/filings/${filing.id}/verdicts`), 200).may_give, true)
  assert.equal(await labelOf(filing), 'self_assessed')
})

test('A10 a verdict on another revision, another hash or a withdrawn filing is a conflict that says so', async () => {
  const first = await file('stale')
  const second = await revise(first, '92')
  const late = await give('otto', first)
  assert.deepEqual([...codeOf(late), late.json.current], [409, 'verdict-outdated', '2'])
  assert.deepEqual(codeOf(await give('otto', second, { hash: first.chain.hash })), [409, 'verdict-outdated'])
  assert.deepEqual(codeOf(await give('otto', second, { revision: 1 })), [409, 'verdict-outdated'])
  assert.deepEqual(codeOf(await give('otto', second, { hash: second.receipt.result })), [409, 'verdict-outdated'])
  const gone = right(await ask('agnes', 'POST', `/v1/filings/${first.id}/withdraw`, { reason: '重复' }, { match: second.etag }), 200)
  assert.deepEqual(codeOf(await give('otto', gone)), [409, 'filing-withdrawn'])
  assert.deepEqual(codeOf(await give('otto', second)), [409, 'filing-withdrawn'])
  const now = right(await ask('otto', 'GET', `/v1/filings/${first.id}/verdicts`), 200)
  assert.deepEqual([now.items, now.may_give, now.obstacle], [[], false, 'filing-withdrawn'])
})

test('A10 of sixty-four verdicts and a revision at once none is about what is gone', async () => {
  const filing = await file('race')
  const body = await receipted('race', '93')
  const all = await Promise.all([...Array(32).fill(0).map(() => give('otto', filing)), ask('agnes', 'POST', `/v1/filings/${filing.id}/revisions`, body, { match: filing.etag }), ...Array(32).fill(0).map(() => give('olga', filing))])
  for (const reply of all) assert.ok([201, 409, 503, 429].includes(reply.status), reply.text)
  for (const [, , state] of await statesOf(filing)) assert.equal(state, 'outdated')
  assert.equal(await labelOf(filing), 'self_assessed')
})

test('an opinion is needed to refuse, has at most 500 characters, and blanks are none', async () => {
  const filing = await file('opinion')
  for (const more of [{ outcome: 'not_verified' }, { outcome: 'not_verified', opinion: ' \n ' }, { outcome: 'not_verified', opinion: '字'.repeat(501) }, { outcome: 'verified', opinion: 'x'.repeat(501) }]) {
    const reply = await give('otto', filing, more)
    assert.deepEqual([reply.status, reply.json.issues?.map((one) => `${one.path} ${one.code}`)], [422, ['/opinion VERDICT_OPINION']], reply.text)
  }
  assert.deepEqual(codeOf(await give('otto', filing, { outcome: 'perhaps' })), [422, 'invalid'])
  const made = right(await give('otto', filing, { outcome: 'not_verified', opinion: ` ${'字'.repeat(499)}。\n` }), 201)
  assert.equal(made.opinion, `${'字'.repeat(499)}。`)
  assert.equal(await labelOf(filing), 'self_assessed')
})

test('a later verdict of the same institution takes the place of the one before, visibly; one of another institution does not', async () => {
  assert.equal(right(await place('otto', 'alpha', 'auditor', { institution: '甲核查公司' }), 200).institution, '甲核查公司')
  assert.deepEqual(codeOf(await place('otto', 'alpha', 'auditor', { institution: '甲核查公司' })), [409, 'conflict'])
  right(await place('olga', 'alpha', 'auditor', { institution: '甲核查公司' }), 200)
  right(await place('oscar', 'alpha', 'auditor', { institution: '乙核查公司' }), 200)
  assert.deepEqual((await place('mia', 'alpha', 'viewer', { institution: '甲核查公司' })).json.issues.map((one) => `${one.path} ${one.code}`), ['/institution AUDITOR_INSTITUTION'])
  const filing = await file('institutions')
  right(await give('otto', filing), 201)
  assert.equal(await labelOf(filing), 'verified')
  right(await give('olga', filing, { outcome: 'not_verified', opinion: '电量与发票不符' }), 201)
  assert.equal(await labelOf(filing), 'self_assessed')
  assert.deepEqual(await statesOf(filing), [['olga', 'not_verified', 'holds'], ['otto', 'verified', 'superseded']])
  right(await give('oscar', filing), 201)
  assert.equal(await labelOf(filing), 'self_assessed', 'the other institution still says no')
  right(await give('otto', filing, { opinion: '补充材料后复核通过' }), 201)
  assert.equal(await labelOf(filing), 'verified')
  assert.deepEqual(await statesOf(filing), [['otto', 'verified', 'holds'], ['oscar', 'verified', 'holds'], ['olga', 'not_verified', 'superseded'], ['otto', 'verified', 'superseded']])
  const { items } = right(await ask('alice', 'GET', `/v1/filings/${filing.id}/verdicts`), 200)
  assert.deepEqual(items.map((one) => one.institution), ['甲核查公司', '乙核查公司', '甲核查公司', '甲核查公司'])
})

test('the same request again gives the same verdict, not a second one', async () => {
  const filing = await file('twice')
  const key = newKey(), body = { outcome: 'verified', revision: 1, hash: filing.chain.hash }
  const first = right(await ask('otto', 'POST', `/v1/filings/${filing.id}/verdicts`, body, { key }), 201)
  assert.deepEqual(right(await ask('otto', 'POST', `/v1/filings/${filing.id}/verdicts`, body, { key }), 201), first)
  assert.equal((await statesOf(filing)).length, 1)
  assert.deepEqual(codeOf(await ask('otto', 'POST', `/v1/filings/${filing.id}/verdicts`, { ...body, opinion: '另一' }, { key })), [409, 'idempotency-key-reused'])
})

test('a verdict outlives the assignment under which it was given, and its auditor gives no other', async () => {
  const filing = await file('over')
  right(await give('orla', filing), 201)
  right(await endPlace('orla', 'alpha'), 200)
  assert.equal(await labelOf(filing), 'verified')
  assert.deepEqual(codeOf(await give('orla', filing)), [401, 'unauthenticated'])
  await enter('orla')
  assert.deepEqual(codeOf(await give('orla', filing)), [404, 'not-found'])
})

test('A10 whoever is or was of the enterprise does not become its auditor, nor on the machine itself', async () => {
  for (const account of ['alice', 'agnes', 'vera']) assert.deepEqual(codeOf(await place(account, 'alpha', 'auditor')), [409, 'auditor-not-independent'], account)
  right(await place('mia', 'alpha', 'viewer'), 200)
  right(await endPlace('mia', 'alpha'), 200)
  assert.deepEqual(codeOf(await place('mia', 'alpha', 'auditor')), [409, 'auditor-not-independent'], 'she was')
  right(await place('nora', 'alpha', 'auditor'), 200)
  const told = spawnSync(binary, ['user', 'role', '--data', server.data, '--account', 'vera', '--enterprise', 'alpha 有限公司', '--role', 'auditor'], { encoding: 'utf8' })
  assert.notEqual(told.status, 0)
  assert.match(told.stderr + told.stdout, /choose another auditor/)
  assert.equal(right(await ask('vera', 'GET', '/v1/session'), 200).enterprises[0].role, 'viewer')
  const anew = await ask('adam', 'POST', '/v1/admin/accounts', { account: 'fresh', name: '新核查', enterprise: ids.alpha, role: 'auditor' })
  assert.equal(anew.status, 201, anew.text)
})

test('A10 a phone that was another account\'s is still that person', async () => {
  const phone = phoneNumber()
  await tie('lena', phone)
  tokens.lena = right(await ask('lena', 'DELETE', '/v1/account/identities/phone'), 200).token
  await tie('paul', phone)
  assert.deepEqual(codeOf(await place('paul', 'gamma', 'auditor')), [409, 'auditor-not-independent'])
  right(await place('paul', 'alpha', 'auditor'), 200)
})

test('A10 a place that waits for a phone is not taken by who audits there under another account', async () => {
  const [first, second] = [phoneNumber(), phoneNumber()]
  await enter('pavel')
  await tie('pavel', first)
  tokens.pavel = right(await ask('pavel', 'DELETE', '/v1/account/identities/phone'), 200).token
  await tie('pia', first)
  right(await ask('alice', 'POST', `/v1/enterprises/${ids.alpha}/people`, { name: '代理人', phone: second, id_type: 'resident_id', id_number: residentId(), modules: ['filing'] }), 201)
  await tie('pia', second)
  assert.deepEqual(right(await ask('pia', 'GET', '/v1/session'), 200).enterprises.map((one) => one.role), ['viewer'], 'of beta')
  right(await endPlace('pavel', 'alpha'), 200)
  await tie('pia', phoneNumber())
  await tie('pia', second)
  assert.deepEqual(right(await ask('pia', 'GET', '/v1/session'), 200).enterprises.map((one) => one.role).sort(), ['agent', 'viewer'])
})

test('A10 an auditor whom the enterprise names as its agent, under a phone of his, gives no verdict any more', async () => {
  const filing = await file('named'), phone = phoneNumber()
  await enter('nora')
  tokens.nora = right(await ask('nora', 'PUT', '/v1/session/enterprise', { enterprise: ids.alpha }), 200).token
  assert.equal(right(await ask('nora', 'GET', `/v1/filings/${filing.id}/verdicts`), 200).may_give, true)
  right(await ask('alice', 'POST', `/v1/enterprises/${ids.alpha}/people`, { name: '代理人', phone, id_type: 'resident_id', id_number: residentId(), modules: ['filing'] }), 201)
  await tie('nora', phone)
  const session = right(await ask('nora', 'GET', '/v1/session'), 200)
  assert.equal(session.enterprises.find((one) => one.id === ids.alpha).role, 'auditor', 'the place waits')
  assert.deepEqual(codeOf(await give('nora', filing)), [403, 'auditor-own-enterprise'])
  const now = right(await ask('nora', 'GET', `/v1/filings/${filing.id}/verdicts`), 200)
  assert.deepEqual([now.items, now.may_give, now.obstacle], [[], false, 'auditor-own-enterprise'])
  assert.equal(await labelOf(filing), 'self_assessed')
})

test('A10 who audits an enterprise becomes none of its people before that place is ended', async () => {
  for (const role of ['viewer', 'agent', 'legal_person']) assert.deepEqual(codeOf(await place('oscar', 'alpha', role)), [409, 'person-audits-enterprise'], role)
  const phone = phoneNumber()
  await enter('oscar')
  await tie('oscar', phone)
  const person = { name: '代理人', phone, id_type: 'resident_id', id_number: residentId(), modules: ['filing'] }
  assert.equal((await ask('alice', 'POST', `/v1/enterprises/${ids.alpha}/people`, person)).status, 422, 'his phone is known here')
  tokens.oscar = right(await ask('oscar', 'DELETE', '/v1/account/identities/phone'), 200).token
  assert.deepEqual(codeOf(await ask('alice', 'POST', `/v1/enterprises/${ids.alpha}/people`, person)), [409, 'person-audits-enterprise'], 'and was')
  right(await endPlace('oscar', 'alpha'), 200)
  right(await place('oscar', 'alpha', 'viewer'), 200)
  assert.deepEqual(codeOf(await place('oscar', 'alpha', 'auditor')), [409, 'auditor-not-independent'])
})

test('A10 the legal person of the registry does not audit, and his auditor\'s place does not become another by his face', async () => {
  const number = residentId(), uscc = creditCode()
  right(await registry(`${creditCode()},登记甲,登记人,身份证,${number},440112,C3011`), 200)
  const session = right(await byFace('登记人', number), 201)
  const { id } = right(await ask('adam', 'POST', '/v1/admin/enterprises', { name: '登记乙', uscc }), 201)
  tokens.registered = session.token
  const account = right(await ask('adam', 'GET', '/v1/admin/accounts?search=登记人'), 200).items[0].id
  right(await place(account, id, 'auditor'), 200)
  right(await registry(`${uscc},登记乙,登记人,身份证,${number},440112,C3011`), 200)
  const again = right(await byFace('登记人', number), 201)
  assert.deepEqual(again.enterprises.map((one) => one.role).sort(), ['auditor', 'legal_person'])
  ids[account] = account
  right(await endPlace(account, id), 200)
  assert.deepEqual(codeOf(await place(account, id, 'auditor')), [409, 'auditor-not-independent'])
})

test('A10 an application of the auditor to be an agent of that enterprise is not approved', async () => {
  const uscc = creditCode(), form = '%PDF-1.4\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n'
  const { id } = right(await ask('adam', 'POST', '/v1/admin/enterprises', { name: '申请丙', uscc }), 201)
  await enter('paul')
  const file = right(await ask('paul', 'POST', '/v1/account/files', `--b1\r\nContent-Disposition: form-data; name="file"; filename="x.pdf"\r\n\r\n${form}\r\n--b1--\r\n`, { type: 'multipart/form-data; boundary=b1' }), 201)
  const made = right(await ask('paul', 'POST', '/v1/applications', { kind: 'agent', enterprise_name: '申请丙', uscc, legal_name: '法人', legal_id_type: 'passport', name: '申请人', id_type: 'passport', id_number: 'E12345678', stamped_file: file.id }), 201)
  const sent = right(await ask('paul', 'POST', `/v1/applications/${made.id}/submit`, undefined, { match: made.etag }), 200)
  right(await place('paul', id, 'auditor'), 200)
  const decide = (as, etag) => ask(as, 'POST', `/v1/admin/applications/${made.id}/decision`, { decision: 'approve' }, { match: etag })
  const first = right(await decide('rita', sent.etag), 200)
  assert.deepEqual(codeOf(await decide('rosa', first.etag)), [409, 'person-audits-enterprise'])
  right(await endPlace('paul', id), 200)
  right(await decide('rosa', first.etag), 200)
})

test('verdicts and their rows never change', () => {
  for (const text of ['UPDATE verdict SET opinion = opinion', 'DELETE FROM verdict']) {
    const { stderr } = sql(text, { mayFail: true })
    assert.match(stderr, /never change/)
  }
})

test('every verdict and institution stands in the administrative chain, and a row that no act accounts for gives no label', async () => {
  const filing = await file('chain')
  right(await give('otto', filing, { outcome: 'not_verified', opinion: '缺少发票' }), 201)
  assert.equal(verified().status, 0, verified().stdout)
  sql('DROP TRIGGER verdict_no_update')
  sql(`UPDATE verdict SET outcome = 'verified' WHERE hash = '${filing.chain.hash}'`)
  assert.equal(await labelOf(filing), 'self_assessed')
  const told = verified()
  assert.notEqual(told.status, 0)
  assert.match(told.stdout + told.stderr, /act/)
})
