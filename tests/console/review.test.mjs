// Applications at the reviewers' desks: the queue, what stands beside the registry, the stamped form, two reviewers, a rejection with its reason.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { adam, alice, atDesk, launchBrowser, rita, rolf, startStackWith, truthOf } from './harness.mjs'
import { residentId, phoneNumber } from '../api/persons.mjs'
import { startOutside } from '../api/server.mjs'
import { photo, shownPhoto } from '../api/pictures.mjs'
import { files as samples } from '../api/uploads.mjs'

/** A picture as a phone takes it, to be turned upright, with where and by whom it was taken. */
const files = { ...samples, jpg: photo(6) }
const USCC = '91440112000000019D'
/** @type {import('playwright-core').Browser} */
let browser
/** @type {import('./harness.mjs').Stack} */
let stack
/** @type {Awaited<ReturnType<typeof startOutside>>} */
let outside
let keys = 0

before(async () => {
  browser = await launchBrowser()
  outside = await startOutside()
  stack = await startStackWith({ flags: [...outside.flags, '--sms-notice', '7654321'] }, adam, rita, rolf, alice)
})
after(async () => {
  await browser.close()
  await stack.end()
  await outside.stop()
})

/** @param {string} token @param {string} method @param {string} path @param {any} [body] @param {any} [headers] */
async function call(token, method, path, body, headers = {}) {
  const isForm = body instanceof FormData
  const reply = await fetch(`${stack.url}v1/${path}`, { method, body: isForm ? body : body && JSON.stringify(body),
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body && !isForm && { 'content-type': 'application/json' }), ...(method !== 'GET' && { 'idempotency-key': `review-key-${String(++keys).padStart(8, '0')}` }), ...headers } })
  const text = await reply.text()
  assert.ok(reply.ok, `${method} ${path}: ${reply.status} ${text}`)
  return JSON.parse(text)
}

/** Somebody applies, with a stamped form; the token and the application. @param {string} who @param {any} [more] @param {'pdf' | 'jpg'} [kind] */
async function apply(who, more, kind = 'pdf') {
  const { token } = await call('', 'POST', 'sessions/wechat', { code: outside.wechat.loginCode(`o${who}`), phone_code: outside.wechat.phoneCode(phoneNumber()) })
  const form = new FormData()
  form.append('file', new Blob([files[kind]], { type: kind === 'pdf' ? 'application/pdf' : 'image/jpeg' }), `盖章申请表.${kind}`)
  const file = await call(token, 'POST', 'account/files', form)
  const made = await call(token, 'POST', 'applications', { kind: 'agent', enterprise_name: '广州示例水泥有限公司', uscc: USCC, legal_name: '陈建国', legal_id_type: 'resident_id', name: who, id_type: 'resident_id', id_number: residentId(), modules: ['filing'], stamped_file: file.id, ...more })
  return { token, application: await call(token, 'POST', `applications/${made.id}/submit`, undefined, { 'if-match': made.etag }) }
}

test('the queue stands by due day; it is searched, and nobody else finds it', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.signIn(rita)
  await desk.page.waitForURL(/#\/reviews/)
  await desk.sees('没有待审核的申请')
  await desk.shot('reviews-empty')
  await apply('王小明')
  await apply('李小红', { enterprise_name: '另一家有限公司', uscc: '91110000600037341L' }, 'jpg')
  await desk.page.reload()
  await desk.sees('广州示例水泥有限公司')
  assert.equal(await desk.page.locator('tbody tr').count(), 2)
  await desk.shot('reviews')
  assert.deepEqual(await desk.faults(), [])
  await desk.page.getByLabel('企业、代码、姓名或编号').fill('李小红')
  await desk.button('查找').click()
  await desk.page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1)
  await desk.page.getByLabel('只看超期').check()
  await desk.sees('没有待审核的申请')
  await desk.page.getByLabel('只看超期').uncheck()
  await desk.page.getByLabel('状态').selectOption('approved')
  await desk.sees('没有符合条件的申请')
}))

