// Who comes in and how: WeChat, text message, password, as a visitor; several enterprises; devices. The real server asks stand-ins of WeChat and of
// the text message vendor over verified HTTPS; the codes of the phone come from the same stand-in.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { newestCode, startOutside } from '../api/server.mjs'
import { creditCode, residentId } from '../api/persons.mjs'
import { launchBrowser, Stack } from './harness.mjs'
import { Truth, digits, fillMonth, goTo, onPhone, signIn, stored, submit, weChatOf } from './steps.mjs'

const TINA = { account: 'tina', password: 'a long pass phrase' }
const WANG = { openid: 'oWangGong', phone: '13800138001' }
const LI = { openid: 'oLiGong', phone: '13800138002' }
/** @type {import('playwright-core').Browser} */
let browser
/** @type {Stack} */
let stack
/** @type {any} */
let outside

/** `tanheng user …` with the running server. @param {string[]} words @param {string} [input] */
const user = (words, input = '') => execFileSync(process.env.TANHENG_BIN || 'build/dev/tanheng', ['user', ...words, '--data', stack.data], { input })

before(async () => {
  browser = await launchBrowser()
  outside = await startOutside()
  stack = await new Stack({ flags: outside.flags }).start()
  for (const [enterprise, role] of [['甲水泥厂', 'agent'], ['乙玻璃厂', 'viewer']])
    user(['add', '--account', TINA.account, '--enterprise', enterprise, '--name', '田会计', '--role', role], `${TINA.password}\n`)
  user(['add', '--account', 'zhao', '--enterprise', '王工的铸造厂', '--name', '赵会计', '--role', 'viewer'], `${TINA.password}\n`)
})
after(async () => {
  await browser.close()
  await stack.end()
  await outside.stop()
})

const data = (/** @type {import('./harness.mjs').Phone} */ phone, /** @type {string} */ name) =>
  phone.page.waitForFunction((key) => /** @type {any} */ (globalThis).__mprun__.data()[key], name)
/** @param {import('./harness.mjs').Phone} phone @param {string} path */
const calls = (phone, path) => phone.calls.filter((one) => one.path === path).length
/** @param {import('./harness.mjs').Phone} phone @param {string} way as its tab says */
async function choose(phone, way) {
  await phone.at('pages/signin/signin')
  await phone.tap(phone.screen.getByRole('tab', { name: way, exact: true }))
}

test('by WeChat: consent first, the phone once, and from the second time one tap; then the first filing', async () => {
  const options = { wechat: weChatOf(outside.wechat, WANG) }
  await onPhone(browser, stack, options, async (phone) => {
    await phone.at('pages/signin/signin')
    await phone.sees('微信一键登录')
    await phone.fullShot('signin-ways-phone')
    await phone.tap('微信一键登录')
    await phone.sees('同意并继续')
    assert.equal(calls(phone, '/v1/sessions/wechat'), 0, 'nothing was sent before the consent')
    await phone.tap('不同意')
    assert.equal(calls(phone, '/v1/sessions/wechat'), 0)
    await phone.tap('微信一键登录')
    await phone.tap('同意并继续')
    await phone.sees(/首次登录需要手机号/)
    await phone.fullShot('signin-phone-needed-phone')
    await phone.tap('授权手机号并登录')
    await phone.sees('138****8001')
    await phone.tap('拒绝')
    await phone.sees(/没有手机号不能完成首次登录/)
    await phone.tap('授权手机号并登录')
    await phone.tap('允许')
    await phone.sees(/未匹配到您名下的企业/)
    await phone.sees('138****8001')
    await phone.fullShot('signin-unmatched-phone')
    await phone.assertReadable('nobody\'s enterprise')
    const account = (await Truth.as(stack, await token(phone))).account
    user(['role', '--account', account, '--enterprise', '王工的铸造厂', '--role', 'legal_person'])
    await phone.tap('重新查找')
    await phone.at('pages/home/home')
    await phone.sees('王工的铸造厂')
    await phone.sees('法人')
    await phone.tap('设置填报模板')
    await phone.at('pages/template/template')
    await phone.tap('保存并开始填报')
    await phone.at('pages/report/report')
    await digits(phone, '120.5')
    await phone.tap('计算')
    await phone.at('pages/preview/preview')
    await submit(phone)
    await goTo(phone, 'pages/settings/settings')
    await phone.tap('退出登录')
    await phone.at('pages/signin/signin')
    await phone.tap('微信一键登录')
    await phone.at('pages/home/home')
    await phone.sees('王工的铸造厂')
  })
})

