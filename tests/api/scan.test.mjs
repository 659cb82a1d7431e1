// Signing in a PC by a phone (X7) and the attacks on it: C8–C11. The PC is a browser with the console's cookies, or the mini-program inside PC WeChat
// with a secret of its own; the phone is a signed-in session of the mini-program. The server stands behind a proxy, so that each has its own address.
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readCode, ticketOf } from './code.mjs'
import { people, send, startServer, tina } from './server.mjs'

const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36'
const office = '203.0.113.7', phoneThere = '203.0.113.99', phoneElsewhere = '198.51.100.4'
let server, own

const ask = (method, path, { body, token, from = office, ...headers } = {}) => send(server.url, { method, path, body: body && JSON.stringify(body),
  headers: { 'x-real-ip': from, ...(token && { authorization: `Bearer ${token}` }), ...(body && { 'content-type': 'application/json' }), ...headers } })
const refused = (reply, status, code) => {
  assert.equal(reply.status, status, reply.text)
  assert.equal(reply.json.code, code, reply.text)
  assert.equal(reply.headers.get('set-cookie'), null)
}
const fine = (reply, status) => { assert.equal(reply.status, status, reply.text); return reply }

/** A PC in front of its sign-in page. */
class Pc {
  constructor({ isConsole = true, agent = windows, from = office } = {}) {
    Object.assign(this, { isConsole, agent, from, cookies: {} })
  }
  async ask(method, path, { body, ...headers } = {}) {
    const cookie = Object.entries(this.cookies).map(([name, value]) => `${name}=${value}`).join('; ')
    const reply = await ask(method, path, { 'user-agent': this.agent, from: this.from, body,
      ...(this.isConsole ? { 'x-tanheng': 'console', origin: own, ...(cookie && { cookie }) } : this.secret && { 'x-tanheng-scan': this.secret }), ...headers })
    const set = /^([^=]+)=([^;]*)/.exec(reply.headers.get('set-cookie') ?? '')
    if (set) this.cookies[set[1]] = set[2]
    return reply
  }
  async begin() {
    this.begun = fine(await this.ask('POST', '/v1/scans'), 201)
    this.id = this.begun.json.scan
    this.secret = this.begun.json.secret
    this.text = readCode(this.begun.json.image)
    this.ticket = ticketOf(this.text)
    return this
  }
  poll() { return this.ask('GET', `/v1/scans/${this.id}`) }
  open(headers) { return this.ask('POST', '/v1/sessions/scan', { body: { scan: this.id }, ...headers }) }
}
const pcWithCode = (options) => new Pc(options).begin()

/** A phone with somebody signed in. */
class Phone {
  constructor(token, from) { Object.assign(this, { token, from }) }
  static async of(account, from = phoneThere) {
    return new Phone(fine(await ask('POST', '/v1/sessions', { body: { account, password: `${account}-password` }, from }), 201).json.token, from)
  }
  act(verb, ticket, more) { return ask('POST', `/v1/scans/${verb}`, { token: this.token, from: this.from, body: { ticket, ...more } }) }
  look(ticket) { return this.act('look', ticket) }
  confirm(ticket, more) { return this.act('confirm', ticket, more) }
  deny(ticket) { return this.act('deny', ticket) }
}

before(async () => {
  server = await startServer(['--behind-proxy', '127.0.0.1'], { ...people, tina })
  own = server.url.replace('http:', 'https:')
})
after(async () => { assert.equal((await server.stop()).code, 0) })

