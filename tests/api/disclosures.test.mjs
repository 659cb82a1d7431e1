// Seeing somebody's numbers: one administrator asks with a reason, another one decides, the asker sees them for ten minutes, and the person knows.
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { phoneNumber, residentId } from './persons.mjs'
import { enter, faults, openOffice } from './office.mjs'
import { binary, send } from './server.mjs'

const admins = Object.fromEntries(['adam', 'anna', 'arno', 'asta', 'axel'].map((name) => [name, { role: 'admin' }]))
const folks = { ...admins, rita: { role: 'reviewer' }, alice: { enterprise: 'alpha', role: 'legal_person' }, bob: { enterprise: 'beta', role: 'legal_person' } }
const path = '/v1/admin/disclosures'
const people = {}, numbers = []
let office, around, server, ask, ids

const asking = (as, who, fields = ['phone'], more) => ask(as, 'POST', path, { body: { account: who.id, fields, reason: '核实本人身份' }, ...more })
const deciding = (as, id, decision = 'approve', reason) => ask(as, 'POST', `${path}/${id}/decision`, { body: { decision, ...(reason && { reason }) } })
const seeing = (as, id) => ask(as, 'GET', `${path}/${id}/numbers`)
const listed = async (as = 'adam') => (await ask(as, 'GET', path)).json.items
/** Another program on the database: time passes, or a row is moved. */
function sql(text, ...values) {
  const script = 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1], timeout=10); print(db.execute(sys.argv[2], sys.argv[3:]).fetchone()); db.commit()'
  const { status, stdout, stderr } = spawnSync('python3', ['-c', script, join(server.data, 'tanheng.db'), text, ...values], { encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  return stdout
}
const past = (id, column, seconds) => sql(`UPDATE disclosure SET ${column} = unixepoch() - ${seconds} WHERE id = ?`, id)
async function granted(as, who, fields) {
  const { status, text, json } = await asking(as, who, fields)
  assert.equal(status, 201, text)
  assert.equal((await deciding(as === 'anna' ? 'adam' : 'anna', json.id)).status, 200)
  return json.id
}

const post = (method, where, body, token) => send(server.url, { method, path: where, headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }, body: JSON.stringify(body) })
/** Somebody with a phone, who signed in by WeChat; with a number by face, and tied the phone afterwards. */
async function human(name, number) {
  const phone = phoneNumber(), openid = `oDisclosure${name}`
  numbers.push(phone)
  let token
  if (number) {
    numbers.push(number)
    const begun = await post('POST', '/v1/faces', { name, id_number: number, wechat_code: around.wechat.loginCode(openid) })
    around.wechat.look(begun.json.verify_id, true)
    const entered = await post('POST', '/v1/sessions/face', { face: begun.json.face })
    assert.equal(entered.status, 201, entered.text)
    token = (await post('PUT', '/v1/account/identities/phone', { phone_code: around.wechat.phoneCode(phone) }, entered.json.token)).json.token
  } else token = (await post('POST', '/v1/sessions/wechat', { code: around.wechat.loginCode(openid), phone_code: around.wechat.phoneCode(phone) })).json.token
  people[name] = { token, phone, number, id: (await ask('adam', 'GET', `/v1/admin/accounts?search=${phone}`)).json.items[0].id }
}

before(async () => {
  office = await openOffice(folks)
  ;({ around, server, ask, ids } = office)
  const number = residentId()
  const csv = `uscc,name,legal_name,id_type,id_number,district,industry\n91440112000000019D,示例公司,陈建国,身份证,${number},440112,C3011\n`
  assert.equal((await ask('adam', 'POST', '/v1/admin/registry', { body: csv, type: 'text/csv' })).status, 200)
  await human('陈建国', number)
  await human('林')
})
after(() => office?.close())

