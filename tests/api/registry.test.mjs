// Roles of the platform, and the registry of enterprises: who may import it, what is refused by line and column, and that no number stands anywhere in clear.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openOffice } from './office.mjs'
import { binary } from './server.mjs'

const folks = { adam: { role: 'admin' }, rita: { role: 'reviewer' }, alice: { enterprise: 'alpha', role: 'legal_person' } }
const uscc = '91440112000000019D', legalNumber = '440105199001010025'
let office, server, ask

const codes = (reply) => [reply.status, ...(reply.json?.issues ?? []).map((issue) => `${issue.path} ${issue.code}`)]
const head = 'uscc,name,legal_name,id_type,id_number,district,industry'
const row = `${uscc},"示例, 有限公司",陈建国,身份证,${legalNumber},440112,C3011`
const importing = (as, csv, more) => ask(as, 'POST', '/v1/admin/registry', { body: csv, type: 'text/csv', ...more })

before(async () => {
  office = await openOffice(folks)
  ;({ server, ask } = office)
})
after(() => office?.close())

test('a role of the platform stands in the session, and belongs to no enterprise', async () => {
  const { json } = await ask('adam', 'GET', '/v1/session')
  assert.deepEqual([json.platform, json.enterprises], [{ role: 'admin', permissions: ['review', 'registry', 'accounts'] }, []])
  assert.equal((await ask('alice', 'GET', '/v1/session')).json.platform, undefined)
})

test('administration is for the platform alone, and each role has its own', async () => {
  for (const [as, status] of [[undefined, 401], ['alice', 403], ['rita', 403], ['adam', 200]]) assert.equal((await ask(as, 'GET', '/v1/admin/registry')).status, status, as)
})

test('a table with one wrong line is refused as a whole, and each fault is named by line and column', async () => {
  const faults = [`${head}\n${row}\n91440112000000019E,甲,乙,身份证,${legalNumber},,\n${uscc},甲,乙,护照,E1,,\n1,2\n,,,,,,\n`, [422, '/3/uscc USCC_CHECKSUM', '/4/id_number DOCUMENT_FORM', '/5 CSV_COLUMNS',
    '/6/uscc REQUIRED', '/6/name REQUIRED', '/6/legal_name REQUIRED', '/6/id_type REQUIRED', '/6/id_number REQUIRED', '/4/uscc CSV_TWICE']]
  assert.deepEqual(codes(await importing('adam', faults[0])), faults[1])
  assert.deepEqual(codes(await importing('adam', 'a,b\n')), [422, '/1 CSV_HEADER'])
  assert.deepEqual(codes(await importing('adam', `${head}\n`)), [422, '/2 CSV_EMPTY'])
  assert.deepEqual(codes(await importing('adam', `${head}\n"x\n`)), [422, '/2 CSV_QUOTES'])
  assert.deepEqual((await ask('adam', 'GET', '/v1/admin/registry')).json.items, [])
})

test('E11 a formula is a text like any other; names and numbers are shown masked', async () => {
  const key = 'registry-import-0001', csv = `\uFEFF${head}\r\n${row}\r\n91110000600037341L,=cmd|' /C calc'!A0,@SUM(1),passport,E12345678,,\r\n`
  const done = await importing('adam', csv, { key })
  assert.deepEqual([done.status, done.json], [200, { rows: 2, added: 2, changed: 0 }])
  assert.equal((await importing('adam', csv, { key })).text, done.text)
  assert.deepEqual((await importing('adam', csv)).json, { rows: 2, added: 0, changed: 0 })
  const { json, text } = await ask('adam', 'GET', '/v1/admin/registry?search=%E7%A4%BA%E4%BE%8B')
  assert.deepEqual(json.items.map(({ imported_at: _, ...item }) => item), [{ uscc, name: '示例, 有限公司', legal_name: '陈**', legal_id: '440105********0025', district: '440112', industry: 'C3011' }])
  assert.ok(!text.includes(legalNumber))
  const first = await ask('adam', 'GET', '/v1/admin/registry?limit=1')
  const second = await ask('adam', 'GET', `/v1/admin/registry?limit=1&cursor=${first.json.next}`)
  assert.deepEqual([first.json.items[0].name, second.json.items[0].uscc, second.json.next], ["=cmd|' /C calc'!A0", uscc, undefined])
  assert.deepEqual((await ask('adam', 'GET', `/v1/admin/registry?search=%25`)).json.items, [])
})

test('a platform role is taken back on the next request; the chain of acts accounts for it and for the registry', async () => {
  const change = (role) => spawnSync(binary, ['user', 'platform', '--data', server.data, '--account', 'rita', '--role', role], { encoding: 'utf8' })
  assert.equal(change('none').status, 0)
  assert.equal((await ask('rita', 'GET', '/v1/session')).status, 401)
  assert.match(change('legal_person').stderr, /belongs to an enterprise/)
  const verified = spawnSync(binary, ['verify', '--data', server.data], { encoding: 'utf8' })
  assert.equal(verified.status, 0, verified.stdout + verified.stderr)
})

test('no number stands in the data folder or the log', () => {
  const files = readdirSync(server.data, { withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(join(server.data, entry.name)))
  for (const canary of [legalNumber, 'E12345678']) {
    assert.ok(!server.log().includes(canary), 'in the log')
    for (const file of files) assert.ok(!file.includes(canary), 'in the data folder')
  }
})
