// Verification at a desk: the auditor verifies, the enterprise sees it and revises, the label falls back, the auditor's old page says what to do.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { adam, alice, atDesk, Desk, launchBrowser, startStack, truthOf } from './harness.mjs'

const otto = { account: 'otto', password: 'otto-password', enterprises: [['阿尔法材料有限公司', 'auditor']] }
const olga = { account: 'olga', password: 'olga-password', enterprises: [['贝塔纺织有限公司', 'viewer']] }
const [SELF, VERIFIED] = ['企业自评', '核查机构核查通过']
/** @type {import('playwright-core').Browser} */
let browser
/** @type {import('./harness.mjs').Stack} */
let stack
/** @type {Awaited<ReturnType<typeof truthOf>>} */
let truth

before(async () => {
  browser = await launchBrowser()
  stack = await startStack(alice, otto, olga, adam)
  truth = await truthOf(stack, alice)
})
after(async () => {
  await browser.close()
  await stack.end()
})

/** What alice files, by the API. @param {string} year @param {string} revenue @param {{id: string, etag: string}} [base] */
async function file(year, revenue, base) {
  const content = { site: 'all', form: 'business', form_version: 1, period: { start: `${year}-01`, end: `${year}-12` }, pack: 'CN-2025', doc: { output_value: '100', added_value: '20', tax: '5', revenue, products: [{ name: '产品', unit_name: '件', quantity: '7' }] } }
  const { receipt } = await truth.call('POST', 'v1/core', { op: 'calculate', enterprise: truth.enterprise, ...content })
  const key = `verdict-desk-${year}-${revenue}`
  return base ? truth.call('POST', `v1/filings/${base.id}/revisions`, { ...content, receipt }, { 'idempotency-key': key, 'if-match': base.etag })
    : truth.call('POST', `v1/enterprises/${truth.enterprise}/filings`, { ...content, receipt }, { 'idempotency-key': key })
}
/** @param {Desk} desk @param {string} outcome @param {string} opinion */
async function give(desk, outcome, opinion) {
  await desk.page.getByLabel(outcome, { exact: true }).check()
  await desk.page.getByLabel('核查意见').fill(opinion)
  await desk.page.getByLabel(/我已核对第 \d+ 版的填报内容/).check()
  await desk.button('出具').click()
  await desk.page.locator('.t-dialog').filter({ visible: true }).first().waitFor({ state: 'hidden' })
}
/** The row of a list that shows this label. @param {Desk} desk @param {string} label */
const row = (desk, label) => desk.page.locator('table.list tbody tr', { hasText: label }).first()

test('an auditor verifies, the enterprise revises, and the verdict on the old revision is refused with what to do', () => atDesk(browser, stack, { expected: [/409/] }, async (desk) => {
  const filing = await file('2024', '90')
  await desk.signIn(otto)
  await desk.visit('/filings?year=all', '填报记录')
  await row(desk, SELF).waitFor()
  await desk.sees('打开填报，核对后出具核查结论')
  await row(desk, SELF).click()
  await desk.sees('还没有核查结论')
  await desk.button('出具核查结论').click()
  await desk.button('出具').click()
  await desk.sees('请选择结论')
  await give(desk, '核查通过', '抽查了三张发票，与填报一致')
  await desk.sees(VERIFIED)
  await desk.page.locator('.said .opinion', { hasText: '抽查了三张发票，与填报一致' }).waitFor()
  assert.deepEqual(await desk.faults(), [])

  await atDesk(browser, stack, {}, async (owner) => {
    await owner.signIn(alice)
    await owner.visit('/filings?year=all', '填报记录')
    await row(owner, VERIFIED).waitFor()
    await owner.goTo(`/filings/${filing.id}`)
    await owner.sees('抽查了三张发票，与填报一致')
    assert.equal(await owner.button('出具核查结论').count() + await owner.button('再次出具结论').count(), 0, 'no form for the enterprise')
    await owner.button('修改').waitFor()
    await file('2024', '91', filing)
    await owner.visit('/filings?year=all', '填报记录')
    await row(owner, SELF).waitFor()
    await owner.goTo(`/filings/${filing.id}`)
    await owner.sees('填报已变更，不再适用')
    await owner.shot('verdict-enterprise')
  })

  await desk.button('再次出具结论').click() // the page still shows the first revision
  await give(desk, '核查不通过', '发票与产量不符')
  await desk.sees(/^企业已提交第 2 版，您核对的是第 1 版，结论没有出具。/)
  assert.deepEqual(await desk.faults(), [])
  await desk.shot('verdict-outdated')
  await desk.button('查看第 2 版').click()
  await desk.page.getByRole('heading', { level: 1 }).getByText('第 2 版', { exact: true }).waitFor()
  assert.equal(await desk.byText(/^企业已提交第 2 版/).count(), 0)
  await desk.button('再次出具结论').click()
  assert.equal(await desk.page.getByLabel('核查意见').inputValue(), '发票与产量不符', 'what was written is kept')
  assert.equal(await desk.page.getByLabel(/我已核对第 2 版的填报内容/).isChecked(), false, 'and the new revision wants a look')
  await give(desk, '核查不通过', '发票与产量不符')
  await desk.page.locator('.said .tag.bad', { hasText: '核查不通过' }).waitFor()
  await desk.page.locator('h2 .tag', { hasText: SELF }).waitFor()
  const { items, label } = await truth.call('GET', `v1/filings/${filing.id}/verdicts`)
  assert.deepEqual([label, items.map((/** @type {any} */ one) => [one.outcome, one.state, one.revision])], ['self_assessed', [['not_verified', 'holds', 2], ['verified', 'outdated', 1]]])
}))

