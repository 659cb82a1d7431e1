// @ts-check
// A PC is signed in by a phone: two devices in Chromium, the code read from the PC's own picture by zbar, every refusal seen on both screens. The rows are
// those of docs/attacks.md; the server alone is attacked in tests/api/scan.test.mjs.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { temporaryFolder } from '../../miniprogram-bridge/mprun/testing/browser.mjs'
import { startOutside } from '../api/server.mjs'
import { Shim } from '../faults/shim.mjs'
import { Phone } from '../phone/harness.mjs'
import { alice, Desk, launchBrowser, startStackWith } from './harness.mjs'

const PICTURE = '[alt="登录二维码"], [aria-label="登录二维码"]'
const folder = temporaryFolder('tanheng-scan-')
const bob = { account: 'bob', password: 'bob-password', enterprises: /** @type {[string, string][]} */ ([['贝塔纺织有限公司', 'legal_person']]) }
/** @type {import('playwright-core').Browser} */
let browser
/** @type {import('../phone/harness.mjs').Stack} */
let stack
/** @type {Shim} */
let shim

before(async () => {
  browser = await launchBrowser()
  shim = new Shim(path.join(folder, 'clock'))
  stack = await startStackWith({ env: shim.env }, alice, bob)
})
after(async () => {
  await browser.close()
  await stack.end()
})

/** What a camera reads from the screen. @param {import('playwright-core').Page} page */
async function readScreen(page) {
  await page.locator('[data-scan="code"], .pc-image:not(.pc-faint):not(.skeleton)').first().waitFor()
  const file = path.join(folder, 'screen.png')
  fs.writeFileSync(file, await page.locator(PICTURE).first().screenshot())
  const read = spawnSync('zbarimg', ['-q', '--raw', file], { encoding: 'utf8' })
  assert.equal(read.status, 0, `the code on the screen cannot be read: ${read.stderr}`)
  return read.stdout.trim()
}
/** @param {string} text of a code */
const ticketOf = (text) => /scene=t%3D([\w-]{22})$/.exec(text)?.[1] ?? ''

/** @param {Phone} phone @param {typeof alice} person */
async function signIn(phone, person) {
  await phone.at('pages/signin/signin')
  await phone.type('账号', person.account)
  await phone.type('密码', person.password)
  await phone.tap(phone.screen.locator('.btn', { hasText: /^登录$/ }))
  await phone.tap('同意并继续')
}

/** @param {typeof alice} person @param {any} [options] */
async function phoneOf(person, options) {
  const phone = await Phone.open(browser, stack, options)
  await signIn(phone, person)
  await phone.at('pages/home/home')
  return phone
}

/** @param {Phone} phone @param {string} text what the camera sees */
async function scan(phone, text) {
  await phone.tap('扫一扫')
  await phone.page.locator('.mp-modal textarea').fill(text)
  await phone.page.locator('.mp-modal').getByText('确定').click()
}

/** @param {Phone} phone @param {string} text */
async function scanFromHome(phone, text) {
  await phone.tap('电脑端登录')
  await phone.at('pages/scan/scan')
  await scan(phone, text)
}

/** A PC and a phone, closed after the story. @param {typeof alice} person @param {(desk: Desk, phone: Phone) => Promise<void>} story */
async function both(person, story) {
  const desk = await Desk.open(browser, stack)
  const phone = await phoneOf(person)
  try {
    await story(desk, phone)
  } catch (error) {
    await desk.shot('failed-scan-pc').catch(() => null)
    await phone.shot('failed-scan-phone').catch(() => null)
    throw error
  }
  await phone.close()
  await desk.close()
}

