// What keeps the data provable and safe away from the machine, as an administrator does it: signed checkpoints, what a restored old
// database or a cut-off tail looks like beside them, and encrypted backups.
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { binary, send } from './server.mjs'

let base, data, key, publicKey, early, late, earlyCheckpoint, lateCheckpoint
const run = (...args) => spawnSync(binary, args, { encoding: 'utf8', timeout: 60000, input: 'a-long-secret-1\n' })
const good = (...args) => { const done = run(...args); assert.equal(done.status, 0, done.stderr + done.stdout); return done.stdout }
const bad = (pattern, ...args) => { const done = run(...args); assert.equal(done.status, 1, done.stdout); assert.match(done.stderr, pattern); return done }
const addUser = (account, enterprise) => good('user', 'add', '--data', data, '--account', account, '--name', account, '--enterprise', enterprise, '--role', 'agent')

async function serve(folder, ...flags) {
  const child = spawn(binary, ['serve', '--listen', '127.0.0.1:0', '--data', folder, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  const ended = new Promise((done) => child.on('exit', done))
  const url = await new Promise((done) => {
    const look = (chunk) => { log += chunk; const found = /http:\/\/127\.0\.0\.1:\d+/.exec(log); if (found) done(found[0]) }
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    ended.then(() => done(null))
  })
  return { url, log: () => log, stop: async () => { child.kill('SIGTERM'); return ended } }
}

async function file(url, enterprise, token, year) {
  const filing = { site: 'all', form: 'business', form_version: 1, period: { start: `${year}-01`, end: `${year}-12` }, pack: 'CN-2025',
    doc: { output_value: '100', added_value: '20', tax: '5', revenue: '90' } }
  const calculated = await send(url, { method: 'POST', path: '/v1/core', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ op: 'calculate', enterprise, ...filing }) })
  const reply = await send(url, { method: 'POST', path: `/v1/enterprises/${enterprise}/filings`,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': `keeping-test-year-${year}` },
    body: JSON.stringify({ ...filing, receipt: calculated.json.receipt }) })
  assert.equal(reply.status, 201, reply.text)
}

async function fileYears(...years) {
  const server = await serve(data)
  const { json } = await send(server.url, { method: 'POST', path: '/v1/sessions', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ account: 'anna', password: 'a-long-secret-1' }) })
  for (const year of years) await file(server.url, json.enterprises[0].id, json.token, year)
  assert.equal(await server.stop(), 0)
  return json.enterprises[0].id
}

before(async () => {
  base = mkdtempSync(join(tmpdir(), 'tanheng-keeping-'))
  data = join(base, 'data')
  key = join(base, 'signing.key')
  publicKey = /^public key ([0-9a-f]{64})$/m.exec(good('key', key))[1]
  addUser('anna', '甲厂')
  addUser('bert', '乙厂')
  await fileYears(2022)
  early = join(base, 'early.db')
  earlyCheckpoint = join(base, 'early.checkpoint')
  good('backup', '--data', data, early)
  good('checkpoint', '--data', data, '--key', key, earlyCheckpoint)
  await fileYears(2023, 2024)
  late = join(base, 'late.db')
  lateCheckpoint = join(base, 'late.checkpoint')
  good('backup', '--data', data, late)
  good('checkpoint', '--data', data, '--key', key, lateCheckpoint)
})
after(() => rmSync(base, { recursive: true, force: true }))

const check = (folder, checkpoint, by = publicKey) => ['verify', '--data', folder, '--checkpoint', checkpoint, '--public-key', by]
function restored(name, from) {
  const folder = join(base, name)
  good('restore', '--data', folder, from)
  return folder
}

test('a key is its owner\'s alone and never written over', () => {
  assert.equal(statSync(key).mode & 0o777, 0o600)
  bad(/there is a file already/, 'key', key)
  const open = join(base, 'open.key')
  writeFileSync(open, readFileSync(key), { mode: 0o644 })
  bad(/others may read this key/, 'checkpoint', '--data', data, '--key', open, join(base, 'x'))
})

test('B18 today\'s database contains every earlier checkpoint', () => {
  assert.match(good(...check(data, earlyCheckpoint)), /all \d+ chains of the checkpoint/)
  good(...check(data, lateCheckpoint))
})

test('B18 a restored old database is behind, and the enterprise is named', () => {
  const folder = restored('old', early)
  good('verify', '--data', folder)
  const { stderr } = bad(/enterprise e[0-9a-z]+ is behind the checkpoint/, ...check(folder, lateCheckpoint))
  assert.equal(stderr.match(/is behind/g).length, 1)
})

