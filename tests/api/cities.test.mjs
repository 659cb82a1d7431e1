// The city of a PC that signs in by scan: told when the operator brings a database, by the real reader of Debian's libmaxminddb.
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCode, ticketOf } from './code.mjs'
import { makeCities, place } from './mmdb.mjs'
import { binary, people, send, startServer } from './server.mjs'

const china = ['CN', 'China', '中国'], germany = ['DE', 'Germany', '德国'], bad = '广州\u202e\u0007'
const base = mkdtempSync(join(tmpdir(), 'tanheng-cities-')), file = join(base, 'cities.mmdb')
const rows = [
  ['203.0.113.0/24', place(china, ['Guangdong', '广东'], ['Guangzhou', '广州'])],
  ['198.51.100.0/25', place(germany, ['Saxony'], ['Dresden', '德累斯顿'])],
  ['198.51.100.128/25', place(china, ['Beijing', '北京'], ['Beijing', '北京'])],
  ['192.0.2.0/26', place(china)],
  ['192.0.2.64/26', place(china, ['Guangdong', bad], [bad, bad])],
  ['192.0.2.128/26', place(['CN', '', ''], ['x'.repeat(97)], ['y'.repeat(500)])],
  ['192.0.2.192/26', { country: 'China', subdivisions: { names: 'none' }, city: ['Guangzhou'] }],
  ['192.168.0.0/16', place(china, ['Guangdong', '广东'], ['Shenzhen', '深圳'])],
  ['2001:db8:1::/48', place(china, ['Guangdong', '广东'], ['Foshan', '佛山'])]
]
let server, phone

before(async () => {
  writeFileSync(file, makeCities(rows))
  server = await startServer(['--behind-proxy', '127.0.0.1', '--city-file', file], { alice: people.alice })
  phone = (await ask('POST', '/v1/sessions', '203.0.113.99', { account: 'alice', password: 'alice-password' })).json.token
})
after(async () => {
  await server?.stop()
  rmSync(base, { recursive: true, force: true })
})

const ask = (method, path, from, body, headers = {}) => send(server.url, { method, path, body: body && JSON.stringify(body), headers: { 'x-real-ip': from, ...(body && { 'content-type': 'application/json' }), ...headers } })

async function seenFrom(address) {
  const begun = await ask('POST', '/v1/scans', address)
  assert.equal(begun.status, 201, begun.text)
  const shown = await ask('POST', '/v1/scans/look', '203.0.113.99', { ticket: ticketOf(readCode(begun.json.image)) }, { authorization: `Bearer ${phone}` })
  assert.equal(shown.status, 200, shown.text)
  return shown.json
}

/** [address of the PC, its city in Chinese, in English; null = not told] */
const cases = [
  ['203.0.113.7', '广东 广州', 'Guangzhou, Guangdong'],
  ['198.51.100.4', '德国 Saxony 德累斯顿', 'Dresden, Saxony, Germany'],
  ['198.51.100.200', '北京', 'Beijing'],
  ['192.0.2.1', '中国', 'China'],
  ['192.0.2.65', 'Guangdong', 'Guangdong'],
  ['192.0.2.129', null, null],
  ['192.0.2.193', null, null],
  ['100.64.0.1', null, null],
  ['192.168.1.5', null, null],
  ['127.0.0.1', null, null],
  ['2001:db8:1:7::5', '广东 佛山', 'Foshan, Guangdong'],
  ['2001:db8:2::5', null, null]
]
for (const [address, zh, en] of cases)
  test(`a PC at ${address} is ${zh ?? 'nowhere known'}`, async () => {
    const shown = await seenFrom(address)
    assert.equal(shown.city_zh ?? null, zh)
    assert.equal(shown.city_en ?? null, en)
    assert.ok(!('city_zh' in shown) || shown.city_zh.length > 0)
  })

const wrong = [
  ['is not there', null, /No such file|open/i],
  ['is no database', Buffer.from('city,name\n1,广州\n'.repeat(100)), /city_file/],
  ['is cut', makeCities(rows).subarray(0, 300), /city_file/],
  ['is a database of other things', makeCities(rows, 'Tanheng-Test-ASN'), /holds no cities/]
]
for (const [how, bytes, words] of wrong)
  test(`the server does not start when the file ${how}`, () => {
    const path = join(base, `wrong-${how.replace(/ /g, '-')}.mmdb`)
    if (bytes) writeFileSync(path, bytes)
    const done = spawnSync(binary, ['serve', '--listen', '127.0.0.1:0', '--data', join(base, 'data'), '--city-file', path], { encoding: 'utf8', timeout: 30_000 })
    assert.equal(done.status, 1, done.stderr)
    assert.match(done.stderr, /city_file/)
    assert.match(done.stderr, words)
    assert.equal(done.stderr.trim().split('\n').filter((line) => /city_file/.test(line)).length, 1)
  })
