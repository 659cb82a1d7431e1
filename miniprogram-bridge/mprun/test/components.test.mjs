// @ts-check
// Built-in components and TDesign's, pressed by a finger and by a mouse.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { callPage, CASE_LIMIT_MS, startFixture } from './fixture_app.mjs'

/** @type {Awaited<ReturnType<typeof startFixture>>} */
let app
before(async () => { app = await startFixture() })
after(() => app.end())

/** @typedef {import('playwright-core').Page} Page */
/** @param {Page} page @param {string} key @param {any} wanted */
async function dataIs(page, key, wanted) {
  const got = () => page.evaluate((k) => /** @type {any} */ (globalThis).__mprun__.data()[k], key)
  await page.waitForFunction(([k, w]) => JSON.stringify(/** @type {any} */ (globalThis).__mprun__.data()[k]) === w, [key, JSON.stringify(wanted)]).catch(() => undefined)
  assert.deepEqual(await got(), wanted)
}

/** @typedef {(page: Page, touch: boolean) => Promise<void>} Work */
/** Where it matters how it is pressed. @param {string} name @param {string} hash @param {Work} work */
const both = (name, hash, work) => cases(name, hash, work, [true, false])
/** @param {string} name @param {string} hash @param {Work} work */
const finger = (name, hash, work) => cases(name, hash, work, [true])

/** @param {string} name @param {string} hash @param {Work} work @param {boolean[]} kinds */
function cases(name, hash, work, kinds) {
  for (const touch of kinds) {
    test(kinds.length === 1 ? name : `${name} (${touch ? 'finger' : 'mouse'})`, { timeout: CASE_LIMIT_MS }, async () => {
      const { page, context, problems } = await app.open(hash, { touch })
      try {
        await work(page, touch)
        assert.deepEqual(problems, [])
      } finally {
        await context.close()
      }
    })
  }
}

const TD = '#/packageMore/pages/tdesign/tdesign'
const BI = '#/packageMore/pages/builtins/builtins'
const log = (/** @type {Page} */ page) => page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.page().log)

both('TDesign tabs, stepper, switch, radio, checkbox, textarea and collapse answer', TD, async (page, touch) => {
  const hit = (/** @type {import('playwright-core').Locator} */ l) => (touch ? l.tap() : l.click())
  await hit(page.getByText('排放', { exact: true }))
  await dataIs(page, 'tab', 'b')
  await hit(page.locator('.t-stepper__plus'))
  await dataIs(page, 'n', 2)
  await hit(page.locator('.t-switch'))
  await dataIs(page, 'on', true)
  await hit(page.getByText('天然气'))
  await dataIs(page, 'radio', 'g')
  await hit(page.getByText('范围二'))
  await dataIs(page, 'ticks', ['2'])
  await page.locator('.t-textarea textarea').fill('备注一')
  await dataIs(page, 'memo', '备注一')
  await hit(page.getByText('说明'))
  await dataIs(page, 'open', ['x'])
  await hit(page.getByText('提示'))
  await page.getByText('已保存').waitFor()
})

both('a TDesign picker opens and confirms', TD, async (page, touch) => {
  const hit = (/** @type {import('playwright-core').Locator} */ l) => (touch ? l.tap() : l.click())
  await hit(page.getByText('选择', { exact: true }))
  await page.locator('.t-picker__confirm').waitFor()
  await page.waitForTimeout(400)
  await hit(page.locator('.t-picker__confirm'))
  await dataIs(page, 'kind', 'e')
})

test('a wheel of a TDesign picker is dragged by the mouse', async () => {
  const { page, context } = await app.open(TD, { touch: false })
  await page.getByText('选择', { exact: true }).click()
  const wheel = page.locator('.t-picker-item__group').first()
  await wheel.waitFor()
  await page.waitForTimeout(400)
  const box = /** @type {{x: number, y: number, width: number, height: number}} */ (await wheel.boundingBox())
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 - 45, { steps: 6 })
  await page.mouse.up()
  await page.waitForTimeout(500)
  await page.locator('.t-picker__confirm').click()
  await page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().kind !== '')
  assert.notEqual((await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.data())).kind, 'e')
  await context.close()
})

both('radio, checkbox and slider report to their groups, a label presses its control', BI, async (page) => {
  await page.getByText('乙').click()
  await dataIs(page, 'radio', 'b')
  await page.getByText('丙').click()
  await dataIs(page, 'ticks', ['x', 'y'])
  await page.getByLabel('滑块').fill('7')
  await dataIs(page, 'slide', 7)
})

finger('a textarea grows, maxlength holds, and a handler may return another text', BI, async (page) => {
  const height = async () => (await page.locator('.area').boundingBox())?.height || 0
  const before = await height()
  await page.getByLabel('长文').fill('一\n二\n三\n四')
  await dataIs(page, 'area', '一\n二\n三\n四')
  await page.waitForFunction((h) => (document.querySelector('.area')?.getBoundingClientRect().height || 0) > h, before)
  await page.getByLabel('限长').pressSequentially('abcd')
  assert.equal(await page.getByLabel('限长').inputValue(), 'ABC')
})

