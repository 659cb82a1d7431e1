// A bank sees what a legal person consents to, at a desk: the post given by the administrator, the report seen before the consent, the manager's only page,
// his views, the withdrawal, the post's end.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { adam, alice, atDesk, launchBrowser, startStack, tina } from './harness.mjs'
import { BEA, NAMES, WANG, YEAR, consentTo, fileMonth, fileTemplate, makeAccount, makeManager, truthOf, withdraw } from '../phone/bank_people.mjs'

const DRESSES = { light: {}, dark: { theme: 'dark' }, english: { locale: 'en-GB' }, narrow: { width: 1024, height: 768 }, phone: { width: 375, height: 812 } }
/** @type {import('playwright-core').Browser} */
let browser
/** @type {import('./harness.mjs').Stack} */
let stack
/** @type {any} */
let office
/** @type {any} */
let boss
let wang = ''
/** @type {any} */
let filed

before(async () => {
  browser = await launchBrowser()
  stack = await startStack(adam, alice, tina, BEA)
  office = await truthOf(stack, adam)
  boss = await truthOf(stack, alice)
  wang = await makeAccount(stack, office)
  await fileTemplate(boss)
})
after(async () => {
  await browser.close()
  await stack.end()
})

/** @typedef {import('./harness.mjs').Desk} Desk */
const nav = async (/** @type {Desk} */ desk) => (await desk.page.locator('nav a').allInnerTexts()).map((text) => text.trim())
const dialog = (/** @type {Desk} */ desk) => desk.page.locator('.t-dialog').filter({ visible: true })
const row = (/** @type {Desk} */ desk) => desk.page.locator('tbody tr', { hasText: NAMES.manager })

test('the administrator makes an account the manager of a bank', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.signIn(adam)
  await desk.sees('申请审核')
  await desk.goTo(`/accounts/${wang}`)
  await desk.button('设为客户经理').click()
  const drawer = desk.page.locator('.t-drawer--open')
  await drawer.getByRole('button', { name: '保存' }).click()
  await drawer.getByText('请填写', { exact: true }).waitFor()
  await drawer.getByLabel('银行').fill(NAMES.bank)
  await drawer.getByLabel('分支机构').fill(NAMES.branch)
  await drawer.getByRole('button', { name: '保存' }).click()
  const seat = desk.page.getByRole('region', { name: '银行客户经理' })
  await seat.getByText(NAMES.bank, { exact: true }).waitFor()
  await seat.getByText(NAMES.branch, { exact: true }).waitFor()
  await desk.page.locator('.t-drawer--open').waitFor({ state: 'detached' })
  await desk.shot('bank-post')
  assert.deepEqual(await desk.faults(), [])
}))

test('a manager to whom nobody has consented finds one page, and that it is empty', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.signIn(WANG)
  await desk.sees('还没有企业授权您查看')
  assert.deepEqual(await nav(desk), ['授权报告', '登录设备'])
  await desk.shot('bank-nobody')
  assert.deepEqual(await desk.faults(), [])
}))

