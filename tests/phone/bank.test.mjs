// A bank sees what a legal person consents to, on the phone: seen before it is given, read by the manager on his own phone, each look told, taken back.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { adam, alice, startStack } from '../console/harness.mjs'
import { BEA, NAMES, WANG, YEAR, consentTo, fileMonth, fileTemplate, makeAccount, makeManager, truthOf, withdraw } from './bank_people.mjs'
import { launchBrowser } from './harness.mjs'
import { goTo, onPhone, signIn } from './steps.mjs'

const DRESSES = { dark: { theme: 'dark' }, english: {}, largest: { fontSize: 23 }, pc: { width: 1280, height: 800, touch: false } }
const WORK = ['home', 'drafts', 'files', 'history', 'report', 'people', 'consents', 'consent']
/** @type {import('playwright-core').Browser} */
let browser
/** @type {import('./harness.mjs').Stack} */
let stack
/** @type {any} */
let boss
let wang = ''
/** @type {any} */
let filed

before(async () => {
  browser = await launchBrowser()
  stack = await startStack(adam, alice, BEA)
  const office = await truthOf(stack, adam)
  boss = await truthOf(stack, alice)
  wang = await makeAccount(stack, office)
  await makeManager(office, wang)
  await fileTemplate(boss)
  filed = await fileMonth(boss, 1, '103.4')
})
after(async () => {
  await browser.close()
  await stack.end()
})

/** @typedef {import('./harness.mjs').Phone} Phone */
const drawn = (/** @type {Phone} */ phone) => phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().drawn)
/** @param {Phone} phone @param {{account: string, password: string}} person @param {string} first page */
async function enter(phone, person, first) {
  await signIn(phone, person)
  await phone.at(first)
}
const manager = (/** @type {Phone} */ phone) => enter(phone, WANG, 'pages/shared/shared')
const legalPerson = (/** @type {Phone} */ phone) => enter(phone, alice, 'pages/home/home')

test('previewed, consented, read, seen, withdrawn, gone', () => onPhone(browser, stack, { expected: [/status of (404|409|422)/] }, async (wangs) => {
  await manager(wangs)
  await wangs.sees('还没有企业授权您查看')
  await wangs.sees(`${NAMES.bank} ${NAMES.branch}`)
  await wangs.fullShot('bank-nobody-phone')
  await wangs.assertReadable('nobody has consented')

  await onPhone(browser, stack, { expected: [/status of (409|422)/] }, async (alices) => {
    await legalPerson(alices)
    await alices.tap('授权管理')
    await alices.at('pages/consents/consents')
    await alices.sees('还没有授权')
    await alices.fullShot('bank-consents-empty-phone')
    await alices.tap('授权银行查看')
    await alices.at('pages/consent/consent')
    await alices.sees(filed.code)
    await alices.tap(`${YEAR - 3} 年`)
    await alices.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().noReport)
    await alices.seesNot('同意授权')
    await alices.fullShot('bank-consent-nothing-phone')
    await alices.tap(`${YEAR} 年`)
    await alices.sees(filed.code)
    await alices.type('授权期限', '0')
    await alices.tap('同意授权')
    for (const text of ['请选择客户经理', '请填写 1 到 90 天', '请先确认已看过并同意']) await alices.sees(text)
    await alices.fullShot('bank-consent-faults-phone')
    await alices.assertReadable('what is missing')
    await alices.tap(alices.byLabel('选择客户经理'))
    await alices.sees(NAMES.manager)
    await alices.type('姓名或银行', '没有这个人')
    await alices.sees('没有找到，请换个词')
    await alices.type('姓名或银行', '示例')
    await alices.still()
    await alices.shot('bank-managers-phone')
    await alices.tap(NAMES.manager)
    await alices.still()
    await alices.tap('30 天')
    await alices.sees(`${NAMES.manager}（${NAMES.bank} ${NAMES.branch}）可以查看 ${YEAR} 年报告，30 天`)
    await alices.tap('我已看过报告和授权说明，同意授权')
    const second = await fileMonth(boss, 2, '98.5')
    await alices.tap('同意授权')
    await alices.sees('内容有变化，请重新查看后再授权')
    await alices.sees(second.code)
    assert.equal((await alices.data()).agreed, false, 'what is shown now was not agreed to yet')
    await alices.tap('我已看过报告和授权说明，同意授权')
    await alices.fullShot('bank-consent-phone')
    await alices.tap('同意授权')
    await alices.at('pages/consents/consents')
    await alices.sees(/还有 30 天/)
    await alices.sees('还没有查看')

    await wangs.tap('重新查找')
    await wangs.tap(`${YEAR} 年报告`)
    await wangs.at('pages/sharedreport/sharedreport')
    await wangs.sees(second.code)
    await wangs.sees(/还有 30 天/)
    await wangs.fullShot('bank-report-phone')
    await wangs.assertReadable('the report')
    for (const name of WORK) {
      await wangs.launch(`pages/${name}/${name}?start=${YEAR}-01&end=${YEAR}-01`)
      await wangs.at('pages/shared/shared')
    }
    await wangs.sees(`${YEAR} 年报告`)
    await wangs.fullShot('bank-shared-phone')
    await wangs.assertReadable('the list of reports')
    await wangs.tap(wangs.byLabel('设置'))
    await wangs.at('pages/settings/settings')
    await wangs.sees('登录设备')
    for (const text of ['我的申请', '草稿与待提交']) await wangs.seesNot(text)
    await wangs.tester('back')

    await goTo(alices, 'pages/consents/consents')
    await alices.tap(NAMES.manager)
    await alices.page.waitForFunction(() => { const { looks } = /** @type {any} */ (globalThis).__mprun__.data(); return looks && looks.length === 1 })
    await alices.still()
    await alices.shot('bank-views-phone')
    await alices.assertReadable('the views')
    await alices.tap('撤回授权')
    await alices.page.locator('.mp-modal').getByText('撤回', { exact: true }).last().click()
    await alices.page.waitForFunction(() => { const { open, items } = /** @type {any} */ (globalThis).__mprun__.data(); return !open && items.every((/** @type {any} */ one) => !one.active) })
    await alices.sees('已撤回')
    await alices.still()
    await alices.fullShot('bank-consents-phone')
  })

  await wangs.at('pages/shared/shared')
  await wangs.tap(`${YEAR} 年报告`)
  await wangs.at('pages/sharedreport/sharedreport')
  await wangs.sees('授权已撤回或到期')
  await wangs.seesNot(filed.code)
  await wangs.fullShot('bank-report-over-phone')
  await wangs.tap('返回报告列表')
  await wangs.at('pages/shared/shared')
  await wangs.sees(/的授权已撤回或到期$/)
  await wangs.seesNot(`${YEAR} 年报告`)
  await wangs.fullShot('bank-over-phone')
  await wangs.assertReadable('the consent is over')
}))