/** @param {import('./harness.mjs').Phone} phone */
const token = async (phone) => (await stored(phone, 'th.session'))['th.session.me'].token

test('by text message: the answer is the same for every number, a wrong code opens nothing, the code once', async () => {
  const phoneOf = weChatOf(outside.wechat, LI)
  await onPhone(browser, stack, { wechat: phoneOf, theme: 'dark' }, async (phone) => {
    await choose(phone, '验证码')
    await phone.type('手机号', '1380013')
    await phone.tap('获取验证码')
    await phone.tap('同意并继续')
    await phone.sees(/手机号/)
    await data(phone, 'phoneIssue')
    assert.equal(calls(phone, '/v1/sign-in-codes'), 0, 'a number that is none goes nowhere')
    await phone.type('手机号', '13900139009')
    await phone.tap('获取验证码')
    await phone.sees(/号码已登记时会收到短信/)
    await phone.sees(/^\d+ 秒$/)
    await phone.fullShot('signin-sms-dark')
    await phone.assertReadable('text code')
    await phone.type('验证码', '000000')
    await phone.tap(phone.screen.getByText('登录', { exact: true }).last())
    await phone.sees('验证信息不正确或已失效，请重新获取后再试')
  })
  await onPhone(browser, stack, { wechat: phoneOf }, async (phone) => {
    await phone.at('pages/signin/signin')
    await phone.tap('微信一键登录')
    await phone.tap('同意并继续')
    await phone.tap('授权手机号并登录')
    await phone.tap('允许')
    await phone.sees(/未匹配到您名下的企业/)
    await phone.tap('退出登录')
    const before = outside.sms.sent.length
    await choose(phone, '验证码')
    await phone.type('手机号', `+86 ${LI.phone}`)
    await phone.tap('获取验证码')
    await phone.type('验证码', await newestCode(outside.sms, LI.phone, before))
    await phone.tap(phone.screen.getByText('登录', { exact: true }).last())
    await phone.sees(/未匹配到您名下的企业/)
    assert.equal((await stored(phone, 'th.session'))['th.session.me'].provider, 'sms')
  })
})

test('by face: the number is judged first, another face opens nothing, the legal person finds all his enterprises', async () => {
  const number = residentId(), wu = { openid: 'oWuZong', phone: '13800138009' }
  const admin = await Truth.as(stack, (await (await fetch(`${stack.url}v1/sessions/demo`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ role: 'admin' }) })).json()).token)
  const lines = ['丙印染有限公司', '丁造纸有限公司'].map((name) => `${creditCode()},${name},吴总,身份证,${number},440112,C3011`)
  const imported = await fetch(`${stack.url}v1/admin/registry`, { method: 'POST', headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'text/csv', 'idempotency-key': 'registry-for-face' },
    body: `uscc,name,legal_name,id_type,id_number,district,industry\n${lines.join('\n')}\n` })
  assert.equal(imported.status, 200, await imported.text())
  const byFace = async (/** @type {import('./harness.mjs').Phone} */ phone) => {
    await choose(phone, '刷脸')
    await phone.type('姓名', '吴总')
    await phone.type('居民身份证号', number)
    await phone.tap(phone.screen.getByText('刷脸登录', { exact: true }).last())
  }
  await onPhone(browser, stack, { wechat: weChatOf(outside.wechat, { ...wu, isStranger: true }) }, async (phone) => {
    await choose(phone, '刷脸')
    await phone.type('姓名', '吴总')
    await phone.type('居民身份证号', '440105199001010011')
    await phone.tap(phone.screen.getByText('刷脸登录', { exact: true }).last())
    await phone.tap('同意并继续')
    await phone.sees(/校验位错误/)
    assert.equal(calls(phone, '/v1/faces'), 0)
    await phone.fullShot('signin-face-phone')
    await phone.assertReadable('face')
    await byFace(phone)
    await phone.tap('取消')
    await phone.sees(/人脸核验没有完成/)
    await phone.tap(phone.screen.getByText('刷脸登录', { exact: true }).last())
    await phone.tap('完成核验')
    await phone.sees('验证信息不正确或已失效，请重新获取后再试')
  })
  await onPhone(browser, stack, { wechat: weChatOf(outside.wechat, wu) }, async (phone) => {
    await byFace(phone)
    await phone.tap('同意并继续')
    await phone.tap('完成核验')
    await phone.sees('选择企业')
    await phone.sees('丙印染有限公司')
    await phone.tap('丁造纸有限公司')
    await phone.at('pages/home/home')
    await phone.sees('法人')
  })
})

