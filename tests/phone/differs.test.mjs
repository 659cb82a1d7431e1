// When the phone and the server do not agree, nothing is stored and the screen says what differs; when only the pack is older, all is well.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { launchBrowser, Stack } from './harness.mjs'
import { Truth, enter, fillMonth, onPhone, pagesWithOldPack, submit } from './steps.mjs'

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

const SUBMISSION = /\/v1\/enterprises\/[^/]+\/filings$/

/** Changes the next submission on its way. @param {import('./harness.mjs').Phone} phone @param {(body: any) => void} change */
async function tamper(phone, change) {
  await phone.context.route(SUBMISSION, (route) => {
    const body = JSON.parse(route.request().postData() || '')
    change(body)
    return route.continue({ postData: JSON.stringify(body) })
  }, { times: 1 })
}

/** @param {import('./harness.mjs').Phone} phone waits for the list of differences */
const compared = (phone) => phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().changes.length > 0)

test('a document that was changed on its way is not stored: the difference is shown, the draft stays, and the true one files', () => onPhone(browser, stack, {}, async (phone) => {
  await enter(phone)
  await fillMonth(phone, '2026-01', '120')
  await tamper(phone, (body) => { body.doc.energy[0].m01 = '12' })
  await submit(phone, '与服务器结果不同')
  await compared(phone)
  const data = await phone.data()
  assert.notEqual(data.ours, data.theirs)
  assert.ok(data.changes.some((/** @type {any} */ one) => one.path === '/doc/energy/0/m01' && one.from === '120' && one.to === '12'), JSON.stringify(data.changes))
  assert.ok(data.changes.some((/** @type {any} */ one) => /totals/.test(one.path)))
  await phone.fullShot('difference-375')
  await phone.assertReadable('difference')
  assert.equal(await truth.report('2026-01'), undefined, 'nothing was stored')
  await phone.tap('保留草稿')
  await phone.at('pages/report/report')
  assert.equal((await phone.data()).lines[0].text, '120')
  await phone.tap('计算')
  await phone.at('pages/preview/preview')
  await submit(phone)
  assert.equal((await truth.report('2026-01')).doc.energy[0].m01, '120')
}))

test('a receipt that was changed on its way is refused, and taking the server\'s result files once', () => onPhone(browser, stack, {}, async (phone) => {
  await enter(phone)
  await fillMonth(phone, '2026-02', '80')
  await tamper(phone, (body) => { body.receipt.result = body.receipt.result.replace(/^..../, body.receipt.result.startsWith('0000') ? '1111' : '0000') })
  await submit(phone, '与服务器结果不同')
  assert.equal(await truth.report('2026-02'), undefined)
  await phone.shot('difference-receipt-375')
  await phone.tap('采用新结果')
  await phone.sees('一致')
  const filed = await truth.report('2026-02')
  assert.equal(await truth.revisions(filed.id), 1)
}))

test('a phone whose core knows only an older pack submits without a word', async () => {
  const pages = pagesWithOldPack()
  const old = new Stack({ web: pages })
  try {
    await old.start()
    const there = await Truth.of(old)
    await onPhone(browser, old, {}, async (phone) => {
      await enter(phone)
      await fillMonth(phone, '2026-03', '70')
      assert.match((await phone.data()).pack, /2024/)
      await submit(phone)
      const { items } = await there.call('GET', 'v1/packs')
      const filed = await there.report('2026-03')
      assert.equal(filed.pack, items.map((/** @type {any} */ one) => one.id).sort()[0])
      assert.notEqual(filed.pack, items.map((/** @type {any} */ one) => one.id).sort().pop(), 'the server knows a newer one')
    })
  } finally {
    await old.end()
    fs.rmSync(path.dirname(pages), { recursive: true, force: true })
  }
})

test('somebody else filed the month meanwhile: the conflict is shown, and the draft goes on as the next revision', () => onPhone(browser, stack, {}, async (phone) => {
  await enter(phone)
  await fillMonth(phone, '2026-05', '60')
  await onPhone(browser, stack, {}, async (other) => {
    await enter(other)
    await fillMonth(other, '2026-05', '61')
    await submit(other)
  })
  await submit(phone, '这一期间已有别的版本')
  await phone.shot('conflict-375')
  await phone.assertReadable('conflict')
  await phone.tap('提交为新一版')
  await phone.sees('一致')
  const filed = await truth.report('2026-05')
  assert.equal(filed.revision, 2)
  assert.equal(filed.doc.energy[0].m05, '60')
}))