finger('a placeholder has its own class, keeps padding and alignment, and goes when something is typed', BI, async (page) => {
  const place = await page.locator('.right .mp-placeholder').evaluate((el) => {
    const range = document.createRange()
    range.selectNodeContents(el)
    const field = /** @type {Element} */ (el.parentElement).getBoundingClientRect()
    return [Math.round(field.right - range.getBoundingClientRect().right), getComputedStyle(el).color]
  })
  assert.deepEqual(place, [12, 'rgb(1, 2, 3)'])
  await page.getByPlaceholder('靠右').fill('1')
  assert.equal(await page.locator('.right .mp-placeholder').isVisible(), false)
})

finger('focus by property tells focus and blur', BI, async (page) => {
  await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.page().setData({ focus: true }))
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === '焦点')
  await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.page().setData({ focus: false }))
  await page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.page().log.length === 2)
  assert.deepEqual(await log(page), ['focus', 'blur'])
})

finger('focus selects, also when its handler sets another value, and a later change of the selection does nothing', BI, async (page) => {
  await page.getByLabel('选中').focus()
  await page.waitForFunction(() => /** @type {HTMLInputElement} */ (document.activeElement).selectionEnd === 7)
  await page.keyboard.type('5')
  await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.page().setData({ from: 1 }))
  await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.page().setData({ from: 0 }))
  await page.keyboard.type('6')
  assert.equal(await page.getByLabel('选中').inputValue(), '56')
})

finger('pickers choose from a list, columns and dates', BI, async (page) => {
  await page.locator('.list').click()
  await page.locator('.mp-sheet select').selectOption('1')
  await page.getByRole('button', { name: '确定' }).click()
  await dataIs(page, 'list', 1)
  await page.locator('.date').click()
  await page.locator('.mp-sheet input').fill('2025-04-30')
  await page.getByRole('button', { name: '确定' }).click()
  await dataIs(page, 'date', '2025-04-30')
  await page.locator('.multi').click()
  await page.locator('.mp-sheet select').nth(1).selectOption('1')
  await page.getByRole('button', { name: '确定' }).click()
  await dataIs(page, 'multi', [0, 1])
})

finger('what only shows is drawn: progress, rich text without scripts, icon, hidden view', BI, async (page) => {
  assert.equal(await page.locator('.progress').innerText(), '40%')
  assert.equal(await page.locator('.rich').innerHTML(), '<b>粗</b>')
  assert.equal((await page.locator('.icon').boundingBox())?.height, 30)
  assert.equal(await page.locator('.gone').isVisible(), false)
})

finger('a swiper follows its property', BI, async (page) => {
  await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.page().setData({ current: 1 }))
  await dataIs(page, 'swiped', 1)
})

finger('an animation ends where it should', BI, async (page) => {
  await callPage(page, 'animate')
  await page.waitForFunction(() => getComputedStyle(/** @type {Element} */ (document.querySelector('.moving'))).opacity === '0.5')
})

both('a disabled button is dead, catch stops, open types answer, a navigator goes', BI, async (page) => {
  await page.locator('.off').click({ force: true })
  await page.locator('.inner').click()
  await page.getByText('手机号').click()
  await page.getByText('允许').click()
  assert.deepEqual(await log(page), ['inner', 'privacy', 'phone'])
  await page.getByText('去明细').click()
  await page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.stack().length === 2)
})

test('hover-class holds while the element is pressed', async () => {
  const { page, context } = await app.open(BI, { touch: false })
  const colour = (/** @type {string} */ wanted) => page.waitForFunction((w) => getComputedStyle(/** @type {Element} */ (document.querySelector('.press'))).color === w, wanted)
  await page.locator('.press').hover()
  await page.mouse.down()
  await colour('rgb(9, 8, 7)')
  await page.mouse.up()
  await colour('rgb(0, 0, 0)')
  await context.close()
})

test('a tab bar switches between pages that stay alive', async () => {
  const { startTabs } = await import('./tab_app.mjs')
  const tabs = await startTabs()
  try {
    const { page, problems } = await tabs.open()
    await page.getByRole('tab', { name: '我的' }).click()
    assert.equal(await page.locator('.mp-page:not([hidden]) .where').innerText(), 'b 1')
    await page.getByRole('tab', { name: '首页' }).click()
    await page.getByRole('tab', { name: '我的' }).click()
    assert.equal(await page.locator('.mp-page:not([hidden]) .where').innerText(), 'b 2')
    assert.equal(await page.getByRole('tab', { name: '我的' }).getAttribute('aria-selected'), 'true')
    assert.deepEqual(problems, [])
  } finally {
    await tabs.end()
  }
})