test('another WeChat with a known phone is asked for the password, and gets in with nothing less', () => onPhone(browser, stack, { wechat: weChatOf(outside.wechat, { openid: 'oStranger', phone: WANG.phone }) }, async (phone) => {
  await phone.at('pages/signin/signin')
  await phone.tap('微信一键登录')
  await phone.tap('同意并继续')
  await phone.tap('授权手机号并登录')
  await phone.tap('允许')
  await phone.sees(/此手机号登录的微信已更换/)
  await phone.type('密码', 'a guess of mine')
  await phone.tap('授权手机号并登录')
  await phone.tap('允许')
  await data(phone, 'failure')
  assert.equal(await phone.stack().then((pages) => pages.at(-1)), 'pages/signin/signin')
}))

test('several enterprises: chosen with the role shown, switched on the home page, remembered at the next sign-in', () => onPhone(browser, stack, {}, async (phone) => {
  await choose(phone, '密码')
  await signIn(phone, TINA)
  await phone.sees('选择企业')
  await phone.sees('企业代理人')
  await phone.sees('只读用户')
  await phone.fullShot('signin-choose-phone')
  await phone.assertReadable('choice')
  const first = await token(phone)
  await phone.tap('甲水泥厂')
  await phone.at('pages/home/home')
  await phone.sees('甲水泥厂')
  const bound = await token(phone)
  assert.notEqual(bound, first, 'the token was replaced')
  await phone.tap('甲水泥厂')
  await phone.tap('乙玻璃厂')
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().enterprise === '乙玻璃厂')
  await phone.sees('只读用户')
  assert.notEqual(await token(phone), bound)
  await goTo(phone, 'pages/settings/settings')
  await phone.sees('乙玻璃厂 · 只读用户')
}))

