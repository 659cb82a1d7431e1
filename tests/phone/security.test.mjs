// 账号与安全 on the phone: phone and WeChat tied, changed, untied, the password changed; each change gives a new token, and an old sign-in is renewed first.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { newestCode, startOutside } from '../api/server.mjs'
import { launchBrowser, Stack } from './harness.mjs'
import { goTo, onPhone, signIn, stored, weChatOf } from './steps.mjs'

const PASSWORD = 'a long pass phrase', NEXT = 'another long pass phrase'
const SUN = { account: 'sun', password: PASSWORD }
/** @type {import('playwright-core').Browser} */
let browser
/** @type {Stack} */
let stack
/** @type {any} */
let outside

before(async () => {
  browser = await launchBrowser()
  outside = await startOutside()
  stack = await new Stack({ flags: outside.flags }).start()
  execFileSync(process.env.TANHENG_BIN || 'build/dev/tanheng', ['user', 'add', '--account', SUN.account, '--enterprise', '孙氏纺织厂', '--name', '孙会计', '--role', 'agent', '--data', stack.data], { input: `${PASSWORD}\n` })
})
after(async () => {
  await browser.close()
  await stack.end()
  await outside.stop()
})

const token = async (/** @type {import('./harness.mjs').Phone} */ phone) => /** @type {any} */ (Object.values(await stored(phone, 'th.session.'))[0]).token
const status = async (/** @type {string} */ one) => (await fetch(`${stack.url}v1/session`, { headers: { authorization: `Bearer ${one}` } })).status
/** @param {import('./harness.mjs').Phone} phone @param {string} kind @param {string} text waits until the row says so */
const row = (phone, kind, text) => phone.page.waitForFunction(([k, t]) => /** @type {any} */ (globalThis).__mprun__.data().items?.some((/** @type {any} */ one) => one.kind === k && one.text === t), [kind, text])

/** The sheet has the name of its field. @param {import('./harness.mjs').Phone} phone @param {string} text */
const number = (phone, text) => phone.screen.locator('input').and(phone.screen.getByLabel('手机号', { exact: true })).fill(text)

/** @param {import('./harness.mjs').Phone} phone */
async function toSecurity(phone) {
  await phone.at('pages/signin/signin')
  await phone.tap(phone.screen.getByRole('tab', { name: '密码', exact: true }))
  await signIn(phone, SUN)
  await phone.at('pages/home/home')
  await goTo(phone, 'pages/settings/settings')
  await phone.tap('账号与安全')
  await phone.at('pages/security/security')
  await row(phone, 'wechat', '未绑定')
}

test('phone and WeChat are tied and untied, the password is changed; the old token ends each time', () => onPhone(browser, stack, { wechat: weChatOf(outside.wechat, { openid: 'oSun', phone: '13800138031' }), expected: [/422|403/] }, async (phone) => {
  await toSecurity(phone)
  await row(phone, 'phone', '未绑定')
  await phone.fullShot('security-phone')
  await phone.assertReadable('nothing tied')

  const first = await token(phone)
  await phone.tap('手机号')
  await phone.still()
  await phone.shot('security-tie-phone')
  await phone.assertReadable('tying a phone')
  await number(phone, '123')
  await phone.tap('获取验证码')
  await phone.sees(/手机号应为/)
  const sent = outside.sms.sent.length
  await number(phone, '13800138032')
  await phone.tap('获取验证码')
  await phone.sees('已发送，5 分钟内有效')
  const code = await newestCode(outside.sms, '13800138032', sent)
  await phone.type('验证码', code === '000000' ? '000001' : '000000')
  await phone.tap('绑定手机号')
  await phone.sees(/验证码或授权不正确/)
  await phone.type('验证码', code)
  await phone.tap('绑定手机号')
  await row(phone, 'phone', '138****8032')
  const second = await token(phone)
  assert.notEqual(second, first)
  assert.deepEqual([await status(first), await status(second)], [401, 200])

  await phone.tap('手机号')
  await phone.sees(/现在绑定的是 138\*{4}8032/)
  await phone.tap('使用微信绑定的手机号')
  await phone.tap('允许')
  await row(phone, 'phone', '138****8031')

  await phone.still()
  await phone.tap('微信')
  await phone.tap('绑定当前微信')
  await row(phone, 'wechat', '已绑定')
  await phone.still()
  await phone.fullShot('security-tied-phone')

  await phone.tap('修改密码')
  await phone.tap('保存新密码')
  await phone.sees('请填写原密码')
  await phone.type('原密码', 'not the password')
  await phone.type('新密码', NEXT)
  await phone.type('再输一次新密码', 'something else')
  await phone.tap('保存新密码')
  await phone.sees('两次输入的新密码不一致')
  await phone.type('再输一次新密码', NEXT)
  await phone.tap('保存新密码')
  await phone.sees('原密码不正确，请检查')
  await phone.still()
  await phone.shot('security-password-phone')
  await phone.assertReadable('password')
  await phone.type('原密码', PASSWORD)
  const before = await token(phone)
  await phone.tap('保存新密码')
  await phone.page.waitForFunction(() => { const { open, working } = /** @type {any} */ (globalThis).__mprun__.data(); return !open && !working })
  assert.deepEqual([await status(before), await status(await token(phone))], [401, 200])
  SUN.password = NEXT

  await phone.still()
  await phone.tap('微信')
  await phone.tap('解除绑定')
  await phone.sees(/解除后不能再用微信登录/)
  await phone.page.locator('.mp-modal').getByText('解除绑定', { exact: true }).last().click()
  await row(phone, 'wechat', '未绑定')
}))