test('the legal person sees what the bank will see and consents; what has changed meanwhile is shown anew', () => atDesk(browser, stack, { expected: [/status of (409|422)/] }, async (desk) => {
  filed = await fileMonth(boss, 1, '103.4')
  await desk.signIn(alice)
  await desk.byText('授权管理').click()
  await desk.sees('还没有授权')
  await desk.shot('bank-consents-empty')
  await desk.button('授权银行查看').click()
  await desk.sees(filed.code)
  await desk.page.getByLabel('年度').selectOption(String(YEAR - 3))
  await desk.page.locator('.seen .empty').waitFor()
  assert.equal(await desk.button('同意授权').count(), 0, 'nothing was seen, nothing can be consented to')
  await desk.shot('bank-give-nothing')
  await desk.page.getByLabel('年度').selectOption(String(YEAR))
  await desk.sees(filed.code)
  const preview = await boss.call('GET', `v1/enterprises/${boss.enterprise}/consent-preview?year=${YEAR}`)
  await desk.sees(preview.text.zh)
  await desk.sees(preview.sha256)
  await desk.page.getByLabel('授权期限').fill('91')
  await desk.button('同意授权').click()
  for (const text of ['请选择客户经理', '请填写 1 到 90 天', '请先确认已看过并同意']) await desk.sees(text)
  await desk.shot('bank-give-faults', true)
  assert.deepEqual(await desk.faults(), [])
  await desk.page.getByLabel('姓名或银行').fill('没有这个人')
  await desk.sees('没有找到，请换个词')
  await desk.page.getByLabel('姓名或银行').fill('黄埔 王')
  await desk.page.getByRole('radio', { name: NAMES.manager }).check()
  await desk.page.getByLabel('授权期限').fill('45')
  await desk.sees(`${NAMES.manager}（${NAMES.bank} ${NAMES.branch}）可以查看 ${YEAR} 年报告，45 天`)
  await desk.page.getByLabel('我已看过报告和授权说明，同意授权').check()
  const second = await fileMonth(boss, 2, '98.5')
  await desk.button('同意授权').click()
  await desk.sees('内容有变化，请重新查看后再授权')
  await desk.sees(second.code)
  assert.equal(await desk.page.getByLabel('我已看过报告和授权说明，同意授权').isChecked(), false, 'what is shown now was not agreed to yet')
  await desk.page.getByLabel('我已看过报告和授权说明，同意授权').check()
  await desk.shot('bank-give', true)
  await desk.button('同意授权').click()
  await row(desk).getByText('有效', { exact: true }).waitFor()
  await row(desk).getByText(/还有 45 天/).waitFor()
  await row(desk).getByText('还没有查看').waitFor()
  assert.deepEqual(await desk.faults(), [])
}))