test('A13 numbers are seen by who asked after another administrator approved, and by nobody else', async () => {
  const who = people.陈建国
  const made = await asking('adam', who, ['phone', 'id_number'])
  assert.equal(made.status, 201, made.text)
  const { id } = made.json
  assert.deepEqual([made.json.state, made.json.fields, made.json.is_mine, made.json.may_show, made.json.reason], ['waiting', ['phone', 'id_number'], true, false, '核实本人身份'])
  assert.deepEqual(faults(await seeing('adam', id)), [409, 'disclosure-state'])
  assert.deepEqual(faults(await deciding('adam', id)), [403, 'second-administrator-needed'])
  for (const [as, status] of [[undefined, 401], ['alice', 403], ['rita', 403]]) {
    assert.deepEqual([(await deciding(as, id)).status, (await seeing(as, id)).status, (await ask(as, 'GET', path)).status, (await asking(as, who)).status], [status, status, status, status], String(as))
  }
  const decided = await deciding('anna', id)
  assert.deepEqual([decided.status, decided.json.state, decided.json.decided_by, decided.json.may_show], [200, 'approved', '测试 anna', false])
  for (const as of ['anna', 'arno']) assert.deepEqual(faults(await seeing(as, id)), [403, 'disclosure-asker'])
  const seen = await seeing('adam', id)
  assert.deepEqual([seen.status, seen.json.phone, seen.json.id_type, seen.json.id_number], [200, who.phone, 'resident_id', who.number])
  assert.equal(seen.headers.get('cache-control'), 'no-store')
  assert.deepEqual((await listed()).map((one) => [one.id, one.state, one.may_show]), [[id, 'shown', true]])
})

test('A13 the numbers are shown for ten minutes from the first look, then over', async () => {
  const [{ id }] = await listed()
  assert.equal((await seeing('adam', id)).status, 200)
  past(id, 'shown_s', 601)
  assert.deepEqual(faults(await seeing('adam', id)), [409, 'disclosure-state'])
  assert.deepEqual((await listed()).map((one) => [one.state, one.may_show]), [['over', false]])
})

test('A13 what is not decided, or approved and not looked at, lapses after a day', async () => {
  const waits = (await asking('adam', people.林)).json.id
  past(waits, 'ends_s', 0)
  assert.deepEqual(faults(await deciding('anna', waits)), [409, 'disclosure-state'])
  const approved = await granted('adam', people.林)
  past(approved, 'ends_s', 0)
  assert.deepEqual(faults(await seeing('adam', approved)), [409, 'disclosure-state'])
  assert.deepEqual((await listed()).slice(0, 2).map((one) => one.state), ['over', 'over'])
})

test('A13 a refusal needs a reason and ends it; one at a time for one person; a decision is made once', async () => {
  const { id } = (await asking('anna', people.林)).json
  assert.deepEqual(faults(await asking('anna', people.林)), [409, 'conflict'])
  assert.deepEqual(faults(await deciding('adam', id, 'refuse')), [422, 'invalid', '/reason REQUIRED'])
  assert.equal((await deciding('adam', id, 'refuse', '没有必要')).json.state, 'refused')
  assert.deepEqual([faults(await deciding('arno', id)), faults(await seeing('anna', id))], [[409, 'disclosure-state'], [409, 'disclosure-state']])
  assert.equal((await asking('anna', { id: 'unone' })).status, 404)
  assert.deepEqual(faults(await asking('anna', people.林, ['id_number'])), [422, 'invalid', '/fields NUMBER_NONE'])
  assert.deepEqual(faults(await asking('anna', people.林, ['openid'])), [422, 'invalid', '/fields ENUM_UNKNOWN'])
  assert.deepEqual(faults(await ask('anna', 'POST', path, { body: { account: people.林.id, fields: ['phone'] } })), [422, 'invalid', '/reason REQUIRED'])
})

test('A13 two accounts of one person are no two administrators', async () => {
  const idNumber = residentId()
  numbers.push(idNumber)
  for (const [legal, key, account] of [['alice', 'alpha', 'asta'], ['bob', 'beta', 'axel']]) {
    const phone = phoneNumber()
    numbers.push(phone)
    const added = await ask(legal, 'POST', `/v1/enterprises/${ids[key]}/people`, { body: { name: '同一人', phone, id_type: 'resident_id', id_number: idNumber, modules: ['filing'] } })
    assert.equal(added.status, 201, added.text)
    // what the enterprise wrote down about an agent, at the account of an administrator
    sql("INSERT INTO agent (account_id, enterprise_id, name, phone_shown, id_type, id_shown, id_search, phone_search, phone_sealed) SELECT (SELECT id FROM account WHERE account = ?), enterprise_id, name, phone_shown, id_type, id_shown, id_search, phone_search, phone_sealed FROM agent WHERE account_id = ?", account, added.json.id)
  }
  const { id } = (await asking('asta', people.林)).json
  assert.deepEqual(faults(await deciding('axel', id)), [403, 'second-administrator-needed'])
  assert.equal((await deciding('anna', id)).status, 200)
  sql("DELETE FROM agent WHERE account_id IN (SELECT id FROM account WHERE account IN ('asta', 'axel'))")
})

