// @ts-check
// Pages in Chromium: each trap of running a native mini-program outside WeChat is one test here.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { callPage, CASE_LIMIT_MS, dataHas, startFixture } from './fixture_app.mjs'

/** @type {Awaited<ReturnType<typeof startFixture>>} */
let app
before(async () => { app = await startFixture() })
after(() => app.end())

/** @typedef {Awaited<ReturnType<typeof app.open>>} Opened */
/** @param {string} name @param {(o: Opened) => Promise<void>} work @param {Parameters<typeof app.open>} open */
function pageTest(name, work, ...open) {
  test(name, { timeout: CASE_LIMIT_MS }, async () => {
    const opened = await app.open(...open)
    try {
      await work(opened)
    } finally {
      await opened.context.close()
    }
  })
}

pageTest('a page loads, runs its wasm and reports no problem', async ({ page, problems }) => {
  await page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().sum === 5)
  assert.deepEqual(problems, [])
})

pageTest('wxs compares constructor names, knows getRegExp, and finds required files with and without suffix', async ({ page }) => {
  assert.equal(await page.locator('.kinds').innerText(), 'list object yes 8')
})

pageTest("a native input's value is a property: clearing it by setData works after typing", async ({ page }) => {
  await page.getByLabel('数量', { exact: true }).fill('1000')
  assert.equal(await dataHas(page, 'qty'), '1000')
  await page.getByText('新增').click()
  assert.equal(await page.getByLabel('数量', { exact: true }).inputValue(), '')
  assert.equal(await page.locator('.row').innerText(), '电力 1000')
})

pageTest('confirm comes with Enter', async ({ page }) => {
  await page.getByLabel('数量', { exact: true }).fill('7')
  await page.getByLabel('数量', { exact: true }).press('Enter')
  assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.page().confirmed), '7')
})

pageTest('dataset and currentTarget reach the handler', async ({ page }) => {
  await page.getByText('新增').click()
  await page.getByText('新增').click()
  await page.locator('.row').nth(1).click()
  assert.equal(await dataHas(page, 'last'), '2')
})

pageTest('a component triggers an event, fills a named slot, and gets ready', async ({ page }) => {
  await page.getByText('刷新 0').click()
  assert.equal(await dataHas(page, 'refreshed'), 1)
  assert.equal(await page.locator('kpi-card wx-text').innerText(), '脚注')
  assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.page().selectComponent('#card').data.ready), true)
})

pageTest('wx://form-field as a string works, and Component() in a shared function registers the calling file', async ({ page }) => {
  assert.equal(await page.locator('form-probe').innerText(), 'p1')
  await page.getByText('送出').click()
  assert.deepEqual(await dataHas(page, 'form'), { probe: 'p1', plain: 'x', flag: true })
})

pageTest('a TDesign input without host element takes text', async ({ page }) => {
  await page.locator('.t-input input').fill('越秀某企业')
  assert.equal(await dataHas(page, 'name'), '越秀某企业')
})

pageTest('a custom event named click fires once, not also for the browser\'s click', async ({ page }) => {
  await page.getByText('明细').click()
  await page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.stack().length > 1)
  assert.deepEqual(await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.stack()), ['pages/index/index', 'pages/detail/detail'])
})

pageTest('a TDesign dialog opens and closes', async ({ page }) => {
  await page.getByText('对话').click()
  await page.getByText('知道了').click()
  await page.getByText('知道了').waitFor({ state: 'hidden' })
  assert.equal((await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.data())).dialog, false)
})

pageTest('classes of an isolated component and of another page do not leak, :host and #id select', async ({ page }) => {
  const style = (/** @type {string} */ selector, /** @type {any} */ name) => page.locator(selector).first().evaluate((el, n) => getComputedStyle(el)[n], name)
  assert.equal(await style('.half', 'color'), 'rgb(1, 2, 3)')
  assert.equal(await style('kpi-card wx-view', 'color'), 'rgb(240, 241, 242)')
  assert.equal(await style('kpi-card', 'marginTop'), '10px')
  assert.equal(await style('wx-input[id$="--qty"]', 'color'), 'rgb(4, 5, 6)')
  await page.getByText('明细').click()
  await page.locator('.mp-page:not([hidden]) .row').waitFor()
  assert.equal(await style('.mp-page:not([hidden]) .row', 'paddingTop'), '0px')
})

pageTest('rpx follows a phone, and vh leaves out the navigation bar', async ({ page }) => {
  assert.equal((await page.locator('.half').boundingBox())?.width, 187.5)
  const tall = await page.locator('.tall').boundingBox()
  assert.equal(tall?.height.toFixed(1), '76.8')
}, '', { width: 375, height: 812 })

pageTest('rpx stops growing in a PC window', async ({ page }) => {
  assert.equal((await page.locator('.half').boundingBox())?.width, 207)
}, '', { width: 1280, height: 800 })

pageTest('dark mode reaches styles, theme.json and the event, also by the switch', async ({ page }) => {
  const background = () => page.locator('wx-page').evaluate((el) => getComputedStyle(el).backgroundColor)
  const bar = () => page.locator('.mp-nav').evaluate((el) => getComputedStyle(el).backgroundColor)
  assert.deepEqual([await background(), await bar()], ['rgb(17, 17, 17)', 'rgb(17, 17, 17)'])
  await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.setTheme('light'))
  assert.deepEqual([await background(), await bar()], ['rgb(255, 255, 255)', 'rgb(255, 255, 255)'])
}, '', { theme: 'dark' })

