// Power cuts: what was acknowledged must be on the disk, not in a cache. Two ways to cut.
// Recorded: the shim writes down every write and sync of the real server; a disk is rebuilt as everything that was synced and a random part of
// what was not, torn at sectors; the real program must then start over it. Runs everywhere.
// Image: the server works on an ext4 file system in a file; it is stopped, the file is copied while mounted, the copy is mounted, its journal
// replayed, the server started over it. Needs root and loop devices. It models lost pages, not torn sectors: hence both.
// Negative controls: with the syncs of synchronous = NORMAL or OFF both ways must find losses, or they would prove nothing.
// usage: node tests/crash/power.mjs [--long] [--cuts 10] [--recorded 20] [--seed N] [--only WORD]; ends with "N passed, N failed".
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Disk } from './disk.mjs'
import { FULL, NORMAL, OFF, Shim } from '../faults/shim.mjs'
import { Journal, Server, addPerson, campaigns, check, copyData, folder, judge, newServer, rounds, skip, sleep } from './rig.mjs'

const cuts = rounds('cuts', 10, 500)
const CONTROL_CUTS = 20 // at most: it ends with its first loss
const recorded = rounds('recorded', 20, 500)

// ---- judging ----

const acknowledgedBy = (journal, place) => [...journal.entries].filter(([, entry]) => entry.answer !== undefined && entry.at <= place)
const title = ['FULL', 'NORMAL', 'OFF']
const sum = (list, of) => list.reduce((total, item) => total + of(item), 0)

function report(mode, outcomes, what) {
  const lost = sum(outcomes, o => o.lost), broken = outcomes.filter(o => o.broken).length
  console.log(`${what}, ${title[mode]}: ${outcomes.length} cuts, ${sum(outcomes, o => o.acknowledged)} acknowledged writes held against the disk, lost ${lost}, broken ${broken}`)
  if (mode === FULL) for (const o of outcomes) check(o.lost === 0 && !o.broken, `${what}: cut at ${o.place}: lost ${o.lost}; ${o.broken}`)
  else check(lost > 0 || broken > 0, `${what}: the negative control ${title[mode]} found nothing in ${outcomes.length} cuts: the method is blind`)
}

/** A negative control has done its part with the first loss; until then it is given more cuts. */
const isShown = (mode, outcomes) => mode !== FULL && outcomes.some(o => o.lost || o.broken)

// ---- recorded cuts ----

/** One life of a server under the recorder and the cuts made of it. */
async function recordedLife(random, mode, number, count) {
  const data = join(folder, `recorded-${mode}-${number}`), before = `${data}-before`
  const added = addPerson(data)
  if (added.status !== 0) throw new Error(`user add: ${added.text}`)
  copyData(data, before)
  const shim = new Shim(data, { records: true })
  shim.set({ sync_mode: mode })
  const server = await newServerOver(data, shim)
  const journal = new Journal(random)
  journal.mark = () => shim.get('log_bytes')
  const first = shim.get('log_bytes')
  const load = journal.load(server)
  await sleep(random.int(300, 900))
  const last = shim.get('log_bytes')
  await server.kill()
  await load.stop()
  check(journal.unexpected.length === 0, `under the recorder: ${journal.unexpected[0]?.message}`)
  const disk = new Disk(readFileSync(shim.log), before)
  const places = Array.from({ length: count }, () => random.int(first, last)).sort((a, b) => a - b)
  const outcomes = []
  for (const place of places) {
    disk.advance(place)
    const copy = `${data}-cut`
    disk.cut(random, copy)
    const must = acknowledgedBy(journal, place)
    outcomes.push({ ...await judge(copy, journal, must), acknowledged: must.length, place: `${number}/${place}` })
    rmSync(copy, { recursive: true })
  }
  shim.close()
  for (const path of [data, before, shim.log]) rmSync(path, { recursive: true })
  return outcomes
}

async function newServerOver(data, shim) {
  return newServer(data.slice(folder.length + 1), { env: shim.env })
}

async function recordedCuts(random, mode, count) {
  const outcomes = []
  for (let number = 0; outcomes.length < count && !isShown(mode, outcomes); number++) outcomes.push(...await recordedLife(random, mode, number, Math.min(10, count - outcomes.length)))
  report(mode, outcomes, 'recorded')
}

// ---- image cuts ----

