// The main job on the phone: from nothing to a stored revision, with what the screens promise on the way.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { launchBrowser, Stack } from './harness.mjs'
import { Truth, digits, enter, erase, fillMonth, goTo, onPhone, openCell, signIn, submit } from './steps.mjs'

const ACCOUNT = { account: 'new-factory', password: 'a long pass phrase' }
/** @type {import('playwright-core').Browser} */
let browser
/** @type {Stack} */
let stack
/** @type {Truth} */
let truth

before(async () => {
  browser = await launchBrowser()
  stack = await new Stack().start()
  const { host } = new URL(stack.url)
  await stack.stop()
  execFileSync(process.env.TANHENG_BIN || 'build/dev/tanheng', ['user', 'add', '--account', ACCOUNT.account, '--enterprise', '新开的工厂', '--name', '王工', '--role', 'legal_person', '--data', stack.data],
    { input: ACCOUNT.password + '\n' })
  await stack.start(host)
  truth = await Truth.of(stack)
})
after(async () => {
  await browser.close()
  await stack.end()
})

test('a new enterprise signs in, sets its template and files its first month in at most 12 taps beside the digits', () => onPhone(browser, stack, {}, async (phone) => {
  phone.taps += 2 /* into the two fields */
  await signIn(phone, ACCOUNT)
  await phone.at('pages/home/home')
  await phone.tap('设置填报模板')
  await phone.at('pages/template/template')
  await phone.tap(phone.byText('天然气'))
  await phone.tap('保存并开始填报')
  await phone.at('pages/report/report')
  await digits(phone, '120.5')
  await phone.tap('下一项')
  await digits(phone, '3.2')
  await phone.sees(/^\d[\d,]*\.\d\d$/)
  await phone.tap('计算')
  await phone.at('pages/preview/preview')
  await submit(phone)
  console.log(`first filing: ${phone.taps} taps beside the digits`)
  assert.ok(phone.taps <= 12, `${phone.taps} taps`)
  const data = await phone.data()
  assert.equal(data.ours, data.theirs)
  assert.match(data.ours, /^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
}))

test('sums stand in the foot while typing, without any request', () => onPhone(browser, stack, {}, async (phone) => {
  await enter(phone)
  await goTo(phone, 'pages/report/report?start=2026-02&end=2026-02')
  await openCell(phone, '电力')
  await phone.page.waitForLoadState('networkidle')
  const before = phone.calls.length
  const seen = []
  for (const one of '1234') {
    await digits(phone, one)
    seen.push((await phone.data()).totals.tco2)
  }
  assert.equal(new Set(seen).size, 4, String(seen))
  const asked = phone.calls.slice(before).filter((call) => !/\/drafts\//.test(call.path))
  assert.deepEqual(asked, [], 'typing asked the server')
  await erase(phone)
  assert.equal((await phone.data()).totals.tco2, '-', 'never filled is not zero')
}))

test('every number of the preview can be asked, down to the source of the factor', () => onPhone(browser, stack, {}, async (phone) => {
  await enter(phone)
  await fillMonth(phone, '2026-03', '100')
  const total = phone.screen.locator('.big, .h1, [class*=num]').filter({ hasText: /^\d[\d,]*\.\d\d$/ }).first()
  await phone.tap(total)
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().explaining)
  /** @type {any} */
  let explain = (await phone.data()).explain
  for (let depth = 0; depth < 5 && !explain.sources.length; depth++) {
    assert.ok(explain.parts.length, 'a number without sources has parts: ' + JSON.stringify(explain))
    await phone.tap(phone.byText(explain.parts[0].label))
    const before = JSON.stringify(explain)
    await phone.page.waitForFunction((last) => JSON.stringify(/** @type {any} */ (globalThis).__mprun__.data().explain) !== last, before)
    explain = (await phone.data()).explain
  }
  assert.ok(explain.sources.length > 0 && explain.steps.length > 1, 'steps and a source stand at the bottom')
  await phone.shot('explain-375')
}))

test('a unit slip turns the cell amber while typing, and one tap mends it', () => onPhone(browser, stack, {}, async (phone) => {
  await enter(phone)
  await goTo(phone, 'pages/report/report?start=2026-04&end=2026-04')
  await openCell(phone, '天然气')
  await digits(phone, '78300')
  const line = async () => (await phone.data()).lines.find((/** @type {any} */ one) => one.label === '天然气')
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().lines.some((/** @type {any} */ one) => one.fix))
  const slipped = await line()
  assert.equal(slipped.state, 'ask')
  await phone.shot('slip-375')
  await phone.tap(slipped.fix)
  const mended = await line()
  assert.equal(mended.fix, '')
  assert.notEqual(mended.state, 'ask')
  assert.notEqual(mended.text, slipped.text)
}))

