// Lists as tables: what a spreadsheet makes of them (read by Python's csv module, which shares nothing with the writer), what stays masked, how often, and
// that each is written down.
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { creditCode, maskedPhone, phoneNumber } from './persons.mjs'
import { enter, faults, openOffice } from './office.mjs'
import { binary, send } from './server.mjs'

const admins = Object.fromEntries(['adam', 'anna', 'arno', 'asta'].map((name) => [name, { role: 'admin' }]))
const folks = { ...admins, rita: { role: 'reviewer' }, alice: { enterprise: 'alpha', role: 'legal_person' }, vera: { enterprise: 'alpha', role: 'viewer' }, bob: { enterprise: 'beta', role: 'legal_person' } }
const formulas = ["=cmd|' /C calc'!A0", '+86 138', '-5', '@SUM(A1)', '＝1+1', '＋1', '－1', '＠a', "'=1"]
const head = 'uscc,name,legal_name,id_type,id_number,district,industry\n'
const legalNumber = '440105199001010025'
let office, server, ask, ids

const table = (as, what, query = '') => ask(as, 'GET', `/v1/${what}.csv${query}`)
/** Rows as another program reads them. */
function rowsOf(reply) {
  assert.equal(reply.status, 200, reply.text)
  const read = spawnSync('python3', ['-c', 'import csv, io, json, sys; print(json.dumps(list(csv.reader(io.StringIO(sys.stdin.buffer.read().decode("utf-8-sig"), newline=""), strict=True))))'],
    { input: reply.text, encoding: 'utf8', maxBuffer: 1 << 26 })
  assert.equal(read.status, 0, read.stderr)
  return JSON.parse(read.stdout)
}
const isFormula = (cell) => /^[=+\-@\t\r\n＝＋－＠]/.test(cell)
const quoted = (text) => `"${text.replaceAll('"', '""')}"`
const importing = (csv) => ask('adam', 'POST', '/v1/admin/registry', { body: csv, type: 'text/csv' })
const line = (number, name) => `${creditCode(number)},${quoted(name)},${quoted(name)},身份证,${legalNumber},440112,C3011\n`

before(async () => {
  office = await openOffice(folks)
  ;({ server, ask, ids } = office)
})
after(() => office?.close())

test('a table is for whoever sees the list', async () => {
  for (const what of ['admin/accounts', 'admin/enterprises', 'admin/registry'])
    for (const [as, status] of [[undefined, 401], ['alice', 403], ['rita', 403]]) assert.equal((await table(as, what)).status, status, `${what} ${as}`)
  for (const [as, status] of [[undefined, 401], ['adam', 404], ['bob', 404], ['vera', 200]]) assert.equal((await table(as, `enterprises/${ids.alpha}/filings`)).status, status, String(as))
})

test('E11 a cell that a spreadsheet would take for a formula begins with an apostrophe, numbers are numbers, Excel reads Chinese', async () => {
  for (const [i, name] of formulas.entries()) assert.equal((await ask('adam', 'POST', '/v1/admin/accounts', { body: { account: `formula-${i}`, name } })).status, 201, name)
  const reply = await table('adam', 'admin/accounts')
  assert.deepEqual([reply.headers.get('content-type'), reply.headers.get('content-disposition'), reply.headers.get('cache-control')],
    ['text/csv; charset=utf-8', 'attachment; filename="accounts.csv"', 'no-store'])
  const raw = await fetch(new URL('/v1/admin/accounts.csv', server.url), { headers: { authorization: `Bearer ${office.tokens.adam}` } })
  assert.deepEqual([...new Uint8Array(await raw.arrayBuffer()).subarray(0, 3)], [0xef, 0xbb, 0xbf], 'a byte order mark, past a decoder that swallows it')
  assert.match(reply.text, /\r\nalice,"测试 alice",,正常,,1,1,/, 'numbers stand bare')
  const [header, ...rows] = rowsOf(reply)
  assert.deepEqual(header.slice(0, 6), ['账号', '姓名', '手机号（已遮盖）', '状态', '平台角色', '所属企业数'])
  assert.deepEqual(rows.flat().filter(isFormula), [])
  assert.deepEqual(rows.filter(([account]) => account.startsWith('formula-')).map(([, name]) => name), formulas.map((name) => `'${name}`))
  assert.deepEqual(rows.find(([account]) => account === 'alice').slice(3, 7), ['正常', '', '1', '1'])
  const english = rowsOf(await table('adam', 'admin/accounts', '?language=en&search=rita'))
  assert.deepEqual(english.map((row) => row.slice(0, 5)), [['Account', 'Name', 'Phone (masked)', 'State', 'Role on the platform'], ['rita', '测试 rita', '', 'active', 'reviewer']])
})

