// Rows of attack groups A and C that the matrix does not show by itself; each test is named after its row (docs/attacks.md).
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { binary } from '../api/server.mjs'
import { Contract } from '../api/schema.mjs'
import { requestOf, resolve } from './requests.mjs'
import { World, newKey } from './world.mjs'

let world, document, operations
const as = (name, request) => world.send({ token: world.tokens[name][0], ...request })
const own = (key) => `/v1/enterprises/${world.ids[key]}`

before(async () => {
  world = await World.build()
  document = (await world.send({ method: 'GET', path: '/openapi.json' })).json
  operations = new Contract(document).operations
})
after(async () => { await world?.stop() })

/** The request is refused and nothing is different afterwards. */
async function refuses(statuses, name, request) {
  const was = await world.watch.ask('hash')
  const reply = await as(name, request)
  assert.ok(statuses.includes(reply.status), `${request.method} ${request.path}: ${reply.status} ${reply.text}`)
  for (const text of world.canaries.beta) assert.ok(!reply.text.includes(text), reply.text)
  assert.deepEqual(await world.watch.ask('hash'), was)
  return reply
}

test('A3 a neighbour\'s thing named beside an own one is not there', async () => {
  const { beta } = world.things
  await refuses([404], 'legal_person', { method: 'GET', path: `${own('alpha')}/drafts/${beta.key}` })
  await refuses([404, 412], 'legal_person', { method: 'DELETE', path: `${own('alpha')}/drafts/${beta.key}`, key: newKey(), match: '"1"' })
  await refuses([404], 'legal_person', { method: 'PUT', path: '/v1/session/enterprise', body: { enterprise: beta.enterprise } })
  await refuses([404], 'legal_person', { method: 'DELETE', path: `/v1/sessions/${beta.session}` })
  const body = { ...await world.filing(world.ids.alpha), enterprise: beta.enterprise }
  await refuses([422], 'legal_person', { method: 'POST', path: `${own('alpha')}/filings`, key: newKey(), body })
  const foreign = await world.filing(world.ids.beta)
  await refuses([409], 'legal_person', { method: 'POST', path: `${own('alpha')}/filings`, key: newKey(), body: foreign })
})

test('A3 what the neighbour filed moves nothing in one\'s own context', async () => {
  const query = 'form=business&start=2024-01&end=2024-12&site=canary-shared'
  const context = async (more = '') => (await as('legal_person', { method: 'GET', path: `${own('alpha')}/context?${query}${more}` })).text
  const was = await context()
  const filing = await world.file('beta', { site: 'canary-shared', revenue: '12345' })
  assert.equal(await context(), was)
  assert.equal(await context(`&filing=${filing.id}`), was)
  const mine = await as('legal_person', { method: 'POST', path: `${own('alpha')}/filings`, key: newKey(), body: await world.filing(world.ids.alpha, { site: 'canary-shared' }) })
  assert.equal(mine.status, 201, 'the neighbour\'s period does not overlap mine')
})

test('A3 lists hold one\'s own things only', async () => {
  for (const part of ['filings?limit=100', 'drafts']) {
    const { text, status } = await as('neighbour', { method: 'GET', path: `${own('beta')}/${part}` })
    assert.equal(status, 200)
    assert.ok(!text.includes('canary-alpha'), text)
  }
})

test('A2 an Idempotency-Key belongs to its person', async () => {
  const key = newKey()
  const first = await as('legal_person', { method: 'PUT', path: `${own('alpha')}/drafts/shared-key`, key, body: world.draftBody('mine') })
  assert.equal(first.status, 200, first.text)
  const theirs = await as('neighbour', { method: 'PUT', path: `${own('beta')}/drafts/shared-key`, key, body: world.draftBody('theirs') })
  assert.equal(theirs.status, 200, theirs.text)
  const read = await as('neighbour', { method: 'GET', path: `${own('beta')}/drafts/shared-key` })
  assert.equal(read.json.draft.site, 'theirs')
})

