// @ts-check
// Hostile load: well-behaved clients are measured quiet and under each attack, in the same run. Their p99 may not exceed three times the quiet one (with a floor for
// times that mean nothing), and none of them may see an error. What exceeds is measured a second time, quiet and attacked, before it is a failure.
// usage: node tests/load/campaign.mjs [--long] [--only NAME] [--count N]
import { fork, spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isServing, startRaw, testPem, until } from '../api/raw.mjs'

const args = process.argv.slice(2)
const value = (/** @type {string} */ name, /** @type {any} */ fallback) => args.includes(name) ? args[args.indexOf(name) + 1] : fallback
const isLong = args.includes('--long') || process.env.TANHENG_LONG === '1'
const FACTOR = 3
const FLOOR_MS = 50 // below it a ratio says more about the machine's scheduler than about the server
const seconds = isLong ? 15 : 2
const script = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url))
const sleep = (/** @type {number} */ ms) => new Promise(done => setTimeout(done, ms))

/** Sockets one process may open here, some kept back for itself. */
const hard = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? '1024'
const allowed = (hard === 'unlimited' ? 1 << 20 : Number(hard)) - 100
const idleWanted = Number(value('--count', isLong ? 10000 : 3000))
const idleCount = Math.min(idleWanted, allowed)

const crowd = isLong ? 2000 : 1000
/** name, connections, addresses they come from, new ones per second; `held`: how many must have been open at once for the attack to have taken place. */
const attacks = [
  { name: 'slow-header', count: crowd, addresses: 50, rate: 1000, held: 500 },
  { name: 'slow-body', count: crowd, addresses: 50, rate: 1000, held: 500 },
  { name: 'slow-reader', count: crowd, addresses: 50, rate: 500, held: 500 },
  { name: 'early-answer', count: crowd, addresses: 50, rate: 1000, held: 1 },
  { name: 'idle', count: idleCount, addresses: 500, rate: 1500, held: 500 }
]
// a handshake costs the server milliseconds: few threads, so that few half-open ones take them all
const attacksOnTls = [{ name: 'half-tls', count: isLong ? 1000 : 200, addresses: 50, rate: 100, held: 64, isTls: true }]

/** @param {number} port @param {boolean} isTls @param {number} [time] @returns {Promise<any>} */
function measure(port, isTls, time = seconds) {
  const child = fork(script('good.mjs'), [String(port), isTls ? 'tls' : 'plain', String(time), isTls ? '4' : '8', isTls ? '60' : '15'])
  return new Promise((done, fail) => { child.on('message', done); child.on('exit', code => fail(new Error(`the clients ended with ${code}`))) })
}

/** @param {number} port @param {{ name: string, count: number, addresses: number, rate: number }} attack */
async function startAttack(port, { name, count, addresses, rate }) {
  // one process needs a descriptor per connection
  const child = fork(script('hostile.mjs'), [String(port), name, String(count), String(addresses), String(rate)],
    { execPath: 'prlimit', execArgv: [`--nofile=${Math.min(allowed, count + 500) + 50}`, process.execPath] })
  const inbox = /** @type {any[]} */ ([])
  child.on('message', message => inbox.push(message))
  let isOver = false
  child.on('exit', () => { isOver = true })
  await until(() => inbox.includes('ramped') || isOver, `${count} connections of ${name}`)
  if (isOver) throw new Error(`the attack ${name} ended by itself`)
  const ask = async (/** @type {any} */ wish) => {
    inbox.length = 0
    child.send(wish)
    await until(() => inbox.length > 0, 'the numbers of the attack')
    return inbox[0]
  }
  const stop = () => new Promise(done => { child.on('exit', done); child.kill('SIGKILL') })
  return { ask, stop }
}

const ms = (/** @type {number} */ number) => number.toFixed(1).padStart(7)
const errorsOf = (/** @type {any} */ found) => Object.entries(found.errors).map(([what, times]) => `${what} × ${times}`).join(', ')
const totals = { passed: 0, failed: 0 }
/** @param {boolean} isGood @param {string} text */
function verdict(isGood, text) {
  totals[isGood ? 'passed' : 'failed']++
  console.log(`${isGood ? 'ok  ' : 'FAIL'} ${text}`)
}

const isFine = (/** @type {any} */ quiet, /** @type {any} */ under) => under.p99 <= Math.max(FACTOR * quiet.p99, FLOOR_MS) && errorsOf(under) === '' && errorsOf(quiet) === ''

/** @param {any} server @param {any} attack */
async function measureUnder(server, attack) {
  const crowd = await startAttack(server.port, attack)
  try {
    const under = await measure(server.port, Boolean(attack.isTls))
    return { under, numbers: await crowd.ask({}) }
  } finally { await crowd.stop() }
}

/** @param {any} server @param {any} quiet @param {any} attack */
async function judgeAttack(server, quiet, attack) {
  let { under, numbers } = await measureUnder(server, attack)
  if (!isFine(quiet, under)) {
    console.log(`     ${attack.name}: p99 ${ms(quiet.p99)} → ${ms(under.p99)} ms, errors: ${errorsOf(under) || 'none'}; once more`)
    await sleep(2000)
    quiet = await measure(server.port, Boolean(attack.isTls));
    ({ under, numbers } = await measureUnder(server, attack))
  }
  verdict(isFine(quiet, under), `F1 F2 F5 under attack: ${attack.name.padEnd(12)} ${String(attack.count).padStart(5)} connections from ${attack.addresses} addresses (${numbers.opened} opened, ${numbers.ended} ended, at most ${numbers.most} at once; told ${JSON.stringify(numbers.answers)}):\n` +
    `     p99 ${ms(quiet.p99)} → ${ms(under.p99)} ms, max ${ms(quiet.max)} → ${ms(under.max)}, ${under.count} requests, ${under.retries} repeated, errors: ${errorsOf(under) || 'none'}`)
  verdict(numbers.failed === 0 && numbers.opened >= attack.count && numbers.most >= attack.held, `${attack.name}: the attack took place`)
  if (!attack.isTls) verdict(await isServing(server.port), `${attack.name}: health answers afterwards`)
}

