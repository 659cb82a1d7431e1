// Verification on the phone: the auditor reads, verifies with an explicit yes, the enterprise sees the label and loses it by a new revision.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { launchBrowser, Stack } from './harness.mjs'
import { goTo, onPhone, signIn, Truth } from './steps.mjs'

const PEOPLE = { legal_person: { account: 'boss', password: 'a long pass phrase' }, auditor: { account: 'otto', password: 'an auditor pass phrase' } }
const [SELF, VERIFIED] = ['企业自评', '核查机构核查通过']
/** @type {import('playwright-core').Browser} */
let browser
/** @type {Stack} */
let stack
/** @type {any} */
let truth

before(async () => {
  browser = await launchBrowser()
  stack = await new Stack().start()
  for (const [role, { account, password }] of Object.entries(PEOPLE))
    execFileSync(process.env.TANHENG_BIN || 'build/dev/tanheng', ['user', 'add', '--account', account, '--enterprise', '安心钢铁有限公司', '--name', `测试 ${account}`, '--role', role, '--data', stack.data], { input: `${password}\n` })
  truth = Object.assign(new Truth(), { url: stack.url, token: '' })
  truth = await Truth.as(stack, (await truth.call('POST', 'v1/sessions', PEOPLE.legal_person)).token)
})
after(async () => {
  await browser.close()
  await stack.end()
})

const business = (/** @type {string} */ revenue) => ({ output_value: '100', added_value: '20', tax: '5', revenue, products: [{ name: '产品', unit_name: '件', quantity: '7' }] })
const file = (/** @type {number} */ year) => truth.file('business', { start: `${year}-01`, end: `${year}-12` }, business('90'))
/** @param {any} filing @param {string} revenue */
async function revise(filing, revenue) {
  const content = { site: filing.site, form: filing.form, form_version: 1, period: filing.period, pack: filing.pack, doc: business(revenue) }
  const { receipt } = await truth.call('POST', 'v1/core', { op: 'calculate', enterprise: truth.enterprise, ...content })
  return truth.call('POST', `v1/filings/${filing.id}/revisions`, { ...content, receipt }, { 'idempotency-key': `verdict-phone-${filing.id}`, 'if-match': filing.etag })
}
/** @param {import('./harness.mjs').Phone} phone @param {keyof typeof PEOPLE} role */
async function comeIn(phone, role) {
  await phone.at('pages/signin/signin')
  await phone.tap(phone.screen.getByRole('tab', { name: '密码', exact: true }))
  await signIn(phone, PEOPLE[role])
  await phone.at('pages/home/home')
}

test('an auditor verifies on the phone, the enterprise sees it and revises, the old page says what to do', () => onPhone(browser, stack, { expected: [/409/] }, async (phone) => {
  const filing = await file(2024)
  await comeIn(phone, 'auditor')
  await goTo(phone, 'pages/history/history?year=2024')
  await phone.sees(SELF)
  await phone.tap('2024 年')
  await phone.at('pages/filing/filing')
  await phone.sees('还没有核查结论')
  await phone.seesNot('修改')
  await phone.seesNot('撤销')
  await phone.tap('出具核查结论')
  await phone.tap('出具')
  await phone.sees('请选择结论')
  await phone.tap('核查通过')
  await phone.type('核查意见', '抽查凭证，与填报一致')
  await phone.tap('出具')
  await phone.sees('请先确认已核对这一版')
  await phone.still()
  await phone.shot('verdict-form')
  await phone.tap('我已核对第 1 版的填报内容')
  await phone.tap('出具')
  await phone.sees(VERIFIED)
  await phone.still()
  await phone.fullShot('verdict-given')

  await onPhone(browser, stack, {}, async (owner) => {
    await comeIn(owner, 'legal_person')
    await goTo(owner, 'pages/history/history?year=2024')
    await owner.sees(VERIFIED)
    await owner.shot('verdict-history')
    await revise(filing, '91')
    await goTo(owner, `pages/filing/filing?id=${filing.id}`)
    await owner.sees(SELF)
    await owner.sees('填报已变更，不再适用')
    await owner.seesNot('再次出具结论')
  })

  await phone.tap('再次出具结论')
  await phone.tap('核查不通过')
  await phone.type('核查意见', '产量无凭证')
  await phone.tap('我已核对第 1 版的填报内容')
  await phone.tap('出具')
  await phone.sees(/^企业已提交第 2 版，您核对的是第 1 版，结论没有出具。/)
  await phone.seesNot(VERIFIED)
  await phone.seesNot('再次出具结论')
  await phone.still()
  await phone.shot('verdict-outdated')
  await phone.tap('查看第 2 版')
  await phone.sees('填报已变更，不再适用')
  await phone.seesNot(/^企业已提交第 2 版/)
  await phone.tap('再次出具结论')
  assert.equal(await phone.byLabel('核查意见').inputValue(), '产量无凭证', 'what was written is kept')
  await phone.tap('我已核对第 2 版的填报内容')
  await phone.tap('出具')
  await phone.sees('产量无凭证')
  await phone.sees(SELF)
  const { items } = await truth.call('GET', `v1/filings/${filing.id}/verdicts`)
  assert.deepEqual(items.map((/** @type {any} */ one) => [one.outcome, one.state, one.revision]), [['not_verified', 'holds', 2], ['verified', 'outdated', 1]])
}))

test('an auditor on the phone is asked for nothing that answers 403', () => onPhone(browser, stack, {}, async (phone) => {
  await file(2023)
  await comeIn(phone, 'auditor')
  await phone.still()
  await phone.fullShot('verdict-home')
  await phone.seesNot('填报模板')
  await phone.seesNot('草稿与待提交')
  await phone.tap('核对填报')
  await phone.at('pages/history/history')
  for (const page of ['history/history', 'settings/settings', 'files/files', 'drafts/drafts']) {
    await goTo(phone, `pages/${page}`)
    await phone.page.waitForLoadState('networkidle')
    await phone.still()
  }
  assert.deepEqual(phone.calls.filter((one) => one.status === 403).map((one) => `${one.method} ${one.path}`), [])
}))

for (const [name, options] of Object.entries({ dark: { theme: 'dark' }, large: { fontSize: 23 } }))
  test(`verification on a ${name} phone is legible and fits`, () => onPhone(browser, stack, options, async (phone) => {
    const filing = await file(name === 'dark' ? 2022 : 2021)
    await comeIn(phone, 'auditor')
    await goTo(phone, `pages/filing/filing?id=${filing.id}`)
    await phone.tap('出具核查结论')
    await phone.tap('核查通过')
    await phone.tap('我已核对第 1 版的填报内容')
    await phone.still()
    await phone.shot(`verdict-form-${name}`)
    const form = await phone.audit()
    assert.deepEqual([...form.contrast, ...form.overflow], [])
    await phone.tap('出具')
    await phone.sees(VERIFIED)
    await phone.still()
    await phone.fullShot(`verdict-${name}`)
    const page = await phone.audit()
    assert.deepEqual([...page.contrast, ...page.overflow], [])
  }))
