// A suspended enterprise: its people are refused everywhere on the very next request, with a reason and whom to ask; strangers learn nothing; what it has
// stays, and is there again when it is resumed. Every operation of the served document is asked.
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { request as open } from 'node:http'
import { join } from 'node:path'
import { addPerson } from '../api/server.mjs'
import { Contract } from '../api/schema.mjs'
import { requestOf } from './requests.mjs'
import { World, newKey } from './world.mjs'

const REASON = '营业执照已注销，见 2026-11 通知'
let world, document, operations, agent
const as = (name, request) => world.send({ token: world.tokens[name]?.[0] ?? name, ...request })
const beta = (part) => `/v1/enterprises/${world.ids.beta}/${part}`
const get = (path) => ({ method: 'GET', path })

before(async () => {
  world = await World.build()
  document = (await world.send(get('/openapi.json'))).json
  operations = new Contract(document).operations
  addPerson(world.data, 'beta_agent', { enterprise: 'beta', role: 'agent' })
  agent = await world.signIn('beta_agent')
})
after(async () => { await world?.stop() })

function saysWhy(reply) {
  assert.deepEqual([reply.status, reply.json.code], [403, 'enterprise-suspended'], reply.text)
  assert.match(reply.json.zh, /停用.*管理员/)
  assert.match(reply.json.en, /suspended.*administrator/)
  assert.deepEqual(reply.json.issues.map(({ code, values, zh }) => [code, values, zh]), [['ENTERPRISE_SUSPENDED', { reason: REASON }, `停用原因：${REASON}`]])
}

test('A5 whatever its people ask, they are refused on the next request, and nothing changes', async () => {
  const inside = operations.filter((one) => /\{(enterprise|filing|file)\}/.test(one.path) && !one.path.startsWith('/v1/admin/'))
  assert.ok(inside.length > 20)
  const requests = []
  for (const one of inside) requests.push([one.operation.operationId, await requestOf(world, document, one, 'other')])
  await world.suspend(world.ids.beta, REASON)
  const was = await world.watch.ask('hash')
  for (const [id, request] of requests) {
    const reply = await as('neighbour', request)
    assert.equal(reply.status, 403, `${id}: ${reply.text}`)
    saysWhy(reply)
  }
  assert.deepEqual(await world.watch.ask('hash'), was)
  await world.resume(world.ids.beta)
  // what is shared is for a bank alone
  for (const [id, request] of requests.filter(([id, one]) => one.method === 'GET' && !id.includes('shared_report'))) assert.equal((await as('neighbour', request)).status, 200, id)
})

test('A5 drafts, downloads and uploads of an agent stop, and go on with the same session when it is resumed', async () => {
  const file = await world.upload('beta', 'evidence-of-beta')
  const key = newKey()
  const draft = { method: 'PUT', path: beta(`drafts/agent-${key}`), key, body: world.draftBody('by the agent') }
  const saved = await as(agent, draft)
  const content = await as(agent, get(`/v1/files/${file}`))
  assert.deepEqual([saved.status, content.status], [200, 200])
  await world.suspend(world.ids.beta, REASON)
  for (const request of [get(`/v1/files/${file}`), get(beta('drafts')), { ...draft, key: newKey(), path: `${draft.path}-2` },
    { method: 'POST', path: beta('files'), key: newKey(), raw: world.form('late'), type: world.formType }]) saysWhy(await as(agent, request))
  saysWhy(await as(agent, draft)) // not even the kept answer of what was done before
  await world.resume(world.ids.beta)
  assert.equal((await as(agent, draft)).text, saved.text)
  assert.equal((await as(agent, get(`/v1/files/${file}`))).text, content.text)
})

/** An upload that was let in (the server asks for its content then), and whose content is sent when `between` has happened. */
async function uploadAfter(between) {
  const body = world.form(`late-${newKey()}`)
  const headers = { authorization: `Bearer ${agent}`, 'idempotency-key': newKey(), 'content-type': world.formType, 'content-length': Buffer.byteLength(body), expect: '100-continue' }
  const sending = open(world.server.url + beta('files'), { method: 'POST', headers })
  const answer = new Promise((done, fail) => {
    sending.on('error', fail)
    sending.on('response', async (reply) => {
      let text = ''
      for await (const part of reply) text += part
      done({ status: reply.statusCode, text, json: JSON.parse(text) })
    })
  })
  const isLetIn = new Promise((done) => sending.on('continue', done))
  sending.flushHeaders()
  await Promise.race([isLetIn, answer.then((reply) => { throw new Error(`not let in: ${reply.text}`) })])
  await between()
  sending.end(body)
  return answer
}

test('A5 an upload that is under way keeps nothing', async () => {
  const list = async () => (await as(agent, get(beta('files')))).text
  const was = await list()
  const reply = await uploadAfter(() => world.suspend(world.ids.beta, REASON))
  assert.deepEqual([reply.status, reply.json.code], [403, 'enterprise-suspended'], reply.text)
  await world.resume(world.ids.beta)
  assert.equal(await list(), was)
  assert.equal((await uploadAfter(async () => {})).status, 201)
})

test('A8 another enterprise of the same person stays open, and a stranger is told what he always was', async () => {
  const nothing = (await as('legal_person', get(`/v1/enterprises/${world.things.guess.enterprise}/filings`)))
  await world.suspend(world.ids.beta, REASON)
  assert.equal((await as('bound_here', get(`/v1/enterprises/${world.ids.alpha}/filings`))).status, 200)
  assert.equal((await as('bound_here', get(beta('filings')))).status, 404)
  saysWhy(await as('bound_there', get(beta('filings'))))
  saysWhy(await as('unbound', get(beta('filings'))))
  saysWhy(await as('unbound', { method: 'PUT', path: '/v1/session/enterprise', body: { enterprise: world.ids.beta } }))
  const { json } = await as('unbound', get('/v1/session'))
  assert.deepEqual(json.enterprises.map((one) => [one.id, one.is_suspended]).sort(), [[world.ids.alpha, undefined], [world.ids.beta, true]].sort())
  const stranger = await as('legal_person', get(beta('filings')))
  const plain = (reply) => [reply.status, reply.text.replace(reply.headers.get('x-request-id'), '')]
  assert.deepEqual(plain(stranger), plain(nothing))
  const again = await world.signIn('neighbour')
  saysWhy(await as(again, get(beta('filings'))))
  await world.resume(world.ids.beta)
  assert.equal((await as(again, get(beta('filings')))).status, 200)
})

test('A17 suspending and resuming are acts with a reason, and the chain accounts for the row', async () => {
  await world.suspend(world.ids.beta, REASON)
  world.command('verify', '--data', world.data)
  const query = "SELECT json_group_array(json_array(kind, detail)) FROM (SELECT kind, detail FROM act WHERE thing = 'enterprise' AND enterprise_id = ? ORDER BY seq DESC LIMIT 2)"
  const acts = () => JSON.parse(spawnSync('python3', ['-c', 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2], (sys.argv[3],)).fetchone()[0])',
    join(world.data, 'tanheng.db'), query, world.ids.beta], { encoding: 'utf8' }).stdout)
  assert.deepEqual(acts()[0], ['suspend', REASON])
  await world.resume(world.ids.beta)
  assert.deepEqual(acts(), [['resume', '已核实'], ['suspend', REASON]])
  world.command('verify', '--data', world.data)
})
