// Who sits at the desk: sign-in, the choice of an enterprise, sessions; and what the server hands out for it.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { alice, atDesk, launchBrowser, startStack, tina, truthOf } from './harness.mjs'

const MARKUP = '<img src=x onerror="window.wasRun=1">{{1+1}}<script>window.wasRun=1</script>'
const eve = { account: 'eve', password: 'eve-password', enterprises: [[MARKUP, 'legal_person']] }

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const wasm = process.env.CORE_WASM || path.join(root, 'build/wasm/core.wasm')
const sha256 = (/** @type {Uint8Array} */ bytes) => createHash('sha256').update(bytes).digest('hex')
/** @type {import('playwright-core').Browser} */
let browser
/** @type {import('./harness.mjs').Stack} */
let stack

before(async () => {
  browser = await launchBrowser()
  stack = await startStack(alice, tina, eve)
})
after(async () => {
  await browser.close()
  await stack.end()
})

test('a wrong password is told in one sentence, the right one opens the list, signing out closes it', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.goTo('/drafts')
  await desk.signIn({ account: 'alice', password: 'not-her-password' })
  await desk.page.getByRole('alert').waitFor()
  assert.match(await desk.page.getByRole('alert').innerText(), /账号或密码/)
  assert.match(desk.page.url(), /#\/sign-in/)
  await desk.signIn(alice)
  await desk.sees('草稿与待提交')
  await desk.page.waitForURL(/#\/drafts/, { timeout: 5000 })
  await desk.sees('阿尔法材料有限公司')
  const seen = await desk.page.evaluate(() => document.cookie + JSON.stringify(localStorage))
  assert.ok(!/th1_|tanheng_dev/.test(seen), 'the session is in a cookie that no script reads')
  const cookie = (await desk.context.cookies()).find((one) => one.name.includes('tanheng'))
  assert.deepEqual({ httpOnly: cookie?.httpOnly, sameSite: cookie?.sameSite }, { httpOnly: true, sameSite: 'Strict' })
  await desk.button('账号').click()
  await desk.byText('退出登录').click()
  await desk.page.waitForURL(/#\/sign-in/)
  const kept = await desk.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('th.') && !key.startsWith('th.pack.')))
  assert.deepEqual(kept, [], 'nothing of hers stays in the browser')
}))

test('empty fields are named before anything is sent; a server without the demo offers none', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.button('登录').click()
  await desk.sees('请填写账号和密码')
  await desk.button('进入演示').waitFor({ state: 'detached' })
}))

test('with two enterprises one is chosen; the session is bound to it, and switching is a step', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.signIn(tina)
  await desk.sees('选择企业')
  await desk.page.locator('button.one', { hasText: '阿尔法材料有限公司' }).click()
  await desk.sees('新建填报')
  await desk.byText('切换企业').click()
  await desk.page.locator('button.one', { hasText: '贝塔纺织有限公司' }).click()
  await desk.page.waitForURL(/#\/filings/)
  await desk.sees('当前身份只能查看')
  assert.equal(await desk.button('新建填报').count(), 0, 'a viewer is offered nothing that he may not do')
}))

test('E15 a name full of markup is a text wherever it stands', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.signIn(eve)
  for (const place of ['/filings', '/drafts', '/sessions', '/enterprise', '/people']) {
    await desk.goTo(place)
    await desk.sees(MARKUP)
  }
  assert.equal(await desk.page.evaluate(() => Reflect.get(window, 'wasRun')), undefined)
  assert.equal(await desk.page.locator('img[src="x"]').count(), 0)
}))

test('sessions: another device is ended from here and is out at its next request', async () => {
  const other = await truthOf(stack, alice)
  await atDesk(browser, stack, {}, async (desk) => {
    await desk.signIn(alice)
    await desk.sees('填报记录')
    await desk.byText('登录设备').click()
    await desk.sees('当前设备')
    const rows = desk.page.locator('tbody tr')
    const before = await rows.count()
    await rows.filter({ hasNotText: '当前设备' }).first().getByRole('button').click()
    await desk.sees('这台设备需要重新登录才能继续使用。')
    await desk.page.locator('.t-dialog').getByRole('button', { name: '退出' }).click()
    await desk.page.waitForFunction((n) => document.querySelectorAll('tbody tr').length === n - 1, before)
    await desk.shot('sessions')
    await assert.rejects(other.call('GET', 'v1/session'), /401/)
    await desk.button('全部退出').click()
    await desk.page.locator('.t-dialog').getByRole('button', { name: '全部退出' }).click()
    await desk.page.waitForURL(/#\/sign-in/)
    await desk.sees('登录已过期，请重新登录，填写的内容都在')
  })
})

test('the console calculates with the very file that the phone and the tests use', () => atDesk(browser, stack, {}, async (desk) => {
  const fetched = await desk.page.evaluate(() => performance.getEntriesByType('resource').map((one) => one.name).filter((name) => name.endsWith('.wasm')))
  assert.equal(fetched.length, 1)
  const bytes = new Uint8Array(await (await fetch(fetched[0])).arrayBuffer())
  assert.equal(sha256(bytes), sha256(fs.readFileSync(wasm)))
  await desk.page.goto(`${stack.url}app/`)
  await desk.page.waitForFunction(() => performance.getEntriesByType('resource').some((one) => one.name.endsWith('.wasm')))
  const phone = await desk.page.evaluate(() => performance.getEntriesByType('resource').map((one) => one.name).find((name) => name.endsWith('.wasm')))
  assert.equal(phone, fetched[0])
}))

test('the page is never kept, its hashed parts for ever; the policy allows no code from elsewhere', async () => {
  const page = await fetch(`${stack.url}console/`)
  assert.equal(page.headers.get('cache-control'), 'no-cache')
  assert.match(page.headers.get('content-security-policy') ?? '', /script-src 'self' 'wasm-unsafe-eval';/)
  const html = await page.text()
  assert.match(html, /http-equiv="Content-Security-Policy" content="style-src 'self';/, 'stricter than the server asks of every page')
  assert.ok(!/\sstyle=|<style/.test(html), 'no style in the page')
  assert.ok(!/<script(?![^>]*\ssrc=)/.test(html), 'no script in the page')
  const parts = [...html.matchAll(/(?:src|href)="\.\.\/(assets\/[^"]+)"/g)].map((found) => found[1])
  assert.ok(parts.length >= 2)
  for (const part of parts) {
    const reply = await fetch(stack.url + part, { headers: { 'accept-encoding': 'br' } })
    assert.equal(reply.headers.get('cache-control'), 'public, max-age=31536000, immutable', part)
    assert.equal(reply.headers.get('content-encoding'), 'br', part)
  }
  assert.equal((await fetch(`${stack.url}console`, { redirect: 'manual' })).status, 308)
})