test('devices: named, this one marked; another is ended and finds out, all are ended', () => onPhone(browser, stack, {}, async (phone) => {
  const other = await (await fetch(`${stack.url}v1/sessions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...TINA, device: '办公室电脑' }) })).json()
  const alive = async () => (await fetch(`${stack.url}v1/session`, { headers: { authorization: `Bearer ${other.token}` } })).status
  await choose(phone, '密码')
  await signIn(phone, TINA)
  await phone.tap('甲水泥厂')
  await phone.at('pages/home/home')
  await goTo(phone, 'pages/settings/settings')
  await phone.tap('登录设备')
  await phone.at('pages/sessions/sessions')
  await phone.sees('办公室电脑')
  await phone.sees('devtools mprun')
  await phone.sees('本机')
  await phone.fullShot('sessions-phone')
  await phone.assertReadable('devices')
  assert.equal(await alive(), 200)
  await phone.tap(phone.byLabel('退出 办公室电脑'))
  await phone.screen.getByText('退出', { exact: true }).last().click()
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().items.every((/** @type {any} */ one) => one.device !== '办公室电脑'))
  assert.equal(await alive(), 401)
  await phone.flightMode(true)
  await phone.tap('退出所有设备')
  await phone.screen.getByText('退出', { exact: true }).last().click()
  await phone.sees(/没有网络/)
  await phone.flightMode(false)
  await phone.tap('退出所有设备')
  await phone.screen.getByText('退出', { exact: true }).last().click()
  await phone.at('pages/signin/signin')
  await phone.launch()
  await phone.at('pages/signin/signin')
}))

test('a sign-in that ran out in the middle of something: the page says whose, and goes on where it was', () => onPhone(browser, stack, { expected: [/401/] }, async (phone) => {
  await choose(phone, '密码')
  await signIn(phone, TINA)
  await phone.tap('甲水泥厂')
  await phone.at('pages/home/home')
  await goTo(phone, 'pages/application/application')
  await phone.type('企业名称', '写到一半的企业')
  const gone = async () => fetch(`${stack.url}v1/session`, { method: 'DELETE', headers: { authorization: `Bearer ${await token(phone)}` } })
  await gone()
  await phone.tap('保存')
  await phone.at('pages/signin/signin')
  await phone.sees(/田会计 的登录已失效，请重新登录。填写的内容仍在本机/)
  await phone.seesNot('进入演示')
  await phone.fullShot('signin-expired-phone')
  await phone.assertReadable('run out')
  await phone.type('账号', TINA.account)
  await phone.type('密码', TINA.password)
  await phone.tap(phone.screen.getByText('登录', { exact: true }).last())
  await phone.at('pages/application/application')
  assert.equal((await phone.data()).draft.enterprise_name, '写到一半的企业')
  await phone.seesNot(/登录已过期/)
  await phone.tap('保存')
  await phone.sees('已保存')
}))

test('pages that mean nothing without a sign-in, or without an enterprise, lead to it', () => onPhone(browser, stack, {}, async (phone) => {
  await phone.at('pages/signin/signin')
  for (const page of ['people/people', 'person/person', 'sessions/sessions', 'applications/applications', 'application/application', 'report/report?start=2026-01&end=2026-01', 'template/template', 'form/form?form=enterprise_base', 'history/history', 'filing/filing?id=f1']) {
    await phone.launch(`pages/${page}`)
    await phone.at('pages/signin/signin')
  }
}))

test('a visitor fills in and sees the sums while the server hears nothing; after the sign-in it becomes the enterprise\'s', () => onPhone(browser, stack, {}, async (phone) => {
  await phone.at('pages/signin/signin')
  await phone.tap('游客体验')
  await phone.at('pages/home/home')
  await phone.sees('内容只留在本机，不发送任何数据')
  await phone.fullShot('home-visitor-phone')
  await phone.assertReadable('visitor')
  await phone.page.waitForLoadState('networkidle')
  const before = phone.calls.length
  await phone.tap('设置填报模板')
  await phone.at('pages/template/template')
  await phone.tap(phone.byText('天然气'))
  await phone.tap('保存并开始填报')
  await phone.at('pages/report/report')
  await digits(phone, '88')
  await phone.tap('计算')
  await phone.at('pages/preview/preview')
  await phone.sees('本机回执')
  await goTo(phone, 'pages/form/form?form=enterprise_base&start=2026-01&end=2026-12')
  await phone.type('企业名称', '一家还没有登录的企业')
  await goTo(phone, 'pages/settings/settings')
  await goTo(phone, 'pages/home/home')
  await phone.page.waitForTimeout(700) /* longer than any back-up or resending waits */
  assert.deepEqual(phone.calls.slice(before), [], 'the server heard something')
  await phone.tester('go', 'reLaunch', '/pages/home/home')
  await phone.tap('登录')
  await choose(phone, '密码')
  await signIn(phone, TINA)
  await phone.tap('甲水泥厂')
  await phone.at('pages/home/home')
  await phone.sees(/本机有 3 份登录前填写的草稿/)
  await phone.fullShot('home-carry-phone')
  await phone.tap('带入本企业')
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().carried === '')
  await goTo(phone, 'pages/drafts/drafts')
  assert.equal((await phone.data()).drafts.length, 3)
}))

test('without a network the page says so, and looks again when it is back', () => onPhone(browser, stack, { locale: 'en-US' }, async (phone) => {
  await phone.at('pages/signin/signin')
  await phone.page.waitForLoadState('networkidle')
  await phone.page.evaluate(() => localStorage.clear())
  await phone.flightMode(true)
  await phone.launch()
  await phone.sees(/没有网络，暂时不能登录/)
  await phone.tap('English')
  await phone.sees(/No network: signing in is not possible now/)
  await phone.fullShot('signin-offline-phone')
  await phone.assertReadable('offline')
  await phone.flightMode(false)
  await phone.sees('Sign in with WeChat')
  await phone.fullShot('signin-en-phone')
  await phone.assertReadable('English')
}))
