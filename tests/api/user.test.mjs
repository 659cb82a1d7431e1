// `tanheng user …` as an administrator types it, with and beside a running server: who is added and changed, what is refused, and that
// the password stays unseen.
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { binary, send, startServer } from './server.mjs'

const secret = 'a-long-secret-1'
let base
before(() => { base = mkdtempSync(join(tmpdir(), 'tanheng-user-')) })
after(() => rmSync(base, { recursive: true, force: true }))

function add(options, password = secret, data = join(base, 'data')) {
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
  const done = spawnSync(binary, ['user', 'add', '--data', data, ...flags], { input: `${password}\n`, encoding: 'utf8' })
  assert.ok(!(done.stdout + done.stderr).includes(password) || password === '', 'the password was printed')
  return done
}
const wang = { account: 'wang', enterprise: '示例厂', name: '王小明', role: 'agent' }

test('a person is added with a new enterprise, and another one to the same', () => {
  const first = add(wang)
  assert.equal(first.status, 0, first.stderr)
  assert.match(first.stdout, /^account wang \(u[0-9a-z]{20,}\) is agent of 示例厂 \(e[0-9a-z]{20,}\), new\n$/)
  const second = add({ ...wang, account: 'li', name: '李' })
  assert.equal(second.status, 0, second.stderr)
  assert.equal(/示例厂 \((e\w+)\)/.exec(second.stdout)[1], /示例厂 \((e\w+)\)/.exec(first.stdout)[1])
})

test('an account that exists keeps its name and password and gets the role', () => {
  const again = add({ ...wang, name: '别人', enterprise: '第二厂', role: 'viewer' }, 'another-secret-2')
  assert.equal(again.status, 0, again.stderr)
  assert.match(again.stdout, /keeps its name and password/)
})

const refusals = {
  'a short password': [wang, 'short', /10 to 256 bytes/],
  'no password': [wang, '', /10 to 256 bytes/],
  'a password above 256 bytes': [wang, 'x'.repeat(257), /10 to 256 bytes/],
  'an unknown role': [{ ...wang, role: 'king' }, secret, /--role: there is no such role[\s\S]*legal_person agent viewer/],
  'an account with a space': [{ ...wang, account: 'wang ming' }, secret, /--account/],
  'a name with a bidi override': [{ ...wang, name: '王\u202e明' }, secret, /without control or invisible/],
  'a missing enterprise': [{ account: 'x', name: 'x', role: 'agent' }, secret, /--name and --enterprise/],
  'a missing option': [{ account: 'x', role: 'agent' }, secret, /every option is needed/]
}
for (const [name, [options, password, pattern]] of Object.entries(refusals)) {
  test(`refuses ${name}`, () => {
    const done = add(options, password, join(base, 'untouched'))
    assert.equal(done.status, 2, done.stdout)
    assert.match(done.stderr, pattern)
  })
}

test('what was refused left no data folder behind', () => {
  assert.ok(!readdirSync(base).includes('untouched'))
})

test('neither password nor token stands in the database or the log', async () => {
  const server = await startServer([], { alice: { enterprise: 'alpha', role: 'agent' } })
  const reply = await send(server.url, { method: 'POST', path: '/v1/sessions', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ account: 'alice', password: 'alice-password' }) })
  assert.equal(reply.status, 201)
  await send(server.url, { method: 'GET', path: '/v1/session', headers: { authorization: `Bearer ${reply.json.token}` } })
  const files = readdirSync(server.data, { withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(join(server.data, entry.name)))
  const { log } = await server.stop()
  for (const canary of ['alice-password', reply.json.token, reply.json.token.slice(4)]) {
    assert.ok(!log.includes(canary), 'in the log')
    for (const file of files) assert.ok(!file.includes(canary), 'in the data folder')
  }
})

function user(verb, data, options = {}, password = '') {
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
  return spawnSync(binary, ['user', verb, '--data', data, ...flags], { input: `${password}\n`, encoding: 'utf8' })
}
const verify = (data) => spawnSync(binary, ['verify', '--data', data], { encoding: 'utf8' })
const signIn = (url, account, password) => send(url, { method: 'POST', path: '/v1/sessions', headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ account, password }) })
const whoAmI = (url, token) => send(url, { method: 'GET', path: '/v1/session', headers: { authorization: `Bearer ${token}` } })