test('A4 members that no model has are refused everywhere', async () => {
  const withBody = operations.filter((one) => one.operation.requestBody?.content['application/json'] && one.operation.operationId !== 'call_core')
  assert.ok(withBody.length > 6)
  for (const one of withBody)
    for (const [name, value] of Object.entries({ enterprise_id: world.ids.beta, role: 'legal_person', status: 'approved', verified: true, owner: 'me', account_id: 'x' })) {
      const request = await requestOf(world, document, one, 'own')
      if (name in resolve(document, one.operation.requestBody.content['application/json'].schema).properties) continue
      request.body = { ...request.body, [name]: value }
      const was = await world.watch.ask('hash')
      const reply = await as(one.path.startsWith('/v1/admin/') ? 'admin' : one.operation.operationId === 'give_verdict' ? 'auditor' : 'legal_person', request)
      assert.equal(reply.status, 422, `${one.operation.operationId} with ${name}: ${reply.status} ${reply.text}`)
      const now = await world.watch.ask('hash')
      assert.deepEqual(now, was, `${one.operation.operationId} with ${name}`)
    }
})

test('A5 an agent who is sent away is out on the next request', async () => {
  assert.equal((await as('agent', { method: 'GET', path: `${own('alpha')}/filings` })).status, 200)
  world.command('user', 'role', '--data', world.data, '--account', 'agent', '--enterprise', 'alpha 有限公司', '--role', 'none')
  for (const path of [`${own('alpha')}/filings`, `/v1/filings/${world.things.alpha.filing}`, '/v1/session'])
    assert.equal((await as('agent', { method: 'GET', path })).status, 401, path)
  const again = await world.signIn('agent')
  const reply = await world.send({ method: 'GET', path: `${own('alpha')}/filings`, token: again })
  assert.equal(reply.status, 404, reply.text)
  world.command('user', 'role', '--data', world.data, '--account', 'agent', '--enterprise', 'alpha 有限公司', '--role', 'agent')
})

test('A15 ids are 128 random bits', async () => {
  const { json } = await as('legal_person', { method: 'GET', path: `${own('alpha')}/filings?limit=100` })
  const ids = [...json.items.map((one) => one.id), ...Object.values(world.ids)]
  assert.ok(ids.length > 5)
  assert.equal(new Set(ids).size, ids.length)
  for (const id of ids) assert.match(id, /^[ef][0-9a-z]{26}$/)
  for (let at = 2; at < 26; at++) assert.ok(new Set(ids.map((id) => id.slice(1, at + 1))).size > ids.length / 2, 'no common beginning')
})

test('C2 C6 no token and no password stands in any file', () => {
  const secrets = [...Object.values(world.tokens).flat().filter((token) => !/A{43}$/.test(token)), 'legal_person-password', 'witness-password']
  for (const name of readdirSync(world.data, { recursive: true })) {
    let bytes
    try { bytes = readFileSync(join(world.data, name)) } catch { continue } // a folder, a socket
    for (const secret of secrets) assert.ok(!bytes.includes(secret), `${name} holds ${secret.slice(0, 12)}`)
  }
  for (const secret of secrets) assert.ok(!(world.log + world.server.log()).includes(secret))
})

test('C5 a token that was known before signing in means nothing afterwards', async () => {
  const planted = `th1_${'B'.repeat(43)}`
  const reply = await world.send({ method: 'POST', path: '/v1/sessions', token: planted, body: { account: 'witness', password: 'witness-password' } })
  assert.equal(reply.status, 201)
  assert.notEqual(reply.json.token, planted)
  assert.equal((await world.send({ method: 'GET', path: '/v1/session', token: planted })).status, 401)
})

test('C7 a new password ends every session', async () => {
  const held = await world.signIn('witness')
  const changed = spawnSync(binary, ['user', 'password', '--data', world.data, '--account', 'witness'], { input: 'another-password\n', encoding: 'utf8' })
  assert.equal(changed.status, 0, changed.stderr)
  assert.equal((await world.send({ method: 'GET', path: '/v1/session', token: held })).status, 401)
})