test('B18 a tail that was cut off, with all its traces, is behind', () => {
  const folder = restored('cut', late)
  const cut = spawnSync('python3', ['-c', `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for name in ('chain_no_delete', 'revision_no_delete'): db.execute('DROP TRIGGER ' + name)
seq, = db.execute('SELECT max(seq) FROM chain').fetchone()
filing, = db.execute('SELECT filing_id FROM chain WHERE seq = ?', (seq,)).fetchone()
no, = db.execute('SELECT no FROM filing WHERE id = ?', (filing,)).fetchone()
db.execute('DELETE FROM chain WHERE seq = ?', (seq,))
db.execute('DELETE FROM revision WHERE filing_no = ?', (no,))
db.execute('DELETE FROM filing WHERE no = ?', (no,))
db.commit()`, join(folder, 'tanheng.db')], { encoding: 'utf8' })
  assert.equal(cut.status, 0, cut.stderr)
  good('verify', '--data', folder)
  bad(/is behind the checkpoint/, ...check(folder, lateCheckpoint))
})

test('B18 people taken off the record are missed, too', () => {
  addUser('carl', '甲厂')
  const path = join(base, 'people.checkpoint')
  good('checkpoint', '--data', data, '--key', key, path)
  bad(/the chain of acts is behind/, ...check(restored('fewer-people', late), path))
})

test('B18 a checkpoint that was changed, cut or signed by another is refused', () => {
  const text = readFileSync(lateCheckpoint, 'utf8'), path = join(base, 'forged.checkpoint')
  const lines = text.trimEnd().split('\n')
  for (const [forged, pattern] of [
    [text.replace(/^time \d+/m, 'time 1'), /signature/],
    [text.replace(/ 3 ([0-9a-f]{64})$/m, ' 2 $1'), /root differs/],
    [lines.slice(0, -1).join('\n') + '\n', /cut off/],
    [text.slice(0, 100), /no checkpoint/],
    ['', /no checkpoint/]]) {
    assert.notEqual(forged, text)
    writeFileSync(path, forged)
    bad(pattern, ...check(data, path))
  }
  const other = /([0-9a-f]{64})/.exec(good('key', join(base, 'other.key')))[1]
  bad(/not by the public key/, ...check(data, lateCheckpoint, other))
  bad(/64 hex digits/, ...check(data, lateCheckpoint, 'abc'))
})

test('B18 whoever holds a receipt can prove that its chain is under the signed root', () => {
  const sha = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest()
  const text = readFileSync(lateCheckpoint, 'utf8')
  const chains = text.trimEnd().split('\n').slice(6)
  assert.equal(chains.length, +/^chains (\d+)$/m.exec(text)[1])
  for (const line of chains) {
    const proof = good('prove', lateCheckpoint, line.split(' ')[0])
    assert.equal(/^leaf (.*)$/m.exec(proof)[1], line)
    let index = +/^index (\d+)$/m.exec(proof)[1], last = chains.length - 1
    let hash = sha(Buffer.from([0]), Buffer.from(line))
    for (const [, step] of proof.matchAll(/^path ([0-9a-f]{64})$/gm)) { // RFC 9162, section 2.1.3.2
      const other = Buffer.from(step, 'hex')
      if (index % 2 || index === last) {
        hash = sha(Buffer.from([1]), other, hash)
        while (index % 2 === 0 && index) { index >>= 1; last >>= 1 }
      } else hash = sha(Buffer.from([1]), hash, other)
      index >>= 1; last >>= 1
    }
    assert.equal(hash.toString('hex'), /^root (.*)$/m.exec(proof)[1])
  }
  bad(/knows no chain/, 'prove', lateCheckpoint, 'nobody')
})