test('a sign-in that is not recent is renewed first, and the page is there again; another\'s phone is not taken', () => onPhone(browser, stack, { theme: 'dark', wechat: weChatOf(outside.wechat, { openid: 'oSun2', phone: '13800138031' }), expected: [/409/] }, async (phone) => {
  /* the server's clock cannot be moved from here: its word about the age is changed on the way, as it is ten minutes later */
  let isOld = true
  await phone.context.route(/v1\/account\/identities$/, async (route) => {
    if (route.request().method() !== 'GET') return route.continue()
    const reply = await route.fetch()
    const body = await reply.json()
    return route.fulfill({ response: reply, json: isOld ? { ...body, is_fresh: false } : body })
  })
  await toSecurity(phone)
  await phone.tap('微信')
  await phone.sees('请先重新登录')
  await phone.tap('重新登录')
  await phone.at('pages/signin/signin')
  await phone.sees('请以 孙会计 重新登录，以确认是您本人。')
  await phone.seesNot('游客体验')
  await phone.fullShot('signin-again-dark')
  await phone.assertReadable('again')
  await phone.tap(phone.screen.getByRole('tab', { name: '密码', exact: true }))
  isOld = false
  await signIn(phone, SUN)
  await phone.at('pages/security/security')
  await phone.page.waitForFunction(() => !/** @type {any} */ (globalThis).__mprun__.data().busy)
  const other = await (await fetch(`${stack.url}v1/sessions/wechat`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code: outside.wechat.loginCode('oSun2'), phone_code: outside.wechat.phoneCode('13800138039') }) })).json()
  execFileSync(process.env.TANHENG_BIN || 'build/dev/tanheng', ['user', 'role', '--account', other.account, '--enterprise', '孙氏纺织厂', '--role', 'viewer', '--data', stack.data])
  await phone.tap('微信')
  await phone.tap('绑定当前微信')
  await phone.sees(/此微信或手机号已用于另一账号/)
  await phone.still()
  await phone.shot('security-taken-dark')
  await phone.assertReadable('taken')
}))

test('without a network the page says so; in English', () => onPhone(browser, stack, {}, async (phone) => {
  await toSecurity(phone)
  await phone.tester('back')
  await phone.at('pages/settings/settings')
  await phone.fullShot('settings-account-phone')
  await phone.flightMode(true)
  await phone.tap('账号与安全')
  await phone.at('pages/security/security')
  await phone.sees('没有网络，请联网后再试')
  await phone.flightMode(false)
  await phone.tap('重试')
  await row(phone, 'phone', '138****8031')
  await phone.tester('back')
  await phone.at('pages/settings/settings')
  await phone.tap('English')
  await phone.tap('Account and safety')
  await phone.at('pages/security/security')
  await phone.sees('Ways to sign in')
  await phone.fullShot('security-english-phone')
  await phone.assertReadable('English')
}))
