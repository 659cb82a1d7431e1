// Ctrl-K: a few letters and Enter lead to a page, a filing or another enterprise, by keys alone; nobody finds what is not his.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { adam, alice, atDesk, launchBrowser, startStack, tina, truthOf } from './harness.mjs'

/** @type {import('playwright-core').Browser} */
let browser
/** @type {import('./harness.mjs').Stack} */
let stack
/** @type {any} */
let filed

before(async () => {
  browser = await launchBrowser()
  stack = await startStack(adam, alice, tina)
  const truth = await truthOf(stack, alice)
  filed = await truth.file('energy_template', { start: '2026-01', end: '2026-12' }, { grid_area: 'guangdong', carriers: await truth.carriers(['electricity']) })
})
after(async () => {
  await browser.close()
  await stack.end()
})

/** @param {import('./harness.mjs').Desk} desk */
const panel = (desk) => desk.page.locator('dialog[open]')
/** @param {import('./harness.mjs').Desk} desk @param {string} text */
async function find(desk, text) {
  await desk.page.keyboard.press('Control+k')
  await panel(desk).waitFor()
  await desk.page.keyboard.type(text)
}
/** @param {import('./harness.mjs').Desk} desk @param {string | RegExp} name the option that Enter would take */
const chosen = (desk, name) => panel(desk).locator('[role=option][aria-selected=true]', { hasText: name }).waitFor()

test('by keys alone: to a page, to a filing by its receipt code, and back where one was with Escape; what arrives late moves nothing', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.page.keyboard.press('Control+k')
  assert.equal(await panel(desk).count(), 0, 'not before the sign-in')
  await desk.signIn(alice)
  await desk.page.locator('.list tbody tr').waitFor()
  await find(desk, '人员')
  await chosen(desk, '人员')
  await desk.page.keyboard.press('Enter')
  await desk.page.getByRole('heading', { level: 1, name: '人员' }).waitFor()
  assert.equal(await panel(desk).count(), 0)

  await find(desk, filed.receipt.code.toLowerCase())
  await chosen(desk, /2026 年 能耗填报模板/)
  await desk.shot('go')
  assert.deepEqual(await desk.faults(), [])
  await desk.page.keyboard.press('Enter')
  await desk.page.waitForURL(new RegExp(`#/filings/${filed.id}`))

  /** @type {() => void} */
  let go = () => undefined
  const held = new Promise((resolve) => { go = () => resolve(undefined) })
  await desk.page.route(/\/filings\?/, async (route) => {
    await held
    await route.continue()
  })
  await find(desk, '')
  await chosen(desk, '填报记录')
  await desk.page.keyboard.press('ArrowDown')
  await chosen(desk, '草稿与待提交')
  go()
  await panel(desk).getByRole('option', { name: /能耗填报模板/ }).waitFor()
  await chosen(desk, '草稿与待提交')
  await desk.page.keyboard.press('ArrowUp')
  await desk.page.keyboard.press('ArrowUp')
  await chosen(desk, /./)
  assert.equal(await panel(desk).getByRole('option').last().getAttribute('aria-selected'), 'true', 'up from the first one is the last one')
  await desk.page.keyboard.type('没有这个')
  await desk.sees('没有找到，请换个词')
  await desk.page.keyboard.press('Escape')
  await panel(desk).waitFor({ state: 'detached' })
  assert.match(desk.page.url(), new RegExp(`#/filings/${filed.id}`))
  await desk.button('查找并前往').click()
  await panel(desk).waitFor()
}))

test('several enterprises: switching is a few letters away; nothing of another one is found', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.signIn(tina)
  await desk.page.locator('button.one', { hasText: '贝塔' }).click()
  await desk.sees('还没有填报记录')
  await find(desk, filed.receipt.code)
  await desk.sees('没有找到，请换个词')
  await desk.page.keyboard.press('Escape')
  await panel(desk).waitFor({ state: 'detached' })
  await find(desk, '阿尔法')
  await chosen(desk, '切换到这家')
  await desk.page.keyboard.press('Enter')
  await desk.page.locator('.bar .enterprise', { hasText: '阿尔法材料有限公司' }).waitFor()
  await desk.page.locator('.list tbody tr').waitFor()
}))

test('an administrator finds enterprises and no page of theirs, in the dark and in English', () => atDesk(browser, stack, { theme: 'dark', locale: 'en-GB' }, async (desk) => {
  await desk.page.locator('input[name=account]').fill(adam.account)
  await desk.page.locator('input[name=password]').fill(adam.password)
  await desk.page.keyboard.press('Enter')
  await desk.page.waitForURL(/#\/reviews/)
  await find(desk, 'Drafts')
  await desk.sees('Nothing found; try another word')
  await desk.page.keyboard.press('Control+a')
  await desk.page.keyboard.type('贝塔')
  await chosen(desk, '贝塔纺织有限公司')
  await desk.shot('go-dark-english')
  assert.deepEqual(await desk.faults(), [])
  await desk.page.keyboard.press('Enter')
  await desk.page.getByRole('heading', { level: 1, name: /^贝塔纺织有限公司/ }).waitFor()
}))