test('C17 a wrong password and an unknown account are the same answer', async () => {
  const said = async (account) => {
    const reply = await world.send({ method: 'POST', path: '/v1/sessions', body: { account, password: 'not-the-password' } })
    const headers = [...reply.headers].filter(([name]) => !['x-request-id', 'date'].includes(name))
    return JSON.stringify([reply.status, reply.text.replace(reply.headers.get('x-request-id'), ''), headers])
  }
  assert.equal(await said('viewer'), await said('nobody-of-this-name'))
})

test('A10 an auditor who edits figures, drafts or files is refused everywhere, and nothing is changed', async () => {
  const edits = operations.filter(({ method, path, operation }) => method !== 'GET' && /^\/v1\/(filings|files)\/|\{enterprise\}\/(filings|drafts|files)/.test(path) && !/^check_|^give_verdict$/.test(operation.operationId))
  assert.deepEqual(edits.map((one) => one.operation.operationId).sort(), ['delete_draft', 'delete_file', 'put_draft', 'revise_filing', 'submit_filing', 'upload_file', 'withdraw_filing'])
  for (const one of edits) {
    const { method, path, key, match, body, raw, type } = await requestOf(world, document, one, 'own')
    assert.equal((await refuses([403], 'auditor', { method, path, key, match, body, raw, type })).json.code, 'forbidden', one.operation.operationId)
  }
})

/* ---- a right that ends while a write is on its way ---- */