for (const [dress, options] of Object.entries({ english: { locale: 'en-GB' }, narrow: { width: 1024, height: 768 } })) {
  test(`the reviewers' pages can be read, fit and have names in the dress "${dress}"; what is overdue says so`, () => atDesk(browser, stack, options, async (desk) => {
    await desk.page.route(/\/v1\/admin\/applications(\?|$)/, async (route) => { /* no test waits three working days */
      const reply = await route.fetch()
      const body = await reply.json()
      await route.fulfill({ response: reply, json: { ...body, items: body.items.map((/** @type {any} */ one) => ({ ...one, is_overdue: true })) } })
    })
    await desk.page.locator('input[name=account]').fill(rita.account)
    await desk.page.locator('input[name=password]').fill(rita.password)
    await desk.page.keyboard.press('Enter')
    await desk.page.locator('tbody tr').first().waitFor()
    assert.match(await desk.page.locator('tbody tr').first().innerText(), /超期|Overdue/)
    await desk.shot(`reviews-${dress}`)
    const faults = await desk.faults()
    await desk.page.locator('tbody a').first().click()
    await desk.page.locator('figure').waitFor()
    await desk.shot(`review-${dress}`, true)
    assert.deepEqual([...faults, ...await desk.faults()], [])
  }))
}

test('two reviewers approve, each about what was seen; the stamped form is at hand', async () => {
  await atDesk(browser, stack, {}, async (desk) => {
    await desk.signIn(rita)
    await desk.page.locator('tbody tr', { hasText: '王小明' }).click()
    await desk.sees('没有此代码')
    await desk.sees(/待初审，应在 \d{4}-\d\d-\d\d 前完成/)
    const saving = desk.page.waitForEvent('download')
    await desk.page.locator('figure').getByText('下载').click()
    assert.equal(await desk.page.locator('figure').getByText('打开').count(), 1)
    assert.deepEqual(fs.readFileSync(/** @type {string} */ (await (await saving).path())), files.pdf)
    await desk.shot('review', true)
    assert.deepEqual(await desk.faults(), [])
    await desk.button('通过').click()
    await desk.sees(/这是初审。另一位审核人员复核通过后，王小明/)
    await desk.page.locator('.t-dialog').filter({ visible: true }).getByRole('button', { name: '通过', exact: true }).click()
    await desk.sees('您已初审通过，待另一位审核人员复核')
    await desk.button('指定已有的企业').click()
    assert.equal(await desk.page.getByLabel('指定企业编号').inputValue(), '')
    assert.equal(await desk.button('通过').isDisabled(), true, 'not twice by one')
  })
  await atDesk(browser, stack, { theme: 'dark' }, async (desk) => {
    await desk.signIn(rolf)
    await desk.page.locator('tbody tr', { hasText: '王小明' }).click()
    await desk.button('复核通过').click()
    await desk.page.locator('.t-dialog').filter({ visible: true }).getByRole('button', { name: '通过', exact: true }).click()
    await desk.page.locator('h1 .tag', { hasText: '已通过' }).waitFor()
    const facts = await desk.page.locator('.facts').first().innerText()
    assert.match(facts, /初审\s+测\*+/)
    assert.match(facts, /审核\s+测\*+/)
    assert.match(facts, /提交人\s+(1\d\d\*{4}\d{4}|王\*+)/)
    assert.doesNotMatch(facts, /\b[0-9a-f]{16,}\b/, 'people by name, not by number')
    await desk.shot('review-approved-dark', true)
    assert.deepEqual(await desk.faults(), [])
  })
})

