// kill -9 under load and at the other moments that write: nothing acknowledged is lost, half or twice.
// Clients submit, revise and withdraw filings on the real server; it is killed at a random moment; after the restart every acknowledged key
// must give the very same answer, every other key takes effect exactly once; in the end the list equals the journal and `tanheng verify` is
// content. kill -9 does not test what a power cut does: see power.mjs.
// usage: node tests/crash/crash.mjs [--long] [--cycles 100] [--moments 12] [--seed N] [--only WORD]; ends with "N passed, N failed".
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { pdf, send as sendFile, uploadsKilled } from './uploads.mjs'
import { Journal, Server, addPerson, binary, campaigns, check, folder, listed, newServer, quantile, rounds, seed, sleep, tanheng, verify } from './rig.mjs'

const cycles = rounds('cycles', 100, 2000)
const moments = rounds('moments', 12, 200)
const LIFE = 100 // kills of one database: it grows, and so does what every check reads

async function cycle(server, journal, number) {
  const before = journal.entries.size
  const load = journal.load(server)
  await sleep(journal.random.int(5, 300))
  await server.kill()
  await load.stop()
  await server.start()
  const recent = [...journal.entries].slice(Math.max(0, before - 50)) // this cycle's keys and some of the last one's
  const lost = await journal.replay(server, recent)
  check(lost === 0 && journal.unexpected.length === 0, `cycle ${number}: ${lost} acknowledged keys lost; ${journal.unexpected[0]?.message ?? ''} ${journal.example ?? ''}`)
  journal.unexpected = []
}

/** The whole journal against the whole database. */
async function judge(server, journal) {
  const items = await listed(server)
  const last = journal.standing()
  check(last.size === journal.count, `${journal.count} filings were begun, ${last.size} are in the journal`)
  check(items.length === last.size, `the list has ${items.length} filings, the journal ${last.size}`)
  const wrong = items.filter(({ id, revision, state }) => last.get(id)?.revision !== revision || last.get(id)?.state !== state)
  check(wrong.length === 0, `${wrong.length} filings stand elsewhere than acknowledged, e.g. ${JSON.stringify(wrong[0])}`)
  const lost = await journal.replay(server, journal.entries)
  check(lost === 0, `${lost} of all ${journal.entries.size} keys are answered otherwise in the end: ${journal.example}`)
}

/** One database and its kills. */
async function life(random, number, count, total) {
  const server = await newServer(`load-${number}`)
  const journal = new Journal(random)
  for (let n = 1; n <= count; n++) {
    await cycle(server, journal, number * LIFE + n)
    if (n % 25 === 0) check(verify(server.data).status === 0, `cycle ${n}: ${verify(server.data).text}`)
  }
  await judge(server, journal)
  check((await server.kill('SIGTERM')).code === 0, 'SIGTERM ends with 0')
  const verified = verify(server.data)
  check(verified.status === 0, `verify: ${verified.text}`)
  total.restarts.push(...server.restarts.slice(1))
  total.acknowledged += journal.acknowledged
  total.writes += journal.entries.size
  total.filings += journal.count
  rmSync(server.data, { recursive: true })
}

async function killsUnderLoad(random) {
  const total = { restarts: [], acknowledged: 0, writes: 0, filings: 0 }
  for (let done = 0; done < cycles; done += LIFE) await life(random, done / LIFE, Math.min(LIFE, cycles - done), total)
  console.log(`${cycles} kills: ${total.acknowledged} acknowledged before a kill, ${total.writes} writes of ${total.filings} filings in all; ` +
    `start to the first 200: p50 ${quantile(total.restarts, 0.5).toFixed(0)} ms, p99 ${quantile(total.restarts, 0.99).toFixed(0)} ms`)
}

/** Starts a command and kills it after 0 to `most` ms, more often early. True when it came to its end before. */
async function killed(args, random, most, input) {
  const child = spawn(binary, args, { stdio: [input === undefined ? 'ignore' : 'pipe', 'ignore', 'ignore'] })
  const gone = new Promise(resolve => child.on('exit', (code, signal) => resolve({ code, signal })))
  if (input !== undefined) child.stdin.on('error', () => {}).end(input)
  await Promise.race([gone, sleep(random.int(0, random.int(1, most)))])
  child.kill('SIGKILL')
  return (await gone).signal === null
}