test('A13 whoever is no administrator any more sees nothing of what was approved', async () => {
  const id = await granted('axel', people.陈建国)
  assert.equal(spawnSync(binary, ['user', 'platform', '--data', server.data, '--account', 'axel', '--role', 'none'], { encoding: 'utf8' }).status, 0)
  assert.equal((await seeing('axel', id)).status, 401)
  const again = (await enter(server, 'axel')).json.token
  assert.equal((await seeing(again, id)).status, 403)
})

test('A13 a number that was sealed for somebody else, or by another key, is a clear error and no look', async () => {
  const id = await granted('arno', people.林)
  const sealed = /'(s1[^']+)'/.exec(sql("SELECT sealed FROM identity WHERE account_id = ? AND kind = 'phone'", people.林.id))[1]
  sql("UPDATE identity SET sealed = (SELECT sealed FROM identity WHERE account_id = ? AND kind = 'phone') WHERE account_id = ? AND kind = 'phone'", people.陈建国.id, people.林.id)
  assert.deepEqual(faults(await seeing('arno', id)), [500, 'number-unreadable'])
  sql("UPDATE identity SET sealed = ? WHERE account_id = ? AND kind = 'phone'", sealed, people.林.id)
  assert.deepEqual((await listed()).find((one) => one.id === id).shown_at, undefined)
  assert.equal((await seeing('arno', id)).json.phone, people.林.phone)
})

test('A13 ten a day for one administrator, also of 64 that ask at once', async () => {
  const names = Array.from({ length: 12 }, (_, i) => `很多${i}`)
  for (const name of names) await human(name)
  const all = await Promise.all(Array.from({ length: 64 }, (_, i) => asking('asta', people[names[i % 12]])))
  const made = all.filter((one) => one.status === 201)
  assert.equal(made.length, 9, 'one of the ten was taken before')
  const refused = all.filter((one) => one.status === 429)
  assert.ok(refused.length > 0)
  for (const one of refused) assert.ok(Number(one.headers.get('retry-after')) > 0 && Number(one.headers.get('retry-after')) <= 86400)
  assert.deepEqual([...new Set(all.filter((one) => one.status !== 201).map((one) => one.json.code))].sort(), ['conflict', 'rate-limited'])
})

test('A13 the person reads who saw which numbers, when and why', async () => {
  const { json } = await ask(people.陈建国.token, 'GET', '/v1/account/identities')
  assert.deepEqual(json.looks.map(({ by, fields, reason }) => [by, fields, reason]), [['测**', ['phone', 'id_number'], '核实本人身份']])
  assert.ok(json.looks[0].at <= new Date().toISOString())
  assert.deepEqual((await ask(people.很多0.token, 'GET', '/v1/account/identities')).json.looks, [])
})

test('A13 each step is an act; a row that was changed by other means is seen', async () => {
  const acts = JSON.parse(/\('(.*)',\)/.exec(sql("SELECT json_group_array(kind) FROM (SELECT kind FROM act WHERE thing = 'disclosure' AND account_id = ? ORDER BY seq)", people.陈建国.id))[1])
  assert.deepEqual(acts, ['ask', 'approve', 'show', 'show', 'ask', 'approve'])
  const verify = () => spawnSync(binary, ['verify', '--data', server.data], { encoding: 'utf8' })
  const { status, stdout, stderr } = verify()
  assert.notEqual(status, 0, 'terms were moved above')
  assert.match(stdout + stderr, /disclosure/)
})

test('A13 no number stands in the log or the data folder', () => {
  assert.ok(numbers.length > 15)
  const files = readdirSync(server.data, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.path ?? server.data, entry.name)))
  for (const number of numbers) {
    assert.ok(!server.log().includes(number), 'in the log')
    for (const file of files) assert.ok(!file.includes(number), 'in the data folder')
  }
})
