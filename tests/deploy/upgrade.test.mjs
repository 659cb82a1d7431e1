// F22 Databases of earlier programs under today's: kept ones of every schema, and one that the program before the newest migration makes
// itself where the clone's history reaches that far. Nothing that was filed, drafted or opened may be lost or altered by an upgrade.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { lack } from '../api/cases.mjs'
import { binary, folder, root, run, serve } from './program.mjs'
import { createPeople, createWorld, fileMore, look, repeat } from './world.mjs'

const kept = join(root, 'tests/data/databases')
const names = existsSync(kept) ? readdirSync(kept).filter((name) => name.endsWith('.db.gz')).map((name) => name.slice(0, -6)).sort() : []
const rows = (command, ...more) => {
  const { status, out, err } = run('python3', [join(root, 'tests/deploy/rows.py'), command, ...more])
  assert.equal(status, 0, err)
  return out
}
const dump = (file) => JSON.parse(rows('dump', file))
const sha256 = (file) => createHash('sha256').update(readFileSync(file)).digest('hex')

/** What `later` has lost or altered of `earlier`: every row of every table, by the columns that there were. */
function losses(earlier, later) {
  return Object.entries(earlier).flatMap(([table, had]) => {
    if (!later[table]) return [`table ${table} is gone`]
    const columns = Object.keys(had[0] ?? {})
    const project = (row) => JSON.stringify(columns.map((column) => row[column]))
    const left = new Set(later[table].map(project))
    return had.filter((row) => !left.has(project(row))).map((row) => `${table}: ${project(row).slice(0, 200)}`)
  })
}

describe('F22 a database of an earlier program', () => {
  let base, newest
  before(() => {
    base = folder('upgrade')
    createPeople(binary, join(base, 'fresh'))
    newest = Number(rows('schema', join(base, 'fresh/tanheng.db')))
  })
  after(() => rmSync(base, { recursive: true, force: true }))

  async function upgrades(data, world, seen) {
    const file = join(data, 'tanheng.db')
    rows('refresh', file, String(Math.floor(Date.now() / 1000)))
    const earlier = dump(file)
    for (const table of ['enterprise', 'account', 'membership', 'session', 'filing', 'revision', 'chain', 'draft']) assert.ok(earlier[table].length > 0, `${table} is empty: nothing is proved`)
    const migrated = run(binary, ['migrate', '--data', data])
    assert.equal(migrated.status, 0, migrated.err)
    assert.equal(Number(rows('schema', file)), newest)
    assert.deepEqual(losses(earlier, dump(file)), [])
    const verified = run(binary, ['verify', '--data', data])
    assert.equal(verified.status, 0, verified.err + verified.out)
    const server = await serve(binary, data)
    const now = await look(server.url, world)
    for (const [address, answer] of Object.entries(seen)) assert.equal(lack(answer, now[address] ?? null), '', address)
    assert.deepEqual(await repeat(server.url, world), [], 'a key that was used keeps its answer')
    const more = await fileMore(server.url, world)
    assert.equal(more.status, 201, more.text)
    assert.equal(await server.stop(), 0, server.log())
    const again = run(binary, ['verify', '--data', data])
    assert.equal(again.status, 0, again.err + again.out)
  }

  for (const name of names) {
    test(`${name} is upgraded: filings, receipts, chain, drafts and sessions are the same`, async () => {
      const data = join(base, name)
      mkdirSync(data, { recursive: true, mode: 0o700 })
      writeFileSync(join(data, 'tanheng.db'), gunzipSync(readFileSync(join(kept, `${name}.db.gz`))), { mode: 0o600 })
      const { seen, ...world } = JSON.parse(gunzipSync(readFileSync(join(kept, `${name}.json.gz`))))
      await upgrades(data, world, seen)
    })
  }

  test("an earlier commit's own database is upgraded, and that program refuses what it became", async (t) => {
    const commit = earlierCommit()
    if (!commit) return t.skip('the history of this clone does not reach behind the newest migration')
    const old = buildOf(commit, join(base, 'old'))
    if (old.skip) return t.skip(old.skip)
    const data = join(base, 'old-data')
    createPeople(old.program, data)
    const earlier = Number(rows('schema', join(data, 'tanheng.db')))
    const server = await serve(old.program, data)
    const world = await createWorld(server.url)
    const seen = await look(server.url, world)
    assert.equal(await server.stop(), 0)
    await upgrades(data, world, seen)
    if (earlier < newest) refuses(old.program, data, new RegExp(`schema ${newest}`))
  })

  test('a database of a later program is refused by name and not touched', () => {
    const data = join(base, 'later')
    createPeople(binary, data)
    rows('schema', join(data, 'tanheng.db'), String(newest + 1))
    refuses(binary, data, new RegExp(`the database has schema ${newest + 1}, this program knows schemas up to ${newest}`))
  })

  function refuses(program, data, pattern) {
    const file = join(data, 'tanheng.db')
    const hash = sha256(file)
    for (const command of [['serve', '--listen', '127.0.0.1:0'], ['migrate'], ['verify'], ['backup', join(base, `refused-${Math.random()}.db`)]]) {
      const { status, err } = run(program, [command[0], '--data', data, ...command.slice(1)])
      assert.equal(status, 1, `${command[0]}: ${err}`)
      assert.match(err, pattern, command[0])
    }
    assert.equal(sha256(file), hash)
  }
})

/** The commit before the newest migration, or, as long as there is one migration only, the one before this; '' when the clone is too shallow. */
function earlierCommit() {
  const git = (...args) => run('git', ['-C', root, ...args]).out.trim()
  const added = git('log', '-n', '1', '--diff-filter=A', '--format=%H', '--', 'server/store/migrations')
  const before = git('rev-parse', '--verify', '--quiet', `${added}~1`)
  return before && git('ls-tree', '--name-only', before, 'server/store/migrations/') ? before : before && git('rev-parse', '--verify', '--quiet', 'HEAD~1')
}

/** The program of that commit; {skip: why} when it cannot be built here. */
function buildOf(commit, where) {
  mkdirSync(where)
  const archive = run('sh', ['-c', `git -C "${root}" archive ${commit} | tar x -C "${where}"`])
  const configured = run('cmake', ['-G', 'Ninja', '-S', where, '-B', join(where, 'b'), '-DCMAKE_BUILD_TYPE=Debug', '-DTANHENG_TESTS=OFF', `-DTANHENG_THIRD_PARTY=${root}/build/third_party`])
  const built = run('cmake', ['--build', join(where, 'b'), '-j2', '--target', 'tanheng'])
  if (archive.status !== 0 || configured.status !== 0 || built.status !== 0) return { skip: `commit ${commit.slice(0, 10)} does not build with today's packages: ${(configured.err || built.out).slice(-300)}` }
  return { program: join(where, 'b', 'tanheng') }
}
