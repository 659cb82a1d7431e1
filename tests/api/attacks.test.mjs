// Rows of the attack table that can be shown from outside, against a real server; each test is named after its row.
// docs/attacks.md says where every row is proved or what it waits for; the last tests here hold that page to the tree.
import test, { after, before, describe } from 'node:test'
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Runner } from './cases.mjs'
import { binary, people, send, startServer } from './server.mjs'
import { exchange } from './raw.mjs'
import { cliDoor, httpDoor, wasmDoor } from '../vectors/doors.mjs'

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..')
const read = (path) => readFileSync(join(root, path), 'utf8')
const core = await wasmDoor(process.env.CORE_WASM ?? join(root, 'build/wasm/core.wasm'))

const template = { site: 'all', form: 'energy_template', form_version: 1, period: { start: '2025-01', end: '2025-12' }, pack: 'CN-2025',
  doc: { grid_area: 'guangdong', carriers: [{ carrier: 'electricity', unit: 'kWh' }, { carrier: 'natural_gas', unit: 'm3' }] } }
const electricity = (cells) => ({ grid_area: 'guangdong', energy: [{ carrier: 'electricity', unit: 'kWh', ...cells }] })
const report = (site, start, end, doc) => ({ site, form: 'energy_report', form_version: 1, period: { start: `2025-${start}`, end: `2025-${end}` }, pack: 'CN-2025', doc })

let server, runner, keys = 0
const http = (as, method, path, body, headers = {}) => send(server.url, { method, path, body: body && JSON.stringify(body),
  headers: { authorization: `Bearer ${runner.tokens[as]}`, ...(body && { 'content-type': 'application/json' }), ...headers } })
const key = () => ({ 'idempotency-key': `attack-key-${String(++keys).padStart(8, '0')}` })
const filings = () => `/v1/enterprises/${runner.variables.alpha}/filings`

/** The filing with the receipt that the device gives it. */
async function receipted(members) {
  const answer = JSON.parse(await core(JSON.stringify({ op: 'calculate', enterprise: runner.variables.alpha, ...members })))
  assert.ok(answer.receipt, JSON.stringify(answer.issues))
  return { ...members, receipt: answer.receipt }
}
const submit = async (members, as = 'alice') => http(as, 'POST', filings(), await receipted(members), key())
const codes = (reply) => (reply.json.issues ?? []).map((issue) => issue.code)

before(async () => {
  server = await startServer(['--connections-per-address', '256'])
  runner = new Runner(server.url, null)
  for (const account of Object.keys(people)) await runner.signIn(account)
  assert.equal((await submit(template)).status, 201)
})
after(async () => { assert.equal((await server.stop()).code, 0) })

