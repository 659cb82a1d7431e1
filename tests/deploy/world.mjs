// A small world in a database: people of two enterprises, filings with revisions and a withdrawal, drafts, sessions. Written through
// the API of whatever build serves it, and read back as what must stay the same through every later upgrade.
import { Runner, fill } from '../api/cases.mjs'
import { people, send } from '../api/server.mjs'
import { run } from './program.mjs'

/** Those that programs of every schema can have. */
const members = Object.entries(people).filter(([, { enterprise }]) => enterprise)

export const createPeople = (program, data) => {
  for (const [account, { enterprise, role }] of members) {
    const { status, err } = run(program, ['user', 'add', '--data', data, '--account', account, '--name', `测试 ${account}`, '--enterprise', `${enterprise} 有限公司`, '--role', role],
      { input: `${account}-password\n` })
    if (status !== 0) throw new Error(`tanheng user add ${account}: ${err}`)
  }
}

const http = (url, token, { method = 'GET', path, body, key, match }) => send(url, { method, path, body: body && JSON.stringify(body),
  headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body && { 'content-type': 'application/json' }), ...(key && { 'idempotency-key': key }), ...(match && { 'if-match': match }) } })

async function receipted(url, enterprise, members) {
  const reply = await http(url, null, { method: 'POST', path: '/v1/core', body: { op: 'calculate', enterprise, ...members } })
  if (!reply.json.receipt) throw new Error(`no receipt: ${reply.text}`)
  return { ...members, receipt: reply.json.receipt }
}

/** Writes the world; {tokens, enterprises, writes}: each write as {as, request, status, text}, so that it can be sent again. */
export async function createWorld(url) {
  const runner = new Runner(url, null)
  for (const [account] of members) await runner.signIn(account)
  const writes = []
  const write = async (as, request, status) => {
    const sent = { ...request, key: `world-key-${String(writes.length + 1).padStart(8, '0')}` }
    const reply = await http(url, runner.tokens[as], sent)
    if (reply.status !== status) throw new Error(`${sent.method} ${sent.path}: ${reply.status} ${reply.text}`)
    writes.push({ as, request: sent, status, text: reply.text })
    return reply.json
  }
  const body = (file, changes = {}) => fill({ use: `bodies/${file}.json`, ...changes }, runner.variables)
  const submit = async (as, enterprise, members) => write(as, { method: 'POST', path: `/v1/enterprises/${enterprise}/filings`, body: await receipted(url, enterprise, members) }, 201)
  const { alpha, beta } = runner.variables
  const draft = (as, enterprise, key, note) => write(as, { method: 'PUT', path: `/v1/enterprises/${enterprise}/drafts/${key}`,
    body: { draft_format: 1, form: 'energy_report', form_version: 1, site: 'all', period: { start: '2025-07', end: '2025-09' }, doc: { energy: [{ carrier: 'electricity', unit: 'kWh', m07: note }] } } }, 200)

  await submit('alice', alpha, body('template'))
  const first = await submit('alice', alpha, body('quarter'))
  const changed = await receipted(url, alpha, body('quarter', { '/doc/energy/0/m01': '12.6' }))
  await write('agnes', { method: 'POST', path: `/v1/filings/${first.id}/revisions`, match: '"1"', body: changed }, 201)
  const second = await submit('agnes', alpha, body('quarter2'))
  await write('alice', { method: 'POST', path: `/v1/filings/${second.id}/withdraw`, match: '"1"', body: { reason: '重复填报' } }, 200)
  await submit('bob', beta, body('template'))
  await submit('bob', beta, body('quarter'))
  await draft('alice', alpha, 'summer', '12.5')
  await draft('bob', beta, 'summer', 'not a number yet')
  return { tokens: runner.tokens, enterprises: { alice: alpha, agnes: alpha, vera: alpha, bob: beta }, writes }
}

/** A filing without what follows from other rows each time it is read, and came with a later version. */
const kept = ({ label, ...filing }) => filing

/** What everybody sees, by address: filings, every revision with receipt and chain, drafts, who they are. */
export async function look(url, { tokens, enterprises }) {
  const seen = {}
  const get = async (as, path, part = (json) => json) => {
    const reply = await http(url, tokens[as], { path })
    if (reply.status !== 200) throw new Error(`${as} GET ${path}: ${reply.status} ${reply.text}`)
    seen[`${as} ${path}`] = part(reply.json)
    return reply.json
  }
  for (const as of Object.keys(tokens)) {
    const at = `/v1/enterprises/${enterprises[as]}`
    // permissions of a role may grow with a version; name, role and enterprise are the person's
    await get(as, '/v1/session', ({ account, name, provider, enterprises: all }) => ({ account, name, provider, enterprises: all.map(({ id, name: its, role }) => ({ id, name: its, role })) }))
    const { items } = await get(as, `${at}/filings?limit=100`, ({ items, ...list }) => ({ ...list, items: items.map(kept) }))
    for (const { id } of items) {
      await get(as, `/v1/filings/${id}`, kept)
      const { items: revisions } = await get(as, `/v1/filings/${id}/revisions`)
      for (const { revision } of revisions) await get(as, `/v1/filings/${id}/revisions/${revision}`, kept)
    }
    if (as === 'vera') continue // viewers have no drafts
    for (const { key } of (await get(as, `${at}/drafts`)).items) await get(as, `${at}/drafts/${key}`)
  }
  return seen
}

/** Sends every write again with its key: what is answered otherwise. */
export async function repeat(url, { tokens, writes }) {
  const wrong = []
  for (const { as, request, status, text } of writes) {
    const reply = await http(url, tokens[as], request)
    if (reply.status !== status || reply.text !== text) wrong.push(`${request.method} ${request.path}: ${reply.status} ${reply.text.slice(0, 200)}`)
  }
  return wrong
}

/** One more filing, to see that the ledger goes on. */
export async function fileMore(url, world) {
  const members = fill({ use: 'bodies/quarter2.json' }, {})
  const body = await receipted(url, world.enterprises.bob, members)
  return http(url, world.tokens.bob, { method: 'POST', path: `/v1/enterprises/${world.enterprises.bob}/filings`, key: 'world-key-after-upgrade', body })
}