test('F18 the server signs by itself, and does not start on data that are behind', async () => {
  const folder = join(base, 'checkpoints'), today = restored('today', late), old = restored('older', early)
  mkdirSync(folder)
  const flags = ['--checkpoint-key', key, '--checkpoint-folder', folder]
  const server = await serve(today, ...flags)
  assert.ok(server.url, server.log())
  for (let i = 0; i < 200 && !readdirSync(folder).some((name) => /^checkpoint-\d{12}$/.test(name)); i++) await new Promise((done) => setTimeout(done, 50))
  const names = readdirSync(folder)
  assert.equal(names.length, 1)
  const shown = await send(server.url, { method: 'GET', path: '/v1/checkpoint' })
  assert.equal(shown.status, 200)
  assert.equal(shown.type, 'text/plain')
  assert.equal(shown.text, readFileSync(join(folder, names[0]), 'utf8').split('\n').slice(0, 6).join('\n') + '\n')
  assert.equal(await server.stop(), 0)
  good(...check(today, join(folder, names[0])))

  const refused = await serve(old, ...flags)
  assert.equal(refused.url, null)
  assert.equal(await refused.stop(), 1)
  assert.match(refused.log(), /the data are not those of the newest checkpoint[^\n]*is behind/)

  const forced = await serve(old, ...flags, '--accept-behind')
  assert.ok(forced.url, forced.log())
  assert.match(forced.log(), /"checkpoint"[^\n]*is behind/)
  assert.equal(await forced.stop(), 0)
})

const everything = (folder) => existsSync(folder) ? readdirSync(folder) : []

test('F18 an encrypted backup comes back by its key and by nothing else', () => {
  const sealed = join(base, 'sealed.backup'), folder = join(base, 'from-sealed')
  good('backup', '--data', data, '--key', key, sealed)
  assert.deepEqual(everything(data).filter((name) => /part|backup/.test(name)), [])
  assert.equal(statSync(sealed).mode & 0o777, 0o600)
  const bytes = readFileSync(sealed)
  for (const plain of ['SQLite format 3', 'CREATE TABLE', '甲厂']) assert.ok(!bytes.includes(plain), plain)
  bad(/is encrypted; name its --key/, 'restore', '--data', folder, sealed)
  bad(/key or passphrase is wrong/, 'restore', '--data', folder, '--key', join(base, 'other.key'), sealed)
  const words = join(base, 'words')
  writeFileSync(words, 'correct horse battery\n')
  bad(/needs --key/, 'restore', '--data', folder, '--passphrase-file', words, sealed)
  assert.deepEqual(everything(folder), [])
  good('restore', '--data', folder, '--key', key, sealed)
  good(...check(folder, lateCheckpoint))
})

test('F18 a passphrase will do', () => {
  const sealed = join(base, 'words.backup'), folder = join(base, 'from-words'), words = join(base, 'words'), wrong = join(base, 'wrong-words')
  writeFileSync(wrong, 'correct horse bettery\n')
  writeFileSync(words, 'correct horse battery\n')
  good('backup', '--data', data, '--passphrase-file', words, sealed)
  bad(/key or passphrase is wrong/, 'restore', '--data', folder, '--passphrase-file', wrong, sealed)
  good('restore', '--data', folder, '--passphrase-file', words, sealed)
  writeFileSync(wrong, 'short\n')
  bad(/one line of 12 to 1024 bytes/, 'backup', '--data', data, '--passphrase-file', wrong, join(base, 'never'))
  assert.ok(!existsSync(join(base, 'never')) && !existsSync(join(base, 'never.part')))
})

test('F18 an encrypted backup that was cut, flipped or lengthened is refused and leaves nothing', () => {
  const sealed = join(base, 'sealed.backup'), broken = join(base, 'broken.backup'), folder = join(base, 'from-broken')
  const bytes = readFileSync(sealed)
  const flips = [3, 17, 20, 40, 45, 70, 100, 70000, bytes.length - 1]
  const cuts = [0, 10, 60, 66, 66 + 65553, bytes.length - 1]
  const forged = [...flips.map((at) => { const copy = Buffer.from(bytes); copy[at] ^= 4; return copy }), ...cuts.map((at) => bytes.subarray(0, at)),
    Buffer.concat([bytes, Buffer.from([0])])]
  for (const [i, content] of forged.entries()) {
    writeFileSync(broken, content)
    const done = run('restore', '--data', folder, '--key', key, broken)
    assert.equal(done.status, 1, `forgery ${i}: ${done.stdout}`)
    assert.match(done.stderr, /^tanheng restore: .+\n$/)
    assert.deepEqual(everything(folder), [], `forgery ${i}`)
  }
})

test('a checkpoint file is never written over', () => {
  const path = join(base, 'twice.checkpoint')
  copyFileSync(lateCheckpoint, path)
  bad(/there is a file already/, 'checkpoint', '--data', data, '--key', key, path)
  assert.deepEqual(readFileSync(path), readFileSync(lateCheckpoint))
})