describe('calculation, submission, ledger', () => {
  test('B2 a receipt that differs in any member is refused, and nothing is stored', async () => {
    const filing = await receipted(report('b2', '01', '01', electricity({ m01: '125000' })))
    const flip = (hex) => (hex[0] === '0' ? '1' : '0') + hex.slice(1)
    const others = [{ input: flip(filing.receipt.input) }, { result: flip(filing.receipt.result) }, { pack_sha256: flip(filing.receipt.pack_sha256) },
      { rules: filing.receipt.rules + 1 }, { pack: 'CN-2024' }, { code: filing.receipt.code.toLowerCase() }, { input: filing.receipt.input.toUpperCase() }]
    for (const other of others) {
      const reply = await http('alice', 'POST', filings(), { ...filing, receipt: { ...filing.receipt, ...other } }, key())
      assert.equal(reply.json.code, 'receipt-mismatch', `${JSON.stringify(other)}: ${reply.text.slice(0, 300)}`)
    }
    assert.equal((await http('alice', 'POST', filings(), filing, key())).status, 201, 'the true one is accepted, so its period was free')
  })

  test('B2 a receipt of another enterprise is refused', async () => {
    const filing = await receipted(report('b2-beta', '01', '01', electricity({ m01: '125000' })))
    const reply = await http('bob', 'POST', `/v1/enterprises/${runner.variables.beta}/filings`, filing, key())
    assert.ok([409, 422].includes(reply.status), reply.text)
  })

  test('B7 a pack of a known id with other figures is refused at start', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tanheng-b7-'))
    const pack = read('core/generated/packs/CN-2025.pack')
    const changed = pack.replace(/^(power,.*?)0\.(\d)/m, (_, head, digit) => `${head}0.${(Number(digit) + 1) % 10}`)
    assert.notEqual(changed, pack)
    mkdirSync(join(folder, 'packs'))
    writeFileSync(join(folder, 'packs', 'CN-2025.pack'), changed)
    const { status, stderr } = spawnSync(binary, ['serve', '--listen', '127.0.0.1:0', '--data', join(folder, 'data'), '--packs', join(folder, 'packs')], { encoding: 'utf8', timeout: 20000 })
    rmSync(folder, { recursive: true })
    assert.equal(status, 1)
    assert.match(stderr, /its id is taken/)
  })

  test('B8 a period over two years is an error, also where it overlaps something filed', async () => {
    assert.equal((await submit(report('b8', '01', '01', electricity({ m01: '125000' })))).status, 201)
    const filing = await receipted(report('b8', '01', '01', electricity({ m01: '125000' })))
    const reply = await http('alice', 'POST', filings(), { ...filing, period: { start: '2024-12', end: '2025-01' } }, key())
    assert.equal(reply.status, 422, reply.text)
    assert.ok(codes(reply).some((code) => code.startsWith('PERIOD_')), reply.text)
  })

  test('B9 of overlapping periods sent at once one is filed', async () => {
    const spans = [['01', '03', { m01: '125000' }], ['03', '06', { m03: '125000' }], ['03', '03', { m03: '125000' }], ['01', '12', { m06: '125000' }]]
    const bodies = await Promise.all(spans.map(([start, end, cells]) => receipted(report('b9', start, end, electricity(cells)))))
    // every one of them needs March
    const replies = await Promise.all(Array.from({ length: 24 }, (_, i) => http(i % 2 ? 'alice' : 'agnes', 'POST', filings(), bodies[i % 4], key())))
    assert.equal(replies.filter((reply) => reply.status === 201).length, 1)
    assert.ok(replies.every((reply) => reply.status === 201 || reply.json.code === 'period-overlap'), replies.map((reply) => reply.text).join('\n').slice(0, 2000))
  })

  test('B11 a slipped unit must be confirmed for that very cell and value', async () => {
    const slipped = report('b11', '01', '06', electricity({ m01: '125000', m02: '118000', m03: '121', m04: '122000', m05: '119000', m06: '124000' }))
    const refused = await submit(slipped)
    assert.equal(refused.status, 422, refused.text)
    const issue = refused.json.issues.find((one) => one.severity === 'confirm')
    assert.equal(issue.path, '/doc/energy/0/m03')
    const told = { code: issue.code, path: issue.path, value: issue.values.value, reason: '停产检修' }
    const withConfirmation = (row) => ({ ...slipped, doc: { ...slipped.doc, confirmations: [row] } })
    for (const forged of [{ path: '/doc/energy/0/m02' }, { value: '121000' }, { code: 'UNUSUAL' }, { path: '' }]) {
      const reply = await submit(withConfirmation({ ...told, ...forged }))
      assert.equal(reply.status, 422, `${JSON.stringify(forged)}: ${reply.text.slice(0, 300)}`)
    }
    const stored = await submit(withConfirmation(told))
    assert.equal(stored.status, 201, stored.text)
    const kept = (await http('vera', 'GET', `/v1/filings/${stored.json.id}`)).json
    assert.equal(kept.doc.confirmations[0].reason, '停产检修', 'who confirmed and why stands in the revision')
  })

  test('B16 months, scopes and carriers add up to the totals, exactly', async () => {
    const doc = { ...electricity({ m01: '125000.1', m02: '118000.01', m03: '121000.001' }),
      process: [{ name: '石灰石', tco2: '10.000001' }, { name: '回收', month: '2025-02', tco2: '-3.3' }],
      spans: [{ carrier: 'natural_gas', unit: 'm3', start: '2025-01', end: '2025-03', quantity: '10000' }] }
    const members = report('b16', '01', '03', doc)
    const { result } = JSON.parse(await core(JSON.stringify({ op: 'calculate', enterprise: runner.variables.alpha, ...members })))
    const units = (text) => { const [whole, part = ''] = text.replace('-', '').split('.'); return BigInt(whole + part.padEnd(12, '0')) * (text[0] === '-' ? -1n : 1n) }
    const sum = (...texts) => texts.filter((text) => text !== undefined).reduce((total, text) => total + units(text), 0n)
    assert.equal(sum(...result.months.map((month) => month.tco2)), units(result.totals.net_tco2))
    assert.equal(sum(result.scopes.scope1_tco2, result.scopes.scope2_tco2), units(result.totals.net_tco2))
    assert.equal(sum(...result.carriers.map((row) => row.tco2), ...result.process.map((row) => row.tco2)), units(result.totals.net_tco2))
    assert.equal(sum(...result.months.map((month) => month.tce)), units(result.totals.tce_equivalent))
    const stored = await submit(members)
    assert.equal(stored.status, 201, stored.text)
    assert.equal(stored.json.net_tco2, result.totals.net_tco2)
  })
})

