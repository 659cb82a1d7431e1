// The same pages in a window of PC WeChat: the year as a table, keyboard, and a column pasted from a spreadsheet.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { launchBrowser, Stack } from './harness.mjs'
import { Truth, enter, goTo, onPhone, submit, typeCell } from './steps.mjs'

const PC = { width: 1280, height: 800, touch: false }
/** @type {import('playwright-core').Browser} */
let browser
/** @type {Stack} */
let stack
/** @type {Truth} */
let truth

before(async () => {
  browser = await launchBrowser()
  stack = await new Stack().start()
  truth = await Truth.of(stack)
})
after(async () => {
  await browser.close()
  await stack.end()
})

/** @param {import('./harness.mjs').Phone} phone @param {string} carrier @param {number} month */
const cell = (phone, carrier, month) => phone.byLabel(`${carrier} ${month} 月`)

test('a column pasted from a spreadsheet is shown before it is taken, then filed', () => onPhone(browser, stack, PC, async (phone) => {
  await enter(phone)
  await goTo(phone, 'pages/report/report?start=2026-01&end=2026-03')
  await cell(phone, '电力', 1).click()
  const block = '100.5\n7.1\n1,210.5\n两吨'
  await phone.byLabel('或在此按 Ctrl+V').fill(block)
  await phone.sees('粘贴预览')
  const { paste } = await phone.data()
  assert.equal(paste.length, 4)
  assert.equal(paste.filter((/** @type {any} */ one) => one.bad).length, 1, 'what is no number is said')
  await phone.shot('paste-1280')
  await phone.assertReadable('paste')
  await phone.tap('填入')
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().sheet === '')
  assert.equal(await cell(phone, '电力', 1).inputValue(), '100.5')
  assert.notEqual((await phone.data()).totals.tco2, '-')
  await phone.tap('计算')
  await phone.at('pages/preview/preview')
  const { counts } = await phone.data()
  assert.equal(counts.errors, 0)
  await submit(phone)
  const filed = await truth.report('2026-01')
  const values = Object.fromEntries(filed.doc.energy.map((/** @type {any} */ line) => [line.carrier, line.m01]))
  assert.equal(values.electricity, '100.5')
  assert.equal(values.heat, '1210.5', 'thousands separators are understood')
}))

test('a block of three months is pasted into the table, and keys go on from cell to cell', () => onPhone(browser, stack, PC, async (phone) => {
  await enter(phone)
  await goTo(phone, 'pages/report/report?start=2026-04&end=2026-06')
  await cell(phone, '电力', 4).click()
  await phone.byLabel('或在此按 Ctrl+V').fill('90\t91\t92\n7.5\t7.6\t7.7')
  await phone.tap('填入')
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().sheet === '')
  assert.equal(await cell(phone, '天然气', 6).inputValue(), '7.7')
  await cell(phone, '热力', 4).click()
  await phone.page.keyboard.type('1180')
  await phone.page.keyboard.press('Enter')
  await phone.page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === '柴油 4 月')
  await phone.page.keyboard.type('2.4')
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().saveState === 'saved')
  assert.equal(await cell(phone, '热力', 4).inputValue().then((text) => text.replace(/,/g, '')), '1180')
  assert.equal(await cell(phone, '柴油', 4).inputValue(), '2.4', 'Enter goes to the cell below')
  await cell(phone, '天然气', 6).click()
  await phone.page.keyboard.press('Tab')
  await phone.page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === '热力 4 月')
  await phone.page.keyboard.type('1190')
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().table[2].cells[3].value !== '1180')
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().saveState === 'saved')
  assert.equal((await phone.data()).table[2].cells[3].value, '1190', 'Tab takes the whole value in hand: typing replaces it')
}))

test('a window that is made narrow becomes the phone, with what was typed', () => onPhone(browser, stack, PC, async (phone) => {
  await enter(phone)
  await goTo(phone, 'pages/report/report?start=2026-07&end=2026-07')
  await typeCell(phone, '电力 7 月', '66')
  await phone.page.setViewportSize({ width: 375, height: 812 })
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().lines.length > 0)
  assert.equal((await phone.data()).lines[0].text, '66')
  await phone.assertReadable('narrowed')
}))