pageTest('page-meta follows the font size of the system', async ({ page }) => {
  await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.setFontSize(23))
  assert.deepEqual(await page.evaluate(() => [getComputedStyle(document.documentElement).fontSize, getComputedStyle(/** @type {Element} */ (document.querySelector('.kinds'))).fontSize]), ['23px', '23px'])
})

pageTest('hooks come in order over navigateTo and navigateBack, and the query arrives encoded', async ({ page, problems }) => {
  await page.getByText('明细').click()
  assert.equal(await page.locator('.mp-page:not([hidden]) .name').innerText(), '越秀')
  await page.getByText('返回上页').click()
  await page.locator('.kinds').waitFor()
  assert.deepEqual(await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.page().trail), ['load', 'show', 'ready', 'hide', 'show'])
  assert.deepEqual(problems, [])
})

pageTest("the browser's back button closes a page", async ({ page }) => {
  await page.getByText('明细').click()
  await page.locator('.canvas').waitFor()
  await page.goBack()
  await page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.stack().length === 1)
})

pageTest('going back and on at once ends on the new page, also in the history of the browser', async ({ page }) => {
  const stack = () => page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.stack().length)
  await page.evaluate(async () => {
    const m = /** @type {any} */ (globalThis).__mprun__
    m.go('navigateTo', '/pages/detail/detail')
    await m.back()
    m.go('navigateTo', '/packageMore/pages/late/late')
  })
  await page.waitForTimeout(300)
  assert.equal(await page.locator('.late').innerText(), '分包')
  assert.equal(await stack(), 2)
  await page.goBack()
  await page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.stack().length === 1)
})

pageTest('a page of a sub-package opens by its address', async ({ page }) => {
  assert.equal(await page.locator('.late').innerText(), '分包')
}, '#/packageMore/pages/late/late')

pageTest('a finger pulls a page down, and the page ends its refresh', async ({ page, context, problems }) => {
  const finger = await context.newCDPSession(page)
  const touch = (/** @type {any} */ type, /** @type {number} */ y) => finger.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: 180, y }] })
  await touch('touchStart', 200)
  for (const y of [240, 280, 320, 360]) await touch('touchMove', y)
  await touch('touchEnd', 360)
  await page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().pulls === 1)
  await page.waitForFunction(() => /** @type {HTMLElement} */ (document.querySelector('.mp-pull')).offsetHeight === 0)
  assert.deepEqual(problems, [])
}, '#/packageMore/pages/late/late')

pageTest('a page opened by its address offers the way home', async ({ page }) => {
  assert.equal(await page.title(), '明细')
  await page.getByRole('button', { name: '首页' }).click()
  await page.locator('.kinds').waitFor()
  assert.deepEqual([await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.stack()), await page.title(), await page.getByRole('button', { name: '首页' }).count()], [['pages/index/index'], '夹具', 0])
}, '#/pages/detail/detail')

pageTest('canvas 2d is reached by fields({node}), and its pixels are there', async ({ page }) => {
  assert.equal(await dataHas(page, 'drawn'), 100)
  const pixel = await page.locator('canvas').evaluate((/** @type {any} */ c) => [...c.getContext('2d').getImageData(10, 10, 1, 1).data])
  assert.deepEqual(pixel, [10, 143, 91, 255])
}, '#/pages/detail/detail')

pageTest('scroll-view scrolls to an id and reports its place', async ({ page }) => {
  await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.page().setData({ into: 'r20' }))
  await page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.page().scrollTop === 600)
}, '#/pages/detail/detail')

pageTest('an image comes from the package', async ({ page }) => {
  assert.equal(await dataHas(page, 'pic'), 24)
})

for (const touch of [true, false]) {
  pageTest(`${touch ? 'a finger' : 'a mouse'} makes touch and tap events with places below the bar`, async ({ page }) => {
    const box = /** @type {NonNullable<Awaited<ReturnType<import('playwright-core').Locator['boundingBox']>>>} */ (await page.locator('.kinds').boundingBox())
    assert.equal(box.y, 44)
    await page.locator('.touch')[touch ? 'tap' : 'click']()
    const got = await page.evaluate(() => [/** @type {any} */ (globalThis).__mprun__.page().touch, /** @type {any} */ (globalThis).__mprun__.page().tapAt > 0])
    assert.deepEqual(got, ['1:number', true])
  }, '', { touch })
}

pageTest('Enter taps a focused button', async ({ page }) => {
  await page.locator('wx-button.add').focus()
  await page.keyboard.press('Enter')
  assert.equal(await page.locator('.row').count(), 1)
})

pageTest('the page sees no browser', async ({ page }) => {
  assert.equal(await callPage(page, 'globals'), Array(12).fill('undefined').join())
})

pageTest('setData names what JSON would lose', async ({ page, problems }) => {
  await callPage(page, 'badData')
  assert.deepEqual(problems.map((p) => /data\.(\w) is a?\s?(\w+)/.exec(p)?.slice(1).join(' ')), ['f function', 'u undefined', 'n NaN', 'd Date'])
})

pageTest('an unknown wx function is named once', async ({ page, problems }) => {
  assert.equal(await callPage(page, 'unknownWx'), 'undefined')
  assert.deepEqual(problems, ['console: [mprun] wx.openBluetoothAdapter is not available in the runner'])
})

pageTest('an unknown page is an error, and the first page opens', async ({ page, problems }) => {
  assert.deepEqual(await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.stack()), ['pages/index/index'])
  assert.match(problems.join(), /page not found: pages\/none\/none/)
}, '#/pages/none/none')