/** Another program holds the database, so that a write which was let in waits; then it takes the right away and lets go. */
async function meanwhile(change, send = null) {
  const script = `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute('PRAGMA wal_autocheckpoint = 0')
db.execute('BEGIN IMMEDIATE')
print('held', flush=True)
sys.stdin.readline()
for one in sys.argv[2].split('; '): db.execute(one)
db.execute('COMMIT')`
  const child = spawn('python3', ['-c', script, join(world.data, 'tanheng.db'), change], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  await lines.next()
  const sent = send?.()
  if (send) await new Promise((done) => setTimeout(done, 400)) // by now it waits for the writer; if not, it is refused at the door, and the caller asks again
  const ended = new Promise((done) => child.on('exit', done))
  child.stdin.end('go\n')
  assert.equal(await ended, 0)
  return sent
}

const member = (what) => `UPDATE membership SET ${what} WHERE account_id = (SELECT id FROM account WHERE account = 'agent') AND enterprise_id = (SELECT id FROM enterprise WHERE name LIKE 'alpha%')`
const ways = {
  'is revoked': member("state = 'revoked'"), 'ends': member('ends_s = 1000000000'), 'is cut': member("modules = 'none_of_these'"), 'becomes a viewer': member("role = 'viewer'"),
  'is deleted': "DELETE FROM membership WHERE account_id = (SELECT id FROM account WHERE account = 'agent')",
  'stands at a suspended enterprise': "UPDATE enterprise SET suspended_s = 5, reason = 'x' WHERE name LIKE 'alpha%'",
  'belongs to a disabled account': "UPDATE account SET is_disabled = 1 WHERE account = 'agent'"
}
const restore = async () => {
  const text = `INSERT OR REPLACE INTO membership (account_id, enterprise_id, role, modules, starts_s, ends_s, state)
    SELECT a.id, e.id, 'agent', 'filing,people', 0, 0, 'active' FROM account a, enterprise e WHERE a.account = 'agent' AND e.name LIKE 'alpha%'`
  await meanwhile(text)
  await meanwhile("UPDATE account SET is_disabled = 0 WHERE account = 'agent'; UPDATE enterprise SET suspended_s = 0, reason = ''")
}

async function writes() {
  const filing = await world.file('alpha')
  const draft = await world.draft('alpha', `race-${newKey()}`, 'x')
  const revision = await world.filing(world.ids.alpha, { site: filing.content.site, revenue: '93' })
  return {
    submit: { method: 'POST', path: `${own('alpha')}/filings`, body: await world.filing(world.ids.alpha) },
    revise: { method: 'POST', path: `/v1/filings/${filing.id}/revisions`, match: filing.etag, body: revision },
    withdraw: { method: 'POST', path: `/v1/filings/${filing.id}/withdraw`, match: filing.etag, body: { reason: 'x' } },
    'put draft': { method: 'PUT', path: `${own('alpha')}/drafts/race-new-${newKey()}`, body: world.draftBody() },
    'delete draft': { method: 'DELETE', path: `${own('alpha')}/drafts/${draft}`, match: '"1"' },
    'add person': { method: 'POST', path: `${own('alpha')}/people`, body: world.person() },
    'change person': { method: 'PUT', path: `${own('alpha')}/people/${world.things.alpha.person}`, body: { state: 'revoked', modules: ['filing'] } },
    'upload file': { method: 'POST', path: `${own('alpha')}/files`, raw: world.form(`race-${newKey()}`), type: world.formType },
    'delete file': { method: 'DELETE', path: `/v1/files/${await world.upload('alpha', `race-${newKey()}`)}` }
  }
}

for (const [what, change] of Object.entries(ways))
  test(`A5 A6 a write on its way is refused when the membership ${what}`, async () => {
    for (const [name, request] of Object.entries(await writes())) {
      if (what !== 'is revoked' && name !== 'put draft') continue // one function judges all; the first round shows that each asks it
      await restore()
      const token = await world.signIn('agent')
      const was = await world.watch.ask('hash')
      const reply = await meanwhile(change, () => world.send({ ...request, key: newKey(), token }))
      assert.equal(reply.status, 403, `${name}: ${reply.text}`)
      const now = await world.watch.ask('hash')
      for (const part of Object.keys(now)) assert.ok(['membership', 'enterprise', 'account', 'session', 'attempt'].includes(part) || now[part] === was[part], `${name}: ${part} changed`)
    }
    await restore()
  })

test('A10 a verdict on its way is refused when the auditor is none any more, or the filing is revised', async () => {
  const filing = await world.file('alpha')
  const give = () => as('auditor', { method: 'POST', path: `/v1/filings/${filing.id}/verdicts`, key: newKey(), body: { outcome: 'verified', revision: 1, hash: filing.content.chain.hash } })
  const where = "WHERE account_id = (SELECT id FROM account WHERE account = 'auditor')"
  for (const [taken, given] of [["state = 'revoked'", "state = 'active'"], ["role = 'viewer'", "role = 'auditor'"], ['ends_s = 1000000000', 'ends_s = 4102444800']]) {
    const was = await world.watch.ask('hash')
    const reply = await meanwhile(`UPDATE membership SET ${taken} ${where}`, give)
    assert.equal(reply.status, 403, reply.text)
    assert.equal((await world.watch.ask('hash')).verdict, was.verdict, taken)
    await meanwhile(`UPDATE membership SET ${given} ${where}`)
  }
  const made = await give()
  assert.equal(made.status, 201, made.text)
  await world.revise('alpha', filing, 'x')
  const late = await refuses([409], 'auditor', { method: 'POST', path: `/v1/filings/${filing.id}/verdicts`, key: newKey(), body: { outcome: 'verified', revision: 1, hash: filing.content.chain.hash } })
  assert.equal(late.json.code, 'verdict-outdated')
})

test('A6 a file of one\'s own that is on its way when the account is disabled is not kept, and none is deleted', async () => {
  for (const id of ['upload_own_file', 'delete_own_file']) {
    const request = await requestOf(world, document, operations.find((one) => one.operation.operationId === id), 'own')
    const was = await world.watch.ask('hash')
    const reply = await meanwhile("UPDATE account SET is_disabled = 1 WHERE account = 'legal_person'", () => as('legal_person', request))
    const now = await world.watch.ask('hash')
    await meanwhile("UPDATE account SET is_disabled = 0 WHERE account = 'legal_person'")
    assert.equal(reply.status, 403, `${id}: ${reply.text}`)
    assert.deepEqual([now.file, now.files], [was.file, was.files], id)
  }
})

test('A6 an application that is on its way when the account is disabled changes nothing', async () => {
  for (const id of ['create_application', 'put_application', 'submit_application', 'withdraw_application', 'delete_application']) {
    const request = await requestOf(world, document, operations.find((one) => one.operation.operationId === id), 'own')
    const was = await world.watch.ask('hash')
    const reply = await meanwhile("UPDATE account SET is_disabled = 1 WHERE account = 'legal_person'", () => as('legal_person', request))
    const now = await world.watch.ask('hash')
    await meanwhile("UPDATE account SET is_disabled = 0 WHERE account = 'legal_person'")
    assert.equal(reply.status, 403, `${id}: ${reply.text}`)
    assert.equal(now.application, was.application, id)
  }
})

test('A5 a write of an administrator on its way is refused when he is none any more', async () => {
  const raw = 'uscc,name,legal_name,id_type,id_number,district,industry\n91440112000000019D,示例,陈建国,护照,E12345678,,\n'
  const put = () => as('admin', { method: 'POST', path: '/v1/admin/registry', key: newKey(), type: 'text/csv', raw })
  const make = () => world.asAdmin('', world.enterprise())
  for (const [taken, given, write] of [["platform_role = ''", "platform_role = 'admin'", put], ["platform_role = 'reviewer'", "platform_role = 'admin'", put], ['is_disabled = 1', 'is_disabled = 0', put],
    ["platform_role = 'reviewer'", "platform_role = 'admin'", make]]) {
    const was = await world.watch.ask('hash')
    const reply = await meanwhile(`UPDATE account SET ${taken} WHERE account = 'admin'`, write)
    assert.equal(reply.status, 403, reply.text)
    const now = await world.watch.ask('hash')
    assert.deepEqual([now.registry, now.enterprise], [was.registry, was.enterprise])
    await meanwhile(`UPDATE account SET ${given} WHERE account = 'admin'`)
    assert.equal(Math.floor((await write()).status / 100), 2)
  }
})

test('A13 a table on its way is not given when the right is gone', async () => {
  const office = () => as('admin', { method: 'GET', path: '/v1/admin/accounts.csv?search=witness' })
  const at = (what) => `UPDATE membership SET ${what} WHERE account_id = (SELECT id FROM account WHERE account = 'viewer') AND enterprise_id = '${world.ids.alpha}'`
  const theirs = () => as('viewer', { method: 'GET', path: `${own('alpha')}/filings.csv` })
  for (const [taken, given, read] of [["UPDATE account SET platform_role = 'reviewer' WHERE account = 'admin'", "UPDATE account SET platform_role = 'admin' WHERE account = 'admin'", office],
    [at("state = 'suspended'"), at("state = 'active'"), theirs]]) {
    const was = await world.watch.ask('hash')
    const reply = await meanwhile(taken, read)
    assert.equal(reply.status, 403, reply.text)
    assert.equal((await world.watch.ask('hash')).act, was.act)
    await meanwhile(given)
    assert.equal((await read()).status, 200)
  }
})

test('A13 a look at numbers on its way shows none when the asker is no administrator any more', async () => {
  const id = await world.disclosure('alpha', 'admin')
  const look = () => as('admin', { method: 'GET', path: `/v1/admin/disclosures/${id}/numbers` })
  const was = await world.watch.ask('hash')
  const reply = await meanwhile("UPDATE account SET platform_role = 'reviewer' WHERE account = 'admin'", look)
  assert.equal(reply.status, 403, reply.text)
  const now = await world.watch.ask('hash')
  assert.deepEqual([now.act, now.disclosure], [was.act, was.disclosure])
  await meanwhile("UPDATE account SET platform_role = 'admin' WHERE account = 'admin'")
  assert.equal((await look()).status, 200)
})

/* ---- a session that comes about while sessions are ended ---- */

const account = "(SELECT id FROM account WHERE account = 'viewer')"
const sessionsOf = async (what) => {
  const { stdout } = spawnSync('python3', ['-c', 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])',
    join(world.data, 'tanheng.db'), `SELECT count(*) FROM session WHERE account_id = ${what}`], { encoding: 'utf8' })
  return Number(stdout)
}

