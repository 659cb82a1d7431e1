// One device in odd circumstances: no wasm, storage that is full, a user who leaves, a session that ended elsewhere.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { residentId } from '../api/persons.mjs'
import { launchBrowser, Stack } from './harness.mjs'
import { Truth, digits, enter, fillMonth, goTo, onPhone, openCell, stored, submit } from './steps.mjs'

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

test('without the wasm the server computes the same, the page says so, and 提交 works', () => onPhone(browser, stack, {}, async (phone) => {
  await phone.context.route(/core\.[0-9a-f]+\.wasm$/, (route) => route.abort())
  await phone.launch()
  await enter(phone)
  await goTo(phone, 'pages/report/report?start=2026-01&end=2026-01')
  await openCell(phone, '电力')
  await digits(phone, '120')
  await phone.sees('本机没有计算程序，由服务器计算')
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().totals.tco2 !== '-')
  const { tco2 } = (await phone.data()).totals
  await phone.shot('no-wasm-375')
  await phone.assertReadable('no wasm')
  await phone.tap('计算')
  await phone.at('pages/preview/preview')
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().shown)
  assert.equal((await phone.data()).shown.tco2, tco2)
  await submit(phone)
  assert.equal((await truth.report('2026-01')).doc.energy[0].m01, '120')
}))

test('leaving asks while something was never submitted, and then nothing of the user stays on the device', () => onPhone(browser, stack, {}, async (phone) => {
  await enter(phone)
  await fillMonth(phone, '2026-02', '33')
  await goTo(phone, 'pages/settings/settings')
  await phone.tap('退出登录')
  await phone.sees(/还有未提交的草稿/)
  await phone.shot('sign-out-375')
  await phone.tap('取消')
  assert.equal(Object.keys(await stored(phone, 'th.draft.')).length, 1)
  await phone.tap('退出登录')
  await phone.tap('清除并退出')
  await phone.at('pages/signin/signin')
  const left = await phone.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('mp:') && !/^mp:(th\.pack\.|tanheng\.(settings|sign-in|consent))/.test(key)))
  assert.deepEqual(left, [])
  await enter(phone)
  await goTo(phone, 'pages/report/report?start=2026-02&end=2026-02')
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().lines.length > 0)
  assert.equal((await phone.data()).lines[0].text, '')
}))

test('a session that ended elsewhere loses nothing: sign in again and the submission goes out', () => onPhone(browser, stack, {}, async (phone) => {
  await enter(phone)
  await fillMonth(phone, '2026-03', '44')
  const [session] = Object.values(await stored(phone, 'th.session.'))
  const reply = await fetch(`${stack.url}v1/session`, { method: 'DELETE', headers: { authorization: `Bearer ${session.token}` } })
  assert.equal(reply.status, 204)
  await phone.tap('提交')
  await phone.at('pages/signin/signin')
  assert.equal(await truth.report('2026-03'), undefined)
  await phone.tap('进入演示')
  await phone.at('pages/done/done')
  await phone.sees('一致')
  await phone.page.waitForFunction(() => Object.keys(localStorage).filter((key) => key.startsWith('mp:th.out.')).every((key) => /accepted/.test(localStorage.getItem(key) || '')))
  assert.equal((await truth.report('2026-03')).revision, 1)
}))

test('storage that is full is said on the page, and the text is kept and saved once there is room', () => onPhone(browser, stack, {}, async (phone) => {
  await enter(phone)
  await goTo(phone, 'pages/report/report?start=2026-04&end=2026-04')
  await openCell(phone, '电力')
  await phone.page.evaluate(() => {
    Object.keys(localStorage).filter((key) => /^mp:th\.(ctx|pack)\./.test(key)).forEach((key) => localStorage.removeItem(key)) /* they would make way */
    for (let size = 1 << 20; size >= 64; size >>= 1) {
      try { for (let i = 0; i < 12; i++) localStorage.setItem(`filler-${size}-${i}`, 'x'.repeat(size)) } catch { /* this size no longer fits */ }
    }
  })
  await digits(phone, '55.5')
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().saveState === 'full')
  await phone.sees(/存储已满/)
  await phone.shot('storage-full-375')
  await phone.assertReadable('storage full')
  assert.equal((await phone.data()).lines[0].text, '55.5')
  await phone.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('filler')).forEach((key) => localStorage.removeItem(key)))
  await digits(phone, '5')
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().saveState === 'saved')
  assert.equal(Object.values(await stored(phone, 'th.draft.')).find((one) => one.key.start === '2026-04').doc.energy[0].m04, '55.55')
}))

test('the demo lets anybody in by face: nobody looks, and the page is the same', () => onPhone(browser, stack, {}, async (phone) => {
  await phone.at('pages/signin/signin')
  await phone.tap(phone.screen.getByRole('tab', { name: '刷脸', exact: true }))
  await phone.type('姓名', '无名氏')
  await phone.type('居民身份证号', residentId())
  await phone.tap(phone.screen.getByText('刷脸登录', { exact: true }).last())
  await phone.tap('同意并继续')
  await phone.tap('完成核验')
  await phone.sees(/未匹配到您名下的企业/)
}))
