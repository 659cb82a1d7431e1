// @ts-check
// What a sign-in costs, alone and beside submits at full load: by password (Argon2id), by WeChat and by text message (stand-ins over TLS in this process).
import { rmSync } from 'node:fs'
import { newestCode, startOutside } from '../api/server.mjs'
import { buildLoad } from './programs.mjs'
import { binary, cpuMs, median, round, runBeside, sleep, startServer } from './tools.mjs'
import { signIn } from './world.mjs'

const p99 = (/** @type {number[]} */ times) => [...times].sort((a, b) => a - b)[Math.floor((times.length - 1) * 0.99)]
const tell = (/** @type {number[]} */ times) => `p50 ${round(median(times))} · p99 ${round(p99(times))} ms`

/** Milliseconds of one sign-in after the other. @param {() => Promise<number>} way @param {number} count @returns {Promise<number[]>} */
async function signIns(way, count) {
  const times = []
  for (let i = 0; i < count; i++) times.push(await way())
  return times
}

/** The same, four a second, until they are too many. @param {() => Promise<number>} way @param {() => boolean} isOver @returns {Promise<number[]>} */
async function signInsBeside(way, isOver) {
  const times = []
  while (!isOver()) {
    const from = performance.now()
    times.push(await way())
    await sleep(Math.max(0, 250 - (performance.now() - from)))
  }
  return times
}

/**
 * Each sign-in comes from an address of its own, as behind a proxy, and each text message goes to another phone: the limits are not what is measured.
 * @param {string} url @param {Awaited<ReturnType<typeof startOutside>>} around
 */
function waysOf(url, { wechat, sms }) {
  let asked = 0
  const phones = /** @type {string[]} */ ([])
  const post = async (/** @type {string} */ path, /** @type {object} */ body, /** @type {number} */ wanted) => {
    const number = asked++, from = performance.now()
    const reply = await fetch(url + path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', 'x-real-ip': `10.1.${number >> 8 & 255}.${number & 255}` } })
    const text = await reply.text()
    if (reply.status !== wanted) throw new Error(`${path}: ${reply.status} ${text}`)
    return performance.now() - from
  }
  let again = 0, next = 0
  return {
    password: async () => {
      const from = performance.now()
      await signIn(url, 'u0')
      return performance.now() - from
    },
    arrive: () => {
      const phone = `1380013${String(phones.length).padStart(4, '0')}`
      phones.push(phone)
      return post('/v1/sessions/wechat', { code: wechat.loginCode(`o${phone}`), phone_code: wechat.phoneCode(phone) }, 201)
    },
    wechat: () => post('/v1/sessions/wechat', { code: wechat.loginCode(`o${phones[again++ % phones.length]}`) }, 201),
    sms: async () => { // the WeChat of the account is its second proof
      const phone = phones[next++ % phones.length], before = sms.sent.length
      await post('/v1/sign-in-codes', { phone }, 204)
      const code = await newestCode(sms, phone, before)
      return post('/v1/sessions/sms', { phone, code, wechat_code: wechat.loginCode(`o${phone}`) }, 201)
    }
  }
}

/** @param {{world: import('./world.mjs').World, isSmoke: boolean}} options @returns {Promise<import('./tools.mjs').Part>} */
export async function signInPart({ world, isSmoke }) {
  const folder = world.copy('signin'), load = buildLoad(), seconds = isSmoke ? 0.5 : 8, count = isSmoke ? 3 : 40
  const requests = world.requests('beside', { count: isSmoke ? 4000 : 80_000 })
  const around = await startOutside()
  const server = await startServer(binary, ['serve', '--listen', '127.0.0.1:0', '--data', folder, '--log-level', 'warn', '--connections-per-address', '1024', '--behind-proxy', '127.0.0.1', ...around.flags])
  try {
    const ways = waysOf(server.url, around), names = /** @type {('password' | 'wechat' | 'sms')[]} */ (['password', 'wechat', 'sms'])
    const arrivals = await signIns(ways.arrive, count * 3)
    const submits = async (/** @type {number} */ length, /** @type {string[]} */ more) =>
      JSON.parse(await runBeside(load, [String(server.port), requests, '--connections', '64', '--seconds', String(length), ...more]))
    /** @type {Record<string, number[]>} */
    const alone = {}
    let cpu = cpuMs(server.pid)
    /** @type {Record<string, number>} */
    const each = {}
    for (const name of names) {
      alone[name] = await signIns(ways[name], count)
      each[name] = (cpuMs(server.pid) - cpu) / count
      cpu = cpuMs(server.pid)
    }
    const quiet = await submits(seconds / 2, ['--warmup', String(seconds / 8)])
    /** @type {Record<string, number[]>} */
    const busy = {}
    let offset = quiet.offset, loaded = quiet
    for (const name of names) {
      let over = false
      const beside = signInsBeside(ways[name], () => over)
      const done = await submits(seconds, ['--offset', String(offset)])
      over = true
      busy[name] = await beside
      offset = done.offset
      if (name === 'password') loaded = done
    }
    const text = { password: 'password (Argon2id, 19 MiB, two passes)', wechat: 'WeChat (one call over TLS)', sms: 'text message and WeChat (one call over TLS)' }
    return { title: 'Sign-in', facts: {},
      notes: [`Beside: 4 sign-ins a second while 64 clients submit (by password: ${round(loaded.ok / loaded.seconds)} submits/s then, ${round(quiet.ok / quiet.seconds)}/s before). WeChat and the vendor of text messages are stand-ins in the program that measures; CPU is the server's.`],
      rows: [...names.flatMap(name => [
        { what: `${text[name]}, one after the other`, value: `${tell(alone[name])} · ${round(each[name])} CPU ms each` },
        { what: `${text[name]}, beside 64 submitting clients`, value: tell(busy[name]), ratio: `${round(median(busy[name]) / median(alone[name]))} × alone` }]),
      { what: 'first sign-in by WeChat with a phone (two calls)', value: tell(arrivals) }] }
  } finally {
    await server.stop()
    await around.stop()
    rmSync(folder, { recursive: true, force: true })
    rmSync(requests)
  }
}
