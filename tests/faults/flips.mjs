// Bit rot: one bit of the database or its log is turned, and the real program must notice or serve every figure unchanged.
// For each flip a copy of the data folder gets `tanheng verify` and a server, which is asked for everything that it served before. A different
// answer that is no refusal is a wrong figure. What was told by verify, by a refused start or by an answer 5xx counts as detected.
import { closeSync, openSync, readFileSync, readSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Journal, Server, check, copyData, folder, listed, newServer, rounds, verify } from '../crash/rig.mjs'

const flips = rounds('flips', 150, 2000)
const FILINGS = 12

async function fill(server, random) {
  const journal = new Journal(random)
  for (let n = 0; n < FILINGS; n++) await journal.life(server)
  const draft = { draft_format: 1, form_version: 1, form: 'energy_report', period: { start: '2025-04', end: '2025-04' }, doc: { energy: [{ carrier: 'electricity', unit: 'MWh', m04: '77' }] } }
  const put = async (site) => {
    const { status, text } = await server.ask('PUT', `/v1/enterprises/${server.enterprise}/drafts/energy_report.${site}.2025-04.2025-04`, JSON.stringify({ ...draft, site }),
      { 'idempotency-key': `flips-draft-of-${site}` })
    if (status !== 200) throw new Error(`draft: ${status} ${text}`)
  }
  await put('draft')
  // The last commit of a log cannot be told from one that a power cut tore: this one holds nothing that is asked for.
  await put('last')
}

/** Every path whose answer must not change. */
async function paths(server) {
  const own = `/v1/enterprises/${server.enterprise}`
  const filings = await listed(server)
  return ['/v1/session', `${own}/filings?limit=100`, `${own}/drafts/energy_report.draft.2025-04.2025-04`, `${own}/context?form=energy_report&site=s1&start=2025-04&end=2025-04`,
    ...filings.flatMap(({ id, revision }) => [`/v1/filings/${id}`, `/v1/filings/${id}/revisions`,
      ...Array.from({ length: revision }, (_, i) => `/v1/filings/${id}/revisions/${i + 1}`)])]
}

/** Answers about filings. The context only feeds hints, a list may lack what verify misses: there, and with people and drafts, telling is enough. */
const isFigure = path => path.startsWith('/v1/filings/')
/** Whether a list shows anything else than it did, besides leaving items out. */
function showsOther(path, text, right) {
  if (!path.includes('/filings?')) return false
  const known = new Set(JSON.parse(right).items.map(item => JSON.stringify(item)))
  return JSON.parse(text).items.some(item => !known.has(JSON.stringify(item)))
}
const served = async (server, path) => server.ask('GET', path)
const truth = async (server, list) => new Map(await Promise.all(list.map(async path => [path, await served(server, path)])))

function turn(file, random) {
  const size = statSync(file).size, at = random.int(0, size - 1), bit = random.int(0, 7)
  const handle = openSync(file, 'r+'), byte = Buffer.alloc(1)
  readSync(handle, byte, 0, 1, at)
  byte[0] ^= 1 << bit
  writeSync(handle, byte, 0, 1, at)
  closeSync(handle)
  return `${file.split('/').at(-1)} byte ${at} bit ${bit}`
}

function difference(is, was) {
  let at = 0
  while (is[at] === was[at]) at++
  const around = text => text.slice(Math.max(0, at - 40), at + 40)
  return `…${around(is)}… instead of …${around(was)}…`
}

const rights = text => JSON.stringify(JSON.parse(text).enterprises)
/** A session is only the way in: what is still different for whoever signs in again. */
async function changedAfterSignIn(server, before) {
  const changed = []
  try { await server.signIn() } catch (error) { return [error.message] }
  for (const [path, right] of before) {
    const { status, text } = await served(server, path)
    const isSame = path === '/v1/session' ? status === 200 && rights(text) === rights(right.text) : status === right.status && text === right.text
    if (!isSame) changed.push(`${path}: ${status} ${difference(text, right.text)}`)
  }
  return changed
}

/** {told, figures, other}: by whom it was told, and which answers changed without being refused as broken. */
async function look(data, before, token) {
  const verified = verify(data)
  const server = new Server(data)
  server.token = token
  const out = { told: verified.status === 0 ? '' : 'verify', figures: [], other: [], text: verified.text }
  try { await server.start() } catch { return { ...out, told: out.told || 'start' } }
  await Promise.all([...before].map(async ([path, right]) => {
    const { status, text } = await served(server, path).catch(error => ({ status: 0, text: error.message }))
    if (status === right.status && text === right.text) return
    if (status >= 500) out.told ||= 'answer'
    else if (status === 200 && (isFigure(path) || showsOther(path, text, right.text))) out.figures.push(`${path}: ${difference(text, right.text)}`)
    else out.other.push(`${path}: ${status} ${difference(text, right.text)}`)
  }))
  if (!out.told && !out.figures.length && out.other.length) out.other = await changedAfterSignIn(server, before)
  const { code } = await server.kill('SIGTERM')
  if (code !== 0) out.told ||= `exit ${code}`
  return out
}

async function campaign(random, name, endsCleanly, file, count) {
  const server = await newServer(`flips-${name}`)
  await fill(server, random)
  const before = await truth(server, await paths(server))
  const wrong = [...before].find(([, { status }]) => status !== 200)
  if (wrong) throw new Error(`asked wrongly: ${wrong[0]} ${wrong[1].text}`)
  await server.kill(endsCleanly ? 'SIGTERM' : 'SIGKILL')
  const tally = { verify: 0, start: 0, answer: 0, harmless: 0, silent: 0, wrong: 0 }
  const copy = join(folder, `flips-${name}-copy`)
  for (let n = 0; n < count; n++) {
    copyData(server.data, copy)
    const place = turn(join(copy, file), random)
    const { told, figures, other, text } = await look(copy, before, server.token)
    if (figures.length && !told) { tally.wrong++; check(false, `${place}: a wrong figure is served and nothing tells: ${figures[0]}`) }
    else if (figures.length) { tally.wrong++; check(false, `${place}: told by ${told} (${text.trim().slice(0, 200)}), but a wrong figure is served: ${figures[0]}`) }
    else if (other.length && !told) { tally.silent++; check(false, `${place}: nothing tells, and ${other.length} answers changed: ${other[0]}`) }
    else { tally[told || 'harmless'] = (tally[told || 'harmless'] ?? 0) + 1; check(true) }
    rmSync(copy, { recursive: true })
  }
  console.log(`${count} flips in ${file} (${name}): ${Object.entries(tally).map(([what, n]) => `${n} ${what}`).join(', ')}`)
}

export const flipCampaigns = {
  'bit flips in a database that was closed': random => campaign(random, 'closed', true, 'tanheng.db', Math.ceil(flips / 2)),
  'bit flips in the log of a killed server': random => campaign(random, 'killed', false, 'tanheng.db-wal', Math.floor(flips / 2))
}
