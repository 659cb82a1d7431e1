// What somebody gains who has many addresses, or who does one allowed thing again and again, and what a clock that is set gains him: limits from outside,
// against the real server behind a proxy, with stand-ins of WeChat and text messages.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { phoneNumber } from './persons.mjs'
import { clockIsFixed, clockOf, newestCode, send, startOutside, startServer } from './server.mjs'

let around, server
before(async () => {
  around = await startOutside()
  server = await startServer([...around.flags, '--behind-proxy', '127.0.0.1', '--connections-per-address', '256'], {})
})
after(async () => { await server?.stop(); await around?.stop() })

const post = (path, body, from) => send(server.url, { method: 'POST', path, headers: { 'content-type': 'application/json', 'x-real-ip': from }, body: JSON.stringify(body) })
/** How many of these tries were looked at; sixteen at once. @param {(i: number) => string} address @param {(i: number) => any} body */
async function looked(path, times, address, body) {
  let count = 0
  for (let start = 0; start < times; start += 16) {
    const replies = await Promise.all(Array.from({ length: 16 }, (_, i) => post(path, body(start + i), address(start + i))))
    for (const one of replies) assert.ok([204, 429].includes(one.status), one.text)
    count += replies.filter((one) => one.status === 204).length
  }
  return count
}

test('C13 C17 an IPv6 network counts as one address: text messages', async () => {
  const codes = (address) => looked('/v1/sign-in-codes', 64, address, () => ({ phone: phoneNumber() }))
  assert.equal(await codes((i) => `2001:db8:7:${(i + 1).toString(16)}::1`), 20)
  assert.equal(await codes((i) => `2001:db8:8:1:${(i + 1).toString(16)}::1`), 20, 'another network has its own')
  assert.equal(await codes((i) => `203.0.113.${i + 1}`), 64, 'IPv4 addresses are each their own')
  assert.equal(await codes((i) => `::ffff:198.51.100.${i + 1}`), 64, 'and are not one network when they are written as IPv6')
})

test('C14 an IPv6 network counts as one address: passwords of many accounts', async () => {
  const guesses = async (address) => {
    let count = 0
    for (let i = 0; i < 33; i++) count += (await post('/v1/sessions', { account: `n-${address(0)}-${i}`.slice(0, 60), password: 'a wrong password' }, address(i))).status !== 429
    return count
  }
  assert.equal(await guesses((i) => `2001:db8:9:${(i + 1).toString(16)}::1`), 30)
  assert.equal(await guesses((i) => `192.0.2.${i + 1}`), 33)
})

test('B19 C12 a code that was over is not good again because the clock was set back', { skip: clockIsFixed }, async (t) => {
  const stamp = join(around.folder, 'stamp'), set = (text) => writeFileSync(stamp, text)
  set('+0')
  const other = await startServer(around.flags, {}, undefined, clockOf(stamp))
  t.after(() => other.stop())
  const call = async (path, body) => send(other.url, { method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const phone = phoneNumber()
  assert.equal((await call('/v1/sessions/wechat', { code: around.wechat.loginCode('oClock'), phone_code: around.wechat.phoneCode(phone) })).status, 201)
  const askCode = async () => {
    const sent = around.sms.sent.length, reply = await call('/v1/sign-in-codes', { phone })
    assert.equal(reply.status, 204, reply.text)
    return newestCode(around.sms, phone, sent)
  }
  const signIn = async (code) => (await call('/v1/sessions/sms', { phone, code, wechat_code: around.wechat.loginCode('oClock') })).status
  const code = await askCode()
  set('+301')
  assert.equal(await signIn(code === '123456' ? '654321' : '123456'), 401)
  set('+0')
  assert.equal(await signIn(code), 401, 'five minutes were over')
  assert.equal(await signIn(await askCode()), 201, 'the minute between two messages is over, too')
})
