// Dead zones, flight mode, kills and updates: nothing typed is lost, and one 提交 is one revision.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { launchBrowser, Stack } from './harness.mjs'
import { Truth, digits, enter, fillMonth, goTo, onPhone, openCell, stored, submit, updatedPages } from './steps.mjs'

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

const submissions = (/** @type {import('./harness.mjs').Phone} */ phone) => phone.calls.filter((one) => one.method === 'POST' && /filings/.test(one.path))

test('in flight mode everything but 提交 works, and the queued 提交 goes out once when the network returns', () => onPhone(browser, stack, {}, async (phone) => {
  await enter(phone)
  await goTo(phone, 'pages/report/report?start=2026-01&end=2026-01')
  await phone.flightMode(true)
  await openCell(phone, '电力')
  await digits(phone, '88.5')
  assert.notEqual((await phone.data()).totals.tco2, '-')
  await phone.tap('计算')
  await phone.at('pages/preview/preview')
  assert.match((await phone.data()).receipt, /^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
  await submit(phone, '待联网提交')
  await phone.shot('queued-375')
  await phone.assertReadable('queued')
  assert.equal(submissions(phone).length, 0)
  await phone.tap('撤回提交')
  await phone.tap(phone.byText('撤回'))
  await phone.at('pages/report/report')
  assert.equal((await phone.data()).lines[0].text, '88.5', 'the draft is there')
  await phone.tap('计算')
  await phone.at('pages/preview/preview')
  await submit(phone, '待联网提交')
  assert.equal(await truth.report('2026-01'), undefined)
  await phone.flightMode(false)
  await phone.sees('一致')
  const filed = await truth.report('2026-01')
  assert.equal(filed.revision, 1)
  assert.equal(filed.doc.energy[0].m01, '88.5')
  assert.equal(submissions(phone).length, 1)
}))

test('killed between send and reply, updated and reopened: one revision, nothing retyped', async () => {
  const updated = updatedPages()
  const { host } = new URL(stack.url)
  const at = stack.flags.indexOf('--web') + 1
  const pages = stack.flags[at]
  try {
    await onPhone(browser, stack, {}, async (phone) => {
      await enter(phone)
      await fillMonth(phone, '2026-02', '77.25')
      const lost = phone.loseNextReply(/\/v1\/enterprises\/[^/]+\/filings$/)
      await phone.tap('提交')
      const { status } = await lost
      assert.equal(status, 201, 'the server stored it, the phone does not know')
      await phone.page.close()
      const { origins } = await phone.context.storageState()
      const waiting = origins[0].localStorage.filter((one) => one.name.startsWith('mp:th.out.'))
      assert.equal(waiting.length, 1, 'the submission is still on the device')
      assert.doesNotMatch(waiting[0].value, /accepted/)
      await stack.stop()
      stack.flags[at] = updated
      await stack.start(host)
      phone.page = await phone.context.newPage()
      await phone.launch()
      await phone.at('pages/home/home')
      await phone.page.waitForFunction(() => Object.keys(localStorage).filter((key) => key.startsWith('mp:th.out.')).every((key) => /accepted/.test(localStorage.getItem(key) || '')))
      assert.ok(await phone.page.evaluate(() => document.documentElement.dataset.build === 'updated'), 'these are the updated pages')
      const filed = await truth.report('2026-02')
      assert.equal(filed.doc.energy[0].m02, '77.25')
      assert.equal(await truth.revisions(filed.id), 1)
      assert.deepEqual(Object.keys(await stored(phone, 'th.draft.e')).filter((key) => /2026-02/.test(key)), [], 'the draft has done its work')
    })
  } finally {
    await stack.stop()
    stack.flags[at] = pages
    await stack.start(host)
    fs.rmSync(path.dirname(updated), { recursive: true, force: true })
  }
})

test('a draft typed in flight mode survives a kill', () => onPhone(browser, stack, {}, async (phone) => {
  await enter(phone)
  await goTo(phone, 'pages/report/report?start=2026-03&end=2026-03')
  await phone.flightMode(true)
  await openCell(phone, '电力')
  await digits(phone, '64.125')
  await phone.sees('已保存')
  await phone.killAndReopen('pages/report/report?start=2026-03&end=2026-03')
  await phone.at('pages/report/report')
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().lines.length > 0)
  assert.equal((await phone.data()).lines[0].text, '64.125')
}))

test('the server dies under a submission and comes back: it is filed once', () => onPhone(browser, stack, {}, async (phone) => {
  await enter(phone)
  await fillMonth(phone, '2026-04', '55')
  const lost = phone.loseNextReply(/\/v1\/enterprises\/[^/]+\/filings$/)
  await phone.tap('提交')
  await lost
  await stack.restart('SIGKILL')
  await phone.at('pages/done/done')
  await phone.sees('一致')
  const filed = await truth.report('2026-04')
  assert.equal(await truth.revisions(filed.id), 1)
}))

test('three months typed and queued in flight mode, never opened before, go out after a restart', () => onPhone(browser, stack, {}, async (phone) => {
  await enter(phone)
  await phone.flightMode(true)
  for (const [month, value] of [['2026-05', '51'], ['2026-06', '52'], ['2026-07', '53']]) {
    await fillMonth(phone, month, value)
    await submit(phone, '待联网提交')
  }
  assert.equal(submissions(phone).length, 0)
  await phone.killAndReopen()
  await phone.at('pages/home/home')
  await phone.sees('没有网络，显示本机保留的内容。可以继续填报')
  await phone.flightMode(false)
  await phone.page.waitForFunction(() => Object.keys(localStorage).filter((key) => key.startsWith('mp:th.out.')).every((key) => /accepted/.test(localStorage.getItem(key) || '')))
  for (const month of ['2026-05', '2026-06', '2026-07']) assert.equal((await truth.report(month)).revision, 1)
}))
