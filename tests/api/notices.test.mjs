// Notices of the outbox against the real server and stand-ins of WeChat and the text message vendor: both channels, a refusal, outages of every kind, a
// stale token, a restart and a killed process. A notice that was written arrives at least once.
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { promisify } from 'node:util'
import { binary, launch, send, startOutside, startServer } from './server.mjs'

const poster = process.env.NOTICE_POST || join(dirname(binary), 'tests/standins/notice_post')
const SEND = '/cgi-bin/message/subscribe/send'
let around, data, server, flags, count = 0
const accounts = {}

before(async () => {
  around = await startOutside()
  flags = [...around.flags, '--sms-notice', '7654321', '--wechat-notice', 'TEMPLATE character_string1 phrase2 thing3', '--notice-retry-s', '1']
  const first = await startServer(flags, {})
  data = first.data
  for (const [i, name] of ['anna', 'bert', 'carl', 'dora', 'emil', 'fred', 'gina', 'hans', 'ines', 'jens'].entries()) {
    const phone = `1380013800${i}`
    const reply = await send(first.url, { method: 'POST', path: '/v1/sessions/wechat', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: around.wechat.loginCode(`o${name}`), phone_code: around.wechat.phoneCode(phone) }) })
    assert.equal(reply.status, 201, reply.text)
    accounts[name] = { account: reply.json.account, phone: `+86${phone}`, openid: `o${name}` }
  }
  await first.stop({ keep: true })
})
beforeEach(() => around.outside.forget())
after(async () => { await server?.stop(); await around?.stop(); rmSync(data, { recursive: true, force: true }) })

