// The disk fails under load. No space: writes are refused, reads go on, and when there is space again writes pass without a restart. An I/O
// error: nothing more is acknowledged, the process ends with 75, the next start has everything that was. Calls cut short or interrupted: nobody
// notices.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Disk } from '../crash/disk.mjs'
import { contents, pdf, send as sendFile } from '../crash/uploads.mjs'
import { Journal, Server, addPerson, binary, check, copyData, folder, judge, newServer, report, rounds, skip, sleep, tanheng, verify } from '../crash/rig.mjs'
import { EAGAIN, EDQUOT, EFBIG, EIO, ENOSPC, Shim } from './shim.mjs'

const points = rounds('points', 8, 300)
const BOUND_MS = 20_000 // until a recovery or an end must be seen

async function until(what, ask) {
  const started = performance.now()
  while (performance.now() - started < BOUND_MS) {
    if (await ask()) return performance.now() - started
    await sleep(20)
  }
  check(false, `${what}: not within ${BOUND_MS / 1000} s`)
  return NaN
}

/** Sends one new filing; the status. */
let probes = 100_000
async function probe(server, journal) {
  const entry = { path: `/v1/enterprises/${server.enterprise}/filings`, body: await report(server, probes++), status: 201 }
  return (await journal.write(server, entry)) ? 201 : 503
}

/** Everything that was acknowledged is still answered as it was; in the end the folder verifies. */
async function settle(server, journal, what) {
  check(journal.unexpected.length === 0, `${what}: ${journal.unexpected[0]?.message}`)
  const lost = await journal.replay(server, journal.entries)
  check(lost === 0, `${what}: ${lost} of ${journal.acknowledged} acknowledged writes lost: ${journal.example}`)
  await server.kill('SIGTERM')
  const verified = verify(server.data)
  check(verified.status === 0, `${what}: ${verified.text}`)
}

/** While there is no space: refusals only, each soon; reads as ever. */
async function withoutSpace(server, journal, what) {
  await until(`${what}: a refusal`, async () => await probe(server, journal) === 503)
  const asked = performance.now()
  check(await probe(server, journal) === 503, `${what}: a write passed`)
  const took = performance.now() - asked
  const read = await server.ask('GET', `/v1/enterprises/${server.enterprise}/filings`)
  check(read.status === 200, `${what}: reading gives ${read.status}`)
  check(server.child.exitCode === null, `${what}: the server ended with ${server.child.exitCode}`)
  return took
}