const run = (command, ...args) => { const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' }); return status === 0 ? '' : `${command}: ${stderr ?? error?.message}`.trim() }
const must = (...command) => { const trouble = run(...command); if (trouble) throw new Error(trouble) }
const images = existsSync('/dev/shm') ? join('/dev/shm', folder.split('/').at(-1)) : join(folder, 'images')
let imageCount = 0

class Image {
  static make() {
    const image = new Image()
    must('truncate', '-s', '96M', image.file)
    must('mkfs.ext4', '-q', '-F', image.file)
    return image.mount()
  }

  constructor() {
    const name = String(imageCount++)
    mkdirSync(images, { recursive: true })
    this.file = join(images, `${name}.img`)
    this.place = join(folder, `mounted-${name}`)
    mkdirSync(this.place)
  }

  mount() { must('mount', '-o', 'loop', this.file, this.place); Image.mounted.add(this); return this }

  /** The disk as the power cut leaves it: the file as it is now, under a file system that goes on. */
  copy() {
    const copy = new Image()
    must('cp', '--sparse=always', this.file, copy.file)
    return copy
  }

  drop() {
    if (Image.mounted.delete(this)) must('umount', this.place)
    rmSync(this.file, { force: true })
    rmSync(this.place, { recursive: true, force: true })
  }
}
Image.mounted = new Set()

function whyNoImages() {
  if (process.getuid?.() !== 0) return 'not root'
  const image = new Image()
  const trouble = run('truncate', '-s', '8M', image.file) || run('mkfs.ext4', '-q', '-F', image.file) || run('mount', '-o', 'loop', image.file, image.place)
  if (!trouble) Image.mounted.add(image)
  image.drop()
  return trouble
}

/** One cut: load, stop the server, copy the disk, kill the server, mount the copy in the disk's place. */
async function cutOnce(life, journal) {
  const load = journal.load(life.server)
  await sleep(journal.random.int(100, 600))
  life.server.child.kill('SIGSTOP')
  const copy = life.image.copy()
  await life.server.kill()
  await load.stop()
  life.image.drop()
  life.image = copy.mount()
}

async function newImageLife(number, mode) {
  const image = Image.make()
  const data = join(image.place, 'data')
  const shim = mode === FULL ? null : new Shim(data) // the program as it is, or its negative control
  shim?.set({ sync_mode: mode })
  return { image, shim, server: await newServer('data', { place: image.place, env: shim?.env }) }
}

/** Cuts in a row, each over the disk that the last one left. */
async function imageLife(random, mode, number, count) {
  const life = await newImageLife(number, mode)
  const journal = new Journal(random), outcomes = []
  try {
    for (let n = 0; n < count; n++) {
      await cutOnce(life, journal)
      const data = join(life.image.place, 'data')
      const entries = [...journal.entries].filter(([, entry]) => entry.answer !== undefined)
      const asked = n === count - 1 ? entries : entries.slice(-400)
      const outcome = await judge(data, journal, asked)
      outcomes.push({ ...outcome, acknowledged: asked.length, place: `${number}/${n}` })
      if (outcome.broken || outcome.lost) break
      life.server = await new Server(data, { env: life.shim?.env }).start()
      await life.server.signIn()
    }
  } finally {
    await life.server.kill()
    life.image.drop()
  }
  if (mode === FULL) check(journal.unexpected.length === 0, `on the image: ${journal.unexpected[0]?.message}`)
  return outcomes
}

async function imageCuts(random, mode, count) {
  const trouble = whyNoImages()
  if (trouble) return skip(`no power cut on an image (${trouble}); the recorded cuts stand for it`)
  const outcomes = []
  for (let number = 0; outcomes.length < count && !isShown(mode, outcomes); number++) outcomes.push(...await imageLife(random, mode, number, Math.min(8, count - outcomes.length)))
  report(mode, outcomes, 'image')
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => process.exit(1)) // so that nothing stays mounted
process.on('exit', () => { for (const image of Image.mounted) image.drop(); rmSync(images, { recursive: true, force: true }) })
console.log(`${recorded} recorded cuts, ${cuts} on images`)
await campaigns({
  'power cut, recorded: nothing acknowledged is lost': random => recordedCuts(random, FULL, recorded),
  'power cut, recorded: NORMAL loses (negative control)': random => recordedCuts(random, NORMAL, CONTROL_CUTS),
  'power cut, recorded: OFF loses (negative control)': random => recordedCuts(random, OFF, CONTROL_CUTS),
  'power cut, image: nothing acknowledged is lost': random => imageCuts(random, FULL, cuts),
  'power cut, image: NORMAL loses (negative control)': random => imageCuts(random, NORMAL, CONTROL_CUTS),
  'power cut, image: OFF loses (negative control)': random => imageCuts(random, OFF, CONTROL_CUTS)
})
