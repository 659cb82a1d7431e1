// The provider clients against stand-ins that speak the documented wire format over verified HTTPS: what works, each documented error, and answers that
// are slow, garbage, redirected, huge or cut off.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { dirname, join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { makeSms } from './sms.mjs'
import { authority, startStandIns } from './tls_server.mjs'
import { makeWeChat } from './wechat.mjs'

const program = process.env.TANHENG_PROBE || join(dirname(process.env.TANHENG_BIN || 'build/dev/tanheng'), 'tests/standins/provider_probe')
const DONE = 0, CODE_REFUSED = 1, TOO_OFTEN = 2, BLOCKED = 3, UNWANTED = 4, WRONG = 5
const wechat = makeWeChat(), sms = makeSms()
let outside

/** A process of the clients; ask() sends a line and resolves with its answer. */
function startProbe({ at = outside.address, secret = wechat.secret, deadline = 800, places = 4 } = {}) {
  const child = spawn(program, [at, authority, wechat.appid, secret, `${deadline}`, `${places}`], { stdio: ['pipe', 'pipe', 'pipe'] })
  const waiting = [], log = []
  child.stderr.on('data', chunk => log.push(chunk))
  createInterface({ input: child.stdout }).on('line', line => {
    const [status, outcome, errcode, ...value] = line.split(' ')
    waiting.shift()({ status, outcome: +outcome, errcode: +errcode, value: value.join(' ') })
  })
  return {
    ask: (...words) => new Promise(done => { waiting.push(done); child.stdin.write(`${words.join(' ')}\n`) }),
    end: () => new Promise(done => { child.on('close', code => done({ code, log: log.join('') })); child.stdin.end() })
  }
}

before(async () => { outside = await startStandIns({ ...wechat.hosts, ...sms.hosts }) })
beforeEach(() => outside.forget())
after(() => outside.stop())

async function withProbe(setup, run) {
  const probe = startProbe(setup)
  try { await run(probe) } finally { const { code } = await probe.end(); assert.equal(code, 0) }
}

test('a login code gives the openid, once', () => withProbe({}, async ({ ask }) => {
  const code = wechat.loginCode('oAlice')
  assert.deepEqual(await ask('sign_in', code), { status: 'ok', outcome: DONE, errcode: 0, value: 'oAlice' })
  assert.deepEqual(await ask('sign_in', code), { status: 'ok', outcome: CODE_REFUSED, errcode: 40163, value: '' })
  assert.equal((await ask('sign_in', 'nonsense&secret=x')).errcode, 40029)
}))

for (const [errcode, status, outcome] of [[40029, 'ok', CODE_REFUSED], [45011, 'ok', TOO_OFTEN], [40226, 'ok', BLOCKED], [40125, 'ok', WRONG],
  [-1, 'provider-unavailable', -1], [45009, 'provider-unavailable', -1]])
  test(`code2Session answers ${errcode}`, () => withProbe({}, async ({ ask }) => {
    const told = await ask('sign_in', wechat.loginCode('oBob', { errcode }))
    assert.deepEqual([told.status, told.outcome, told.errcode, told.value], [status, outcome, errcode, ''])
  }))

test('a phone code gives the number; a watermark of another app gives nothing', () => withProbe({}, async ({ ask }) => {
  assert.deepEqual(await ask('phone', wechat.phoneCode('13800138000')), { status: 'ok', outcome: DONE, errcode: 0, value: '13800138000' })
  assert.equal((await ask('phone', wechat.phoneCode('13800138000', { appid: 'wxffffffffffffffff' }))).status, 'provider-unavailable')
}))

test('one access token serves many calls; a stale one is renewed and the call made again', () => withProbe({}, async ({ ask }) => {
  await ask('phone', wechat.phoneCode('13800138000'))
  await ask('phone', wechat.phoneCode('13800138001'))
  assert.equal(outside.calls.filter(c => c.path === '/cgi-bin/stable_token').length, 1)
  wechat.expireToken()
  assert.equal((await ask('phone', wechat.phoneCode('13800138002'))).value, '13800138002')
  assert.deepEqual(outside.calls.slice(-3).map(c => c.path), ['/wxa/business/getuserphonenumber', '/cgi-bin/stable_token', '/wxa/business/getuserphonenumber'])
}))

test('a token that stays stale is asked for once more and no more', () => withProbe({}, async ({ ask }) => {
  outside.plan('/wxa/business/getuserphonenumber', 'json', { times: 5, body: { errcode: 42001, errmsg: 'access_token expired' } })
  assert.equal((await ask('phone', wechat.phoneCode('13800138000'))).status, 'provider-unavailable')
  assert.equal(outside.calls.filter(c => c.path === '/wxa/business/getuserphonenumber').length, 2)
}))