test('beside a running server people are added and changed, and a disabled one is out at once', async () => {
  const server = await startServer([], { alice: { enterprise: 'alpha', role: 'agent' } })
  try {
    assert.equal(statSync(join(server.data, 'admin.sock')).mode & 0o777, 0o600)
    const added = user('add', server.data, { account: 'carl', name: '卡尔', enterprise: 'alpha 有限公司', role: 'viewer' }, secret)
    assert.equal(added.status, 0, added.stderr)
    let carl = (await signIn(server.url, 'carl', secret)).json
    assert.equal(carl.enterprises[0].role, 'viewer')

    assert.equal(user('role', server.data, { account: 'carl', enterprise: 'alpha 有限公司', role: 'agent' }).status, 0)
    assert.equal((await whoAmI(server.url, carl.token)).status, 401) // other rights, another session
    carl = (await signIn(server.url, 'carl', secret)).json
    assert.equal(carl.enterprises[0].role, 'agent')
    assert.equal(user('role', server.data, { account: 'carl', enterprise: 'alpha 有限公司', role: 'none' }).status, 0)
    assert.equal((await whoAmI(server.url, carl.token)).status, 401)
    carl = (await signIn(server.url, 'carl', secret)).json
    assert.deepEqual(carl.enterprises, [])

    assert.equal(user('disable', server.data, { account: 'carl' }).status, 0)
    assert.equal((await whoAmI(server.url, carl.token)).status, 401)
    assert.equal((await signIn(server.url, 'carl', secret)).status, 401)
    assert.match(user('list', server.data).stdout, /^carl\t卡尔\tdisabled$/m)
    assert.equal(user('enable', server.data, { account: 'carl' }).status, 0)
    assert.equal((await whoAmI(server.url, carl.token)).status, 401, 'an ended session lives again')

    carl = (await signIn(server.url, 'carl', secret)).json
    assert.equal(user('password', server.data, { account: 'carl' }, 'another-secret-2').status, 0)
    assert.equal((await whoAmI(server.url, carl.token)).status, 401)
    assert.equal((await signIn(server.url, 'carl', 'another-secret-2')).status, 201)
    assert.equal(verify(server.data).status, 0, verify(server.data).stderr)
  } finally { await server.stop() }
})

test('who is not there is named, and nothing is changed', async () => {
  const server = await startServer([], { alice: { enterprise: 'alpha', role: 'agent' } })
  try {
    const before = user('list', server.data).stdout
    for (const [verb, options, pattern] of [
      ['disable', { account: 'nobody' }, /there is no such account/],
      ['role', { account: 'alice', enterprise: '没有这家', role: 'agent' }, /there is no enterprise of that name/],
      ['password', { account: 'nobody' }, /there is no such account/]]) {
      const done = user(verb, server.data, options, secret)
      assert.equal(done.status, 1, done.stdout)
      assert.match(done.stderr, pattern)
    }
    assert.equal(user('disable', server.data).status, 2)
    assert.equal(user('list', server.data).stdout, before)
    assert.equal(user('disable', join(base, 'nowhere'), { account: 'alice' }).status, 1)
  } finally { await server.stop() }
})

test('F13 a role given behind the server is seen by verify', async () => {
  const data = join(base, 'tampered')
  assert.equal(add({ ...wang, role: 'viewer' }, secret, data).status, 0)
  assert.equal(verify(data).status, 0, verify(data).stderr)
  const file = join(data, 'tanheng.db')
  const bytes = readFileSync(file)
  let changed = 0
  for (let at = bytes.indexOf('viewer'); at >= 0; at = bytes.indexOf('viewer', at + 1)) { bytes.write('royals', at); changed++ }
  assert.ok(changed > 0)
  writeFileSync(file, bytes)
  const found = verify(data)
  assert.equal(found.status, 1, found.stdout)
  assert.match(found.stderr, /act \d+/)
})

test('demo refuses a database that was not made by the demo', () => {
  const done = spawnSync(binary, ['serve', '--demo', '--listen', '127.0.0.1:0', '--data', join(base, 'data')], { encoding: 'utf8', timeout: 20000 })
  assert.equal(done.status, 1, done.stdout)
  assert.match(done.stderr, /holds real data: --demo works only/)
})