test('A5 A11 a consent, its withdrawal and a look at a report on their way are refused when the place is gone', async () => {
  const one = (id, own) => requestOf(world, document, operations.find((one) => one.operation.operationId === id), own)
  for (const [id, who, status] of [['give_consent', 'legal_person', 403], ['withdraw_consent', 'legal_person', 403], ['get_shared_report', 'bank', 404]]) {
    const request = await one(id, 'own')
    const ofHim = `FROM account a WHERE a.id = membership.account_id AND a.account = '${who}' AND enterprise_id = '${world.ids.alpha}'`
    const was = await world.watch.ask('hash')
    const reply = await meanwhile(`UPDATE membership SET state = 'revoked' ${ofHim}`, () => as(who, request))
    const now = await world.watch.ask('hash')
    await meanwhile(`UPDATE membership SET state = 'active' ${ofHim}`)
    assert.equal(reply.status, status, `${id}: ${reply.text}`)
    for (const part of ['consent', 'act', 'shared_report', 'idempotency']) assert.equal(now[part], was[part], `${id}: ${part} changed`)
    assert.ok((await as(who, await one(id, 'own'))).status < 300, id)
  }
})

test('C7 whoever holds a token cannot keep it alive by switching while all sessions are ended', async () => {
  const token = await world.signIn('viewer')
  const reply = await meanwhile(`DELETE FROM session WHERE account_id = ${account}`,
    () => world.send({ method: 'PUT', path: '/v1/session/enterprise', token, body: { enterprise: world.ids.alpha } }))
  assert.equal(reply.status, 401, reply.text)
  assert.equal(await sessionsOf(account), 0)
})

