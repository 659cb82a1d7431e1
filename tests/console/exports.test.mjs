// Lists taken away as tables: the file is the server's with what the list is filtered by, and what the server refuses is told in its words.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { adam, alice, atDesk, launchBrowser, startStack, truthOf } from './harness.mjs'

/** @type {import('playwright-core').Browser} */
let browser
/** @type {import('./harness.mjs').Stack} */
let stack

before(async () => {
  browser = await launchBrowser()
  stack = await startStack(adam, alice)
  const truth = await truthOf(stack, alice)
  await truth.file('energy_template', { start: '2026-01', end: '2026-12' }, { grid_area: 'guangdong', carriers: await truth.carriers(['electricity']) })
})
after(async () => {
  await browser.close()
  await stack.end()
})

/** Presses the button: the file's name and lines. @param {import('./harness.mjs').Desk} desk */
async function exported(desk) {
  const [file] = await Promise.all([desk.page.waitForEvent('download'), desk.button('导出表格').click()])
  const text = fs.readFileSync(await file.path(), 'utf8')
  assert.equal(text.lastIndexOf('\ufeff'), 0, 'one mark, at the beginning')
  return { name: file.suggestedFilename(), lines: text.slice(1).trim().split('\r\n') }
}

test('accounts, enterprises and registry with their filters; the sixth in an hour is refused in words', () => atDesk(browser, stack, { expected: [/status of 429/] }, async (desk) => {
  await desk.signIn(adam)
  await desk.page.waitForURL(/#\/reviews/)
  await desk.visit('/accounts', '账号管理')
  await desk.page.locator('tbody tr').nth(1).waitFor()
  const all = await exported(desk)
  assert.deepEqual([all.name, all.lines.length], ['accounts.csv', 3])
  await desk.page.getByLabel('账号、姓名或完整手机号').fill('alice')
  await desk.page.keyboard.press('Enter')
  await desk.page.locator('tbody tr', { hasText: 'adam' }).waitFor({ state: 'detached' })
  const some = await exported(desk)
  assert.equal(some.lines.length, 2)
  assert.match(some.lines[1], /alice/)
  await desk.visit('/enterprises', '企业管理')
  assert.equal((await exported(desk)).lines.length, 2)
  await desk.visit('/registry', '企业库')
  assert.deepEqual((await exported(desk)).name, 'registry.csv')
  await exported(desk)
  await desk.button('导出表格').click()
  const told = desk.page.locator('.error-note')
  await told.waitFor()
  await desk.shot('export-refused')
  assert.deepEqual(await desk.faults(), [])
  const office = await truthOf(stack, adam)
  const refused = await (await fetch(`${stack.url}v1/admin/registry.csv`, { headers: { authorization: `Bearer ${office.token}` } })).json()
  assert.ok((await told.innerText()).includes(refused.zh), refused.zh)
}))

test('an enterprise’s own filings of the year', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.signIn(alice)
  await desk.page.goto(`${stack.url}console/#/filings?year=2026`)
  await desk.page.locator('.list tbody tr').waitFor()
  const { name, lines } = await exported(desk)
  assert.deepEqual([name, lines.length], ['filings.csv', 2])
  await desk.page.getByLabel('年份').first().selectOption('2025')
  await desk.sees('还没有填报记录')
  assert.equal((await exported(desk)).lines.length, 1)
}))