describe('input grammar', () => {
  const inCell = (text) => `{"op":"calculate","form":"energy_report","form_version":1,"period":{"start":"2025-01","end":"2025-01"},"pack":"CN-2025","doc":{"grid_area":"guangdong","energy":[{"carrier":"electricity","unit":"kWh","m01":${text}}]}}`
  const hostile = [
    ['D1 depth', '['.repeat(100000)], ['D1 objects', '{"a":'.repeat(40) + '1' + '}'.repeat(40)],
    ['D2 257 keys', `{${Array.from({ length: 257 }, (_, i) => `"k${i}":1`).join()}}`], ['D2 5001 items', `{"op":"round","values":[${'1,'.repeat(5000)}1]}`],
    ['D2 a long text', `{"op":"${'x'.repeat(5000)}"}`],
    ...['1e308', '1e309', '-1e309', '1e-400', '9'.repeat(400), '0.1'].map((text) => [`D3 ${text.slice(0, 8)}`, inCell(text)]),
    ...['NaN', 'Infinity', '+1', '.5', '1.', '01', '0x10', '1_000', '１２'].flatMap((text) => [[`D4 bare ${text}`, inCell(text)], [`D4 in quotes ${text}`, inCell(`"${text}"`)]]),
    ['D5 -0', inCell('"-0"')], ['D5 -0.0', inCell('"-0.0"')],
    ['D6 past int64', inCell('"9223372036854775808"')], ['D6 form_version', '{"op":"check","form":"energy_report","form_version":9007199254740993,"doc":{}}'],
    ['D7 repeated', '{"op":"version","op":"version"}'], ['D7 repeated by escape', '{"op":"version","\\u006fp":"version"}'],
    ['D8 NUL', '{"op":"version\\u0000"}'], ['D8 raw control', '{"op":"ver\u0001sion"}'], ['D8 DEL', '{"op":"ver\u007fsion"}'],
    ['D9 lone surrogate', '{"op":"\\ud800"}'], ['D9 BOM', '\ufeff{"op":"version"}'],
    ['D10 bidi', '{"op":"\u202eversion"}'], ['D10 filler', '{"op":"version\u3164"}'],
    ['D12 garbage behind', '{"op":"version"}x'], ['D12 two documents', '{"op":"version"}{"op":"version"}'], ['D12 comment', '{/**/"op":"version"}'], ['D12 comma', '{"op":"version",}'], ['D12 scalar', '"version"']
  ]

  test('D13 hostile texts get the same bytes at command line, wasm and HTTP, and none is taken', async () => {
    const cli = cliDoor(binary), overHttp = httpDoor(server.url)
    for (const [name, text] of hostile) {
      const answer = await core(text)
      assert.equal(await cli(text), answer, name)
      assert.equal(await overHttp(text), answer, name)
      const { ok, issues, receipt } = JSON.parse(answer)
      if (name.startsWith('D5')) assert.ok(ok && receipt, `${name}: ${answer.slice(0, 300)}`)
      else assert.ok(!receipt && issues.some((issue) => issue.severity === 'error'), `${name}: ${answer.slice(0, 300)}`)
    }
  })

  test('D5 minus zero is stored and shown as zero', async () => {
    const stored = await submit(report('d5', '01', '02', electricity({ m01: '-0.0', m02: '125000' })))
    assert.equal(stored.status, 201, stored.text)
    assert.equal(stored.json.doc.energy[0].m01, '0')
  })

  test('D9 D11 broken UTF-8 and bytes of GB18030 are malformed', async () => {
    for (const bytes of ['c0ae', 'eda080', 'f4908080', 'ff', 'cccab6b7']) {
      const body = Buffer.concat([Buffer.from('{"op":"'), Buffer.from(bytes, 'hex'), Buffer.from('"}')])
      const reply = await send(server.url, { method: 'POST', path: '/v1/core', headers: { 'content-type': 'application/json; charset=utf-8' }, body })
      assert.equal(reply.json.ok, false)
      assert.ok(codes(reply)[0].startsWith('JSON_'), `${bytes}: ${reply.text}`)
    }
  })

  test('D10 two sites whose names look the same cannot hold one period twice', async () => {
    for (const site of ['d10\u200b', 'd10\u00ad', 'd10\u3164', '\u202ed10', 'd10\ufeff']) {
      const reply = await http('alice', 'POST', filings(), { ...await receipted(report('d10', '01', '01', electricity({ m01: '125000' }))), site }, key())
      assert.equal(reply.status, 422, JSON.stringify(site))
      assert.ok(codes(reply).includes('TEXT_FORBIDDEN'), reply.text)
    }
  })
})

