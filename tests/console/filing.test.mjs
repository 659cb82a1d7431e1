// From the empty table to the stored revision, at a desk: typing, keys, paste, preview, submission, revision, difference, network gone.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { atDesk, launchBrowser, startStack } from './harness.mjs'
import { Truth } from '../phone/steps.mjs'

/** @type {import('playwright-core').Browser} */
let browser
/** @type {import('./harness.mjs').Stack} */
let stack
/** @type {Truth} */
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

/** @param {import('./harness.mjs').Desk} desk @param {string} start @param {string} end */
async function report(desk, start, end = start) {
  await desk.goTo(`/report?start=${start}&end=${end}`)
  await desk.cell(`电力 ${Number(start.slice(5))} 月`).waitFor()
}

/** @param {import('./harness.mjs').Desk} desk @param {string} outcome */
async function submit(desk, outcome = '一致') {
  await desk.button('提交').click()
  await desk.page.waitForURL(/#\/submission\//)
  await desk.sees(outcome)
}

/** A clipboard as Excel fills it. @param {import('./harness.mjs').Desk} desk @param {string} text */
function paste(desk, text) {
  return desk.page.evaluate((block) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', block)
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
}

test('a month typed at the desk: the sums while typing are the server\'s sums', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.demo()
  await report(desk, '2026-01')
  await desk.cell('电力 1 月').fill('103.4')
  await desk.cell('天然气 1 月').fill('7.5')
  await desk.saved()
  const typed = await desk.totals()
  assert.notEqual(typed.tco2, '-')
  await submit(desk)
  const codes = await desk.page.locator('.outcome .code').allInnerTexts()
  assert.equal(codes[0], codes[1], 'both receipts are equal')
  const stored = await truth.report('2026-01')
  const shown = await truth.call('POST', 'v1/core', { op: 'calculate', form: 'energy_report', period: stored.period, pack: stored.pack, enterprise: truth.enterprise, site: 'all', doc: stored.doc, display: true })
  assert.deepEqual(typed, { tco2: shown.display.totals.net_tco2, tce: shown.display.totals.tce_equivalent })
  assert.equal(stored.result.totals.net_tco2, shown.result.totals.net_tco2)
  await desk.button('填报详情').click()
  await desk.sees('合计排放量')
  assert.equal(await desk.page.locator('.heads .asked').first().innerText(), typed.tco2)
}))

test('a number says how it came about, part by part down to its source', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.demo()
  const filed = await truth.report('2026-01')
  await desk.goTo(`/filings/${filed.id}`)
  await desk.page.locator('.heads .asked').first().click()
  await desk.sees('由以下各项相加')
  await desk.page.locator('.t-drawer--open').getByText('间接排放').click()
  await desk.sees('因子来源')
  await desk.sees(/\d{4} 年/)
}))

test('keys walk the table: Enter down, arrows, Tab, Escape brings the old value back', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.demo()
  await report(desk, '2026-02', '2026-04')
  const at = (/** @type {string} */ name) => desk.page.waitForFunction((label) => document.activeElement?.getAttribute('aria-label') === label, name)
  const { keyboard } = desk.page
  await desk.cell('电力 2 月').click()
  await keyboard.type('90')
  await keyboard.press('Enter')
  await at('天然气 2 月')
  await keyboard.type('7')
  await keyboard.press('ArrowUp')
  await at('电力 2 月')
  await keyboard.press('ArrowRight')
  await at('电力 3 月')
  await keyboard.type('91')
  await keyboard.press('Tab')
  await at('电力 4 月')
  await keyboard.press('ArrowRight')
  await at('电力 4 月')
  await keyboard.press('Shift+Tab')
  await at('电力 3 月')
  await keyboard.type('5')
  await keyboard.press('Escape')
  await desk.saved()
  assert.equal(await desk.cell('电力 3 月').inputValue(), '91')
  assert.equal(await desk.cell('天然气 2 月').inputValue(), '7')
  await desk.page.reload()
  await desk.cell('电力 3 月').waitFor()
  assert.equal(await desk.cell('电力 3 月').inputValue(), '91', 'what was typed outlives the page')
}))

