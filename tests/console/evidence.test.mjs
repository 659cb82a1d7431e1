// 证明材料 at a desk: files are brought by hand and dropped; what is refused says why; opened, saved, deleted after a question; the room that is left.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { alice, atDesk, launchBrowser, startStack, tina } from './harness.mjs'
import { files } from '../api/uploads.mjs'
import { photo } from '../api/pictures.mjs'

/** @type {import('playwright-core').Browser} */
let browser
/** @type {import('./harness.mjs').Stack} */
let stack

before(async () => {
  browser = await launchBrowser()
  stack = await startStack(alice, tina)
})
after(async () => {
  await browser.close()
  await stack.end()
})

/** @param {import('./harness.mjs').Desk} desk @param {string} name */
const row = (desk, name) => desk.page.locator('tbody tr', { hasText: name })
/** @param {import('./harness.mjs').Desk} desk @param {string} name */
const sending = (desk, name) => desk.page.locator('li[data-state]', { hasText: name })
/** @param {import('./harness.mjs').Desk} desk @param {{name: string, mimeType: string, buffer: Buffer}[]} chosen */
const choose = (desk, chosen) => desk.page.locator('main input[type=file]').setInputFiles(chosen)
const of = (/** @type {string} */ name, /** @type {Buffer} */ buffer) => ({ name, mimeType: 'application/octet-stream', buffer })

test('files are brought, what cannot be is told before or by the server, and the room is shown', () => atDesk(browser, stack, { expected: [/status of 422/] }, async (desk) => {
  await desk.signIn(alice)
  await desk.sees('填报记录')
  await desk.byText('证明材料').click()
  await desk.sees('还没有证明材料')
  await desk.sees(/单个不超过 20 MB/)
  await desk.shot('evidence-empty')
  assert.deepEqual(await desk.faults(), [])
  let sent = 0
  desk.page.on('request', (request) => { if (request.method() === 'POST' && request.url().includes('/files')) sent++ })
  await choose(desk, [of('合同.docx', files.pdf), of('空.pdf', Buffer.alloc(0)), of('大.pdf', Buffer.alloc(20 * 1024 * 1024 + 1)), of('电费单.pdf', files.pdf), of('假的.png', files.pdf)])
  await sending(desk, '合同.docx').getByText(/不支持这种文件/).waitFor()
  await sending(desk, '空.pdf').getByText(/空文件/).waitFor()
  await sending(desk, '大.pdf').getByText(/超过 20 MB/).waitFor()
  await sending(desk, '假的.png').getByText(/扩展名须与内容一致/).waitFor()
  await row(desk, '电费单.pdf').getByText('本人').waitFor()
  await sending(desk, '电费单.pdf').getByText('已上传').waitFor()
  assert.equal(sent, 2, 'what cannot go is not sent')
  assert.equal(await desk.button('重试 假的.png').count(), 0, 'the same content is refused again')
  await desk.sees(/1 个文件，上限 5000 个/)
  await desk.shot('evidence-refused')
  assert.deepEqual(await desk.faults(), [])
  await desk.button('移除 合同.docx').click()
  await sending(desk, '合同.docx').waitFor({ state: 'detached' })
}))

test('dropped files go the same way; a picture is opened as its copy, saved as it came, and deleted after a question', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.signIn(alice)
  await desk.sees('填报记录')
  await desk.visit('/files', '证明材料')
  const bytes = [...photo()]
  const dropped = await desk.page.evaluateHandle((content) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([new Uint8Array(content)], '电表.jpg', { type: 'image/jpeg' }))
    return transfer
  }, bytes)
  await desk.page.locator('main .drop').dispatchEvent('drop', { dataTransfer: dropped })
  await row(desk, '电表.jpg').waitFor()
  await desk.button('打开 电表.jpg').click()
  await desk.page.locator('.t-drawer--open figure img').waitFor()
  await desk.shot('evidence-open')
  await desk.page.keyboard.press('Escape')
  await desk.page.locator('.t-drawer--open').waitFor({ state: 'detached' })
  const saved = desk.page.waitForEvent('download')
  await desk.button('下载 电表.jpg').click()
  const file = await saved
  assert.equal(file.suggestedFilename(), '电表.jpg')
  assert.deepEqual([...fs.readFileSync(await file.path())], bytes)
  await desk.button('删除 电表.jpg').click()
  await desk.sees('电表.jpg 将被删除，不能恢复。')
  await desk.page.locator('.t-dialog').filter({ visible: true }).getByRole('button', { name: '删除', exact: true }).click()
  await row(desk, '电表.jpg').waitFor({ state: 'detached' })
  await desk.shot('evidence')
}))

test('who may only read brings and deletes nothing', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.signIn(tina)
  await desk.page.locator('button.one', { hasText: '贝塔纺织有限公司' }).click()
  await desk.sees('填报记录')
  await desk.visit('/files', '证明材料')
  await desk.sees('当前身份只能查看')
  assert.deepEqual([await desk.button('上传').count(), await desk.page.locator('main input[type=file]').count()], [0, 0])
}))

for (const [dress, options] of Object.entries({ english: { locale: 'en-GB' }, dark: { theme: 'dark' }, phone: { width: 375, height: 812 } })) {
  test(`the evidence can be read, fits and has names in the dress "${dress}"`, () => atDesk(browser, stack, options, async (desk) => {
    await desk.page.locator('input[name=account]').fill(alice.account)
    await desk.page.locator('input[name=password]').fill(alice.password)
    await desk.page.keyboard.press('Enter')
    await desk.page.waitForURL(/#\/filings/)
    await desk.goTo('/files')
    await row(desk, '电费单.pdf').waitFor()
    await desk.shot(`evidence-${dress}`)
    assert.deepEqual(await desk.faults(), [])
  }))
}
