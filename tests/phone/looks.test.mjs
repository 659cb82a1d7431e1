// Pictures of every screen state in four dresses (phone, PC window, dark, largest type), and what a strict reader finds in them: contrast of at
// least 4.5, nothing that sticks out or is cut. The pictures are build output for the human eye.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { launchBrowser, Stack } from './harness.mjs'
import { Truth, digits, enter, erase, goTo, onPhone, openCell, signIn, submit, typeCell, withLongNames } from './steps.mjs'

const DRESSES = {
  phone: { width: 375, height: 812 },
  pc: { width: 1280, height: 800, touch: false },
  dark: { width: 375, height: 812, theme: /** @type {const} */ ('dark') },
  largest: { width: 375, height: 812, fontSize: 23 }
}
const MONTH = { phone: '2026-01', pc: '2026-02', dark: '2026-03', largest: '2026-04' }
/** @type {import('playwright-core').Browser} */
let browser
/** @type {Stack} */
let stack
/** @type {Truth} */
let truth
/** @type {string[]} */
const faults = []

before(async () => {
  browser = await launchBrowser()
  stack = await new Stack().start()
  truth = await Truth.of(stack)
})
after(async () => {
  await browser.close()
  await stack.end()
})

/** Picture and audit of what stands there. @param {import('./harness.mjs').Phone} phone @param {string} dress @param {string} name */
async function look(phone, dress, name) {
  await phone.still()
  await phone.fullShot(`${name}-${dress}`)
  const { contrast, overflow } = await phone.audit()
  for (const one of [...contrast.map((text) => `contrast ${text}`), ...overflow.map((text) => `overflow ${text}`)]) faults.push(`${dress} ${name}: ${one}`)
}

/** @param {import('./harness.mjs').Phone} phone types into the first row, phone or table @param {string} month @param {string} value */
async function typeFirst(phone, month, value) {
  const { ui } = await phone.data()
  if (ui.wide) return typeCell(phone, `电力 ${Number(month.slice(5))} 月`, value)
  await openCell(phone, '电力')
  return digits(phone, value)
}

/** WeChat restarts the program when the type size was changed. @param {import('./harness.mjs').Phone} phone */
async function largest(phone) {
  await phone.launch()
  await phone.at('pages/signin/signin')
  assert.ok(Number((await phone.data()).ui.k) > 1.4, 'the type is large')
}

for (const [dress, options] of Object.entries(DRESSES)) {
  const month = MONTH[/** @type {keyof typeof MONTH} */ (dress)]
  test(`every screen in the dress "${dress}"`, () => onPhone(browser, stack, options, async (phone) => {
    await phone.at('pages/signin/signin')
    if ('fontSize' in options) await largest(phone)
    await look(phone, dress, 'signin')
    await phone.tap('《隐私说明》')
    await phone.sees('同意并继续')
    await look(phone, dress, 'privacy')
    await phone.tap('不同意')
    await signIn(phone, { account: 'nobody', password: 'not the pass phrase' })
    await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().failure)
    await look(phone, dress, 'signin-error')
    await phone.context.route(/\/filings\?/, async (route) => { await new Promise((resolve) => setTimeout(resolve, 900)); await route.continue().catch(() => undefined) }, { times: 2 })
    await phone.tap('进入演示')
    await phone.at('pages/home/home')
    await look(phone, dress, 'home-loading')
    await phone.sees('能耗按月')
    await phone.page.waitForLoadState('networkidle')
    await look(phone, dress, 'home')
    await goTo(phone, 'pages/template/template?year=2026')
    await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().drawn)
    await look(phone, dress, 'template')
    await goTo(phone, `pages/report/report?start=${month}&end=${month}`)
    await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().drawn)
    await look(phone, dress, 'report-empty')
    await typeFirst(phone, month, '1000000')
    await look(phone, dress, 'report-slip')
    await replaceFirst(phone, month, '100.12345678')
    await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().counts.errors > 0)
    await look(phone, dress, 'report-error')
    await replaceFirst(phone, month, '1000000')
    await phone.tap('计算')
    await phone.at('pages/preview/preview')
    await look(phone, dress, 'preview-confirm')
    await phone.tester('back')
    await phone.at('pages/report/report')
    await replaceFirst(phone, month, '100')
    await phone.flightMode(true)
    await phone.tap('计算')
    await phone.at('pages/preview/preview')
    await look(phone, dress, 'preview')
    await phone.tap(phone.byText(/^\d[\d,]*\.\d\d$/))
    await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().explaining)
    await look(phone, dress, 'explain')
    await phone.tap(phone.byLabel('关闭'))
    await submit(phone, '待联网提交')
    await look(phone, dress, 'done-queued')
    await goTo(phone, 'pages/drafts/drafts')
    await look(phone, dress, 'drafts')
    await goTo(phone, 'pages/home/home')
    await look(phone, dress, 'home-offline')
    await phone.tester('back')
    await phone.tester('back')
    await phone.at('pages/done/done')
    await phone.context.route(/\/filings$/, (route) => route.continue({ postData: (route.request().postData() || '').replace('"100"', '"10"') }), { times: 1 })
    await phone.flightMode(false)
    await phone.sees('与服务器结果不同')
    await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().changes.length > 0)
    await look(phone, dress, 'done-differs')
    await phone.tap(phone.byText(/^(采用新结果|重新提交)$/))
    await phone.sees('一致')
    await look(phone, dress, 'done-accepted')
    await goTo(phone, 'pages/history/history?year=2025')
    await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().items.length > 0)
    await look(phone, dress, 'history')
    const filed = await truth.report(month)
    await goTo(phone, `pages/filing/filing?id=${filed.id}`)
    await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().revisions.length > 0)
    await look(phone, dress, 'filing')
    await goTo(phone, 'pages/form/form?form=business&start=2026-01&end=2026-12')
    await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().drawn)
    await look(phone, dress, 'business')
    await goTo(phone, 'pages/settings/settings')
    await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().packs.length > 0)
    await look(phone, dress, 'settings')
    assert.deepEqual(faults.filter((one) => one.startsWith(dress + ' ')), [])
  }))
}

