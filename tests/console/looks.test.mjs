// Every page in its dresses: light, dark, English, narrow. Pictures go to build/screenshots; contrast, fit and names are judged here.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { atDesk, launchBrowser, startStack } from './harness.mjs'
import { Truth } from '../phone/steps.mjs'

const DRESSES = { light: {}, dark: { theme: 'dark' }, english: { locale: 'en-GB' }, narrow: { width: 1024, height: 768 } }
const ENTER = { english: 'Enter the demo' }
/** @type {import('playwright-core').Browser} */
let browser
/** @type {import('./harness.mjs').Stack} */
let stack
/** @type {any} */
let filed

before(async () => {
  browser = await launchBrowser()
  stack = await startStack()
  const truth = await Truth.of(stack)
  filed = await truth.file('energy_report', { start: '2026-01', end: '2026-03' }, {
    grid_area: 'guangdong', energy: [{ carrier: 'electricity', unit: '10k_kWh', m01: '103.4', m02: '98', m03: '110.25' }, { carrier: 'natural_gas', unit: '10k_m3', m01: '7.5', m02: '7.25', m03: '8' }]
  })
})
after(async () => {
  await browser.close()
  await stack.end()
})

for (const [dress, options] of Object.entries(DRESSES)) {
  test(`every page in the dress "${dress}" can be read, fits and has names`, () => atDesk(browser, stack, options, async (desk) => {
    /** @type {string[]} */
    const faults = []
    const look = async (/** @type {string} */ name, /** @type {string} */ place, /** @type {string} */ selector) => {
      if (place) await desk.goTo(place)
      await desk.page.locator(selector).first().waitFor()
      await desk.shot(`${name}-${dress}`, true)
      faults.push(...(await desk.faults()).map((one) => `${name}: ${one}`))
    }
    await look('sign-in', '', 'form')
    await desk.button(ENTER[/** @type {keyof typeof ENTER} */ (dress)] || '进入演示').click()
    await look('filings', '', '.list tbody tr')
    await look('filing', `/filings/${filed.id}`, '.result')
    await desk.page.locator('.result .asked').first().click()
    await look('explain', '', '.t-drawer--open .steps')
    await look('report', '/report?start=2026-04&end=2026-06', '.grid input')
    await desk.page.locator('.grid input').first().fill('1034000')
    await desk.page.locator('.grid input').nth(4).fill('-3')
    await look('issues', '', '.issues .error')
    await look('template', '/form?form=energy_template&start=2026-01&end=2026-12', '.form-view')
    await look('business', '/form?form=business&start=2025-01&end=2025-12', '.form-view input.num')
    await look('enterprise', '/enterprise', '.empty')
    await look('people', '/people', '.list tbody tr')
    await look('drafts', '/drafts', '.list tbody tr')
    await look('sessions', '/sessions', '.list tbody tr')
    assert.deepEqual(faults, [])
    const dark = await desk.page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    assert.equal(dark === 'rgb(15, 20, 18)', dress === 'dark')
  }))
}

test('the demo has an administrator, too', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.button('以平台管理员进入').click()
  await desk.page.waitForURL(/#\/reviews/)
  await desk.goTo('/registry')
  await desk.button('导入企业').waitFor()
}))

test('the demo has the manager of a bank, who reads what the sample enterprise shares', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.button('以银行客户经理进入').click()
  await desk.page.waitForURL(/#\/shared/)
  await desk.page.locator('.list tbody a').first().click()
  await desk.page.locator('.head-row').first().waitFor()
  await desk.shot('demo-bank', true)
  assert.deepEqual(await desk.faults(), [])
}))

test('language and theme are chosen here and kept', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.button('English').click()
  await desk.sees('Enter the demo')
  await desk.button('Theme').click()
  await desk.byText('Dark').click()
  await desk.page.waitForFunction(() => document.documentElement.classList.contains('dark'))
  await desk.page.reload()
  await desk.sees('Enter the demo')
  assert.equal(await desk.page.evaluate(() => document.documentElement.lang + document.documentElement.classList.contains('dark')), 'entrue')
}))
