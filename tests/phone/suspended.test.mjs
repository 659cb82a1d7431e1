// The platform suspends an enterprise while somebody works for it on the phone: he reads why, nothing typed is lost, and what waits goes on afterwards.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { launchBrowser, Stack } from './harness.mjs'
import { Truth, enter, fillMonth, onPhone, submit } from './steps.mjs'

const REASON = '季度材料逾期未交'
/** @type {import('playwright-core').Browser} */
let browser
/** @type {Stack} */
let stack
/** @type {Truth} */
let truth
/** @type {Truth} the administration */
let office

before(async () => {
  browser = await launchBrowser()
  stack = await new Stack().start()
  truth = await Truth.of(stack)
  const session = await truth.call('POST', 'v1/sessions/demo', { role: 'admin' }, { authorization: '' })
  office = await Truth.as(stack, session.token)
})
after(async () => {
  await browser.close()
  await stack.end()
})

/** @param {'suspend' | 'resume'} what @param {any} body */
const decide = (what, body) => office.call('POST', `v1/admin/enterprises/${truth.enterprise}/${what}`, body, { 'idempotency-key': `suspended-${crypto.randomUUID()}` })

for (const [dress, options] of Object.entries({ phone: {}, dark: { theme: 'dark' } })) {
  test(`suspended and resumed while a submission waits (${dress})`, () => onPhone(browser, stack, { ...options, expected: [/status of 403/] }, async (phone) => {
    const month = dress === 'dark' ? '2026-02' : '2026-01'
    await enter(phone)
    if (dress === 'phone') await truth.file('energy_template', { start: '2026-01', end: '2026-12' }, { grid_area: 'guangdong', carriers: await truth.carriers(['electricity']) })
    await fillMonth(phone, month, '88.5')
    await phone.flightMode(true)
    await submit(phone, '待联网提交')
    await decide('suspend', { reason: REASON })
    await phone.flightMode(false)
    await phone.at('pages/suspended/suspended')
    await phone.sees(`停用原因：${REASON}`)
    await phone.sees(/本机的 1 份草稿保留/)
    await phone.fullShot(`suspended-${dress}`)
    await phone.assertReadable('suspended')
    await phone.killAndReopen()
    await phone.at('pages/suspended/suspended')
    await phone.tap('查看是否已恢复')
    await phone.sees('仍未恢复')
    assert.equal(await truth.report(month).catch(() => undefined), undefined)
    await decide('resume', {})
    await phone.tap('查看是否已恢复')
    await phone.at('pages/home/home')
    await phone.page.waitForFunction((m) => /** @type {any} */ (globalThis).__mprun__.data().strip.find((/** @type {any} */ one) => one.month === m)?.state === 'filed', month)
    const [row] = (await truth.report(month)).doc.energy
    assert.equal(row.m01 ?? row.m02, '88.5')
  }))
}
