// 证明材料: an enterprise's files on the phone: brought from a chat and as a photo, listed with who, when and the virus check's word, opened, refused, deleted;
// what a reader may; without a network. The virus scanner is a stand-in of clamd.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { files as samples } from '../api/uploads.mjs'
import { EICAR, startClamd } from '../standins/clamd.mjs'
import { launchBrowser, Stack } from './harness.mjs'
import { goTo, onPhone, signIn } from './steps.mjs'

const PASSWORD = 'a long pass phrase'
const BOSS = { account: 'boss', password: PASSWORD }, READER = { account: 'reader', password: PASSWORD }
const JUDGED_MS = 150000
const LONG = `${'第三车间十月份电费结算单及抄表照片'.repeat(3)}.pdf`
/** @type {import('playwright-core').Browser} */
let browser
/** @type {Stack} */
let stack
/** @type {any} */
let clamd
/** @type {string} */
let folder

before(async () => {
  browser = await launchBrowser()
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tanheng-clamd-'))
  clamd = await startClamd(path.join(folder, 'clamd.sock'))
  stack = await new Stack({ flags: ['--clamd-socket', path.join(folder, 'clamd.sock')] }).start()
  for (const [{ account }, name, role] of /** @type {[any, string, string][]} */ ([[BOSS, '林建国', 'legal_person'], [READER, '核查员', 'viewer']]))
    execFileSync(process.env.TANHENG_BIN || 'build/dev/tanheng', ['user', 'add', '--account', account, '--enterprise', '有凭有据的工厂', '--name', name, '--role', role, '--data', stack.data], { input: `${PASSWORD}\n` })
})
after(async () => {
  await browser.close()
  await stack.end()
  await clamd.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

/** @param {import('./harness.mjs').Phone} phone @param {any} who */
async function enterAs(phone, who) {
  await signIn(phone, who)
  await phone.at('pages/home/home')
  await phone.tap('证明材料')
  await phone.at('pages/files/files')
}

/** @param {import('./harness.mjs').Phone} phone @param {string} way @param {string} name @param {Buffer} content */
async function bring(phone, way, name, content) {
  const file = path.join(folder, name) /* not from memory: large contents take the browser's connection too long */
  fs.writeFileSync(file, content)

  await phone.tap('上传')
  const chooser = phone.page.waitForEvent('filechooser')
  await phone.tap(way)
  await (await chooser).setFiles(file)
}
/** @param {import('./harness.mjs').Phone} phone @param {string} name @param {string} state waits until the list says so; server and page ask again with pauses of up to a minute each */
const listed = (phone, name, state) => phone.page.waitForFunction(([n, s]) => /** @type {any} */ (globalThis).__mprun__.data().items.some((/** @type {any} */ one) => one.name === n && one.stateName === s), [name, state], { timeout: JUDGED_MS })
const posts = (/** @type {import('./harness.mjs').Phone} */ phone) => phone.calls.filter((one) => one.method === 'POST' && /\/files$/.test(one.path)).length

test('files are brought, told apart, opened and deleted; what cannot be taken is said', () => onPhone(browser, stack, { expected: [/413|422/] }, async (phone) => {
  await enterAs(phone, BOSS)
  await phone.sees('还没有证明材料')
  await phone.sees('0 个文件，上限 5000 个')
  await phone.fullShot('files-empty-phone')
  await phone.assertReadable('no files')

  await bring(phone, '从微信聊天选择文件', LONG, samples.pdf)
  await listed(phone, LONG, '已通过')
  await bring(phone, '拍照或从相册选择', 'IMG_0001.png', samples.png)
  await listed(phone, '照片.png', '已通过')
  await bring(phone, '从微信聊天选择文件', '抄表记录.xlsx', samples.xlsx)
  await listed(phone, '抄表记录.xlsx', '已通过')
  await phone.sees('3 个文件，上限 5000 个')

  await bring(phone, '从微信聊天选择文件', '假的.pdf', Buffer.from('not a pdf'))
  await phone.sees(/只接受 PDF、JPG、PNG、XLSX 文件/)
  const before = posts(phone)
  await bring(phone, '从微信聊天选择文件', '很大.pdf', Buffer.alloc(20 * 1024 * 1024 + 1))
  await phone.sees('文件超过 20 MB，请压缩后再上传')
  assert.equal(posts(phone), before, 'nothing was sent')
  await phone.fullShot('files-refused-phone')
  await phone.assertReadable('refused')

  await phone.tap(LONG)
  await phone.sees('本人')
  await phone.still()
  await phone.shot('file-sheet-phone')
  await phone.assertReadable('a file')
  const download = phone.page.waitForEvent('download')
  await phone.tap('打开')
  const got = await download
  assert.match(got.suggestedFilename(), /\.pdf$/)
  assert.deepEqual(fs.readFileSync(await got.path()), samples.pdf)
  await phone.tap('删除')
  await phone.sees(new RegExp(`${LONG.slice(0, 20)}.* 将被删除，不能恢复`))
  await phone.tap('取消')
  assert.equal((await phone.data()).items.length, 3)
  await phone.tap('删除')
  await phone.page.locator('.mp-modal').getByText('删除', { exact: true }).last().click()
  await phone.sees('2 个文件，上限 5000 个')
  assert.deepEqual((await phone.data()).items.map((/** @type {any} */ one) => one.name), ['抄表记录.xlsx', '照片.png'])
  await phone.still() /* the sheet slides out */

  await phone.tap('照片.png')
  await phone.still()
  await phone.tap('打开')
  await phone.page.locator('.mp-modal').waitFor({ state: 'visible' })
  assert.ok(phone.calls.some((one) => one.method === 'GET' && /^\/v1\/files\//.test(one.path) && one.status === 200))
}))

test('what the virus check has not let through cannot be opened, and is looked after by itself', () => onPhone(browser, stack, { theme: 'dark' }, async (phone) => {
  await enterAs(phone, BOSS)
  clamd.state.behave = 'error'
  await bring(phone, '从微信聊天选择文件', '检查中.pdf', Buffer.concat([samples.pdf.subarray(0, 9), Buffer.from('%one more\n'), samples.pdf.subarray(9)]))
  await listed(phone, '检查中.pdf', '检查中')
  await bring(phone, '从微信聊天选择文件', '有毒.pdf', Buffer.concat([samples.pdf.subarray(0, 9), Buffer.from(`%${EICAR}\n`), samples.pdf.subarray(9)]))
  await listed(phone, '有毒.pdf', '检查中')
  await phone.fullShot('files-checking-dark')
  await phone.assertReadable('being checked')
  await phone.tap('检查中.pdf')
  await phone.sees('正在检查病毒，通过后才能打开。')
  await phone.seesNot('打开')
  await phone.tap(phone.byLabel('关闭'))
  clamd.state.behave = ''
  await listed(phone, '检查中.pdf', '已通过')
  await listed(phone, '有毒.pdf', '未通过')
  await phone.still()
  await phone.tap('有毒.pdf')
  await phone.sees(/发现病毒，不能打开/)
  await phone.seesNot('打开')
  await phone.still()
  assert.ok((await phone.data()).open)
  await phone.shot('file-infected-dark')
  await phone.assertReadable('infected')
}))

test('a reader opens and changes nothing; without a network the page says so; in English', () => onPhone(browser, stack, {}, async (phone) => {
  await enterAs(phone, READER)
  await phone.sees(/林\*\*/)
  await phone.seesNot('上传')
  await phone.tap('抄表记录.xlsx')
  await phone.sees('打开')
  await phone.seesNot('删除')
  const download = phone.page.waitForEvent('download')
  await phone.tap('打开')
  assert.deepEqual(fs.readFileSync(await (await download).path()), samples.xlsx)
  await phone.tap(phone.byLabel('关闭'))
  await phone.tester('back')
  await phone.at('pages/home/home')
  await phone.flightMode(true)
  await phone.tap('证明材料')
  await phone.at('pages/files/files')
  await phone.sees('没有网络，请联网后再试')
  await phone.fullShot('files-offline-phone')
  await phone.flightMode(false)
  await phone.tap('重试')
  await phone.sees('抄表记录.xlsx')
  await goTo(phone, 'pages/settings/settings')
  await phone.tap('English')
  await phone.tester('back')
  await phone.at('pages/files/files')
  await phone.sees(/Meter readings, invoices/)
  await phone.fullShot('files-english-phone')
  await phone.assertReadable('English')
}))