for (const [dress, options] of Object.entries({ ...DRESSES, english: DRESSES.phone })) {
  test(`who is who in the dress "${dress}"`, () => onPhone(browser, stack, options, async (phone) => {
    await phone.at('pages/signin/signin')
    if ('fontSize' in options) await largest(phone)
    await enter(phone)
    await goTo(phone, 'pages/settings/settings')
    if (dress === 'english') await phone.tap('English')
    for (const page of ['sessions', 'people', 'person', 'applications', 'application']) {
      await goTo(phone, `pages/${page}/${page}`)
      await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().drawn)
      await look(phone, dress, page)
    }
    assert.deepEqual(faults.filter((one) => one.startsWith(dress + ' ')), [])
  }))
}

/** @param {import('./harness.mjs').Phone} phone @param {string} month @param {string} value instead of what the first row holds */
async function replaceFirst(phone, month, value) {
  const { ui, padOpen } = await phone.data()
  if (ui.wide) return typeCell(phone, `电力 ${Number(month.slice(5))} 月`, value)
  if (!padOpen) await openCell(phone, '电力')
  await erase(phone)
  return digits(phone, value)
}

const CARRIERS = ['electricity', 'heat', 'natural_gas', 'lng', 'lpg', 'diesel', 'gasoline', 'fuel_oil', 'kerosene', 'anthracite', 'bituminous', 'coke']
const CELLS = Array.from({ length: 12 }, (_, i) => `m${String(i + 1).padStart(2, '0')}`)

/** A draft of twelve rows by twelve months, as storage holds it. @param {string} enterprise @param {any[]} carriers */
function fullDraft(enterprise, carriers) {
  const energy = carriers.map((one, row) => ({ carrier: one.carrier, unit: one.unit, ...Object.fromEntries(CELLS.map((cell, i) => [cell, `${120 + 10 * row + i}.125`])) }))
  return { draft_format: 1, form_version: 1, doc: { grid_area: 'guangdong', energy }, key: { enterprise, site: 'all', form: 'energy_report', start: '2023-01', end: '2023-12' }, saved_at: '2026-11-21T09:00:00.000Z', edit: 2 }
}

test('twelve months by twelve carriers with names of forty characters fit, on the phone and in the window', async () => {
  const carriers = await truth.carriers(CARRIERS)
  await truth.file('energy_template', { start: '2023-01', end: '2023-12' }, { grid_area: 'guangdong', carriers })
  for (const [dress, options] of Object.entries({ phone: DRESSES.phone, pc: DRESSES.pc, largest: DRESSES.largest })) {
    await onPhone(browser, stack, options, async (phone) => {
      await withLongNames(phone)
      await phone.launch()
      if ('fontSize' in options) await largest(phone)
      await enter(phone)
      await phone.page.evaluate(([name, value]) => localStorage.setItem(name, JSON.stringify({ v: value })),
        [`mp:th.draft.${truth.enterprise}/energy_report/all/2023-01/2023-12`, JSON.stringify(fullDraft(truth.enterprise, carriers))])
      await goTo(phone, 'pages/report/report?start=2023-01&end=2023-12')
      await phone.page.waitForFunction(() => { const data = /** @type {any} */ (globalThis).__mprun__.data(); return data.drawn && data.lines.length + data.table.length >= 12 })
      const { lines, table } = await phone.data()
      assert.ok([...lines, ...table].every((one) => one.label.length === 40), 'the names are long')
      await look(phone, dress, 'grid-12x12')
      await phone.tap('计算')
      await phone.at('pages/preview/preview')
      await look(phone, dress, 'preview-12x12')
      assert.deepEqual(faults.filter((one) => one.startsWith(`${dress} `) && /12x12/.test(one)), [])
    })
  }
})