test('C5 one token is changed for one other, however often at once', async () => {
  const token = await world.signIn('viewer')
  const was = await sessionsOf(account)
  const replies = await Promise.all(Array.from({ length: 16 }, () => world.send({ method: 'PUT', path: '/v1/session/enterprise', token, body: { enterprise: world.ids.alpha } })))
  const made = replies.filter((one) => one.status === 200)
  assert.ok(made.length <= 1, replies.map((one) => one.status).join(' ')) // none when the connection of the one broke
  for (const one of replies) assert.ok([200, 401, 503].includes(one.status), one.text)
  assert.equal(await sessionsOf(account), was)
})

test('A5 A17 a decision and a veto on their way are refused when the right is gone', async () => {
  const one = await world.applicationOf('alpha'), named = await world.applicationFor('alpha')
  const decide = () => as('reviewer', { method: 'POST', path: `/v1/admin/applications/${one.id}/decision`, key: newKey(), match: one.etag, body: { decision: 'approve' } })
  const token = await world.signIn('legal_person')
  const veto = () => world.send({ method: 'POST', path: `/v1/enterprises/${world.ids.alpha}/applications/${named.id}/veto`, token, key: newKey(), body: { reason: '未授权' } })
  const at = `account_id = (SELECT id FROM account WHERE account = 'legal_person') AND enterprise_id = '${world.ids.alpha}'`
  for (const [taken, given, write] of [["UPDATE account SET platform_role = '' WHERE account = 'reviewer'", "UPDATE account SET platform_role = 'reviewer' WHERE account = 'reviewer'", decide],
    [`UPDATE membership SET state = 'suspended' WHERE ${at}`, `UPDATE membership SET state = 'active' WHERE ${at}`, veto]]) {
    const was = await world.watch.ask('hash')
    const reply = await meanwhile(taken, write)
    assert.equal(reply.status, 403, reply.text)
    assert.equal((await world.watch.ask('hash')).application, was.application)
    await meanwhile(given)
    assert.equal((await write()).status, 200)
  }
})

test('C7 a password that is changed while somebody signs in with the old one lets him not in', async () => {
  const reply = await meanwhile(`UPDATE account SET password_hash = '' WHERE id = ${account}; DELETE FROM session WHERE account_id = ${account}`,
    () => world.send({ method: 'POST', path: '/v1/sessions', body: { account: 'viewer', password: 'viewer-password' } }))
  assert.equal(reply.status, 401, reply.text)
  assert.equal(await sessionsOf(account), 0)
})
