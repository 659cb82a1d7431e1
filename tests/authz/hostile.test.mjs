// Somebody who may do everything sends what no client of ours would: in each member of each body, in each parameter and header, values of other kinds,
// lengths and alphabets. The server never fails (5xx), says what is wrong in its own form, and a refusal changes nothing.
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Contract } from '../api/schema.mjs'
import { requestOf, resolve, targetsOf } from './requests.mjs'
import { World, newKey } from './world.mjs'

const document = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'))
/** Those that end sessions would end the attack. */
const operations = new Contract(document).operations.filter((one) => !['end_sessions', 'sign_out', 'end_session', 'switch_enterprise', 'change_password'].includes(one.operation.operationId))
const VALUES = [null, true, -1, 1e308, 9007199254740993, '', 'x'.repeat(5000), 'a\0b', 'a\u202eb', '😀'.repeat(300), "'; DROP TABLE account; --", '<script>alert(1)</script>',
  '../../etc/passwd', '=1+1', 'a\r\nX: y', '2025-02-30', [], [[]], {}, ['x', 'x']]
const HEADERS = ['', '*', '"', 'W/"1"', '"1", "2"', '"-1"', '"99999999999"', 'x'.repeat(300), "';--"]
const BODIES = ['', '[]', 'null', '{', '{}{}', '{"__proto__":{"x":1}}', '['.repeat(40000)]
let world, contract
/** operation → its right request; all are made before the first attack, which uses up limits. */
const rights = new Map()

before(async () => {
  world = await World.build()
  contract = new Contract((await world.send({ method: 'GET', path: '/openapi.json' })).json)
  for (const one of operations) rights.set(one.operation.operationId, await requestOf(world, document, one, targetsOf(one)[0]))
})
after(async () => { await world?.stop() })

function* variants(one, right) {
  const schema = resolve(document, one.operation.requestBody?.content?.['application/json']?.schema)
  const names = (place) => one.operation.parameters.filter((parameter) => parameter.in === place).map((parameter) => parameter.name)
  for (const name of Object.keys(schema?.properties ?? {}))
    for (const value of VALUES) yield [`${name} = ${JSON.stringify(value).slice(0, 40)}`, { ...right, body: { ...right.body, [name]: value } }]
  if (schema?.properties) for (const raw of BODIES) yield [`body ${raw.slice(0, 20)}`, { ...right, body: undefined, raw }]
  const [path, query] = right.path.split('?')
  for (const name of names('query'))
    for (const value of VALUES.filter((value) => typeof value !== 'object')) {
      const all = new URLSearchParams(query)
      all.set(name, String(value))
      yield [`?${name}=${String(value).slice(0, 40)}`, { ...right, path: `${path}?${all}` }]
    }
  for (const name of names('header'))
    for (const value of HEADERS) yield [`${name}: ${value.slice(0, 20)}`, { ...right, [name === 'If-Match' ? 'match' : 'key']: undefined, headers: { [name]: value } }]
}

for (const one of operations)
  test(`hostile values: ${one.operation.operationId}`, async () => {
    const right = rights.get(one.operation.operationId)
    const who = one.path.startsWith('/v1/admin') ? 'admin' : 'legal_person'
    const faults = []
    const was = await world.watch.ask('hash')
    let accepted = 0
    for (const [what, request] of variants(one, right)) {
      const reply = await world.send({ ...request, token: world.tokens[who][0], key: request.key && newKey() })
      accepted += reply.status < 400
      if (reply.status >= 500) faults.push(`${what}: ${reply.status} ${reply.text.slice(0, 200)}`)
      if (reply.status < 400 || /json/.test(reply.type)) faults.push(...contract.faults(request.method, request.path, reply, what).filter((fault) => !/not documented/.test(fault)))
    }
    const now = await world.watch.ask('hash')
    if (one.operation.operationId === 'sign_in_by_password') was.attempt = now.attempt // a wrong password is counted
    if (!accepted) assert.deepEqual(now, was)
    assert.deepEqual(faults.slice(0, 10), [])
  })
