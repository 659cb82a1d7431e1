// Keeps a database of this program's schema for the upgrade tests of all later ones: tests/data/databases/schema_NNNN_<version>.db.gz with
// what was seen in it. Run once when a schema is done, before it is released: node tests/deploy/keep-database.mjs [program]
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { binary, folder, root, run, serve } from './program.mjs'
import { createPeople, createWorld, look } from './world.mjs'

const program = process.argv[2] ?? binary
const kept = join(root, 'tests/data/databases')
const base = folder('keep')
const data = join(base, 'data')
createPeople(program, data)
const server = await serve(program, data)
const world = await createWorld(server.url)
const seen = await look(server.url, world)
if (await server.stop() !== 0) throw new Error(server.log())
const copy = join(base, 'copy.db')
const backup = run(program, ['backup', '--data', data, copy])
if (backup.status !== 0) throw new Error(backup.err)
const number = run('python3', [join(root, 'tests/deploy/rows.py'), 'schema', copy]).out.trim().padStart(4, '0')
const version = /\d+\.\d+\.\d+/.exec(run(program, ['version']).out)[0]
mkdirSync(kept, { recursive: true })
for (const old of existsSync(kept) ? readdirSync(kept).filter((name) => name.startsWith(`schema_${number}_`)) : []) rmSync(join(kept, old))
const name = join(kept, `schema_${number}_${version}`)
writeFileSync(`${name}.db.gz`, gzipSync(readFileSync(copy), { level: 9 }))
writeFileSync(`${name}.json.gz`, gzipSync(JSON.stringify({ ...world, seen }), { level: 9 }))
rmSync(base, { recursive: true })
console.log(`kept ${name}.db.gz`)