const run = (command, ...args) => { const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' }); return status === 0 ? '' : `${command}: ${stderr ?? error?.message}`.trim() }

/** Takes all the space but a few blocks; the load takes some at the same time. */
function fill(place, random) {
  for (let attempt = 0; attempt < 20; attempt++) {
    const { bavail, bsize } = statfsSync(place)
    if (run('fallocate', '-l', String(Math.max(bsize, (bavail - random.int(0, 3)) * bsize)), join(place, 'filler')) === '') return ''
  }
  return 'no filler could be made'
}

/** A file system of 64 MB that really fills up. */
async function fullDisk(random) {
  const place = join(folder, 'small')
  mkdirSync(place)
  const trouble = process.getuid() === 0 ? run('mount', '-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', place) : 'not root'
  if (trouble) return skip(`no file system to fill (${trouble}); the shim's ENOSPC stands for it`)
  try {
    const server = await newServer('data', { place })
    const journal = new Journal(random)
    for (let round = 0; round < 3; round++) {
      const load = journal.load(server)
      await sleep(random.int(100, 500))
      const filled = fill(place, random)
      check(filled === '', `round ${round}: ${filled}`)
      const refused = await withoutSpace(server, journal, 'full disk')
      rmSync(join(place, 'filler'))
      const recovered = await until('full disk: recovery', async () => await probe(server, journal) === 201)
      await load.stop()
      console.log(`full disk, round ${round}: a write is refused after ${refused.toFixed(0)} ms; ${recovered.toFixed(0)} ms after space came back one passes`)
    }
    await uploadWithoutSpace(server, place, random)
    await settle(server, journal, 'full disk')
  } finally {
    run('umount', '-l', place)
  }
}

/** A file needs more than what is left: refused, nothing of it stays, what was there comes back; with space the same key passes. */
async function uploadWithoutSpace(server, place, random) {
  const small = pdf('small', 22_000), large = pdf('large', 4_400_000)
  const kept = await sendFile(server, 'upload-before-full', small)
  check(kept.status === 201, `upload: ${kept.status} ${kept.text}`)
  const before = contents(server.data).length
  check(fill(place, random) === '', 'no filler')
  const refused = await sendFile(server, 'upload-when-full', large).catch((error) => ({ status: 0, text: error.code })) // refused before it was sent: the answer may be lost
  check(refused.status === 503 || ['EPIPE', 'ECONNRESET'].includes(refused.text), `an upload onto a full disk: ${refused.status} ${refused.text}`)
  check(contents(server.data).length === before, 'a refused upload left something')
  const back = await server.ask('GET', `/v1/files/${JSON.parse(kept.text).id}`)
  check(back.status === 200 && back.text === small, `a download beside a full disk: ${back.status}`)
  rmSync(join(place, 'filler'))
  const again = await sendFile(server, 'upload-when-full', large)
  check(again.status === 201, `the same upload with space again: ${again.status} ${again.text}`)
}

/** The k-th write and some more fail for lack of space; the server goes on by itself. */
async function noSpaceAt(random) {
  const data = join(folder, 'space'), shim = new Shim(data)
  const server = await newServer('space', { env: shim.env }), journal = new Journal(random)
  let refusals = 0
  for (let n = 0; n < points; n++) {
    const before = shim.get('faults')
    shim.set({ write_error: random.pick([ENOSPC, EDQUOT, EFBIG]), write_skip: random.int(0, 60), write_times: random.int(1, 40) })
    const load = journal.load(server)
    await until('the fault', () => shim.get('faults') > before)
    await sleep(30)
    shim.set({ write_error: 0 })
    await until('recovery from no space', async () => await probe(server, journal) === 201)
    await load.stop()
    refusals += shim.get('faults') - before
  }
  await settle(server, journal, 'no space at a write')
  console.log(`no space at ${points} places: ${refusals} calls failed, ${journal.acknowledged} writes acknowledged, ${journal.refused} refused`)
  shim.close()
}

/** One life that an I/O error ends. What was acknowledged must lie in the synced bytes alone: the disk is rebuilt from them. */
async function brokenOnce(random, n, kind) {
  const name = `broken-${n}`, data = join(folder, name), before = `${data}-before`
  const added = addPerson(data)
  if (added.status !== 0) throw new Error(added.text)
  copyData(data, before)
  const shim = new Shim(data, { records: true })
  const server = await newServer(name, { env: shim.env }), journal = new Journal(random)
  shim.set(kind === 'sync' ? { sync_error: EIO, sync_skip: random.int(0, 60), sync_times: -1 }
    : { write_error: random.pick([EIO, EAGAIN]), write_skip: random.int(0, 300), write_times: -1 })
  const load = journal.load(server)
  const took = await until(`EIO at a ${kind}: the end`, () => server.child.exitCode !== null)
  if (Number.isNaN(took)) await server.kill()
  await load.stop()
  check((await server.gone).code === 75, `EIO at a ${kind}: it ended with ${JSON.stringify(await server.gone)}, not 75`)
  check(journal.unexpected.length === 0, `EIO at a ${kind}: ${journal.unexpected[0]?.message}`)
  const entries = [...journal.entries].filter(([, entry]) => entry.answer !== undefined)
  const disk = new Disk(readFileSync(shim.log), before)
  disk.advance(shim.get('log_bytes'))
  const copy = `${data}-cut`
  disk.cut(random, copy)
  for (const [what, place] of [['what was synced', copy], ['the folder', data]]) {
    const { lost, broken } = await judge(place, journal, entries)
    check(lost === 0 && !broken, `EIO at a ${kind}: ${what} lost ${lost} of ${entries.length}; ${broken}`)
  }
  shim.close()
  for (const path of [data, before, copy, shim.log]) rmSync(path, { recursive: true })
  return entries.length
}

async function inputOutputErrors(random) {
  let acknowledged = 0
  for (let n = 0; n < points; n++) acknowledged += await brokenOnce(random, n, n % 2 ? 'write' : 'sync')
  console.log(`I/O errors at ${points} places: ${acknowledged} writes acknowledged before, exit 75 each time`)
}

async function shortAndInterrupted(random) {
  const data = join(folder, 'short'), shim = new Shim(data)
  shim.set({ short_per_mille: 200, interrupt_per_mille: 200 })
  const server = await newServer('short', { env: shim.env }), journal = new Journal(random)
  const load = journal.load(server)
  await sleep(1500)
  await load.stop()
  check(shim.get('faults') > 100, `only ${shim.get('faults')} calls were cut short`)
  check(journal.refused === 0, `${journal.refused} writes were refused for calls cut short`)
  await settle(server, journal, 'calls cut short')
  shim.close()
}

async function fileSizeLimit(random) {
  const server = await newServer('limit', { command: ['sh', '-c', 'ulimit -f 4000; exec "$@"', 'sh'] }), journal = new Journal(random)
  const load = journal.load(server)
  await withoutSpace(server, journal, 'file size limit')
  await load.stop()
  check((await server.kill('SIGTERM')).code === 0, 'file size limit: SIGTERM ends with 0')
  const larger = await new Server(server.data).start()
  Object.assign(larger, { token: server.token, enterprise: server.enterprise })
  await settle(larger, journal, 'file size limit')
}

/** A folder that cannot be written to: said at start, by name. As root a user without rights must try. */
async function unwritable() {
  const place = join(folder, 'closed'), who = process.getuid() === 0 ? { uid: 65534, gid: 65534 } : {}
  mkdirSync(place)
  writeFileSync(join(place, 'file'), '')
  spawnSync('chmod', ['0755', folder])
  spawnSync('chmod', ['0555', place])
  for (const data of [place, join(place, 'new'), join(place, 'file')]) {
    const { status, stderr, error } = spawnSync(binary, ['serve', '--listen', '127.0.0.1:0', '--data', data], { ...who, cwd: '/', encoding: 'utf8', timeout: 20_000 })
    if (error?.code === 'EACCES') return skip(`another user cannot reach ${binary}`)
    check(status === 1 && stderr.includes(data), `${data}: ${status} ${stderr ?? error}`)
  }
  spawnSync('chmod', ['0755', place]) // so that it can be removed
  const backup = tanheng(['backup', '--data', join(folder, 'space'), join(place, 'file')])
  check(backup.status === 1 && backup.text.includes('name a new file'), `a backup onto a file: ${backup.text}`)
}

export const diskCampaigns = {
  'a disk that is really full': fullDisk,
  'no space at any write': noSpaceAt,
  'an I/O error at any write or sync': inputOutputErrors,
  'short writes and interrupted calls': shortAndInterrupted,
  'a limit of the file size': fileSizeLimit,
  'a folder that cannot be written': unwritable
}
