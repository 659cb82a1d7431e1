// 企业信息 at a desk: base information with its code lists and one-press spellings, electricity accounts, versions, the next year.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { atDesk, launchBrowser, startStack } from './harness.mjs'
import { Truth } from '../phone/steps.mjs'

const BASE = 'enterprise_base', ACCOUNTS = 'electricity_accounts'
const YEAR = new Date().getFullYear()
/** @type {import('playwright-core').Browser} */
let browser
/** @type {import('./harness.mjs').Stack} */
let stack
/** @type {any} */
let truth

before(async () => {
  browser = await launchBrowser()
  stack = await startStack()
  truth = await Truth.of(stack)
})
after(async () => {
  await browser.close()
  await stack.end()
})

/** @param {string} form @returns {Promise<any>} the live filing of this year */
async function filed(form) {
  const [one] = await truth.filings(form, YEAR)
  return one && truth.call('GET', `v1/filings/${one.id}`)
}
/** @param {import('./harness.mjs').Desk} desk @param {string} form */
const card = (desk, form) => desk.page.locator(`[data-form="${form}"]`)

test('企业基础信息: a wrong digit is named, a spelling mended by a press, industry and district searched by keys', () => atDesk(browser, stack, {}, async (desk) => {
  const { keyboard } = desk.page
  const field = (/** @type {string} */ name) => desk.page.getByLabel(name, { exact: true })
  await desk.demo()
  await desk.byText('企业信息').click()
  await desk.sees('还没有企业基础信息')
  await desk.shot('enterprise-empty')
  await desk.button('填写 企业基础信息').click()
  await field('企业名称').fill('广州示例水泥有限公司')
  await field('统一社会信用代码').fill('91440112000000019E')
  await desk.sees(/校验位/)
  await field('统一社会信用代码').fill('9144 0112 0000 0001 9d')
  await desk.button('改为 91440112000000019D').click()
  assert.equal(await field('统一社会信用代码').inputValue(), '91440112000000019D')
  await desk.button('选择黄埔区').click()
  await field('所属行业').click()
  await desk.sees('C 制造业')
  await desk.shot('enterprise-industry')
  await keyboard.type('水泥')
  await desk.sees('没有找到，请换个词')
  await field('所属行业').fill('非金属矿物')
  await keyboard.press('Enter')
  assert.match(await field('所属行业').inputValue(), /^C30 非金属矿物制品业$/)
  await field('企业性质').selectOption({ label: '民营（私营）' })
  await field('联系电话').fill('1381234567')
  await desk.sees(/联系电话应为手机号/)
  await field('联系电话').fill('020-87654321')
  await desk.saved()
  await desk.shot('enterprise-base', true)
  assert.deepEqual(await desk.faults(), [])
  await desk.button('提交').click()
  await desk.sees('一致')
  const { doc } = await filed(BASE)
  assert.deepEqual(doc, { name: '广州示例水泥有限公司', uscc: '91440112000000019D', industry: 'C30', district: '440112', nature: 'private_owned', phone: '020-87654321' })
  await desk.goTo('/enterprise')
  await card(desk, BASE).getByText('C30 非金属矿物制品业').waitFor()
  await card(desk, BASE).getByText('第 1 版').waitFor()
  await card(desk, BASE).getByText('020-87654321').waitFor()
}))

test('用电户号: a double is named at its row, leading zeros stay, a change is a new version', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.demo()
  await desk.goTo('/enterprise')
  await desk.button('填写 用电户号').click()
  const fill = async (/** @type {number} */ n, /** @type {string} */ account) => {
    await desk.button('添加行 用电户号').click()
    await desk.page.keyboard.type(account)
    await desk.page.getByLabel(`供电企业 ${n}`, { exact: true }).fill('广州供电局')
    await desk.page.getByLabel(`启用月 ${n}`, { exact: true }).fill('2024-01')
  }
  await fill(1, '0031000012')
  await fill(2, '0031000012')
  await desk.sees(/重复的行 \(0031000012 · 广州供电局\)/)
  await desk.shot('enterprise-double')
  await desk.page.getByLabel('户号 2', { exact: true }).fill('0031000013')
  await desk.page.getByText(/重复的行/).waitFor({ state: 'detached' })
  await desk.saved()
  await desk.button('提交').click()
  await desk.sees('一致')
  assert.deepEqual((await filed(ACCOUNTS)).doc.accounts.map((/** @type {any} */ row) => row.account), ['0031000012', '0031000013'])
  await desk.goTo('/enterprise')
  await card(desk, ACCOUNTS).getByText('0031000013').waitFor()
  await desk.shot('enterprise', true)
  assert.deepEqual(await desk.faults(), [])
  await desk.button('修改 用电户号').click()
  await desk.page.getByLabel('计量点 2', { exact: true }).fill('1 号变压器')
  await desk.saved()
  await desk.button('提交').click()
  await desk.sees('一致')
  assert.equal((await filed(ACCOUNTS)).revision, 2)
}))

test('a new year begins with what stands from the last', async () => {
  const other = await startStack()
  try {
    const their = await Truth.of(other)
    await their.file(BASE, { start: `${YEAR - 1}-01`, end: `${YEAR - 1}-12` }, { name: '甲', uscc: '91440112000000019D', industry: 'C30', district: '440112', nature: 'state' })
    await atDesk(browser, other, {}, async (desk) => {
      await desk.demo()
      await desk.goTo('/enterprise')
      await desk.sees(new RegExp(`沿用 ${YEAR - 1} 年`))
      await desk.button('修改 企业基础信息').click()
      await desk.sees(new RegExp(`${YEAR - 1}`))
      assert.equal(await desk.page.getByLabel('企业名称', { exact: true }).inputValue(), '甲')
      await desk.button('提交').click()
      await desk.sees('一致')
      assert.equal((await their.filings(BASE, YEAR)).length, 1)
    })
  } finally {
    await other.end()
  }
})
