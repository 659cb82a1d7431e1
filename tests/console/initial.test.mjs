// Signed in by a password that an administrator made: one's own is chosen first, whatever page was wanted, and then that page is there.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { adam, alice, atDesk, launchBrowser, startStack, truthOf } from './harness.mjs'

const ALPHA = '阿尔法材料有限公司', OWN = 'correct-horse-battery'
/** @type {import('playwright-core').Browser} */
let browser
/** @type {import('./harness.mjs').Stack} */
let stack
let made = 0

before(async () => {
  browser = await launchBrowser()
  stack = await startStack(adam, alice)
})
after(async () => {
  await browser.close()
  await stack.end()
})

/** Made by the administrator a moment ago. */
async function newcomer() {
  const office = await truthOf(stack, adam)
  const post = (/** @type {string} */ path, /** @type {any} */ body) => office.call('POST', `v1/admin/${path}`, body, { 'idempotency-key': `initial-${crypto.randomUUID()}` })
  const { items: [{ id }] } = await office.call('GET', `v1/admin/enterprises?search=${encodeURIComponent(ALPHA)}`)
  return post('accounts', { account: `new.${++made}`, name: '新来的', enterprise: id, role: 'agent' })
}
const status = async (/** @type {string} */ account, /** @type {string} */ password) => (await fetch(`${stack.url}v1/sessions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ account, password }) })).status

test('the change comes before every page, and behind it the page that was wanted', () => atDesk(browser, stack, { expected: [/status of 422/] }, async (desk) => {
  const { account, password } = await newcomer()
  await desk.goTo('/drafts')
  await desk.signIn({ account, password })
  await desk.page.getByRole('heading', { level: 1, name: '设置自己的密码' }).waitFor()
  await desk.sees(/它只用于首次登录/)
  assert.deepEqual([await desk.page.locator('nav').count(), await desk.page.getByLabel('初始密码').count()], [0, 0], 'what was typed a moment ago is not asked for again')
  await desk.shot('initial')
  assert.deepEqual(await desk.faults(), [])
  await desk.goTo('/filings')
  await desk.page.waitForURL(/#\/password/)
  await desk.goTo('/drafts')
  await desk.page.waitForURL(/#\/password\?next=\/drafts/)
  await desk.button('保存并继续').click()
  assert.equal(await desk.page.getByText('请填写', { exact: true }).count(), 2)
  await desk.page.getByLabel(/^新密码/).fill(password)
  await desk.page.getByLabel('再输一次新密码').fill('something else')
  await desk.sees('两次输入的新密码不一致')
  await desk.page.getByLabel('再输一次新密码').fill(password)
  await desk.button('保存并继续').click()
  await desk.sees('新密码不能与原密码相同，请另设一个')
  await desk.page.getByLabel(/^新密码/).fill(OWN)
  await desk.page.getByLabel('再输一次新密码').fill(OWN)
  await desk.page.keyboard.press('Enter')
  await desk.page.getByRole('heading', { level: 1, name: '草稿与待提交' }).waitFor()
  await desk.page.waitForURL(/#\/drafts/)
  assert.deepEqual([await status(account, password), await status(account, OWN)], [401, 201])
  await desk.goTo('/password')
  await desk.page.waitForURL(/#\/filings/)
}))

test('a page that is loaded anew asks for the initial password, too; leaving it signs out', () => atDesk(browser, stack, { expected: [/status of 422/] }, async (desk) => {
  const { account, password } = await newcomer()
  await desk.signIn({ account, password })
  await desk.page.getByRole('heading', { level: 1, name: '设置自己的密码' }).waitFor()
  await desk.page.reload()
  await desk.page.getByLabel('初始密码').fill('not the password')
  await desk.page.getByLabel(/^新密码/).fill(OWN)
  await desk.page.getByLabel('再输一次新密码').fill(OWN)
  await desk.button('保存并继续').click()
  await desk.sees('原密码不正确，请检查')
  await desk.button('退出登录').click()
  await desk.sees('登录')
  await desk.page.waitForURL(/#\/sign-in/)
  await desk.signIn({ account, password })
  await desk.page.getByRole('heading', { level: 1, name: '设置自己的密码' }).waitFor()
}))

for (const [dress, options] of Object.entries({ english: { locale: 'en-GB' }, dark: { theme: 'dark' }, phone: { width: 375, height: 812 } })) {
  test(`the change of an initial password can be read, fits and has names in the dress "${dress}"`, () => atDesk(browser, stack, options, async (desk) => {
    const { account, password } = await newcomer()
    await desk.page.locator('input[name=account]').fill(account)
    await desk.page.locator('input[name=password]').fill(password)
    await desk.page.keyboard.press('Enter')
    await desk.page.waitForURL(/#\/password/)
    await desk.page.locator('input[type=password]').first().waitFor()
    await desk.shot(`initial-${dress}`)
    assert.deepEqual(await desk.faults(), [])
  }))
}
