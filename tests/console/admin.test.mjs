// Those who work above all enterprises: what they see and what they do not, the registry and its import with faults by line.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import fs from 'node:fs'
import { adam, alice, atDesk, launchBrowser, startStack } from './harness.mjs'

/** @type {import('playwright-core').Browser} */
let browser
/** @type {import('./harness.mjs').Stack} */
let stack

before(async () => {
  browser = await launchBrowser()
  stack = await startStack(adam, alice)
})
after(async () => {
  await browser.close()
  await stack.end()
})

const HEAD = 'uscc,name,legal_name,id_type,id_number,district,industry'
const NUMBER = '440105199001010025'
const GOOD = `91440112000000019D,"示例, 水泥有限公司",陈建国,身份证,${NUMBER},440112,C3011`

/** @param {import('./harness.mjs').Desk} desk @param {string | Buffer} content */
async function choose(desk, content) {
  await desk.page.locator('.t-dialog input[type=file]').setInputFiles({ name: '企业.csv', mimeType: 'text/csv', buffer: Buffer.from(content) })
}
const dialog = (/** @type {import('./harness.mjs').Desk} */ desk) => desk.page.locator('.t-dialog').filter({ visible: true })

test('an administrator begins at what waits and is offered nothing of an enterprise', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.signIn(adam)
  await desk.page.waitForURL(/#\/reviews/)
  assert.deepEqual((await desk.page.locator('nav a').allInnerTexts()).map((text) => text.trim()), ['申请审核', '企业管理', '账号管理', '号码查看申请', '企业库', '登录设备'])
  await desk.byText('企业库').click()
  await desk.sees('企业库还是空的')
  await desk.shot('registry-empty')
  await desk.goTo('/filings')
  await desk.sees('这个账号名下没有企业，请联系管理员')
}))

test('who is no administrator finds no registry', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.signIn(alice)
  await desk.sees('填报记录')
  await desk.goTo('/registry')
  await desk.page.waitForURL(/#\/filings/)
  assert.equal(await desk.page.locator('nav').getByText('企业库').count(), 0)
}))

test('a table with faults is refused as a whole; each is told by line and column and can be saved', () => atDesk(browser, stack, { expected: [/status of 422/] }, async (desk) => {
  await desk.signIn(adam)
  await desk.sees('申请审核')
  await desk.goTo('/registry')
  await desk.sees('企业库还是空的')
  await desk.button('导入企业').click()
  assert.equal(await dialog(desk).getByRole('button', { name: '开始导入' }).isDisabled(), true)
  await choose(desk, `${HEAD}\n${GOOD}\n91440112000000019E,甲,乙,身份证,${NUMBER},,\n,丙,丁,护照,E1,,\n`)
  await desk.sees('4 行（含首行）')
  await desk.button('开始导入').click()
  await desk.sees(/处不合格，没有导入任何一行/)
  const rows = await dialog(desk).locator('tbody tr').allInnerTexts()
  assert.match(rows.join('\n'), /^3\s+uscc\s+.*校验/m)
  assert.match(rows.join('\n'), /^4\s+uscc\s/m)
  await desk.shot('registry-faults')
  assert.deepEqual(await desk.faults(), [])
  const [saved] = await Promise.all([desk.page.waitForEvent('download'), dialog(desk).getByText('下载问题清单').click()])
  const text = fs.readFileSync(/** @type {string} */ (await saved.path()), 'utf8')
  assert.match(text, /^\ufeff行,列,问题\r\n3,uscc,/)
  assert.equal(text.split('\r\n').length, rows.length + 2)
  await desk.button('取消').click()
  await desk.page.reload()
  await desk.sees('企业库还是空的')
}))

test('a good table is taken, whatever of the two usual encodings; names are searched, numbers masked', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.signIn(adam)
  await desk.sees('申请审核')
  await desk.goTo('/registry')
  await desk.sees('企业库还是空的')
  await desk.button('导入企业').click()
  await choose(desk, `\ufeff${HEAD}\r\n${GOOD}\r\n91110000600037341L,<b>粗体</b>有限公司,李四,passport,E12345678,,\r\n`)
  await desk.button('开始导入').click()
  await desk.sees('已导入 2 家：新增 2 家，更新 0 家')
  await desk.sees('示例, 水泥有限公司')
  await desk.sees('<b>粗体</b>有限公司')
  await desk.sees('440105********0025')
  await desk.sees('黄埔区')
  assert.equal((await desk.page.content()).includes(NUMBER), false)
  await desk.shot('registry')
  assert.deepEqual(await desk.faults(), [])
  await desk.page.getByLabel('企业名称或统一社会信用代码').fill('水泥')
  await desk.page.keyboard.press('Enter')
  await desk.page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1)
  assert.match(desk.page.url(), /search=/)
  await desk.page.getByLabel('企业名称或统一社会信用代码').fill('没有这一家')
  await desk.button('查找').click()
  await desk.sees('没有找到，请换个名称或代码')
  await desk.button('导入企业').click()
  await choose(desk, Buffer.concat([Buffer.from(`${HEAD}\n91110000600037341L,`), Buffer.from([0xb1, 0xb1, 0xbe, 0xa9]), Buffer.from(',Li,passport,E12345678,,\n')]))
  await desk.sees('按 GB18030 编码读取')
  await desk.button('开始导入').click()
  await desk.sees('已导入 1 家：新增 0 家，更新 1 家')
  await desk.page.getByLabel('企业名称或统一社会信用代码').fill('北京')
  await desk.button('查找').click()
  await desk.page.locator('td', { hasText: '北京' }).waitFor()
}))
