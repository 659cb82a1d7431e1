// Every operation of the served document × everybody who can ask × one's own thing, the neighbour's and none: the status that expected.csv says, no byte
// of what belongs to somebody else, nothing changed by a refusal, and each refusal at an enterprise's door written down once. Each request is right: the
// last to send it is somebody who may, and for him it succeeds.
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Contract } from '../api/schema.mjs'
import { requestOf, targetsOf, known } from './requests.mjs'
import { readTable } from './table.mjs'
import { World, enterpriseName, identities } from './world.mjs'

const table = readTable()
const document = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'))
const operations = new Contract(document).operations
let world, contract
/** request id → {who, must: rows of denial}; looked up at the end. */
const asked = new Map()

before(async () => {
  world = await World.build()
  contract = new Contract((await world.send({ method: 'GET', path: '/openapi.json' })).json)
})
after(async () => { await world?.stop() })

/* ---- the table is whole ---- */

test('the document that the matrix is made of is the one that is served', () => {
  assert.deepEqual(contract.document.paths, document.paths)
})

test('every route has a row, every row a route', () => {
  assert.deepEqual([...table.rows.keys()].sort(), operations.map((one) => one.operation.operationId).sort())
  assert.deepEqual(known.filter((id) => !table.rows.has(id)), [])
})

test('every identity has a column, every column an identity', () => {
  assert.deepEqual(table.names, Object.keys(identities))
})