test('an auditor at the desk meets no page or button that is not for him', () => atDesk(browser, stack, {}, async (desk) => {
  /** @type {string[]} */
  const refused = []
  desk.page.on('response', (reply) => { if (reply.status() === 403) refused.push(reply.url()) })
  const filing = await file('2023', '90')
  await desk.signIn(otto)
  await desk.visit('/filings?year=all', '填报记录')
  const places = await desk.page.locator('nav a[href^="#/"]').evaluateAll((all) => all.map((one) => String(one.getAttribute('href')).slice(1)))
  assert.ok(places.length > 1, places.join(' '))
  for (const place of places) {
    await desk.goTo(place)
    await desk.page.getByRole('heading', { level: 1 }).first().waitFor()
    await desk.page.waitForLoadState('networkidle')
  }
  await desk.goTo(`/filings/${filing.id}`)
  await desk.button('出具核查结论').waitFor()
  for (const name of ['修改', '撤销', '新建填报']) assert.equal(await desk.page.getByRole('button', { name, exact: true }).count(), 0, name)
  assert.deepEqual(refused, [])
}))

test('an administrator assigns an auditor with an institution, and nobody of the enterprise itself', () => atDesk(browser, stack, { expected: [/409/] }, async (desk) => {
  await desk.signIn(adam)
  /** @param {string} account */
  const assign = async (account) => {
    await desk.visit('/accounts', '账号管理')
    await row(desk, account).click()
    await desk.button('授予角色').click()
    const drawer = desk.page.locator('.t-drawer--open')
    await drawer.getByLabel('企业').fill('阿尔法')
    await drawer.getByRole('button', { name: '阿尔法材料有限公司' }).click()
    await drawer.getByLabel('角色').selectOption('auditor')
    await drawer.getByLabel(/核查机构/).fill('甲核查技术有限公司')
    await drawer.getByLabel('原因').fill('年度核查指派')
    await drawer.getByRole('button', { name: '授予角色' }).click()
  }
  await assign('alice')
  await desk.sees(/^此人是或曾是该企业的法人/)
  await desk.page.keyboard.press('Escape')
  await desk.page.locator('.t-drawer--open').waitFor({ state: 'detached' })
  await assign('olga')
  await desk.sees('甲核查技术有限公司')
  await desk.shot('verdict-institution')
}))

for (const [name, options] of Object.entries({ light: {}, dark: { theme: 'dark' }, narrow: { width: 375, height: 812 }, english: { locale: 'en-GB' } }))
  test(`verification in ${name} is legible and fits`, () => atDesk(browser, stack, options, async (desk) => {
    const filing = await file(name === 'light' ? '2022' : name === 'dark' ? '2021' : name === 'narrow' ? '2020' : '2019', '90')
    const isEnglish = name === 'english'
    if (isEnglish) {
      await desk.page.getByLabel('Account').fill(otto.account)
      await desk.page.getByLabel('Password').fill(otto.password)
      await desk.button('Sign in').click()
    } else await desk.signIn(otto)
    await desk.visit('/filings?year=all', isEnglish ? 'Filings' : '填报记录')
    await row(desk, isEnglish ? 'Self-assessed' : SELF).waitFor()
    await desk.shot(`verdict-list-${name}`)
    assert.deepEqual(await desk.faults(), [])
    await desk.goTo(`/filings/${filing.id}`)
    await desk.button(isEnglish ? 'Give a verdict' : '出具核查结论').click()
    await desk.page.getByRole('radio').first().check()
    await desk.shot(`verdict-form-${name}`)
    assert.deepEqual(await desk.faults(), [])
    await desk.page.getByRole('checkbox').first().check()
    await desk.button(isEnglish ? 'Give it' : '出具').click()
    await desk.page.locator('.t-dialog').filter({ visible: true }).first().waitFor({ state: 'hidden' })
    await desk.page.locator('.said .tag.good').waitFor()
    await desk.shot(`verdict-${name}`)
    assert.deepEqual(await desk.faults(), [])
  }))