test('a block from a spreadsheet is shown first; what is no number is named and left out', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.demo()
  await report(desk, '2026-05', '2026-06')
  await desk.cell('电力 5 月').click()
  await paste(desk, '100.5\t101\t102\n7.1\t两吨\n1,210.5\t\n')
  await desk.sees('粘贴预览')
  await desk.sees('4 个数值将改变，2 个不能填入')
  const bad = await desk.page.locator('.t-dialog tr.bad').allInnerTexts()
  assert.match(bad.join('\n'), /天然气 · 6 月\s+.*两吨\s+不是数字/)
  assert.match(bad.join('\n'), /7 月\s+.*102\s+不在表格内/)
  assert.equal(await desk.cell('电力 5 月').inputValue(), '', 'nothing is changed before it is taken')
  await desk.shot('paste')
  await desk.button('填入 4 个数值').click()
  await desk.page.waitForFunction(() => /** @type {HTMLInputElement} */ (document.querySelector('[aria-label="电力 6 月"]')).value === '101')
  assert.equal(await desk.cell('电力 5 月').inputValue(), '100.5')
  assert.equal(await desk.cell('天然气 6 月').inputValue(), '', 'nothing is guessed')
  assert.equal(await desk.cell('热力 5 月').inputValue(), '1,210.5')
  await desk.saved()
}))

test('a unit slip is caught, its fix is one press', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.demo()
  await report(desk, '2026-07')
  await desk.cell('电力 7 月').fill('1034000')
  await desk.sees('需要处理')
  await desk.button('提交').click()
  assert.match(desk.page.url(), /#\/report/, 'an open confirm blocks')
  await desk.page.getByRole('button', { name: /^改为 103\.4/ }).click()
  await desk.page.waitForFunction(() => /** @type {HTMLInputElement} */ (document.querySelector('[aria-label="电力 7 月"]')).value === '103.4')
  await desk.cell('电力 7 月').fill('-5')
  await desk.page.locator('[aria-label="电力 7 月"][aria-invalid="true"]').waitFor()
}))

test('a revision: the live values are gone on with, the difference names the change', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.demo()
  const filed = await truth.report('2026-01')
  await desk.goTo(`/filings/${filed.id}`)
  await desk.button('修改').click()
  await desk.sees('正在修改第 1 版，提交后成为新的一版')
  assert.equal(await desk.cell('电力 1 月').inputValue(), '103.4')
  await desk.cell('电力 1 月').fill('104.4')
  await desk.saved()
  await submit(desk)
  assert.equal(await truth.revisions(filed.id), 2)
  await desk.button('填报详情').click()
  await desk.page.locator('.t-tabs__nav-item', { hasText: '版本与差异' }).click()
  await desk.button('比较').click()
  const row = desk.page.locator('table tr', { hasText: '填写' }).filter({ hasText: '104.4' })
  await row.waitFor()
  assert.match(await row.innerText(), /电力.*103\.4.*104\.4/s)
  await desk.shot('diff')
}))

test('without a network the submission waits and goes by itself, once', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.demo()
  await report(desk, '2026-08')
  await desk.cell('电力 8 月').fill('99')
  await desk.saved()
  await desk.context.setOffline(true)
  await desk.sees(/^没有网络/)
  await desk.cell('电力 8 月').fill('98')
  await desk.page.waitForFunction(() => document.querySelector('[data-total="tco2"]')?.textContent !== '-')
  await submit(desk, '待联网提交')
  await desk.context.setOffline(false)
  await desk.sees('一致')
  const filed = await truth.report('2026-08')
  assert.equal(filed.doc.energy[0].m08, '98')
  assert.equal(await truth.revisions(filed.id), 1)
}))

test('any other form is drawn from the catalog; issues stand under their fields', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.demo()
  await desk.button('新建填报').click()
  await desk.page.locator('.t-dialog').getByLabel('表单').selectOption('business')
  await desk.page.locator('.t-dialog').getByLabel('年份').selectOption('2025')
  await desk.button('开始填报').click()
  await desk.page.waitForURL(/#\/form\?form=business&start=2025-01&end=2025-12/)
  const first = desk.page.locator('.form-view .entry').first()
  await first.locator('input').fill('十万')
  await first.locator('.told.error').waitFor()
  await first.locator('input').fill('100000')
  await first.locator('.told.error').waitFor({ state: 'detached' })
  await desk.saved()
}))

test('withdrawing needs a reason and frees the month', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.demo()
  const filed = await truth.report('2026-08')
  await desk.goTo(`/filings/${filed.id}`)
  await desk.button('撤销').click()
  const dialog = desk.page.locator('.t-dialog')
  await dialog.getByRole('button', { name: '撤销' }).click()
  await desk.sees('请写明撤销原因')
  await dialog.getByLabel('撤销原因').fill('重复填报')
  await dialog.getByRole('button', { name: '撤销' }).click()
  await desk.sees('已撤销')
  assert.equal(await truth.report('2026-08'), undefined)
}))