test('every role is somebody in the matrix', () => {
  const rolesDef = readFileSync(new URL('../../server/auth/roles.def', import.meta.url), 'utf8')
  const roles = [...rolesDef.matchAll(/^ROLE\(\w+,\s*"(\w+)"/gm)].map((found) => found[1])
  const played = new Set(Object.values(identities).flatMap((one) => [...Object.values(one.at ?? {}).map((seat) => seat.role), one.platform, one.shown && 'bank']))
  assert.ok(roles.length > 3)
  assert.deepEqual(roles.filter((role) => !played.has(role)), [])
})

test('nobody may do anything at a thing that does not exist', () => {
  for (const one of operations.filter((one) => targetsOf(one).includes('guess')))
    for (const name of table.names) {
      const { own, other, guess } = table.rows.get(one.operation.operationId)[name]
      const tellsNothing = guess === 403 && own === 403 && other === 403 // of the platform: judged before anything is looked up
      assert.ok([401, 404, 409].includes(guess) || tellsNothing, `${one.operation.operationId} ${name}`)
    }
})

/* ---- the matrix ---- */

/** Enterprises whose things this identity may see. */
const sees = (name) => Object.entries(identities[name].at ?? {})
  .filter(([, seat]) => seat.state === 'active' && seat.starts === 0 && (seat.ends === 0 || seat.ends > 2e9)).map(([key]) => key)

/** The platform knows every enterprise by name, its administrator also who belongs to it, and nothing of what is inside; a bank knows the name of who
 * consented, and the consent. */
const isShown = (name, key, text) => identities[name].shown?.[key] === 'stands' && [world.ids[key], enterpriseName(key), world.things[key].consent].includes(text)
const isKnown = (name, key, text) => isShown(name, key, text) || (identities[name].platform && [world.ids[key], enterpriseName(key)].includes(text)) || (name === 'admin' && text === world.things[key].person)

function strangersTexts(name) {
  return Object.entries(world.canaries).filter(([key]) => !sees(name).includes(key)).flatMap(([key, texts]) => texts.filter((text) => !isKnown(name, key, text)))
}

/** A refusal at the door of an enterprise is written down; one of who is not signed in, or about a thing that has no door, is not. */
function mustBeWrittenDown(one, status) {
  const guarded = !['anyone', 'signed_in'].includes(one.operation['x-permission'])
  const hasDoor = !one.path.startsWith('/v1/admin/')
  return guarded && (status === 403 || (status === 404 && hasDoor)) ? 1 : 0
}

function judge(one, name, request, reply, wanted) {
  const faults = contract.faults(request.method, request.path, reply, name)
  if (reply.status !== wanted) faults.push(`${reply.status}, not ${wanted}: ${reply.text.slice(0, 200)}`)
  const everything = reply.text + [...reply.headers].flat().join('\n')
  const sent = JSON.stringify(request)
  for (const text of strangersTexts(name)) if (everything.includes(text) && !(one.operation.operationId === 'call_core' && sent.includes(text))) faults.push(`it tells ${text}`)
  faults.push(...sayAlike(one, request, reply), ...keptOut(one, reply))
  asked.set(reply.headers.get('x-request-id'), { who: `${one.operation.operationId} as ${name}: ${reply.status}`, must: mustBeWrittenDown(one, reply.status) })
  return faults
}

async function ask(name, request) {
  const reply = await world.send({ ...request, token: world.tokens[name][request.spare] })
  if (request.takesToken && reply.json?.token) world.tokens[name][request.spare] = reply.json.token
  return reply
}

/** What a refusal says, apart from the number of the request: the same of a neighbour's thing as of one that does not exist. */
const plain = (reply) => JSON.stringify([reply.text.replaceAll(reply.headers.get('x-request-id'), ''),
  [...reply.headers].filter(([name]) => !['x-request-id', 'date'].includes(name))])
const saidOfNothing = new Map()
function sayAlike(one, request, reply) {
  if (reply.status !== 404) return []
  const key = one.operation.operationId
  if (!saidOfNothing.has(key)) saidOfNothing.set(key, plain(reply))
  return saidOfNothing.get(key) === plain(reply) ? [] : [`another 404 than elsewhere: ${plain(reply)}`]
}

/** Nothing of a signed-in person may stay in a cache. */
const keptOut = (one, reply) => (one.operation['x-permission'] === 'anyone' || reply.headers.get('cache-control') === 'no-store' ? [] : ['C21 it may be kept by a cache'])

async function refusedAt(one, target, request, refused) {
  const faults = []
  const before = await world.watch.ask('hash')
  for (const name of refused)
    faults.push(...judge(one, name, request, await ask(name, request), table.rows.get(one.operation.operationId)[name][target]).map((fault) => `${name} at ${target}: ${fault}`))
  const now = await world.watch.ask('hash')
  for (const part of Object.keys(now)) if (now[part] !== before[part]) faults.push(`a refusal at ${target} changed ${part}`)
  return faults
}

/** The first of those who may sends the very request that the others were refused. */
async function allowedAt(one, target, request, allowed) {
  const faults = []
  for (const [i, name] of allowed.entries()) {
    const mine = i === 0 ? request : await requestOf(world, document, one, target)
    const reply = await ask(name, mine)
    faults.push(...judge(one, name, mine, reply, table.rows.get(one.operation.operationId)[name][target]).map((fault) => `${name} at ${target}: ${fault}`))
  }
  return faults
}

/** What takes a code from a PC's screen or from a provider, or changes the token that asks: that it works, and for whom, is shown in
 * tests/api/scan.test.mjs and tests/api/account.test.mjs. */
const NEEDS_A_CODE = ['look_at_scan', 'confirm_scan', 'deny_scan', 'tie_wechat', 'tie_phone', 'send_phone_code', 'untie', 'change_password']

async function prove(one) {
  const row = table.rows.get(one.operation.operationId)
  const faults = []
  for (const target of targetsOf(one)) {
    const request = await requestOf(world, document, one, target)
    const allowed = table.names.filter((name) => row[name][target] < 400)
    const refused = table.names.filter((name) => row[name][target] >= 400)
    if (!allowed.length && target !== 'guess' && one.operation['x-permission'] !== 'anyone' && !NEEDS_A_CODE.includes(one.operation.operationId)) faults.push(`nobody may do it at ${target}: the row proves nothing`)
    faults.push(...await refusedAt(one, target, request, refused), ...await allowedAt(one, target, request, allowed))
  }
  return faults
}

/** Each sign-in sweeps out sessions that are over, which must be refused while they stand; what ends sessions comes last. */
const LAST = ['sign_in_by_password', 'sign_in_by_demo', 'switch_enterprise', 'end_session', 'sign_out', 'end_sessions']
const order = (one) => LAST.indexOf(one.operation.operationId)
for (const one of [...operations].sort((a, b) => order(a) - order(b)))
  test(`A1 A2 A8 A9 A12 ${one.operation.operationId}: ${one.method} ${one.path}`, async () => {
    assert.ok(table.rows.has(one.operation.operationId), 'a route without a row in tests/authz/expected.csv')
    const faults = await prove(one)
    assert.equal(faults.length, 0, `\n${faults.slice(0, 40).join('\n')}`)
  })

/* ---- afterwards ---- */

test('each refusal at a door is written down once, and nothing else is', async () => {
  const missing = (rows) => [...asked].filter(([id, { must }]) => must && !rows[id])
  let rows = await world.watch.ask('denials')
  for (let i = 0; i < 100 && missing(rows).length; i++) {
    await new Promise((done) => setTimeout(done, 50))
    rows = await world.watch.ask('denials')
  }
  const wrong = [...asked].filter(([id, { must }]) => (rows[id] ?? 0) !== must).map(([id, { who, must }]) => `${who}: ${rows[id] ?? 0} rows, not ${must}`)
  assert.deepEqual(wrong.slice(0, 20), [])
  assert.ok([...asked.values()].filter((one) => one.must).length > 300)
})

test('C2 neither log nor verify tells a token, a password or what was filed', async () => {
  await world.stopServer()
  const texts = [...Object.values(world.tokens).flat(), ...['product', 'site', 'note', 'reason'].flatMap((what) => [`canary-alpha-${what}`, `canary-beta-${what}`]), ...table.names.map((name) => `${name}-password`)]
  for (const text of texts) assert.ok(!world.log.includes(text), text)
  world.command('verify', '--data', world.data)
  await world.start()
})
