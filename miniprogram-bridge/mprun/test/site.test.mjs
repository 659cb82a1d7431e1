// @ts-check
// The pages around the mini-program: links, languages, and switches that reach the mini-program in the frame.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launchBrowser, openContext } from '../testing/browser.mjs'
import { startFixture } from './fixture_app.mjs'

/** @type {Awaited<ReturnType<typeof startFixture>>} */
let app
/** @type {import('playwright-core').Browser} */
let browser
before(async () => {
  app = await startFixture()
  browser = await launchBrowser()
})
after(async () => {
  await browser.close()
  await app.end()
})

/** @param {string} path @param {Parameters<typeof openContext>[1]} options @param {(page: import('playwright-core').Page) => Promise<void>} work */
async function on(path, options, work) {
  const { page, context, problems } = await openContext(browser, { touch: false, ...options })
  await page.goto(app.url + path)
  await work(page)
  assert.deepEqual(problems, [])
  await context.close()
}

for (const width of [375, 1280]) {
  test(`the landing page leads to the three places and fits ${width} px`, () => on('', { width }, async (page) => {
    assert.deepEqual(await page.locator('a.card').evaluateAll((all) => all.map((a) => a.getAttribute('href'))), ['phone/', 'app/', 'docs'])
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true)
  }))
}

test('the language follows the browser, changes by a press, and is kept', () => on('', { locale: 'en-US' }, async (page) => {
  await page.getByText('Phone', { exact: true }).waitFor()
  await page.getByRole('button', { name: '中文' }).click()
  await page.reload()
  await page.getByText('手机', { exact: true }).waitFor()
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh-CN')
}))

test("the frame's switches reach the mini-program and outlive its restart", () => on('phone/', { width: 1280, height: 700 }, async (page) => {
  const inside = page.frameLocator('iframe')
  await inside.locator('.kinds').waitFor()
  await inside.getByText('新增').click()
  await inside.locator('.row').waitFor()
  await page.getByText('飞行模式').click()
  await page.getByText('深色').click()
  await page.getByText('最大').click()
  await page.getByText('430', { exact: true }).click()
  await Promise.all([page.waitForEvent('framenavigated'), page.getByRole('button', { name: '结束并重开' }).click()])
  const frame = /** @type {import('playwright-core').Frame} */ (page.frames()[1])
  await frame.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__?.stack().length > 0)
  const state = await frame.evaluate(() => {
    const m = /** @type {any} */ (globalThis).__mprun__
    return [m.isOffline(), m.theme(), m.fontSize()]
  })
  assert.deepEqual(state, [true, 'dark', 23])
  assert.equal(await page.locator('#offline').isChecked(), true)
  await page.waitForFunction(() => /** @type {HTMLIFrameElement} */ (document.querySelector('iframe')).contentWindow?.innerWidth === 430)
  assert.equal(await page.evaluate(() => /** @type {Element} */ (document.querySelector('.phone')).getBoundingClientRect().bottom <= innerHeight), true)
}))