/** @param {string[]} flags @param {any[]} wanted */
async function judgeAttacks(flags, wanted) {
  if (wanted.length === 0) return
  const server = await startRaw(flags)
  try {
    const isTls = Boolean(wanted[0].isTls)
    await measure(server.port, isTls, 0.5) // caches and branch predictors
    const quiet = await measure(server.port, isTls)
    for (const attack of wanted) await judgeAttack(server, quiet, attack)
  } finally { verdict(await server.stop() === 0, 'the server stops cleanly') }
}

/** Nobody makes room here: what is slow is ended by its own deadline. */
async function judgeDeadlines() {
  const server = await startRaw()
  const endOf = async (/** @type {string} */ name) => {
    const crowd = await startAttack(server.port, { name, count: 60, addresses: 50, rate: 1000 })
    const held = await crowd.ask({ hold: true })
    let left = held.open
    for (let patience = 0; patience < 60 && left > 0; patience++) {
      await sleep(1000)
      left = (await crowd.ask({})).open
    }
    verdict(left === 0, `F1 deadline: ${held.open} held connections of ${name} were all ended by the server (${left} left)`)
    await crowd.stop()
  }
  try {
    await Promise.all((isLong ? ['slow-header', 'idle', 'slow-body', 'slow-reader'] : ['slow-header', 'idle']).map(endOf))
  } finally { await server.stop() }
}

/** Valid requests beyond what the machine can do: some get 503 or wait, nobody breaks, and it is over when it is over. */
async function judgeOverload() {
  const server = await startRaw()
  try {
    const quiet = await measure(server.port, false)
    const crowd = await startAttack(server.port, { name: 'overload', count: 400, addresses: 50, rate: 2000 })
    await sleep(seconds * 1000)
    verdict(await isServing(server.port), 'F7 overload: health answers meanwhile')
    const numbers = await crowd.ask({})
    const strange = Object.keys(numbers.answers).filter(status => !['200', '503'].includes(status))
    verdict(strange.length === 0 && numbers.answers['200'] > 0, `F7 overload: 400 clients without a pause were told ${JSON.stringify(numbers.answers)}`)
    await crowd.stop()
    let calm = await measure(server.port, false)
    if (calm.p99 > Math.max(FACTOR * quiet.p99, FLOOR_MS)) calm = await measure(server.port, false)
    verdict(calm.p99 <= Math.max(FACTOR * quiet.p99, FLOOR_MS) && errorsOf(calm) === '', `F7 overload: afterwards p99 ${ms(quiet.p99)} → ${ms(calm.p99)} ms, errors: ${errorsOf(calm) || 'none'}`)
  } finally { await server.stop() }
}

/** Descriptors run out while the server runs: newcomers are served at the cost of those who let it wait. */
async function judgeDescriptors() {
  const server = await startRaw()
  const limit = (/** @type {number} */ number) => spawnSync('prlimit', ['--pid', String(server.pid), `--nofile=${number}:`]).status === 0
  const used = () => readdirSync(`/proc/${server.pid}/fd`).length
  try {
    const before = used()
    verdict(limit(before + 40), `F2 descriptors: the running server may open 40 more than its ${before}`)
    const crowd = await startAttack(server.port, { name: 'slow-header', count: 300, addresses: 50, rate: 1000 })
    let served = 0
    for (let i = 0; i < 20; i++) served += await isServing(server.port) ? 1 : 0
    verdict(served > 0, `F2 descriptors: with ${used()} of ${before + 40} in use ${served} of 20 health checks were answered`)
    verdict(/out of file descriptors/.test(server.log()), 'F2 descriptors: they did run out, and the log says so')
    await crowd.stop()
    await until(() => isServing(server.port), 'serving again')
    verdict(true, 'F2 descriptors: afterwards it serves')
    const calm = await measure(server.port, false, 1)
    verdict(errorsOf(calm) === '', `F2 descriptors: afterwards ${calm.count} requests without an error (${errorsOf(calm) || 'none'})`)
  } finally { verdict(await server.stop() === 0, 'F2 descriptors: the server stops cleanly') }
}

console.log(`this machine allows ${allowed} sockets in one process${idleCount < idleWanted ? `: ${idleCount} idle connections instead of ${idleWanted}` : ''}`)
const only = value('--only', '')
const chosen = (/** @type {any[]} */ list) => list.filter(attack => !only || only === attack.name)
await judgeAttacks([], chosen(attacks))
await judgeAttacks(['--tls-cert', testPem, '--threads', '64'], chosen(attacksOnTls))
for (const [name, judge] of /** @type {[string, () => Promise<void>][]} */ ([['deadlines', judgeDeadlines], ['overload', judgeOverload], ['descriptors', judgeDescriptors]])) {
  if (!only || only === name) await judge()
}
console.log(`${totals.passed} passed, ${totals.failed} failed`)
process.exit(totals.failed ? 1 : 0)