test('E11 what was exported comes back by an import as it was, without the apostrophe', async () => {
  const names = formulas.filter((name) => !/^'/.test(name))
  assert.deepEqual((await importing(head + names.map((name, i) => line(i + 1, name)).join(''))).json, { rows: names.length, added: names.length, changed: 0 })
  const reply = await table('anna', 'admin/registry')
  const rows = rowsOf(reply).slice(1)
  assert.deepEqual(rows.flat().filter(isFormula), [])
  assert.deepEqual(rows.map((row) => row[1]).sort(), names.map((name) => `'${name}`).sort())
  assert.ok(!reply.text.includes(legalNumber))
  const again = head + rows.map(([uscc, name]) => `${uscc},${quoted(name)},${quoted(names.find((one) => `'${one}` === name))},身份证,${legalNumber},440112,C3011\n`).join('')
  assert.deepEqual((await importing(again)).json, { rows: names.length, added: 0, changed: 0 })
  assert.equal((await importing(reply.text)).json.issues[0].code, 'CSV_HEADER', 'a masked table is not taken for one to be imported')
})

test('filings are a table for their own people, by form and year', async () => {
  const filing = { site: 'site-1', form: 'business', form_version: 1, period: { start: '2024-01', end: '2024-12' }, pack: 'CN-2025',
    doc: { output_value: '100', added_value: '20', tax: '5', revenue: '90', products: [{ name: 'x', unit_name: '件', quantity: '7' }] } }
  const { json: { receipt } } = await send(server.url, { method: 'POST', path: '/v1/core', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ op: 'calculate', enterprise: ids.alpha, ...filing }) })
  assert.equal((await ask('alice', 'POST', `/v1/enterprises/${ids.alpha}/filings`, { body: { ...filing, receipt } })).status, 201)
  const [header, row] = rowsOf(await table('alice', `enterprises/${ids.alpha}/filings`, '?year=2024&form=business'))
  const cell = (name) => row[header.indexOf(name)]
  assert.deepEqual([cell('表单'), cell('厂区'), cell('起始月'), cell('结束月'), cell('状态'), cell('版本')], ['business', 'site-1', '2024-01', '2024-12', '有效', '1'])
  assert.equal(rowsOf(await table('alice', `enterprises/${ids.alpha}/filings`, '?year=2023')).length, 1)
})

test('A13 phones in a table are masked', async () => {
  const phone = phoneNumber()
  assert.equal((await send(server.url, { method: 'POST', path: '/v1/sessions/wechat', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: office.around.wechat.loginCode('oExports'), phone_code: office.around.wechat.phoneCode(phone) }) })).status, 201)
  const reply = await table('anna', 'admin/accounts', `?search=${phone}`)
  assert.deepEqual(rowsOf(reply).slice(1).map((row) => row[2]), [maskedPhone(phone)])
  assert.ok(!reply.text.includes(phone))
})

test('A13 five tables an hour for one administrator, whichever they are: the sixth is 429 and says when; 64 at once are no more', async () => {
  const all = await Promise.all(Array.from({ length: 64 }, (_, i) => table('arno', ['admin/accounts', 'admin/enterprises', 'admin/registry'][i % 3])))
  assert.equal(all.filter((one) => one.status === 200).length, 5)
  const refused = all.filter((one) => one.status !== 200)
  assert.deepEqual([...new Set(refused.map((one) => `${one.status} ${one.json.code}`))], ['429 rate-limited'])
  for (const one of refused) assert.ok(Number(one.headers.get('retry-after')) > 0 && Number(one.headers.get('retry-after')) <= 3600)
})

test('every row of a long list is there once; a longer one than the limit is refused, not cut', async () => {
  const many = (from, count) => head + Array.from({ length: count }, (_, i) => line(from + i, `企业${from + i}`)).join('')
  assert.equal((await importing(many(1000, 450))).json.added, 450)
  const codes = rowsOf(await table('anna', 'admin/registry', `?search=${encodeURIComponent('企业')}`)).slice(1).map((row) => row[0])
  assert.deepEqual([codes.length, new Set(codes).size], [450, 450])
  for (const from of [10000, 20000]) assert.equal((await importing(many(from, 3000))).json.added, 3000)
  const refused = await table('anna', 'admin/registry')
  assert.deepEqual(faults(refused), [422, 'invalid', '/search TABLE_ROWS'])
  assert.equal(rowsOf(await table('anna', 'admin/registry', `?search=${encodeURIComponent('企业1')}`)).length, 1 + 450 + 3000)
})

test('A13 who is no administrator any more gets no table; each table is an entry of the chain with its rows', async () => {
  const changed = spawnSync(binary, ['user', 'platform', '--data', server.data, '--account', 'asta', '--role', 'none'], { encoding: 'utf8' })
  assert.equal(changed.status, 0, changed.stderr)
  const { json: { token } } = await enter(server, 'asta')
  assert.equal((await table(token, 'admin/accounts')).status, 403)
  const query = "SELECT json_group_array(json_array(a.account, detail)) FROM (SELECT actor, detail FROM act WHERE thing = 'export' AND kind = 'export' ORDER BY seq) JOIN account a ON a.id = actor"
  const { stdout } = spawnSync('python3', ['-c', 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])', join(server.data, 'tanheng.db'), query], { encoding: 'utf8' })
  const taken = JSON.parse(stdout)
  const everybody = ['adam', `accounts ${Object.keys(folks).length + formulas.length}`]
  assert.deepEqual(taken.filter(([who]) => who !== 'arno'), [['vera', 'filings 0'], everybody, everybody, ['adam', 'accounts 1'], ['anna', 'registry 8'],
    ['alice', 'filings 1'], ['alice', 'filings 0'], ['anna', 'accounts 1'], ['anna', 'registry 450'], ['anna', 'registry 3450']])
  assert.equal(taken.filter(([who]) => who === 'arno').length, 5)
  const verified = spawnSync(binary, ['verify', '--data', server.data], { encoding: 'utf8' })
  assert.equal(verified.status, 0, verified.stdout + verified.stderr)
})