test('a wrong secret gives no token', () => withProbe({ secret: 'ffffffffffffffffffffffffffffffff' }, async ({ ask }) => {
  assert.equal((await ask('phone', wechat.phoneCode('13800138000'))).status, 'provider-unavailable')
}))

test('a mini-program code is an image; a scene that the interface refuses is told', () => withProbe({}, async ({ ask }) => {
  assert.deepEqual(await ask('code', 't=abcdefghijklmnopqrstuv', 'pages/confirm/confirm'), { status: 'ok', outcome: DONE, errcode: 0, value: 'image/png' })
  assert.equal((await ask('code', 't=100%', 'pages/confirm/confirm')).errcode, 40169)
}))

test('a message that the user does not take is an outcome, not an error', () => withProbe({}, async ({ ask }) => {
  wechat.refuse('oCarl')
  const data = JSON.stringify({ thing1: { value: '审核通过' } })
  assert.equal((await ask('notify', 'oDora', 'tpl', data)).outcome, DONE)
  assert.deepEqual(await ask('notify', 'oCarl', 'tpl', data), { status: 'ok', outcome: UNWANTED, errcode: 43101, value: '' })
  assert.equal(wechat.notices.length, 1)
}))

test('a face passes only with 10000, for its own person and request', () => withProbe({}, async ({ ask }) => {
  const person = ['oErin', '张三', '310101199801011234', 'seq-00001']
  const { value: verifyId } = await ask('face_begin', ...person)
  assert.equal((await ask('face_ask', ...person, verifyId)).value, 'not_passed')
  wechat.look(verifyId)
  assert.equal((await ask('face_ask', ...person, verifyId)).value, 'passed')
  assert.deepEqual(await ask('face_ask', 'oErin', '李四', '310101199801011234', 'seq-00001', verifyId), { status: 'ok', outcome: WRONG, errcode: 40097, value: 'not_passed' })
  assert.equal((await ask('face_begin', ...person)).outcome, WRONG)
}))

test('a text message is signed as the vendor checks it', () => withProbe({}, async ({ ask }) => {
  assert.deepEqual(await ask('sms', '+8613800138000', '1234567', '042137', '5'), { status: 'ok', outcome: 0, errcode: 0, value: '' })
  assert.deepEqual(sms.sent.map(({ phone, params }) => [phone, params]), [['+8613800138000', ['042137', '5']]])
  sms.refuse('+8613800138001', 'LimitExceeded.PhoneNumberThirtySecondLimit')
  assert.equal((await ask('sms', '+8613800138001', '1234567', '042137', '5')).outcome, 1)
  assert.equal((await ask('sms', '+85298765432', '1234567', '042137', '5')).outcome, 2)
}))

for (const [kind, more] of [['slow', {}], ['garbage', {}], ['status', { code: 502 }], ['redirect', {}], ['huge', {}], ['reset', {}]])
  test(`an answer that is ${kind} is an outage, within the deadline, and not followed`, () => withProbe({}, async ({ ask }) => {
    outside.plan('/sns/jscode2session', kind, more)
    assert.equal((await ask('sign_in', wechat.loginCode('oFay'))).status, 'provider-unavailable')
    assert.equal(outside.calls.length, 1)
    assert.equal((await ask('sign_in', wechat.loginCode('oFay'))).value, 'oFay')
  }))

test('a host that fails again and again is left alone', () => withProbe({}, async ({ ask }) => {
  outside.plan('/sns/jscode2session', 'status', { times: 100 })
  for (let i = 0; i < 9; i++) assert.equal((await ask('sign_in', wechat.loginCode('oGil'))).status, 'provider-unavailable')
  assert.equal(outside.calls.length, 5)
  assert.equal((await ask('sms', '+8613800138009', '1234567', '1', '5')).outcome, 0) // another host
}))

test('a certificate of somebody else is refused', async () => {
  const stranger = await startStandIns(wechat.hosts, { certificate: 'stranger.pem' })
  try {
    await withProbe({ at: stranger.address }, async ({ ask }) => {
      assert.equal((await ask('sign_in', wechat.loginCode('oHal'))).status, 'provider-unavailable')
      assert.equal(stranger.calls.length, 0)
    })
  } finally { await stranger.stop() }
})

test('secrets, codes, tokens and openids stand in no log', async () => {
  const probe = startProbe()
  const code = wechat.loginCode('oIvy')
  await probe.ask('sign_in', code)
  await probe.ask('phone', wechat.phoneCode('13800138000'))
  outside.plan('/sns/jscode2session', 'garbage')
  await probe.ask('sign_in', wechat.loginCode('oIvy'))
  const { log } = await probe.end()
  for (const secret of [wechat.secret, code, 'oIvy', '13800138000', 'access_token']) assert.ok(!log.includes(secret), secret)
})