const serveArgs = (data, ...more) => ['serve', '--listen', '127.0.0.1:0', '--data', data, ...more]

async function firstStarts(random) {
  let cut = 0
  for (let n = 0; n < moments; n++) {
    const data = join(folder, `first-${n}`)
    cut += !await killed(serveArgs(data, '--demo'), random, 250)
    const server = await new Server(data, { flags: ['--demo'] }).start()
    await server.kill('SIGTERM')
    const verified = verify(data)
    check(verified.status === 0, `first start ${n}: ${verified.text}`)
    rmSync(data, { recursive: true })
  }
  check(cut > 0, 'no first start was cut off: the moments are too late')
}

/** Making the tables is the migration of an empty database; the kept databases of earlier schemas have rows to carry over. */
async function migrations(random) {
  const kept = new URL('../data/databases', import.meta.url).pathname
  const names = [null, ...existsSync(kept) ? readdirSync(kept).filter(name => name.endsWith('.db.gz')) : []]
  for (let n = 0; n < moments; n++) {
    const data = join(folder, `migrate-${n}`), name = names[n % names.length]
    if (name) {
      mkdirSync(data)
      writeFileSync(join(data, 'tanheng.db'), gunzipSync(readFileSync(join(kept, name))))
    }
    await killed(name ? ['migrate', '--data', data] : ['user', 'add', '--account', 'x', '--name', 'x', '--enterprise', 'x', '--role', 'viewer', '--data', data], random, 60, 'a long password')
    const again = name ? tanheng(['migrate', '--data', data]) : addPerson(data)
    check(again.status === 0, `${name ?? 'an empty folder'}: after a cut-off migration: ${again.text}`)
    const verified = verify(data)
    check(verified.status === 0, `${name ?? 'an empty folder'}: after a cut-off migration: ${verified.text}`)
    rmSync(data, { recursive: true })
  }
}

async function backupsAndRestores(random) {
  const server = await newServer('backup')
  for (const key of ['carried-upload-01', 'carried-upload-02', 'carried-upload-03']) check((await sendFile(server, key, pdf(key, 1_500_000))).status === 201, `upload ${key}`)
  const journal = new Journal(random)
  const load = journal.load(server, 4)
  await sleep(1500)
  let cut = 0
  for (let n = 0; n < moments; n++) {
    const file = join(folder, `backup-${n}.db`)
    await killed(['backup', '--data', server.data, file], random, 120)
    cut += !existsSync(file)
    if (existsSync(file)) check(tanheng(['restore', '--data', join(folder, `whole-${n}`), file]).status === 0, `backup ${n} has its name and is not whole`)
    const again = existsSync(file) ? { status: 0 } : tanheng(['backup', '--data', server.data, file])
    check(again.status === 0, `a backup after a cut-off one: ${again.text}`)
    const data = join(folder, `restored-${n}`)
    await killed(['restore', '--data', data, file], random, 120)
    if (!existsSync(join(data, 'tanheng.db'))) {
      const restored = tanheng(['restore', '--data', data, file])
      check(restored.status === 0, `a restore after a cut-off one: ${restored.text}`)
    }
    const verified = verify(data)
    check(verified.status === 0, `restored ${n}: ${verified.text}`)
    for (const name of readdirSync(folder)) if (name !== 'backup' && name.endsWith(`-${n}`)) rmSync(join(folder, name), { recursive: true })
  }
  await load.stop()
  check(cut > 0, 'no backup was cut off: the moments are too late')
  check(journal.unexpected.length === 0, `during backups: ${journal.unexpected[0]?.message}`)
}

console.log(`${cycles} kills under load, ${moments} at each other moment, seed ${seed}`)
await campaigns({
  'kill -9 under load: every acknowledged key keeps its answer': killsUnderLoad,
  'kill -9 during the first start': firstStarts,
  'kill -9 during a migration': migrations,
  'kill -9 during backup and restore': backupsAndRestores,
  'kill -9 during uploads': uploadsKilled
})
