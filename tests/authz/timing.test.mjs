// Whether the time of an answer tells what its words do not. Two kinds of request in turn, thousands of times; judged only with --long, on a machine
// that does little else: the medians may differ by 5 % unless chance explains it (Welch's t below 4.5 over the faster nine tenths).
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { Agent, request as httpRequest } from 'node:http'
import { dirname, join } from 'node:path'
import { binary } from '../api/server.mjs'
import { World } from './world.mjs'

const isLong = process.env.TANHENG_LONG === '1'
const skip = isLong ? false : 'measured with --long only'
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
let world

before(async () => { if (isLong) world = await World.build() })
after(async () => {
  agent.destroy()
  await world?.stop()
})

/** Microseconds until the whole answer is there. */
function once({ method, path, token, body }) {
  const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(body && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }) }
  return new Promise((done, fail) => {
    const started = process.hrtime.bigint()
    const sent = httpRequest(world.server.url + path, { method, headers, agent }, (reply) => {
      reply.resume()
      reply.on('end', () => done({ us: Number(process.hrtime.bigint() - started) / 1000, status: reply.statusCode }))
    })
    sent.on('error', fail)
    sent.end(body)
  })
}

const fasterPart = (all) => all.sort((a, b) => a - b).slice(0, Math.floor(all.length * 0.9))
const mean = (all) => all.reduce((sum, one) => sum + one, 0) / all.length
const variance = (all) => { const middle = mean(all); return all.reduce((sum, one) => sum + (one - middle) ** 2, 0) / (all.length - 1) }

async function compare(count, status, first, second) {
  const times = [[], []]
  for (let i = 0; i < count; i++)
    for (const side of i % 2 ? [1, 0] : [0, 1]) {
      const reply = await once(side ? second(i) : first(i))
      assert.equal(reply.status, status)
      times[side].push(reply.us)
    }
  const [a, b] = times.map(fasterPart)
  const medians = [a, b].map((all) => all[Math.floor(all.length / 2)])
  const t = (mean(a) - mean(b)) / Math.sqrt(variance(a) / a.length + variance(b) / b.length)
  const apart = Math.abs(medians[0] - medians[1]) / Math.max(...medians)
  return { t, apart, text: `medians ${medians.map((one) => one.toFixed(1)).join(' and ')} us, ${(apart * 100).toFixed(1)} % apart, t ${t.toFixed(1)}` }
}

function judge(name, found) {
  console.log(`# ${name}: ${found.text}`)
  assert.ok(found.apart < 0.05 || Math.abs(found.t) < 4.5, found.text)
}

test('C16 two codes that differ late are told apart no later than two that differ early', { skip, timeout: 600e3 }, () => {
  const { stdout, status } = spawnSync(process.env.COMPARE_TIME || join(dirname(binary), 'tests/authz/compare_time'), { encoding: 'utf8' })
  assert.equal(status, 0)
  console.log(`# Welch's t over a million comparisons: ${stdout.trim()}`)
  const found = JSON.parse(stdout)
  assert.ok(Math.abs(found.careless) > 100, 'the method sees what it looks for')
  assert.ok(Math.abs(found.digest_equal) < 4.5)
})

test('C16 unknown and foreign take the same time', { skip, timeout: 3600e3 }, async () => {
  const token = world.tokens.legal_person[0]
  const get = (path) => () => ({ method: 'GET', path, token })
  for (const [name, path] of Object.entries({ filing: ['/v1/filings/', ''], enterprise: ['/v1/enterprises/', '/filings'] })) {
    const at = (key) => path.join(world.things[key][name])
    await compare(500, 404, get(at('beta')), get(at('guess')))
    judge(name, await compare(20000, 404, get(at('beta')), get(at('guess'))))
  }
})

test('C16 an unknown account takes as long as a wrong password', { skip, timeout: 3600e3 }, async () => {
  const attempt = (account) => ({ method: 'POST', path: '/v1/sessions', body: JSON.stringify({ account, password: 'not-the-password' }) })
  const names = Object.keys(world.tokens).filter((name) => world.tokens[name].length && name !== 'invented')
  // few tries are free in a quarter of an hour: two for each of some accounts
  judge('sign-in', await compare(14, 401, (i) => attempt(names[i % 7]), (i) => attempt(`stranger-${i % 7}`)))
})