test('X7 the console is signed in by the phone, stands in its list of sessions, and is ended there', () => both(alice, async (desk, phone) => {
  await desk.shot('scan-code')
  assert.deepEqual(await desk.faults(), [])
  // This machine's own address lies in no city: tests/api/cities.test.mjs has the server's part of it.
  await phone.page.route('**/v1/scans/look', async (route) => {
    const reply = await route.fetch()
    await route.fulfill({ response: reply, json: { ...await reply.json(), city_zh: '广东 广州', city_en: 'Guangzhou, Guangdong' } })
  })
  await scanFromHome(phone, await readScreen(desk.page))
  await phone.sees('登录这台电脑？')
  await phone.sees('Linux · Chrome')
  await phone.sees('127.0.0.x')
  await phone.sees('广东 广州')
  await phone.shot('scan-ask')
  await phone.assertReadable('the question')
  await desk.sees('已扫码')
  await desk.shot('scan-scanned')
  assert.match(desk.page.url(), /#\/sign-in/, 'looking signs nobody in')
  await phone.tap('确认登录')
  await phone.sees('已确认')
  await phone.shot('scan-confirmed')
  await desk.sees('填报记录')
  await desk.sees('阿尔法材料有限公司')
  assert.deepEqual(await desk.page.evaluate(() => [document.cookie, JSON.stringify(localStorage).includes('th1_')]), ['', false], 'no script holds the session')
  await phone.tap('查看登录设备')
  await phone.at('pages/sessions/sessions')
  await phone.sees(/Linux · Chrome/)
  await phone.shot('scan-sessions')
  await phone.tap(phone.byLabel('退出 Linux · Chrome'))
  await phone.page.locator('.mp-modal').getByText('退出', { exact: true }).click()
  await phone.page.waitForFunction(() => !document.body.textContent?.includes('Linux · Chrome'))
  await desk.page.reload()
  await desk.sees('手机扫码登录')
}))

test('X7 a guest in WeChat on a PC is signed in by the phone', async () => {
  const pc = await Phone.open(browser, stack, { width: 1280, height: 800, touch: false })
  const phone = await phoneOf(alice)
  await pc.tap('游客体验')
  await pc.at('pages/home/home')
  await pc.seesNot('电脑端登录')
  await pc.tap('登录')
  await pc.tap('手机扫码登录')
  await pc.at('pages/pc/pc')
  const text = await readScreen(pc.page)
  await pc.shot('scan-pc-code')
  await pc.assertReadable('the code')
  await scanFromHome(phone, text)
  await phone.sees('登录这台电脑？')
  await pc.sees('已扫码')
  await pc.shot('scan-pc-scanned')
  await phone.tap('确认登录')
  await pc.at('pages/home/home')
  await pc.sees('阿尔法材料有限公司')
  await pc.seesNot('电脑端登录')
  await phone.close()
  await pc.close()
})

test('X7 a phone that is opened by the code signs in first, and is asked then', async () => {
  const desk = await Desk.open(browser, stack)
  const text = await readScreen(desk.page)
  const phone = await Phone.open(browser, stack, { open: text.slice(text.indexOf('#/') + 2) })
  await phone.sees('请先在手机上登录')
  await phone.shot('scan-signin')
  await phone.tap('去登录')
  await signIn(phone, alice)
  await phone.at('pages/scan/scan')
  await phone.sees('登录这台电脑？')
  await phone.tap('确认登录')
  await desk.sees('填报记录')
  await phone.close()
  await desk.close()
})

test('X7 with WeChat the PC shows WeChat\'s own code, which opens the page on the phone', async () => {
  const around = await startOutside()
  const known = around.flags.indexOf('--secret-key-file')
  const own = await startStackWith({ flags: around.flags.filter((_, i) => i !== known && i !== known + 1) }, alice)
  const desk = await Desk.open(browser, own)
  await desk.sees('打开微信扫一扫，对准二维码')
  assert.match(await desk.page.locator('[data-scan] img').getAttribute('src') ?? '', /^data:image\/png;base64,/)
  const { scene, page } = JSON.parse(around.outside.calls.at(-1).body)
  const phone = await Phone.open(browser, own)
  await phone.tap(phone.screen.getByRole('tab', { name: '密码', exact: true }))
  await signIn(phone, alice)
  await phone.at('pages/home/home')
  await scanFromHome(phone, `${page}?scene=${encodeURIComponent(scene)}`)
  await phone.sees('登录这台电脑？')
  await phone.tap('确认登录')
  await desk.sees('填报记录')
  await phone.close()
  await desk.close()
  await own.end()
  await around.stop()
})

test('X7 the network goes and comes back: the PC says so, and goes on with the same code', async () => {
  const pc = await Phone.open(browser, stack, { width: 375, height: 667, open: 'pages/pc/pc', theme: 'dark' })
  const phone = await phoneOf(alice)
  const text = await readScreen(pc.page)
  await pc.flightMode(true)
  await pc.sees('没有网络，正在重试')
  await pc.shot('scan-pc-offline-dark')
  await scanFromHome(phone, text)
  await pc.flightMode(false)
  await pc.sees('已扫码')
  await pc.assertReadable('scanned, dark')
  await phone.tap('确认登录')
  await pc.at('pages/home/home')
  await phone.close()
  await pc.close()
})

test('X7 a yes whose answer was lost: the phone says what is not known, and does not say yes twice', () => both(alice, async (desk, phone) => {
  await scanFromHome(phone, await readScreen(desk.page))
  await phone.sees('登录这台电脑？')
  const lost = phone.loseNextReply(/\/v1\/scans\/confirm$/)
  await phone.tap('确认登录')
  assert.equal((await lost).status, 204)
  await phone.sees('服务器没有回应，请稍后再试')
  await desk.sees('填报记录')
  await phone.tap('确认登录')
  await phone.sees('可能已经生效')
  await phone.shot('scan-settled')
}))

test('A12 a PC that was signed in by a scan can confirm no other', async () => {
  const pc = await Phone.open(browser, stack, { width: 1280, height: 800, touch: false, open: 'pages/pc/pc' })
  const phone = await phoneOf(alice)
  await scanFromHome(phone, await readScreen(pc.page))
  await phone.tap('确认登录')
  await pc.at('pages/home/home')
  const desk = await Desk.open(browser, stack)
  const text = await readScreen(desk.page)
  await pc.launch(text.slice(text.indexOf('#/') + 2))
  await pc.sees('这里不能确认')
  await desk.page.waitForTimeout(1500)
  assert.equal(await desk.page.locator('[data-scan]').getAttribute('data-scan'), 'code', 'it was not even scanned')
  await phone.close()
  await pc.close()
  await desk.close()
})

test('X7 the question in the dark, in the largest type, in English', async () => {
  const desk = await Desk.open(browser, stack, { theme: 'dark' })
  const text = await readScreen(desk.page)
  await desk.shot('scan-code-dark')
  assert.deepEqual(await desk.faults(), [])
  const phone = await Phone.open(browser, stack, { theme: 'dark', fontSize: 23 })
  await phone.launch() /* the type size is read at start */
  await phone.tap('English')
  await phone.type('Account', alice.account)
  await phone.type('Password', alice.password)
  await phone.tap(phone.screen.locator('.btn', { hasText: /^Sign in$/ }))
  await phone.tap('Agree')
  await phone.at('pages/home/home')
  await phone.tap('Sign in a computer')
  await phone.sees('Scan')
  await phone.fullShot('scan-idle-dark-largest-en')
  await phone.assertReadable('idle, dark, largest, en')
  await phone.tap(phone.screen.locator('.btn', { hasText: /^Scan$/ }))
  await phone.page.locator('.mp-modal textarea').fill(text)
  await phone.page.locator('.mp-modal').getByText('确定').click()
  await phone.sees('Sign in this computer?')
  await phone.fullShot('scan-ask-dark-largest-en')
  await phone.assertReadable('ask, dark, largest, en')
  await phone.tap('Not me')
  await phone.sees('Refused')
  await phone.assertReadable('refused, dark, largest, en')
  await phone.close()
  await desk.close()
})

test('C8 not me: the PC is told, its code is void, and a new one is one press away', () => both(alice, async (desk, phone) => {
  const first = await readScreen(desk.page)
  await scanFromHome(phone, first)
  await phone.sees('登录这台电脑？')
  await phone.tap('不是我')
  await phone.sees('已拒绝')
  await phone.shot('scan-denied')
  await desk.sees('手机上已拒绝')
  await desk.shot('scan-denied')
  await desk.button('刷新二维码').click()
  await desk.page.locator('[data-scan="code"]').waitFor()
  const second = await readScreen(desk.page)
  assert.notEqual(ticketOf(second), ticketOf(first))
  await phone.tap('回到首页')
  await scanFromHome(phone, first)
  await phone.sees('二维码已用过')
  await phone.shot('scan-used')
}))

test('C8 C9 another browser that saw the code and its number gets neither state nor session', () => both(alice, async (desk, phone) => {
  /** @type {string[]} */
  const ids = []
  desk.page.on('request', (request) => { const found = /\/v1\/scans\/(\w+)$/.exec(request.url()); if (found) ids.push(found[1]) })
  const text = await readScreen(desk.page)
  await scanFromHome(phone, text)
  await phone.sees('登录这台电脑？')
  await desk.sees('已扫码')
  const thief = await Desk.open(browser, stack)
  const attempt = (/** @type {string} */ scanId, /** @type {string} */ ticket) => thief.page.evaluate(async ([id, seen]) => {
    const headers = { 'X-Tanheng': 'console', 'Content-Type': 'application/json' }
    const status = async (/** @type {string} */ url, /** @type {any} */ options) => (await fetch(url, { credentials: 'same-origin', ...options })).status
    return [await status(`/v1/scans/${id}`, { headers }), await status('/v1/sessions/scan', { method: 'POST', headers, body: JSON.stringify({ scan: id }) }),
      await status('/v1/sessions/scan', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Tanheng-Scan': seen }, body: JSON.stringify({ scan: id }) }),
      await status('/v1/scans/confirm', { method: 'POST', headers, body: JSON.stringify({ ticket: seen }) })]
  }, [scanId, ticket])
  assert.ok(ids.length > 0)
  assert.deepEqual(await attempt(ids[0], ticketOf(text)), [404, 404, 404, 401])
  await phone.tap('确认登录')
  assert.deepEqual(await attempt(ids[0], ticketOf(text)), [404, 404, 404, 401])
  await desk.sees('填报记录')
  await thief.sees('手机扫码登录')
  await thief.close()
}))

test('C8 a PC elsewhere is said to be so, and the yes waits for a second one', async () => {
  const away = await startStackWith({ flags: ['--behind-proxy', '127.0.0.1'] }, alice)
  const pc = await Phone.open(browser, away, { width: 1280, height: 800, touch: false })
  await pc.context.setExtraHTTPHeaders({ 'x-real-ip': '198.51.100.7' })
  const phone = await Phone.open(browser, away)
  await phone.context.setExtraHTTPHeaders({ 'x-real-ip': '203.0.113.9' })
  await signIn(phone, alice)
  await phone.at('pages/home/home')
  await pc.tap('手机扫码登录')
  await scanFromHome(phone, await readScreen(pc.page))
  await phone.sees('电脑和手机不在同一网络')
  await phone.sees('198.51.100.x')
  await phone.shot('scan-elsewhere')
  await phone.assertReadable('another network')
  await phone.byText('确认登录').click({ force: true })
  await phone.sees('电脑和手机不在同一网络')
  assert.equal(phone.calls.filter((one) => one.path === '/v1/scans/confirm').length, 0)
  await phone.tap('电脑就在我面前')
  await phone.tap('确认登录')
  await pc.at('pages/home/home')
  await phone.close()
  await pc.close()
  await away.end()
})

test('C10 a second phone cannot take over, nor confirm what another one scanned', () => both(alice, async (desk, phone) => {
  const text = await readScreen(desk.page)
  await scanFromHome(phone, text)
  await phone.sees('登录这台电脑？')
  const other = await phoneOf(bob)
  await scanFromHome(other, text)
  await other.sees('二维码已用过')
  await other.close()
  await phone.tap('确认登录')
  await desk.sees('阿尔法材料有限公司')
}))

test('C10 the ticket of a code that was used opens nothing on another screen', () => both(alice, async (desk, phone) => {
  const text = await readScreen(desk.page)
  await scanFromHome(phone, text)
  await phone.tap('确认登录')
  await desk.sees('填报记录')
  await phone.tap('回到首页')
  await scanFromHome(phone, text)
  await phone.sees('二维码已用过')
}))

test('C10 an expired code: both screens say so, and nothing is signed in', () => both(alice, async (desk, phone) => {
  const text = await readScreen(desk.page)
  await scanFromHome(phone, text)
  await phone.sees('登录这台电脑？')
  shim.set({ clock_s: 180 })
  await phone.tap('确认登录')
  await phone.sees('二维码已失效')
  await phone.shot('scan-expired')
  await desk.sees('二维码已失效')
  await desk.shot('scan-expired')
  assert.match(desk.page.url(), /#\/sign-in/)
}))

test('C11 a code of something else leads nowhere: no request leaves, no page opens', () => both(alice, async (desk, phone) => {
  await phone.tap('电脑端登录')
  const before = phone.calls.length
  for (const text of ['https://evil.example/app/#/pages/settings/settings', 'https://evil.example/?scene=t%3DAAAAAAAAAAAAAAAAAAAAAA', 'pages/settings/settings?scene=t%3DAAAAAAAAAAAAAAAAAAAAAA',
    'pages/scan/scan?scene=t%3DAAAAAAAAAAAAAAAAAAAAAA%26x%3D1', 'javascript:alert(1)', '6901234567892']) {
    await phone.tap(/^(扫一扫|重新扫码)$/)
    await phone.page.locator('.mp-modal textarea').fill(text)
    await phone.page.locator('.mp-modal').getByText('确定').click()
    await phone.sees('不是电脑端登录的二维码')
    await phone.at('pages/scan/scan')
  }
  assert.equal(phone.calls.length, before)
  await phone.shot('scan-foreign')
}))