const runFile = promisify(execFile)
/** Rows of the outbox as another program reads them. Never waits: the stand-ins live in this process. */
async function rows(subject) {
  const script = `import sqlite3,json,sys
db=sqlite3.connect('file:'+sys.argv[1]+'/tanheng.db?mode=ro',uri=True)
db.row_factory=sqlite3.Row
print(json.dumps([dict(r) for r in db.execute("SELECT channel,state,tries,outcome,params FROM outbox WHERE params LIKE ? ORDER BY no",(sys.argv[2]+chr(10)+'%',))]))`
  return JSON.parse((await runFile('python3', ['-c', script, data, subject])).stdout)
}
const told = async (subject) => (await rows(subject)).map(({ channel, state, tries }) => `${channel} ${state} ${tries}`)
async function until(what, look) {
  for (let i = 0; i < 400; i++) {
    if (await look()) return
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error(`waited in vain: ${what}`)
}
const ended = (subject) => until(`${subject} ends`, async () => { const found = await rows(subject); return found.length > 0 && found.every(({ state }) => state !== 'waiting') })
const textsOf = (subject) => around.sms.sent.filter(({ params }) => params[0] === subject)
const notesOf = (subject) => around.wechat.notices.filter(({ data: { character_string1: { value } } }) => value === subject)

/** Writes notices while no server has the database open, then starts one. */
async function post(...lines) {
  await server?.stop()
  server = undefined
  const text = lines.map((words) => words.join('\t') + '\n').join('')
  const { status, stderr } = spawnSync(poster, [data], { input: text, encoding: 'utf8' })
  assert.equal(status, 0, stderr)
}
const start = async () => { server = await launch(['--data', data, ...flags]) }
const number = () => `SQ20261121-${String(++count).padStart(6, '0')}`

test('a decision goes out by WeChat and by text message', async () => {
  const subject = number(), { account, phone, openid } = accounts.anna
  await post([account, 'application_approved', subject, ''])
  await start()
  await ended(subject)
  assert.deepEqual(await told(subject), ['wechat sent 1', 'sms sent 1'])
  assert.deepEqual(textsOf(subject).map(({ phone, template, params }) => [phone, template, params]), [[phone, '7654321', [subject, '已通过']]])
  assert.deepEqual(notesOf(subject), [{ touser: openid, template_id: 'TEMPLATE', data: { character_string1: { value: subject }, phrase2: { value: '已通过' }, thing3: { value: '-' } } }])
})

test('a remark is cut to what WeChat takes', async () => {
  const subject = number()
  await post([accounts.anna.account, 'application_rejected', subject, '盖章页不清晰，请重新扫描后上传，并核对统一社会信用代码'])
  await start()
  await ended(subject)
  assert.equal(notesOf(subject)[0].data.thing3.value, '盖章页不清晰，请重新扫描后上传，并核对统')
})

test('43101: who takes no message is not asked again, and gets a text message instead', async () => {
  const subject = number(), { account, openid } = accounts.bert
  around.wechat.refuse(openid)
  await post([account, 'application_arrived', subject, '王**'])
  await start()
  await ended(subject)
  assert.deepEqual(await told(subject), ['wechat refused 1', 'sms sent 1'])
  assert.match((await rows(subject))[0].outcome, /43101/)
  assert.equal(textsOf(subject).length, 1)
})

test('who takes the message gets no text message beside it', async () => {
  const subject = number()
  await post([accounts.carl.account, 'application_arrived', subject, ''])
  await start()
  await ended(subject)
  assert.deepEqual([await told(subject), textsOf(subject)], [['wechat sent 1'], []])
})

for (const [who, kind, more] of [['dora', 'garbage', {}], ['emil', 'status', { code: 502 }], ['fred', 'reset', {}], ['gina', 'slow', {}], ['hans', 'json', { body: { errcode: -1, errmsg: 'system error' } }]])
  test(`WeChat answers ${kind} ${JSON.stringify(more)}: tried again, and the text message does not wait`, async () => {
    const subject = number()
    around.outside.plan(SEND, kind, { times: 2, ...more })
    await post([accounts[who].account, 'application_approved', subject, ''])
    await start()
    await ended(subject)
    assert.deepEqual((await told(subject)).map((line) => line.replace(/\d+$/, '')), ['wechat sent ', 'sms sent '])
    assert.ok((await rows(subject))[0].tries >= 2)
    assert.equal(textsOf(subject).length, 1)
  })

test('42001: a stale token is renewed within the same try', async () => {
  const subject = number()
  await post([accounts.ines.account, 'application_approved', subject, ''])
  around.outside.plan(SEND, 'json', { times: 1, body: { errcode: 42001, errmsg: 'access_token expired' } })
  await start()
  await ended(subject)
  assert.deepEqual(await told(subject), ['wechat sent 1', 'sms sent 1'])
})

test('what is wrong with our own request is given up at once, told in the log, and goes by text message', async () => {
  const subject = number()
  around.outside.plan(SEND, 'json', { times: 1, body: { errcode: 40037, errmsg: 'invalid template_id' } })
  await post([accounts.ines.account, 'application_arrived', subject, ''])
  await start()
  await ended(subject)
  assert.deepEqual(await told(subject), ['wechat given_up 1', 'sms sent 1'])
  assert.match(server.log(), /"level":"error","event":"notice".*40037/)
})

test('a vendor that is too busy for a number is asked again later; a number that takes none is not', async () => {
  const [busy, never] = [number(), number()]
  around.sms.refuse(accounts.jens.phone, 'LimitExceeded.PhoneNumberThirtySecondLimit')
  around.sms.refuse(accounts.hans.phone, 'FailedOperation.PhoneNumberInBlacklist')
  await post([accounts.jens.account, 'application_approved', busy, ''], [accounts.hans.account, 'application_approved', never, ''])
  await start()
  await until('two tries', async () => (await rows(busy))[1].tries >= 2)
  around.sms.refuse(accounts.jens.phone, 'Ok')
  await ended(busy)
  await ended(never)
  assert.equal((await rows(busy))[1].state, 'sent')
  assert.deepEqual(await told(never), ['wechat sent 1', 'sms refused 1'])
})

test('a process that is killed while it sends: the notice arrives, at least once', async () => {
  const subject = number()
  around.outside.plan(SEND, 'slow', { times: 1, ms: 2000 })
  await post([accounts.anna.account, 'application_approved', subject, ''])
  await start()
  await until('the call', () => around.outside.calls.some(({ path }) => path === SEND))
  process.kill(server.pid, 'SIGKILL')
  server = undefined
  assert.deepEqual((await rows(subject)).map(({ state, tries }) => [state, tries]), [['waiting', 1], ['waiting', 0]])
  await start()
  await ended(subject)
  assert.deepEqual(await told(subject), ['wechat sent 2', 'sms sent 1'])
  assert.ok(notesOf(subject).length >= 1)
  assert.equal(textsOf(subject).length, 1)
})

test('a restart sends nothing again', async () => {
  await server.stop()
  around.outside.forget()
  await start()
  const page = async () => (await send(server.url, { method: 'GET', path: '/metrics' })).text
  await until('a look at the outbox', async () => /tanheng_notices_waiting 0/.test(await page()))
  await new Promise((done) => setTimeout(done, 1500)) // longer than the worker rests
  assert.deepEqual(around.outside.calls.map(({ path }) => path), [])
})

test('without providers nothing is sent, nothing waits for ever, and metrics say so', async () => {
  const subject = number()
  await post([accounts.carl.account, 'application_approved', subject, ''])
  server = await launch(['--data', data, '--secret-key-file', join(around.folder, 'key')])
  await ended(subject)
  assert.deepEqual(await told(subject), ['wechat skipped 1', 'sms skipped 1'])
  const { text } = await send(server.url, { method: 'GET', path: '/metrics' })
  assert.match(text, /tanheng_wechat_notices_total\{result="skipped"\} 1/)
  assert.match(text, /tanheng_sms_notices_total\{result="skipped"\} 1/)
})

test('phones, openids and secrets stand in no line of the log', async () => {
  for (const { phone, openid } of Object.values(accounts)) for (const text of [phone.slice(3), openid]) assert.ok(!server.log().includes(text), text)
})

test('half a template does not start', async () => {
  await server.stop()
  server = undefined
  await assert.rejects(launch(['--data', data, ...flags, '--wechat-notice', 'TEMPLATE thing1']), /wechat_notice: needs a template/)
})