test('the manager reads the frozen report and nothing else; the legal person sees each look, withdraws, and the next look finds nothing', () => atDesk(browser, stack, { expected: [/status of 404/] }, async (desk) => {
  await desk.signIn(WANG)
  await desk.sees(`${YEAR} 年报告`)
  assert.deepEqual(await nav(desk), ['授权报告', '登录设备'])
  await desk.sees(/还有 45 天/)
  await desk.shot('bank-shared')
  assert.deepEqual(await desk.faults(), [])
  for (const place of ['/filings', `/filings/${filed.id}`, '/drafts', '/enterprise', '/people', '/consents', '/consents/new', `/report?start=${YEAR}-01`, '/accounts']) {
    await desk.goTo(place)
    await desk.page.waitForURL(/#\/shared$/)
  }
  const third = await fileMonth(boss, 3, '77.25')
  await desk.byText(`${YEAR} 年报告`).click()
  await desk.sees(filed.code)
  await desk.sees('授权之后，企业修改或增加了这一年的填报')
  assert.ok(!(await desk.page.content()).includes(third.code), 'what was filed after the consent is not shown')
  assert.equal(await desk.page.locator('.head-row').count(), 2)
  await desk.shot('bank-report', true)
  assert.deepEqual(await desk.faults(), [])

  await atDesk(browser, stack, {}, async (other) => {
    await other.signIn(alice)
    await other.byText('授权管理').click()
    await row(other).getByText(/查看 1 次/).waitFor()
    await row(other).getByRole('button', { name: /^查看/ }).click()
    await other.page.locator('.looks li', { hasText: NAMES.manager }).waitFor()
    await other.shot('bank-views')
    assert.deepEqual(await other.faults(), [])
    await other.page.keyboard.press('Escape')
    await row(other).getByRole('button', { name: /^撤回/ }).click()
    await other.sees(/立即不能再查看/)
    await dialog(other).getByRole('button', { name: '撤回', exact: true }).click()
    await row(other).getByText('已撤回', { exact: true }).waitFor()
    assert.equal(await row(other).getByRole('button', { name: /^撤回/ }).count(), 0)
    await other.shot('bank-consents')
  })

  await desk.page.reload()
  await desk.sees('授权已撤回或到期')
  assert.ok(!(await desk.page.content()).includes(filed.code))
  await desk.byText('返回报告列表').click()
  await desk.sees('阿尔法材料有限公司 的授权已撤回或到期')
  assert.deepEqual(await nav(desk), ['授权报告', '登录设备'])
  assert.deepEqual(await desk.faults(), [])
  await desk.shot('bank-over')
}))

test('two enterprises have consented: one is chosen, and what the other one takes back leaves this one', () => atDesk(browser, stack, { expected: [/status of 404/] }, async (desk) => {
  const bea = await truthOf(stack, BEA)
  await fileTemplate(bea)
  await fileMonth(bea, 5, '12.5')
  const [ours, other] = [await consentTo(boss, wang, 30), await consentTo(bea, wang, 1)]
  await desk.signIn(WANG)
  await desk.page.locator('button.one', { hasText: '阿尔法材料有限公司' }).click()
  await desk.sees(/还有 30 天/)
  await withdraw(boss, ours.id)
  await desk.button('重新查找').click()
  await desk.sees('阿尔法材料有限公司 的授权已撤回或到期')
  await desk.sees(/最后 1 天/)
  await desk.page.locator('.enterprise', { hasText: '贝塔纺织有限公司' }).waitFor()
  await desk.shot('bank-one-left')
  assert.deepEqual(await desk.faults(), [])
  await withdraw(bea, other.id)
}))

for (const [dress, options] of Object.entries(DRESSES)) {
  test(`the pages in the dress "${dress}" can be read, fit and have names`, async () => {
    const given = await consentTo(boss, wang, 30)
    const english = dress === 'english'
    /** @type {string[]} */
    const faults = []
    const look = async (/** @type {Desk} */ desk, /** @type {string} */ name, /** @type {string} */ place, /** @type {string} */ selector) => {
      if (place) await desk.goTo(place)
      await desk.page.locator(selector).first().waitFor()
      await desk.shot(`bank-${name}-${dress}`, true)
      faults.push(...(await desk.faults()).map((one) => `${name}: ${one}`))
    }
    const enter = async (/** @type {Desk} */ desk, /** @type {{account: string, password: string}} */ person) => {
      await desk.page.getByLabel(english ? 'Account' : '账号').fill(person.account)
      await desk.page.getByLabel(english ? 'Password' : '密码').fill(person.password)
      await desk.button(english ? 'Sign in' : '登录').click()
      await desk.page.locator('nav a').first().waitFor()
    }
    await atDesk(browser, stack, options, async (desk) => {
      await enter(desk, alice)
      await look(desk, 'consents', '/consents', '.list tbody tr')
      await look(desk, 'give', '/consents/new', '.seen .list tbody tr')
    })
    await atDesk(browser, stack, options, async (desk) => {
      await enter(desk, WANG)
      await look(desk, 'shared', '/shared', '.list tbody tr')
      await desk.page.locator('.list tbody a').first().click()
      await look(desk, 'report', '', '.head-row')
    })
    assert.deepEqual(faults, [])
    await withdraw(boss, given.id)
  })
}

test('who is no legal person is offered no consent', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.signIn(tina)
  await desk.page.locator('button.one', { hasText: '阿尔法材料有限公司' }).click()
  await desk.sees('新建填报')
  assert.ok(!(await nav(desk)).includes('授权管理'))
  await desk.goTo('/consents')
  await desk.page.waitForURL(/#\/filings/)
}))

test('the post ends with a reason, and with it what was consented to', () => atDesk(browser, stack, {}, async (desk) => {
  await consentTo(boss, wang, 7)
  await desk.signIn(adam)
  await desk.sees('申请审核')
  await desk.goTo(`/accounts/${wang}`)
  const seat = desk.page.getByRole('region', { name: '银行客户经理' })
  await seat.getByRole('button', { name: '结束', exact: true }).click()
  await dialog(desk).getByRole('button', { name: '结束', exact: true }).click()
  await dialog(desk).getByText('请写明原因').waitFor()
  await dialog(desk).locator('textarea').fill('调离')
  await dialog(desk).getByRole('button', { name: '结束', exact: true }).click()
  await desk.button('设为客户经理').waitFor()
  const { consents } = await boss.call('GET', `v1/enterprises/${boss.enterprise}/consents`)
  assert.equal(consents[0].state, 'ended')
  await assert.rejects(consentTo(boss, wang, 7), /CONSENT_MANAGER/)
  await makeManager(office, wang)
}))