describe('one way to write a route', () => {
  test('A14 only the canonical path and method reach a handler', async () => {
    const port = Number(new URL(server.url).port)
    const filing = (await submit(report('a14', '01', '01', electricity({ m01: '125000' })))).json.id
    const line = (method, path, more = '') => exchange(port, `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${runner.tokens.alice}\r\nConnection: close\r\n${more}\r\n`)
    const status = async (...request) => /^HTTP\/1\.1 (\d+)/.exec((await line(...request)).text)?.[1]
    const path = `/v1/filings/${filing}`
    assert.equal(await status('GET', path), '200')
    for (const other of [`${path}/`, path.toUpperCase(), `${path};a=1`, `/${path}`, `/v1/./filings/${filing}`, `/v1/x/../filings/${filing}`, path.replace('filings', 'f%69lings'), `${path}/revisions/01`, `${path}/revisions/0`, `${path}/revisions/+1`])
      assert.match(await status('GET', other), /^(400|404)$/, other)
    for (const method of ['HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) assert.equal(await status(method, path), '405', method)
    assert.equal(await status('POST', path, 'X-HTTP-Method-Override: GET\r\nContent-Length: 0\r\n'), '405')
    assert.equal(await status('GET', path, 'X-HTTP-Method-Override: DELETE\r\n'), '200')
  })
})

describe('platform', () => {
  test('F9 a first start of the demo that is cut off at any moment is no dead end', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tanheng-f9-'))
    const start = (data) => spawn(binary, ['serve', '--demo', '--listen', '127.0.0.1:0', '--data', data], { stdio: ['ignore', 'pipe', 'pipe'] })
    for (let i = 0; i < 12; i++) {
      const data = join(folder, String(i))
      const first = start(data)
      await new Promise((done) => setTimeout(done, 2 + i * 4))
      first.kill('SIGKILL')
      await new Promise((done) => (first.exitCode !== null || first.signalCode ? done() : first.on('exit', done)))
      const second = start(data)
      let text = ''
      const ready = await new Promise((done) => {
        for (const stream of [second.stdout, second.stderr]) stream.on('data', (chunk) => { text += chunk; if (/ready at/.test(text)) done(true) })
        second.on('close', () => done(false))
      })
      second.kill('SIGKILL')
      assert.ok(ready, `killed after ${2 + i * 4} ms: ${text}`)
    }
    rmSync(folder, { recursive: true })
  })

  test('F13 flipped bits in what was filed are found by verify', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tanheng-f13-'))
    const copy = join(folder, 'copy.db')
    assert.equal(spawnSync(binary, ['backup', '--data', server.data, copy]).status, 0)
    const bytes = readFileSync(copy)
    const verify = () => spawnSync(binary, ['verify', '--data', join(folder, 'data')], { encoding: 'utf8' })
    mkdirSync(join(folder, 'data'))
    const places = []
    for (let at = bytes.indexOf('"form":"energy_report"'); at >= 0; at = bytes.indexOf('"form":"energy_report"', at + 1)) places.push(at)
    assert.ok(places.length > 0)
    let found = 0
    copyFileSync(copy, join(folder, 'data', 'tanheng.db'))
    assert.equal(verify().status, 0)
    for (const at of places.slice(0, 20)) {
      const flipped = Buffer.from(bytes)
      flipped[at + 9] ^= 4
      writeFileSync(join(folder, 'data', 'tanheng.db'), flipped)
      const { status, stderr } = verify()
      if (status === 1) assert.match(stderr, /tanheng verify: /)
      found += status === 1
    }
    rmSync(folder, { recursive: true })
    assert.ok(found > 0, 'the canonical input of each revision is among these places')
  })

  test('F20 the running server may not dump its memory, and no secret stands in its arguments', () => {
    const pid = server.pid
    assert.match(readFileSync(`/proc/${pid}/limits`, 'utf8'), /Max core file size\s+0\s+0/)
    assert.doesNotMatch(readFileSync(`/proc/${pid}/cmdline`, 'utf8'), /-password|th1_/)
    if (process.getuid() === 0) assert.doesNotMatch(readFileSync(`/proc/${pid}/environ`, 'utf8'), /-password|th1_/)
    else assert.throws(() => readFileSync(`/proc/${pid}/environ`), { code: 'EACCES' }, 'what may not be dumped belongs to root, for its own account, too')
  })

  test('F23 every package is locked with its hash, and no install script runs', () => {
    const { packages } = JSON.parse(read('miniprogram-bridge/package-lock.json'))
    const loose = Object.entries(packages).filter(([name, one]) => name.includes('node_modules/') && !one.link && !/^sha512-/.test(one.integrity ?? ''))
    assert.deepEqual(loose.map(([name]) => name), [])
    for (const line of read('dev').split('\n').filter((one) => /^[^"]*\bnpm (ci|install|i)\b/.test(one))) assert.match(line, /npm ci --ignore-scripts/)
  })

  test('F24 the mini-program package holds no secret and no address of ours', () => {
    const files = (folder) => readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
      entry.name === 'node_modules' || entry.name === 'miniprogram_npm' ? [] : entry.isDirectory() ? files(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`])
    const sources = ['miniprogram', 'bridge/src'].flatMap((folder) => files(`miniprogram-bridge/${folder}`)).filter((name) => /\.(js|json|wxml|wxss|ts)$/.test(name))
    assert.ok(sources.length > 20)
    for (const name of sources) {
      const text = read(name)
      assert.doesNotMatch(text, /app_?secret|session_key|BEGIN [A-Z ]*PRIVATE KEY|th1_[A-Za-z0-9_-]{43}|\bAKIA[A-Z0-9]{16}/i, name)
      for (const [url] of text.matchAll(/https?:\/\/[\w.-]+/g)) assert.match(url, /\/\/(localhost|127\.0\.0\.1|www\.w3\.org|[\w.-]*example(\.\w+)?)$/, name)
    }
  })
})

describe('docs/attacks.md', () => {
  const rows = [...read('docs/attacks.md').matchAll(/^\| ([A-F]\d+) \| (.*?) \| (.*?) \|$/gm)].map(([, row, what, where]) => ({ row, what, where }))
  const wanted = Object.entries({ A: 17, B: 20, C: 23, D: 15, E: 19, F: 26 }).flatMap(([group, count]) => Array.from({ length: count }, (_, i) => `${group}${i + 1}`))

  test('every row stands in the table once', () => { assert.deepEqual(rows.map((one) => one.row), wanted) })

  for (const { row, where } of rows) {
    test(`${row} names tests that exist, or says what it waits for`, () => {
      const tests = [...where.matchAll(/`([^`]+)`: ([^;]+)/g)]
      assert.ok(tests.length > 0 || /^waits for: ./.test(where), where)
      for (const [, file, name] of tests) {
        assert.ok(existsSync(join(root, file)), file)
        assert.ok(read(file).includes(name.trim()), `${file} has no "${name.trim()}"`)
      }
    })
  }
})