test('a rejection needs a reason, and the applicant reads it; a picture is shown upright, without what its camera noted', () => atDesk(browser, stack, {}, async (desk) => {
  await desk.signIn(adam)
  await desk.page.waitForURL(/#\/reviews/)
  const fetched = desk.page.waitForResponse(/\/files\//)
  await desk.page.locator('tbody tr', { hasText: '李小红' }).click()
  const picture = desk.page.locator('figure img')
  await picture.waitFor()
  assert.deepEqual(await picture.evaluate(async (/** @type {HTMLImageElement} */ img) => { await img.decode(); return [img.naturalWidth, img.naturalHeight] }), [16, 24])
  assert.deepEqual(await (await fetched).body(), shownPhoto(6))
  const saving = desk.page.waitForEvent('download')
  await desk.page.locator('figure').getByText('下载').click()
  assert.deepEqual(fs.readFileSync(/** @type {string} */ (await (await saving).path())), files.jpg, 'the file as it came')
  await desk.button('驳回').click()
  const dialog = desk.page.locator('.t-dialog').filter({ visible: true })
  await dialog.getByRole('button', { name: '驳回', exact: true }).click()
  await desk.sees('请写明驳回原因')
  await dialog.getByLabel('驳回原因').fill('<b>盖章页</b>不清晰')
  await dialog.getByRole('button', { name: '驳回', exact: true }).click()
  await desk.page.locator('h1 .tag', { hasText: '已驳回' }).waitFor()
  await desk.sees('<b>盖章页</b>不清晰')
  await desk.shot('review-rejected', true)
}))

test('somebody else decided in the meantime: nothing is decided twice, the page reads it again', () => atDesk(browser, stack, { expected: [/status of 4(12|09)/] }, async (desk) => {
  const { token, application } = await apply('赵小刚', { enterprise_name: '第三家有限公司', uscc: '91440300708461136T' })
  await desk.signIn(rita)
  await desk.page.locator('tbody tr', { hasText: '赵小刚' }).click()
  await desk.sees(/待初审/)
  await call(token, 'POST', `applications/${application.id}/withdraw`, undefined, { 'if-match': application.etag })
  await desk.button('通过').click()
  await desk.page.locator('.t-dialog').filter({ visible: true }).getByRole('button', { name: '通过', exact: true }).click()
  await desk.page.getByRole('alert').waitFor()
  await desk.button('重试').click()
  await desk.page.locator('h1 .tag', { hasText: '已撤回' }).waitFor()
}))

test('the legal person sees who asks to become an agent, and may refuse with a reason', async () => {
  const { enterprise } = await truthOf(stack, alice)
  const code = '91110108551385082Q'
  const name = alice.enterprises[0][0]
  const first = await apply('钱一', { enterprise_name: name, uscc: code })
  const approve = async (/** @type {typeof rita} */ who, /** @type {any} */ more) => {
    const { token } = await call('', 'POST', 'sessions', { account: who.account, password: who.password })
    const now = await call(token, 'GET', `admin/applications/${first.application.id}`)
    await call(token, 'POST', `admin/applications/${now.id}/decision`, { decision: 'approve', ...more }, { 'if-match': now.etag })
  }
  await approve(rita, { enterprise })
  await approve(rolf, { enterprise })
  const { token, application } = await apply('孙二', { enterprise_name: name, uscc: code })
  await atDesk(browser, stack, {}, async (desk) => {
    await desk.signIn(alice)
    await desk.sees('填报记录')
    await desk.goTo('/people')
    await desk.page.getByRole('heading', { name: /待审核的代理人申请/ }).waitFor()
    await desk.shot('people-asking')
    assert.deepEqual(await desk.faults(), [])
    await desk.button('查看材料 孙二').click()
    const seen = desk.page.locator('.t-dialog').filter({ visible: true })
    const saving = desk.page.waitForEvent('download')
    await seen.locator('figure').getByText('下载').click()
    assert.deepEqual(fs.readFileSync(/** @type {string} */ (await (await saving).path())), files.pdf)
    await desk.shot('people-stamped')
    assert.deepEqual(await desk.faults(), [])
    await seen.getByRole('button', { name: '关闭', exact: true }).click()
    await seen.waitFor({ state: 'hidden' })
    await desk.button('否决 孙二').click()
    const dialog = desk.page.locator('.t-dialog').filter({ visible: true })
    await dialog.getByRole('button', { name: '否决', exact: true }).click()
    await desk.sees('请写明否决原因')
    await dialog.getByLabel('否决原因').fill('本企业未授权此人')
    await dialog.getByRole('button', { name: '否决', exact: true }).click()
    await desk.page.getByRole('heading', { name: /待审核的代理人申请/ }).waitFor({ state: 'detached' })
  })
  assert.equal((await call(token, 'GET', `applications/${application.id}`)).state, 'rejected')
})
