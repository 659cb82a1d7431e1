// A13: every operation of the served document, asked by those who see most of other people, in a world whose phones and numbers of documents are known:
// none stands raw in an answer, in the log or in a file; only who asked for one number, with another administrator's yes, reads that one.
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Contract } from '../api/schema.mjs'
import { requestOf, targetsOf } from './requests.mjs'
import { World } from './world.mjs'

/** Numbers that requests.mjs types: they come back in no answer either. */
const TYPED = ['13800138000', '990000199001010015', 'E12345678']
const SHOWS = 'get_disclosure_numbers'
const ENDS = ['sign_in_by_password', 'sign_in_by_demo', 'switch_enterprise', 'end_session', 'sign_out', 'end_sessions']
let world, document, operations

before(async () => {
  world = await World.build()
  document = (await world.send({ method: 'GET', path: '/openapi.json' })).json
  operations = new Contract(document).operations.sort((a, b) => ENDS.indexOf(a.operation.operationId) - ENDS.indexOf(b.operation.operationId))
})
after(async () => { await world?.stop() })

const told = (text) => [...world.numbers, ...TYPED].filter((number) => text.includes(number))

test('A13 no operation tells an administrator, a reviewer or a legal person a raw number', async () => {
  const faults = [], done = { admin: new Set(), reviewer: new Set(), legal_person: new Set() }
  for (const one of operations)
    for (const target of targetsOf(one)) {
      const id = one.operation.operationId
      const request = await requestOf(world, document, one, target)
      for (const who of Object.keys(done)) {
        const reply = await world.send({ ...request, token: world.tokens[who][request.spare] })
        if (request.takesToken && reply.json?.token) world.tokens[who][request.spare] = reply.json.token
        const numbers = told(reply.text + [...reply.headers].flat().join('\n'))
        if (reply.status < 300) done[who].add(id)
        if (id === SHOWS && who === 'admin' && target !== 'guess') assert.deepEqual([reply.status, numbers], [200, [reply.json.phone]])
        else if (numbers.length) faults.push(`${id} at ${target} to ${who}: ${numbers.join(' ')}`)
      }
    }
  assert.deepEqual(faults, [])
  assert.deepEqual(Object.keys(done).filter((who) => done[who].has(SHOWS)), ['admin'])
  assert.ok(done.admin.size > 45 && done.reviewer.size > 25 && done.legal_person.size > 60, Object.values(done).map((ids) => ids.size).join(' '))
})

test('A13 nor does the log or a file of the data folder', async () => {
  await world.stopServer()
  assert.ok(world.numbers.length > 20)
  const files = readdirSync(world.data, { recursive: true }).flatMap((name) => { try { return [[name, readFileSync(join(world.data, name))]] } catch { return [] } }) // a folder
  assert.ok(files.length > 2)
  for (const number of [...world.numbers, ...TYPED]) {
    assert.ok(!world.log.includes(number), `${number} in the log`)
    for (const [name, bytes] of files) assert.ok(!bytes.includes(number), `${number} in ${name}`)
  }
  await world.start()
})
