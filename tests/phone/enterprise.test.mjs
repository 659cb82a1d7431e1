// 企业信息管理 on the phone and on a PC: 企业基础信息 and 用电户号 from the home page to a filed version and on to the next year.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { launchBrowser, Stack } from './harness.mjs'
import { Truth, enter, goTo, onPhone, submit } from './steps.mjs'

const BASE = 'enterprise_base', ACCOUNTS = 'electricity_accounts'
const LAST_YEAR = new Date().getFullYear() - 1
/** @type {import('playwright-core').Browser} */
let browser
/** @type {Stack} */
let stack
/** @type {Truth} */
let truth

before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

/** A server of its own for each story: what is filed stays.
 * @param {any} options @param {(phone: import('./harness.mjs').Phone) => Promise<void>} story */
const onNew = (options, story) => async () => {
  stack = await new Stack().start()
  try {
    truth = await Truth.of(stack)
    await onPhone(browser, stack, options, story)
  } finally {
    await stack.end()
  }
}

/** @param {import('./harness.mjs').Phone} phone @param {string} label @param {string} choice of a native list */
async function choose(phone, label, choice) {
  const field = phone.screen.locator('.fv').filter({ has: phone.page.getByText(label, { exact: true }) }).filter({ visible: true }).first()
  await phone.tap(field.locator('.fv-pick'))
  await phone.page.locator('.mp-layer select').selectOption({ label: choice })
  await phone.page.locator('.mp-layer').getByText('确定', { exact: true }).click()
}

/** @param {import('./harness.mjs').Phone} phone @param {string} form */
async function open(phone, form) {
  await phone.tap(form)
  await phone.at('pages/form/form')
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().drawn)
}

/** @param {string} form @returns {Promise<any>} the live filing of this year with its document */
async function filed(form) {
  const { items } = await truth.call('GET', `v1/enterprises/${truth.enterprise}/filings?form=${form}&limit=100`)
  return truth.call('GET', `v1/filings/${items.filter((/** @type {any} */ one) => one.state === 'live')[0].id}`)
}

const story = (/** @type {string} */ dress) => async (/** @type {import('./harness.mjs').Phone} */ phone) => {
  await enter(phone)
  await phone.sees('企业信息管理')
  await phone.fullShot(`info-home-${dress}`)
  await phone.assertReadable('home')
  await open(phone, '企业基础信息')
  await phone.type('企业名称', '广州示例水泥有限公司')
  await phone.type('统一社会信用代码', '91440112000000019E')
  await phone.sees(/校验位/)
  await phone.type('统一社会信用代码', '91350100M0001TGQXM')
  await phone.sees(/试点时期的早期代码，请上传营业执照/)
  await phone.type('统一社会信用代码', '9144 0112 0000 0001 9d')
  await phone.sees(/请写成规范形式/)
  await phone.tap('改为 91440112000000019D')
  await phone.sees(/登记机关在黄埔区/)
  await phone.tap('选择黄埔区')
  await phone.tap(phone.byLabel('所属行业'))
  await phone.sees('C 制造业')
  await phone.still()
  await phone.shot(`info-industry-${dress}`)
  await phone.type('搜索代码或名称', '水泥')
  await phone.sees('没有找到，请换个词')
  await phone.type('搜索代码或名称', '3011')
  await phone.tap('使用代码 3011')
  await phone.sees(/属于门类 C 制造业/)
  await phone.tap('改为 C3011')
  await phone.sees('C3011 非金属矿物制品业')
  await choose(phone, '企业性质 · 必填', '民营（私营）')
  await phone.type('联系电话', '1381234567')
  await phone.sees(/联系电话应为手机号/)
  await phone.type('联系电话', '020-87654321')
  await phone.seesNot(/联系电话应为手机号/)
  await phone.fullShot(`info-base-${dress}`)
  await phone.assertReadable('base information')
  await submit(phone)
  const { doc, result } = await filed(BASE)
  assert.deepEqual(doc, { name: '广州示例水泥有限公司', uscc: '91440112000000019D', industry: 'C3011', district: '440112', nature: 'private_owned', phone: '020-87654321' })
  assert.equal(result.industry_division, 'C30')
}

test('企业基础信息 is filled, checked and filed on the phone', onNew({}, story('phone')))
test('企业基础信息 in a dark PC window', onNew({ width: 1280, height: 800, touch: false, theme: 'dark' }, story('pc-dark')))

test('用电户号: a double is named, leading zeros stay, versions follow', onNew({}, async (phone) => {
  await enter(phone)
  await open(phone, '用电户号')
  const fill = async (/** @type {number} */ at, /** @type {string} */ account) => {
    await phone.tap('添加')
    const card = phone.screen.locator('.fv-card').nth(at)
    await card.getByLabel('户号', { exact: true }).fill(account)
    await card.getByLabel('供电企业', { exact: true }).fill('广州供电局')
    await card.locator('.fv-pick').first().click()
    await phone.page.locator('.mp-layer').getByText('确定', { exact: true }).click()
  }
  await fill(0, '0031000012')
  await fill(1, '0031000012')
  await phone.tap('提交')
  await phone.sees(/重复的行 \(0031000012 · 广州供电局\)/)
  await phone.screen.locator('.fv-card').nth(1).getByLabel('户号', { exact: true }).fill('0031000013')
  await phone.seesNot(/重复的行/)
  await phone.fullShot('info-accounts-phone')
  await phone.assertReadable('accounts')
  await submit(phone)
  const { doc, result, revision } = await filed(ACCOUNTS)
  assert.deepEqual(doc.accounts.map((/** @type {any} */ row) => row.account), ['0031000012', '0031000013'])
  assert.deepEqual([result.accounts, revision], [2, 1])
  await goTo(phone, 'pages/home/home')
  await phone.sees('第 1 版')
  await open(phone, '用电户号')
  await phone.sees('已提交第 1 版。修改后可提交新的一版')
  await phone.screen.locator('.fv-card').nth(1).getByLabel('计量点', { exact: true }).fill('1 号变压器')
  await submit(phone)
  assert.equal((await filed(ACCOUNTS)).revision, 2)
}))

test('a new year begins with what stands from the last', onNew({ locale: 'en-US' }, async (phone) => {
  const doc = { name: '甲', uscc: '91440112000000019D', industry: 'C30', district: '440112', nature: 'state' }
  await truth.file(BASE, { start: `${LAST_YEAR}-01`, end: `${LAST_YEAR}-12` }, doc)
  await phone.at('pages/signin/signin')
  await phone.tap(phone.byText(/^(进入演示|Open the demo|Enter the demo)$/))
  await phone.at('pages/home/home')
  await phone.sees(new RegExp(`沿用 ${LAST_YEAR} 年|As of ${LAST_YEAR}`))
  await open(phone, (await phone.data()).info[0].label)
  const page = await phone.data()
  assert.match(page.revising, new RegExp(String(LAST_YEAR)))
  assert.equal(page.value.name, '甲')
  await phone.fullShot('info-carried-phone')
  await phone.tap(phone.byText(/^(提交|Submit)$/))
  await phone.at('pages/done/done')
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().state === 'accepted')
  const [now] = await truth.filings(BASE, LAST_YEAR + 1)
  assert.equal(now.revision, 1)
}))