test('without a network a page says so and goes on when it returns', () => onPhone(browser, stack, {}, async (alices) => {
  await legalPerson(alices)
  await alices.page.waitForLoadState('networkidle')
  await alices.flightMode(true)
  for (const [page, seen] of [['consents', '授权银行查看'], ['consent', '客户经理']]) {
    await goTo(alices, `pages/${page}/${page}`)
    await alices.sees(/没有网络/)
    await alices.flightMode(false)
    await alices.tap('重试')
    await alices.sees(seen)
    await alices.flightMode(true)
  }
}))

test('two enterprises have consented: one is chosen, the other is a step away; when one takes it back the other is left', () => onPhone(browser, stack, { expected: [/status of 404/] }, async (wangs) => {
  const bea = await truthOf(stack, BEA)
  await fileTemplate(bea)
  const theirs = await fileMonth(bea, 5, '12.5')
  const [ours, other] = [await consentTo(boss, wang, 30), await consentTo(bea, wang, 1)]
  await signIn(wangs, WANG)
  await wangs.sees('贝塔纺织有限公司')
  await wangs.sees('银行客户经理')
  await wangs.fullShot('bank-choose-phone')
  await wangs.tap('贝塔纺织有限公司')
  await wangs.at('pages/shared/shared')
  await wangs.sees(/最后 1 天/)
  await wangs.tap(`${YEAR} 年报告`)
  await wangs.sees(theirs.code)
  await wangs.seesNot(filed.code)
  await wangs.tester('back')
  await wangs.at('pages/shared/shared')
  await wangs.tap(wangs.byLabel('选择企业'))
  await wangs.tap('阿尔法材料有限公司')
  await wangs.sees(/还有 30 天/)
  await withdraw(boss, ours.id)
  await wangs.tap(`${YEAR} 年报告`)
  await wangs.sees('授权已撤回或到期')
  await wangs.tap('返回报告列表')
  await wangs.sees('阿尔法材料有限公司 的授权已撤回或到期')
  await wangs.sees('贝塔纺织有限公司')
  await wangs.sees(/最后 1 天/)
  await wangs.still()
  await wangs.fullShot('bank-one-left-phone')
  await wangs.assertReadable('one consent is left')
  await withdraw(bea, other.id)
}))

for (const [dress, options] of Object.entries(DRESSES)) {
  test(`the pages in the dress "${dress}"`, async () => {
    const given = await consentTo(boss, wang, 30)
    /** @type {string[]} */
    const faults = []
    const look = async (/** @type {Phone} */ phone, /** @type {string} */ name) => {
      await drawn(phone)
      await phone.still()
      await phone.fullShot(`bank-${name}-${dress}`)
      const { contrast, overflow } = await phone.audit()
      faults.push(...[...contrast, ...overflow].map((text) => `${name}: ${text}`))
    }
    /** WeChat restarts the program when the type size was changed. */
    const start = async (/** @type {Phone} */ phone, /** @type {(phone: Phone) => Promise<void>} */ come) => {
      if ('fontSize' in options) await phone.launch()
      await come(phone)
      if (dress !== 'english') return
      await goTo(phone, 'pages/settings/settings')
      await phone.tap('English')
      await phone.tester('back')
    }
    await onPhone(browser, stack, options, async (phone) => {
      await start(phone, legalPerson)
      for (const page of ['consents', 'consent']) {
        await goTo(phone, `pages/${page}/${page}`)
        await look(phone, page)
      }
    })
    await onPhone(browser, stack, options, async (phone) => {
      await start(phone, manager)
      await phone.at('pages/shared/shared')
      await look(phone, 'shared')
      await phone.tap(phone.screen.locator('.item').first())
      await phone.at('pages/sharedreport/sharedreport')
      await look(phone, 'report')
    })
    assert.deepEqual(faults, [])
    await withdraw(boss, given.id)
  })
}
