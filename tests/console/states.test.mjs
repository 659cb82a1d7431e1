// What a page says while it waits, when nothing is there, when the server fails and when the network is gone; and the whole way by keys alone.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { alice, atDesk, launchBrowser, startStack, truthOf } from './harness.mjs'

/** @type {import('playwright-core').Browser} */
let browser
/** @type {import('./harness.mjs').Stack} */
let stack

before(async () => {
  browser = await launchBrowser()
  stack = await startStack(alice)
})
after(async () => {
  await browser.close()
  await stack.end()
})

const FILINGS = /\/v1\/enterprises\/[^/]+\/filings/

test('nothing filed yet: the list says so and offers the first step', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.signIn(alice)
  await desk.sees('还没有填报记录')
  await desk.shot('filings-empty')
  await desk.goTo('/drafts')
  await desk.sees('没有草稿')
  await desk.sees('没有待处理的提交')
}))

test('a slow answer: what is waited for is said, and the page does not jump when it comes', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.signIn(alice)
  await desk.sees('还没有填报记录')
  /** @type {(() => void)[]} */
  const held = []
  await desk.page.route(FILINGS, async (route) => {
    await new Promise((resolve) => held.push(() => resolve(undefined)))
    await route.continue().catch(() => undefined)
  })
  await desk.goTo('/filings?year=all')
  await desk.visit('/drafts', '草稿与待提交')
  await desk.goTo('/filings')
  await desk.sees('正在读取填报记录')
  assert.equal(await desk.byText('还没有填报记录').count(), 0, 'nothing is called empty before the answer')
  assert.equal(await desk.page.locator('.strip').getByText('未填').count(), 0, 'nor a month unfiled')
  await desk.shot('filings-loading')
  const head = await desk.page.getByRole('heading', { name: '填报记录' }).boundingBox()
  for (const go of held) go()
  await desk.page.unroute(FILINGS)
  await desk.sees('还没有填报记录')
  assert.deepEqual(await desk.page.getByRole('heading', { name: '填报记录', exact: true }).boundingBox(), head)
}))

test('the server fails: one sentence, the number of the request, and again brings it back', () => atDesk(browser, stack, { expected: [/status of 500/] }, async (desk) => {
  await desk.signIn(alice)
  await desk.sees('还没有填报记录')
  await desk.page.route(FILINGS, (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify({ code: 'internal', status: 500, title_zh: '服务器内部错误', title_en: 'Internal error', detail_zh: '服务器内部错误', detail_en: 'Internal error', request_id: 'req-42' }) }))
  await desk.visit('/drafts', '草稿与待提交')
  await desk.goTo('/filings')
  const note = desk.page.getByRole('alert')
  await note.waitFor()
  assert.match(await note.innerText(), /[一-龥]{4}/)
  assert.equal(await desk.byText('还没有填报记录').count(), 0, 'a failure is not an empty list')
  await desk.shot('filings-error')
  await desk.page.unroute(FILINGS)
  await desk.button('重试').click()
  await desk.sees('还没有填报记录')
  assert.equal(await note.count(), 0)
}))

test('the network is gone: it is said at once, what was typed stays', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.signIn(alice)
  await desk.sees('还没有填报记录')
  await desk.goTo('/form?form=energy_template&start=2026-01&end=2026-12')
  await desk.page.locator('.form-view select').first().waitFor()
  await desk.context.setOffline(true)
  await desk.sees(/^没有网络/)
  await desk.page.locator('.form-view select').first().selectOption({ index: 1 })
  await desk.saved()
  await desk.goTo('/filings')
  await desk.page.getByRole('alert').waitFor()
  await desk.shot('filings-offline')
  await desk.context.setOffline(false)
  await desk.button('重试').click()
  await desk.sees('还没有填报记录')
  await desk.goTo('/drafts')
  await desk.sees('继续填报')
}))

test('by keys alone: sign in, template, one month, submit, receipt, sign out', () => atDesk(browser, stack, {}, async (desk) => {
  const { keyboard } = desk.page
  const focused = () => desk.page.evaluate(() => { const el = document.activeElement; return el ? (el.getAttribute('aria-label') || el.closest('label')?.textContent || el.textContent || '').trim() : '' })
  /** Tab until the wanted thing has the focus. @param {string | RegExp} name */
  const tabTo = async (name) => {
    for (let i = 0; i < 80; i++) {
      const now = await focused()
      if (typeof name === 'string' ? now === name : name.test(now)) return
      await keyboard.press('Tab')
    }
    assert.fail(`no Tab leads to ${name}; now at ${await focused()}`)
  }
  await tabTo('账号')
  await keyboard.type(alice.account)
  await tabTo('密码')
  await keyboard.type(alice.password)
  await keyboard.press('Enter')
  await desk.sees('还没有填报记录')
  await tabTo(/^1 月/)
  await keyboard.press('Enter')
  await desk.page.waitForURL(/#\/form\?form=energy_template/)
  await tabTo('电网区域')
  await keyboard.press('ArrowDown')
  await desk.saved()
  await tabTo(/^添加行 /)
  await keyboard.press('Enter')
  await desk.page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === '能源 1')
  await keyboard.press('ArrowDown')
  assert.equal(await desk.page.getByLabel('能源 1').evaluate((/** @type {HTMLSelectElement} */ el) => el.selectedOptions[0].text), '电力')
  await keyboard.press('Tab')
  await keyboard.press('ArrowDown')
  await tabTo('提交')
  await keyboard.press('Enter')
  await desk.sees('一致')
  await tabTo('开始填报能耗')
  await keyboard.press('Enter')
  await desk.page.waitForURL(/#\/report/)
  await desk.cell('电力 1 月').waitFor()
  await tabTo('电力 1 月')
  await keyboard.type('10.5')
  await desk.saved()
  await tabTo('提交')
  await keyboard.press('Enter')
  await desk.page.waitForURL(/#\/submission/)
  await desk.sees('一致')
  const codes = await desk.page.locator('.outcome .code').allInnerTexts()
  assert.equal(codes[0], codes[1])
  const truth = await truthOf(stack, alice)
  const filed = await truth.report('2026-01')
  assert.equal(filed.doc.energy[0].m01, '10.5')
  assert.equal(filed.receipt.code, codes[0])
  await tabTo('账号')
  await keyboard.press('Enter')
  await desk.sees('退出登录')
  await keyboard.press('ArrowDown')
  assert.equal(await focused(), '退出登录')
  await keyboard.press('Enter')
  await desk.page.waitForURL(/#\/sign-in/)
}))