test('X7 the console is signed in by a phone, into the enterprise of the phone', async () => {
  const pc = await pcWithCode(), phone = await Phone.of('agnes')
  assert.equal(pc.secret, undefined, 'the console keeps its secret in a cookie')
  assert.match(pc.begun.headers.get('set-cookie'), /^__Host-tanheng-scan=th1_[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/)
  assert.equal((await pc.poll()).json.state, 'new')
  refused(await pc.open(), 409, 'scan-done')
  const shown = fine(await phone.look(pc.ticket), 200).json
  assert.equal(shown.device, 'Windows · Chrome')
  assert.equal(shown.network, '203.0.113.x')
  assert.equal(shown.place, 'internet')
  assert.equal(shown.other_network, false)
  assert.ok(shown.expires_in_s > 100 && shown.expires_in_s <= 120)
  refused(await pc.open(), 409, 'scan-done')
  fine(await phone.confirm(pc.ticket), 204)
  const opened = fine(await pc.open(), 201)
  assert.equal(opened.json.account, 'agnes')
  assert.equal(opened.json.provider, 'scan')
  assert.equal(opened.json.token, undefined)
  assert.match(opened.headers.get('set-cookie'), /^__Host-tanheng=th1_[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/)
  const me = fine(await pc.ask('GET', '/v1/session'), 200)
  assert.equal(me.json.enterprise, opened.json.enterprises[0].id)
  const list = fine(await ask('GET', '/v1/sessions', { token: phone.token }), 200).json.items
  assert.deepEqual(list.map((one) => one.kind).sort(), ['console', 'mini'], 'the phone sees the PC in its list')
})

test('C5 a PC that is signed in anew by a phone keeps no session of before', async () => {
  const pc = new Pc()
  fine(await pc.ask('POST', '/v1/sessions', { body: { account: 'alice', password: 'alice-password' } }), 201)
  const before = { ...pc.cookies }
  await pc.begin()
  const phone = await Phone.of('tina')
  fine(await phone.look(pc.ticket), 200)
  fine(await phone.confirm(pc.ticket), 204)
  assert.equal(fine(await pc.open(), 201).json.account, 'tina')
  assert.equal(fine(await pc.ask('GET', '/v1/session'), 200).json.account, 'tina')
  pc.cookies = before
  refused(await pc.ask('GET', '/v1/session'), 401, 'unauthenticated')
})

test('X7 the mini-program inside PC WeChat gets a token, and a choice stays to be made', async () => {
  const pc = await pcWithCode({ isConsole: false, agent: `${windows} MicroMessenger/7.0` }), phone = await Phone.of('tina')
  assert.match(pc.secret, /^th1_/)
  assert.equal(pc.begun.headers.get('set-cookie'), null)
  assert.equal(fine(await phone.look(pc.ticket), 200).json.device, 'Windows · 微信 WeChat')
  fine(await phone.confirm(pc.ticket), 204)
  const opened = fine(await pc.open(), 201)
  assert.match(opened.json.token, /^th1_[\w-]{43}$/)
  assert.equal(opened.json.enterprise, undefined, 'she has chosen none on the phone either')
  fine(await ask('GET', '/v1/session', { token: opened.json.token }), 200)
})

test('C8 nothing is signed in without an explicit yes of who scanned, and no is final', async () => {
  const pc = await pcWithCode(), phone = await Phone.of('alice')
  refused(await phone.confirm(pc.ticket), 409, 'scan-done')
  fine(await phone.look(pc.ticket), 200)
  fine(await phone.look(pc.ticket), 200)
  refused(await pc.open(), 409, 'scan-done')
  fine(await phone.deny(pc.ticket), 204)
  refused(await phone.confirm(pc.ticket), 409, 'scan-done')
  refused(await phone.look(pc.ticket), 409, 'scan-done')
  assert.equal((await pc.poll()).json.state, 'denied')
  refused(await pc.open(), 409, 'scan-done')
})

test('C8 a PC in another network is told, and needs a second yes', async () => {
  const pc = await pcWithCode(), phone = await Phone.of('alice', phoneElsewhere)
  const shown = fine(await phone.look(pc.ticket), 200).json
  assert.equal(shown.other_network, true)
  refused(await phone.confirm(pc.ticket), 409, 'scan-network')
  refused(await phone.confirm(pc.ticket, { other_network: false }), 409, 'scan-network')
  refused(await pc.open(), 409, 'scan-done')
  fine(await phone.confirm(pc.ticket, { other_network: true }), 204)
  fine(await pc.open(), 201)
})

test('C8 whoever photographs the code of another PC gets nothing by it', async () => {
  const victim = await pcWithCode(), thief = await pcWithCode(), phone = await Phone.of('alice')
  fine(await phone.look(victim.ticket), 200)
  fine(await phone.confirm(victim.ticket), 204)
  for (const [method, at, body] of [['GET', `/v1/scans/${victim.id}`], ['POST', '/v1/sessions/scan', { scan: victim.id }]]) {
    refused(await thief.ask(method, at, { body }), 404, 'not-found')
    refused(await thief.ask(method, at, { body, cookie: '' }), 404, 'not-found')
    refused(await thief.ask(method, at, { body, cookie: `__Host-tanheng-scan=${victim.ticket}` }), 404, 'not-found')
    refused(await thief.ask(method, at, { body, cookie: `tanheng_dev_scan=${victim.cookies['__Host-tanheng-scan']}` }), 404, 'not-found')
    refused(await ask(method, at, { body, 'x-tanheng-scan': victim.ticket }), 404, 'not-found')
  }
  fine(await victim.open(), 201)
})

test('C8 what the phone shows of the PC is in words of ours', async () => {
  const pc = await pcWithCode({ agent: '安全中心：请点确认 Windows <b>Chrome/1</b>'.replace(/[^\x20-\x7e]/g, '?') }), phone = await Phone.of('alice')
  assert.equal(fine(await phone.look(pc.ticket), 200).json.device, 'Windows · Chrome')
})

test('C9 a ticket is not guessed, and says nothing of others', async () => {
  const pc = await pcWithCode(), phone = await Phone.of('alice')
  const other = pc.ticket.slice(0, 21) + (pc.ticket[21] === 'A' ? 'Q' : 'A')
  for (const ticket of [other, pc.ticket.slice(1), `${pc.ticket}A`, pc.id, pc.ticket.toLowerCase() === pc.ticket ? 'x' : pc.ticket.toLowerCase(), "' OR 1=1 --"])
    for (const verb of ['look', 'confirm', 'deny']) refused(await phone.act(verb, ticket), 404, 'not-found')
  assert.equal((await pc.poll()).json.state, 'new')
  const tickets = new Set()
  for (let i = 0; i < 5; i++) tickets.add((await pcWithCode({ from: '192.0.2.1' })).ticket)
  assert.equal(tickets.size, 5)
})

test('C9 a PC asks once a second, and one address begins so many', async () => {
  const pc = await pcWithCode({ from: '192.0.2.9' })
  const replies = await Promise.all(Array.from({ length: 8 }, () => pc.poll()))
  assert.equal(replies.filter((one) => one.status === 200).length, 1)
  const late = replies.find((one) => one.status === 429)
  assert.equal(late.json.code, 'rate-limited')
  assert.equal(late.headers.get('retry-after'), '1')
  assert.equal(replies.filter((one) => one.status === 429).length, 7)
  const begun = await Promise.all(Array.from({ length: 64 }, () => ask('POST', '/v1/scans', { from: '192.0.2.10' })))
  assert.equal(begun.filter((one) => one.status === 201).length, 40)
  assert.equal(begun.filter((one) => one.status === 429).length, 24)
  fine(await ask('POST', '/v1/scans', { from: '192.0.2.11' }), 201)
})

test('C10 only who scanned decides', async () => {
  const pc = await pcWithCode(), alice = await Phone.of('alice'), bob = await Phone.of('bob')
  fine(await alice.look(pc.ticket), 200)
  for (const verb of ['look', 'confirm', 'deny']) refused(await bob.act(verb, pc.ticket), 409, 'scan-done')
  fine(await alice.confirm(pc.ticket), 204)
  for (const verb of ['look', 'confirm', 'deny']) refused(await bob.act(verb, pc.ticket), 409, 'scan-done')
  assert.equal(fine(await pc.open(), 201).json.account, 'alice')
})

test('C10 of all who look, decide and open at once, one comes through', async () => {
  const pc = await pcWithCode(), phones = await Promise.all(['alice', 'bob', 'agnes', 'vera'].map((account) => Phone.of(account)))
  const looks = await Promise.all(phones.flatMap((phone) => [phone.look(pc.ticket), phone.look(pc.ticket)]))
  assert.equal(looks.filter((one) => one.status === 200).length, 2, 'the same phone may look twice')
  const scanner = phones[Math.floor(looks.findIndex((one) => one.status === 200) / 2)]
  const decisions = await Promise.all(Array.from({ length: 16 }, () => scanner.confirm(pc.ticket)))
  assert.equal(decisions.filter((one) => one.status === 204).length, 1)
  assert.equal(decisions.filter((one) => one.json?.code === 'scan-done').length, 15)
  const opened = await Promise.all(Array.from({ length: 16 }, () => pc.open()))
  assert.equal(opened.filter((one) => one.status === 201).length, 1)
  assert.equal(opened.filter((one) => one.json?.code === 'scan-done').length, 15)
})

test('C10 a code that was used opens nothing again, by nobody', async () => {
  const pc = await pcWithCode(), phone = await Phone.of('alice')
  fine(await phone.look(pc.ticket), 200)
  fine(await phone.confirm(pc.ticket), 204)
  fine(await pc.open(), 201)
  refused(await pc.open(), 409, 'scan-done')
  for (const verb of ['look', 'confirm', 'deny']) refused(await phone.act(verb, pc.ticket), 409, 'scan-done')
})

test('C10 a phone that signed out in between signs nobody in', async () => {
  const pc = await pcWithCode(), phone = await Phone.of('alice')
  fine(await phone.look(pc.ticket), 200)
  fine(await phone.confirm(pc.ticket), 204)
  fine(await ask('DELETE', '/v1/session', { token: phone.token }), 204)
  refused(await pc.open(), 409, 'scan-done')
})

test('C10 neither the console nor a session that came by a scan approves another', async () => {
  const first = await pcWithCode({ isConsole: false }), second = await pcWithCode(), phone = await Phone.of('alice')
  refused(await ask('POST', '/v1/scans/look', { body: { ticket: second.ticket } }), 401, 'unauthenticated')
  fine(await phone.look(first.ticket), 200)
  fine(await phone.confirm(first.ticket), 204)
  const chained = new Phone(fine(await first.open(), 201).json.token, phoneThere)
  for (const verb of ['look', 'confirm', 'deny']) refused(await chained.act(verb, second.ticket), 403, 'forbidden')
  const third = await pcWithCode()
  fine(await phone.look(third.ticket), 200)
  fine(await phone.confirm(third.ticket), 204)
  fine(await third.open(), 201)
  const cookie = `__Host-tanheng=${third.cookies['__Host-tanheng']}`
  refused(await ask('POST', '/v1/scans/look', { body: { ticket: second.ticket }, cookie, origin: own, 'x-tanheng': 'console' }), 403, 'forbidden')
})

test('C11 the code names this server, one page and the ticket, whatever a request says', async () => {
  const pc = await pcWithCode()
  assert.equal(pc.text, `${own}/app/#/pages/scan/scan?scene=t%3D${pc.ticket}`)
  assert.equal(pc.text.includes(pc.cookies['__Host-tanheng-scan']), false)
  assert.equal(pc.text.includes(pc.id), false)
  refused(await pc.ask('POST', '/v1/scans?page=https%3A%2F%2Fevil.example'), 422, 'invalid')
  for (const headers of [{ 'x-forwarded-host': 'evil.example' }, { referer: 'https://evil.example/' }, { 'x-forwarded-proto': 'http' }, { forwarded: 'host=evil.example' }]) {
    const reply = fine(await pc.ask('POST', '/v1/scans', headers), 201)
    assert.match(readCode(reply.json.image), /^https:\/\/127\.0\.0\.1:\d+\/app\/#\/pages\/scan\/scan\?scene=t%3D[\w-]{22}$/)
  }
})

test('C19 another page can neither begin, nor take a session that was confirmed', async () => {
  const pc = await pcWithCode(), phone = await Phone.of('alice')
  fine(await phone.look(pc.ticket), 200)
  fine(await phone.confirm(pc.ticket), 204)
  for (const origin of ['https://evil.example', 'null', server.url]) {
    refused(await pc.open({ origin }), 403, 'cross-site')
    refused(await pc.ask('POST', '/v1/scans', { origin }), 403, 'cross-site')
  }
  refused(await ask('POST', '/v1/sessions/scan', { body: { scan: pc.id }, cookie: `__Host-tanheng-scan=${pc.cookies['__Host-tanheng-scan']}` }), 404, 'not-found')
  fine(await pc.open(), 201)
})

test('C6 neither ticket nor secret stands in database or log', async () => {
  const pc = await pcWithCode(), phone = await Phone.of('alice')
  fine(await phone.look(pc.ticket), 200)
  fine(await phone.confirm(pc.ticket), 204)
  fine(await pc.open(), 201)
  const kept = readdirSync(server.data).filter((name) => name.startsWith('tanheng.db')).map((name) => readFileSync(join(server.data, name)))
  assert.ok(kept.some((bytes) => bytes.includes(pc.id)), 'the row is there')
  for (const secret of [pc.ticket, ...Object.values(pc.cookies)]) {
    assert.ok(secret.length >= 22)
    for (const bytes of kept) assert.equal(bytes.includes(secret), false)
    assert.equal(server.log().includes(secret), false)
  }
})
