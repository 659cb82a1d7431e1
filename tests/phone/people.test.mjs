// Agents on the phone: added by the legal person, signed in with an own WeChat, suspended with effect on the very next request, changed, revoked.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { startOutside } from '../api/server.mjs'
import { launchBrowser, Stack } from './harness.mjs'
import { digits, goTo, onPhone, signIn, weChatOf } from './steps.mjs'

const BOSS = { account: 'boss', password: 'a long pass phrase' }
const ANNA = { openid: 'oAnna', phone: '13800138003' }
/** Synthetic, its check digit is right. */
const NUMBER = '440105199001010017'
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
  execFileSync(process.env.TANHENG_BIN || 'build/dev/tanheng', ['user', 'add', '--account', BOSS.account, '--enterprise', '安心钢铁有限公司', '--name', '陈法人', '--role', 'legal_person', '--data', stack.data], { input: `${BOSS.password}\n` })
})
after(async () => {
  await browser.close()
  await stack.end()
  await outside.stop()
})

/** @param {import('./harness.mjs').Phone} phone */
async function bossIn(phone) {
  await phone.at('pages/signin/signin')
  await phone.tap(phone.screen.getByRole('tab', { name: '密码', exact: true }))
  await signIn(phone, BOSS)
  await phone.at('pages/home/home')
}

/** @param {import('./harness.mjs').Phone} phone @param {string} verb */
async function decide(phone, verb) {
  await phone.tap('安娜')
  await phone.tap(verb)
  await phone.page.locator('.mp-modal').getByText(verb, { exact: true }).last().click()
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().open === false)
}

test('an agent is added, works, is suspended and resumed, changed and revoked', () => onPhone(browser, stack, {}, async (boss) => {
  await bossIn(boss)
  await boss.tap('代理人')
  await boss.at('pages/people/people')
  await boss.sees('还没有代理人')
  await boss.fullShot('people-empty-phone')
  await boss.tap('添加代理人')
  await boss.at('pages/person/person')
  await boss.toEnd()
  await boss.tap('添加')
  await boss.sees('请填写姓名')
  await boss.sees('请填写证件号码')
  await boss.page.waitForFunction(() => document.querySelector('.mp-page:not([hidden]) .mp-scroll')?.scrollTop === 0) /* the first mistake is the first field */
  await boss.type('姓名', '安娜')
  await boss.type('手机号', '1380013800')
  await boss.type('证件号码', '440105199001010011')
  await boss.tap('添加')
  await boss.sees(/校验位错误/)
  await boss.fullShot('person-errors-phone')
  await boss.assertReadable('errors of a person')
  await boss.type('手机号', ANNA.phone)
  await boss.type('证件号码', NUMBER)
  await boss.tap('添加')
  await boss.at('pages/people/people')
  await boss.sees('138****8003')
  await boss.tap('安娜')
  await boss.sees(/440105\*+0017/)
  await boss.still()
  await boss.shot('person-sheet-phone')
  await boss.assertReadable('a person')
  await boss.tap(boss.byLabel('关闭'))
  await boss.still()
  await boss.fullShot('people-phone')

  await onPhone(browser, stack, { wechat: weChatOf(outside.wechat, ANNA), theme: 'dark' }, async (anna) => {
    await anna.at('pages/signin/signin')
    await anna.tap('微信一键登录')
    await anna.tap('同意并继续')
    await anna.tap('授权手机号并登录')
    await anna.tap('允许')
    await anna.at('pages/home/home')
    await anna.sees('安心钢铁有限公司')
    await anna.sees('企业代理人')
    await anna.page.waitForLoadState('networkidle')
    await anna.seesNot('代理人')
    await anna.tap('设置填报模板')
    await anna.at('pages/template/template')
    await anna.tap('保存并开始填报')
    await anna.at('pages/report/report')
    await digits(anna, '12')
    await anna.tap('计算')
    await anna.at('pages/preview/preview')
    const filed = () => anna.calls.filter((one) => one.status === 201 && /\/filings$/.test(one.path)).length
    const before = filed()
    assert.equal(before, 1, 'the template')

    await decide(boss, '停用')
    await boss.sees('停用')
    await anna.tap('提交')
    await anna.page.waitForFunction(() => ['pages/signin/signin', 'pages/done/done'].includes(/** @type {any} */ (globalThis).__mprun__.stack().at(-1)))
    await goTo(anna, 'pages/settings/settings')
    assert.equal(filed(), before, 'nothing was filed after the suspension')

    await decide(boss, '恢复')
    await boss.tap('安娜')
    await boss.tap('修改授权')
    await boss.at('pages/person/person')
    await boss.tap('人员管理')
    await boss.fullShot('person-change-phone')
    await boss.tap('保存')
    await boss.at('pages/people/people')
    await boss.sees(/填报、人员管理/)

    await anna.launch('pages/signin/signin')
    await anna.at('pages/signin/signin')
    await anna.tap('微信一键登录')
    await anna.at('pages/home/home')
    await anna.tap('代理人')
    await anna.at('pages/people/people')
    await anna.tap('陈法人')
    await anna.seesNot('停用')
    await anna.still()
    await anna.shot('person-legal-dark')
    await anna.assertReadable('the legal person as an agent sees him')
    await anna.tap(anna.byLabel('关闭'))
    await anna.still()
    await anna.tap('安娜')
    await anna.tap('停用')
    await anna.page.locator('.mp-modal').getByText('停用', { exact: true }).last().click()
    await anna.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().refusal)
  })

  await decide(boss, '撤销')
  await boss.sees('已撤销')
  await boss.tap('安娜')
  await boss.sees('已撤销。需要时请重新添加。')
}))

test('without a network, and for who may not', () => onPhone(browser, stack, {}, async (boss) => {
  await bossIn(boss)
  await boss.page.waitForLoadState('networkidle')
  await boss.flightMode(true)
  await boss.tap('代理人')
  await boss.at('pages/people/people')
  await boss.sees(/没有网络/)
  await boss.flightMode(false)
  await boss.tap('重试')
  await boss.sees('陈法人')
}))
