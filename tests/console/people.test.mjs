// 人员 at a desk: an agent is added, cut, suspended, resumed and revoked; what is wrong stands at its field; numbers are shown masked.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { alice, atDesk, launchBrowser, startStack, tina } from './harness.mjs'
import { maskedId, maskedPhone, phoneNumber, residentId } from '../api/persons.mjs'

/** @type {import('playwright-core').Browser} */
let browser
/** @type {import('./harness.mjs').Stack} */
let stack

before(async () => {
  browser = await launchBrowser()
  stack = await startStack(alice, tina)
})
after(async () => {
  await browser.close()
  await stack.end()
})

const drawer = (/** @type {import('./harness.mjs').Desk} */ desk) => desk.page.locator('.t-drawer--open')
const field = (/** @type {import('./harness.mjs').Desk} */ desk, /** @type {string} */ name) => drawer(desk).getByLabel(name)
const row = (/** @type {import('./harness.mjs').Desk} */ desk, /** @type {string} */ name) => desk.page.locator('tbody tr', { hasText: name })

test('an agent is added: what is missing or wrong is told at its field, numbers come back masked', () => atDesk(browser, stack, { expected: [/status of 422/] }, async (desk) => {
  const phone = phoneNumber(), number = residentId()
  await desk.signIn(alice)
  await desk.byText('人员').click()
  await row(desk, '测试 alice').getByText('法人').waitFor()
  assert.equal(await row(desk, '测试 alice').getByRole('button').count(), 0, 'nobody cuts the legal person here')
  await desk.button('添加代理人').click()
  await drawer(desk).getByRole('button', { name: '添加代理人' }).click()
  assert.equal(await drawer(desk).getByText('请填写', { exact: true }).count(), 3)
  await field(desk, '姓名').fill('<i>陈</i>小明')
  await field(desk, '手机号').fill('1390010')
  await drawer(desk).locator('.bad', { hasText: /手机号/ }).waitFor()
  await field(desk, '手机号').fill(phone)
  await field(desk, '证件号').fill(number.slice(0, 17) + (number[17] === '0' ? '1' : '0'))
  await drawer(desk).locator('.bad', { hasText: /校验|身份/ }).waitFor()
  await desk.shot('people-faults')
  await field(desk, '证件号').fill(number)
  await drawer(desk).locator('.bad').waitFor({ state: 'detached' })
  await drawer(desk).getByLabel('截止日期', { exact: true }).fill('2020-01-01')
  await drawer(desk).getByRole('button', { name: '添加代理人' }).click()
  await drawer(desk).getByText(/授权截止日期须在今天之后/).waitFor()
  await drawer(desk).getByLabel('截止日期', { exact: true }).fill('2030-12-31')
  await drawer(desk).getByRole('button', { name: '添加代理人' }).click()
  await row(desk, '<i>陈</i>小明').waitFor()
  const text = await row(desk, '<i>陈</i>小明').innerText()
  for (const part of ['企业代理人', maskedPhone(phone), maskedId(number), '填报', '2030-12-31', '有效']) assert.ok(text.includes(part), `${part} in ${text}`)
  assert.ok(!text.includes('人员管理'))
  const page = await desk.page.content()
  assert.ok(!page.includes(phone) && !page.includes(number))
}))

test('an agent is cut, suspended, resumed and revoked; each is asked once with its consequence', () => atDesk(browser, stack, {}, async (desk) => {
  const name = '<i>陈</i>小明'
  await desk.signIn(alice)
  await desk.sees('填报记录')
  await desk.goTo('/people')
  await desk.button(`修改 ${name}`).click()
  await drawer(desk).getByLabel('人员管理').check()
  await drawer(desk).getByLabel('截止日期', { exact: true }).fill('')
  await drawer(desk).getByRole('button', { name: '保存' }).click()
  await row(desk, name).getByText('填报、人员管理').waitFor()
  await row(desk, name).getByText('长期').waitFor()
  await desk.button(`停用 ${name}`).click()
  await desk.sees(/立即失效，恢复前不能再登录/)
  await desk.shot('people-ask')
  await desk.page.locator('.t-dialog').getByRole('button', { name: '停用', exact: true }).click()
  await row(desk, name).locator('.tag', { hasText: '停用' }).waitFor()
  await desk.button(`恢复 ${name}`).click()
  await desk.page.locator('.t-dialog').filter({ visible: true }).getByRole('button', { name: '恢复', exact: true }).click()
  await row(desk, name).locator('.tag', { hasText: '有效' }).waitFor()
  await desk.shot('people')
  assert.deepEqual(await desk.faults(), [])
  await desk.button(`撤销 ${name}`).click()
  await desk.page.locator('.t-dialog').filter({ visible: true }).getByRole('button', { name: '撤销', exact: true }).click()
  await row(desk, name).locator('.tag', { hasText: '已撤销' }).waitFor()
  assert.equal(await row(desk, name).getByRole('button').count(), 0)
}))

test('who may not manage people is not offered it', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.signIn(tina)
  await desk.page.locator('button.one', { hasText: '贝塔纺织有限公司' }).click()
  await desk.sees('填报记录')
  assert.equal(await desk.page.locator('nav').getByText('人员').count(), 0)
  await desk.goTo('/people')
  await desk.page.waitForURL(/#\/filings/)
}))