test('what must be confirmed blocks 提交 until a reason stands, and the reason is stored', () => onPhone(browser, stack, {}, async (phone) => {
  await enter(phone)
  await goTo(phone, 'pages/report/report?start=2026-04&end=2026-04')
  await openCell(phone, '天然气')
  await erase(phone)
  await digits(phone, '78300')
  await phone.tap('计算')
  await phone.at('pages/preview/preview')
  await phone.sees('提交前需确认')
  await phone.tap('提交')
  assert.deepEqual(await phone.stack().then((pages) => pages.at(-1)), 'pages/preview/preview')
  await phone.tap('产量变化')
  if (await phone.screen.getByText('确认无误').count()) await phone.tap('确认无误')
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().counts.confirms === 0)
  await submit(phone)
  const filed = await truth.report('2026-04')
  assert.equal(filed.doc.confirmations[0].reason, '产量变化')
}))

test('a second revision shows what changed, and withdrawing frees the month', () => onPhone(browser, stack, {}, async (phone) => {
  await enter(phone)
  await fillMonth(phone, '2026-05', '100')
  await submit(phone)
  await phone.tap('看历史')
  await phone.at('pages/filing/filing')
  await phone.tap('修改')
  await phone.at('pages/report/report')
  await phone.sees('正在修改第 1 版，提交后成为新的一版')
  await openCell(phone, '电力')
  await erase(phone)
  await digits(phone, '110')
  await phone.tap('计算')
  await phone.at('pages/preview/preview')
  await submit(phone)
  await phone.sees('服务器复核结果相同，第 2 版已保存')
  await phone.tap('看历史')
  await phone.at('pages/filing/filing')
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().revisions.length === 2)
  await phone.tap(phone.screen.getByText('2', { exact: true }).filter({ visible: true }).first())
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().changes.length > 0)
  const { changes } = await phone.data()
  assert.ok(changes.some((/** @type {any} */ one) => one.from === '100' && one.to === '110'), JSON.stringify(changes))
  await phone.shot('revision-diff-375')
  await phone.tap(phone.byLabel('关闭'))
  const { id } = await truth.report('2026-05')
  assert.equal(await truth.revisions(id), 2)
  await phone.tap('撤销')
  await phone.type('写明撤销原因', '录错月份')
  await phone.tap(phone.screen.getByText('撤销', { exact: true }).filter({ visible: true }).last())
  await phone.sees(/这份填报已撤销/)
  assert.equal(await truth.report('2026-05'), undefined)
  assert.equal(await truth.revisions(id), 3, 'a withdrawal is a revision')
  await fillMonth(phone, '2026-05', '105')
  await submit(phone)
  assert.equal((await truth.report('2026-05')).doc.energy[0].m05, '105')
}))

test('企业生产经营 is drawn from the catalog and filed', () => onPhone(browser, stack, {}, async (phone) => {
  await enter(phone)
  await phone.tap('企业生产经营')
  await phone.at('pages/form/form')
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().fields.length > 3)
  const { fields } = await phone.data()
  for (const field of fields.filter((/** @type {any} */ one) => one.kind === 'decimal')) await phone.type(field.label_zh, '1250.5')
  await phone.shot('business-375')
  await submit(phone)
  const [filed] = await truth.filings('business', (await phone.data()).name.match(/\d{4}/)[0])
  const { doc } = await truth.call('GET', `v1/filings/${filed.id}`)
  assert.equal(doc.output_value, '1250.5')
}))
