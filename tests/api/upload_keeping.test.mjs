// Backups carry the contents of uploaded files: plain and encrypted, back into an empty folder, and nothing half when something is wrong with one.
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Runner } from './cases.mjs'
import { binary, launch, send, startServer } from './server.mjs'
import { files as sample } from './uploads.mjs'

let server, runner, base, keys = 0
const contents = {} // id → { content, path }
const run = (...args) => spawnSync(binary, args, { encoding: 'utf8', timeout: 60000 })
const good = (...args) => { const done = run(...args); assert.equal(done.status, 0, done.stderr + done.stdout); return done.stdout }
const bad = (pattern, ...args) => { const done = run(...args); assert.equal(done.status, 1, done.stdout); assert.match(done.stderr, pattern) }

async function upload(place, name, content) {
  const body = Buffer.concat([Buffer.from(`--b1\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`), content, Buffer.from('\r\n--b1--\r\n')])
  const reply = await send(server.url, { method: 'POST', path: place, body, headers: { authorization: `Bearer ${runner.tokens.alice}`, 'idempotency-key': `upload-keeping-${++keys}`, 'content-type': 'multipart/form-data; boundary=b1', connection: 'close' } })
  assert.equal(reply.status, 201, reply.text)
  contents[reply.json.id] = { content, path: place.includes('account') ? `/v1/account/files/${reply.json.id}` : `/v1/files/${reply.json.id}`, sha256: reply.json.sha256 }
  return reply.json.id
}

before(async () => {
  base = mkdtempSync(join(tmpdir(), 'tanheng-upload-keeping-'))
  server = await startServer()
  runner = new Runner(server.url, null)
  await runner.signIn('alice')
  const place = `/v1/enterprises/${runner.variables.alpha}/files`
  const large = Buffer.concat([sample.pdf.subarray(0, 9), Buffer.alloc(3_500_000, '%padding\n'), sample.pdf.subarray(9)]) // several pieces, the last one short
  await upload(place, 'a.pdf', sample.pdf)
  await upload(place, 'the same.pdf', sample.pdf)
  await upload(place, 'b.xlsx', sample.xlsx)
  await upload('/v1/account/files', 'own.png', sample.png)
  await upload(place, 'large.pdf', large)
  const gone = await upload(place, 'gone.jpg', sample.jpg)
  delete contents[gone]
  assert.equal((await send(server.url, { method: 'DELETE', path: `/v1/files/${gone}`, headers: { authorization: `Bearer ${runner.tokens.alice}`, 'idempotency-key': 'upload-keeping-gone' } })).status, 204)
})
after(async () => { await server.stop(); rmSync(base, { recursive: true, force: true }) })

const stored = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap((one) => one.isDirectory() ? stored(join(folder, one.name)) : [one.name]).sort()

/** Every file comes back from a server over this folder, and nothing else lies there. */
async function comesBack(folder) {
  assert.match(good('verify', '--data', folder), /5 files, every content is as it was stored/)
  assert.deepEqual(stored(join(folder, 'files')), stored(join(server.data, 'files')))
  const restored = await launch(['--data', folder])
  for (const { content, path } of Object.values(contents)) {
    const reply = await fetch(restored.url + path, { headers: { authorization: `Bearer ${runner.tokens.alice}` } })
    assert.equal(reply.status, 200, path)
    assert.ok(Buffer.from(await reply.arrayBuffer()).equals(content), path)
  }
  await restored.stop()
}

test('a backup beside a running server carries every content, and restore brings it back', async () => {
  const copy = join(base, 'plain.db'), folder = join(base, 'plain')
  assert.match(good('backup', '--data', server.data, copy), /5 files, every content is as it was stored/)
  good('restore', '--data', folder, copy)
  assert.ok(statSync(join(folder, 'tanheng.db')).size < 1_000_000, 'what the copy carried is not in the database any more')
  await comesBack(folder)
})

test('F18 so does an encrypted one', async () => {
  const copy = join(base, 'sealed'), folder = join(base, 'opened'), words = join(base, 'words')
  writeFileSync(words, 'correct horse battery staple\n', { mode: 0o600 })
  good('backup', '--data', server.data, '--passphrase-file', words, copy)
  assert.ok(!readFileSync(copy).includes('/Type /Catalog'), 'nothing of a content can be read')
  assert.deepEqual(readdirSync(server.data).filter((name) => name.includes('backup')), [], 'nothing plain is left')
  good('restore', '--data', folder, '--passphrase-file', words, copy)
  await comesBack(folder)
})

test('E8 a content that was altered in the copy is not restored', () => {
  const copy = join(base, 'altered.db'), folder = join(base, 'altered')
  good('backup', '--data', server.data, copy)
  const bytes = readFileSync(copy), at = bytes.indexOf('%padding')
  assert.ok(at > 0)
  bytes[at + 4000] ^= 1
  writeFileSync(copy, bytes)
  bad(/its content is missing or not as it was stored/, 'restore', '--data', folder, copy)
  assert.ok(!existsSync(join(folder, 'tanheng.db')))
})

test('a content that is missing stops the backup by name, and nothing is left of it', () => {
  const [id, { sha256 }] = Object.entries(contents).find(([, one]) => one.content === sample.xlsx)
  const path = join(server.data, 'files', sha256.slice(0, 2), sha256), bytes = readFileSync(path)
  rmSync(path)
  bad(new RegExp(`file ${id}: its content is missing or not as it was stored`), 'backup', '--data', server.data, join(base, 'never.db'))
  assert.deepEqual(readdirSync(base).filter((name) => name.startsWith('never')), [])
  writeFileSync(path, bytes, { mode: 0o600 })
  good('backup', '--data', server.data, join(base, 'now.db'))
})

test('a restore that was cut off behind its files goes on', async () => {
  const copy = join(base, 'again.db'), folder = join(base, 'again')
  good('backup', '--data', server.data, copy)
  good('restore', '--data', folder, copy)
  for (const name of readdirSync(folder)) if (name !== 'files') rmSync(join(folder, name))
  good('restore', '--data', folder, copy)
  await comesBack(folder)
})
