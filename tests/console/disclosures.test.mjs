// Somebody's whole numbers at the administrators' desks: asked for with a reason, decided by another one, seen by who asked, and gone when he leaves the page.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { adam, atDesk, launchBrowser, startStackWith, truthOf } from './harness.mjs'
import { phoneNumber, residentId } from '../api/persons.mjs'
import { startOutside } from '../api/server.mjs'

const anna = { ...adam, account: 'anna', password: 'anna-password' }
const REASON = '<b>核实</b>本人身份'
const PERSON = '陈建国', PHONE = phoneNumber(), NUMBER = residentId()
/** @type {import('playwright-core').Browser} */
let browser
/** @type {import('./harness.mjs').Stack} */
let stack
/** @type {Awaited<ReturnType<typeof startOutside>>} */
let outside
let keys = 0
/** The account of the person, and that of another one, of whom a phone is known and no document. */
let person = '', friend = ''

/** @param {string} token @param {string} method @param {string} path @param {any} body */
async function call(token, method, path, body) {
  const reply = await fetch(`${stack.url}v1/${path}`, { method, body: JSON.stringify(body),
    headers: { ...(token && { authorization: `Bearer ${token}` }), 'content-type': 'application/json', 'idempotency-key': `numbers-key-${String(++keys).padStart(8, '0')}` } })
  const text = await reply.text()
  assert.ok(reply.ok, `${method} ${path}: ${reply.status} ${text}`)
  return JSON.parse(text)
}

before(async () => {
  browser = await launchBrowser()
  outside = await startOutside()
  stack = await startStackWith({ flags: outside.flags }, adam, anna)
  const office = await truthOf(stack, adam)
  const imported = await fetch(`${stack.url}v1/admin/registry`, { method: 'POST', headers: { authorization: `Bearer ${office.token}`, 'content-type': 'text/csv', 'idempotency-key': 'numbers-registry-1' },
    body: `uscc,name,legal_name,id_type,id_number,district,industry\n91440112000000019D,示例公司,${PERSON},身份证,${NUMBER},440112,C3011\n` })
  assert.equal(imported.status, 200)
  const begun = await call('', 'POST', 'faces', { name: PERSON, id_number: NUMBER, wechat_code: outside.wechat.loginCode('oNumbers') })
  outside.wechat.look(begun.verify_id, true)
  const { token } = await call('', 'POST', 'sessions/face', { face: begun.face })
  await call(token, 'PUT', 'account/identities/phone', { phone_code: outside.wechat.phoneCode(PHONE) })
  person = (await office.call('GET', `v1/admin/accounts?search=${PHONE}`)).items[0].id
  const phone = phoneNumber()
  await call('', 'POST', 'sessions/wechat', { code: outside.wechat.loginCode('oFriend'), phone_code: outside.wechat.phoneCode(phone) })
  friend = (await office.call('GET', `v1/admin/accounts?search=${phone}`)).items[0].id
})
after(async () => {
  await browser.close()
  await stack.end()
  await outside.stop()
})

/** @param {import('./harness.mjs').Desk} desk */
const first = (desk) => desk.page.locator('tbody tr').first()
/** @param {import('./harness.mjs').Desk} desk */
const dialog = (desk) => desk.page.locator('.t-dialog').filter({ visible: true })
/** @param {import('./harness.mjs').Desk} desk @param {typeof adam} who */
async function enter(desk, who) {
  await desk.signIn(who)
  await desk.page.waitForURL(/#\/reviews/)
}
/** The page shows neither number, not even where nobody sees it. @param {import('./harness.mjs').Desk} desk */
async function hasNone(desk) {
  const page = await desk.page.content()
  assert.deepEqual([page.includes(PHONE), page.includes(NUMBER)], [false, false])
}
/** @param {import('./harness.mjs').Desk} desk @param {string} id of the account @param {string[]} names of the numbers @param {string} reason */
async function askFor(desk, id, names, reason) {
  await desk.goTo(`/accounts/${id}`)
  await desk.button('查看完整号码').click()
  const drawer = desk.page.locator('.t-drawer--open')
  for (const name of names) await drawer.getByLabel(name, { exact: true }).check()
  await drawer.getByLabel('原因').fill(reason)
  return drawer
}

test('one administrator asks, the other one approves, the one who asked reads; the numbers are gone after leaving', () => atDesk(browser, stack, {}, (asker) => atDesk(browser, stack, {}, async (other) => {
  await enter(asker, adam)
  await asker.visit('/disclosures', '号码查看申请')
  await asker.sees('还没有申请')
  await asker.goTo(`/accounts/${person}`)
  await asker.button('查看完整号码').click()
  const drawer = asker.page.locator('.t-drawer--open')
  await drawer.getByRole('button', { name: '提交申请' }).click()
  assert.equal(await drawer.getByText('请填写', { exact: true }).count(), 2)
  await asker.shot('disclosure-ask')
  assert.deepEqual(await asker.faults(), [])
  await asker.page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'detached' })
  await (await askFor(asker, person, ['手机号', '证件号'], REASON)).getByRole('button', { name: '提交申请' }).click()
  await asker.page.waitForURL(/#\/disclosures/)
  await first(asker).getByText('须由另一位管理员审批').waitFor()
  await first(asker).getByText(REASON).waitFor()
  assert.equal(await first(asker).getByRole('button').count(), 0, 'who asked neither decides nor sees')
  await asker.shot('disclosures-mine')
  assert.deepEqual(await asker.faults(), [])

  await enter(other, anna)
  await other.page.locator('nav').getByText('号码查看申请').click()
  await first(other).getByRole('button', { name: '同意' }).click()
  await dialog(other).getByText(REASON).waitFor()
  await other.shot('disclosure-approve')
  assert.deepEqual(await other.faults(), [])
  await dialog(other).getByRole('button', { name: '同意' }).click()
  await first(other).getByText('已同意').waitFor()
  assert.equal(await first(other).getByRole('button').count(), 0, 'who approved sees nothing')
  await other.shot('disclosures-decided')

  await asker.button('刷新').click()
  await asker.button('查看号码').waitFor()
  await hasNone(asker)
  await asker.button('查看号码').click()
  await dialog(asker).getByText(PHONE).waitFor()
  await dialog(asker).getByText(NUMBER).waitFor()
  assert.match(await dialog(asker).getByRole('timer').innerText(), /(09:\d\d|10:00)$/)
  await first(asker).getByText('查看中').waitFor()
  await asker.shot('disclosure-numbers')
  assert.deepEqual(await asker.faults(), [])
  await asker.visit('/accounts', '账号管理')
  await hasNone(asker)
  await asker.visit('/disclosures', '号码查看申请')
  await asker.button('查看号码').waitFor()
  await hasNone(asker)
  await asker.button('查看号码').click()
  await dialog(asker).getByText(PHONE).waitFor()
  await dialog(asker).getByRole('button', { name: '关闭' }).click()
  await asker.page.getByText(PHONE).waitFor({ state: 'detached' })
  await hasNone(asker)
  assert.equal(await asker.page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])).then((kept) => kept.includes('139001')), false, 'nothing is kept')
})))

test('an answer that comes after the page was left is not shown, and the time that is over takes the numbers away', () => atDesk(browser, stack, {}, async (desk) => {
  await enter(desk, adam)
  await desk.visit('/disclosures', '号码查看申请')
  /** @type {() => void} */
  let go = () => undefined
  const held = new Promise((resolve) => { go = () => resolve(undefined) })
  await desk.page.route(/\/numbers$/, async (route) => { await held; await route.continue() })
  const answered = desk.page.waitForResponse(/\/numbers$/)
  await desk.button('查看号码').click()
  await desk.visit('/accounts', '账号管理')
  go()
  await (await answered).finished()
  await desk.visit('/disclosures', '号码查看申请')
  await desk.button('查看号码').waitFor()
  await hasNone(desk)

  await desk.page.unroute(/\/numbers$/)
  await desk.button('查看号码').click()
  await dialog(desk).getByText(PHONE).waitFor()
  await desk.page.evaluate(() => { const now = Date.now; Date.now = () => now() + 601000 })
  await desk.page.getByText(PHONE).waitFor({ state: 'detached' })
  await hasNone(desk)
}))

test('what the server refuses is told in its words; a refusal has a reason that who asked reads; nobody decides his own', () => atDesk(browser, stack, { expected: [/status of 422/] }, (asker) => atDesk(browser, stack, { expected: [/status of 409/] }, async (other) => {
  await enter(asker, adam)
  const drawer = await askFor(asker, friend, ['证件号'], '核实')
  await drawer.getByRole('button', { name: '提交申请' }).click()
  await drawer.getByText('此账号没有登记所选的号码').waitFor()
  await asker.shot('disclosure-none')
  await drawer.getByLabel('证件号', { exact: true }).uncheck()
  await drawer.getByLabel('手机号', { exact: true }).check()
  await drawer.getByRole('button', { name: '提交申请' }).click()
  await first(asker).getByText('须由另一位管理员审批').waitFor()
  const office = await truthOf(stack, adam)
  const [{ id }] = (await office.call('GET', 'v1/admin/disclosures')).items
  /** @param {any} truth @param {string} one @param {any} body */
  const decide = (truth, one, body) => fetch(`${stack.url}v1/admin/disclosures/${one}/decision`, { method: 'POST', headers: { authorization: `Bearer ${truth.token}`, 'content-type': 'application/json', 'idempotency-key': `numbers-decide-${String(++keys).padStart(8, '0')}` }, body: JSON.stringify(body) })
  assert.equal((await decide(office, id, { decision: 'approve' })).status, 403)

  await enter(other, anna)
  await other.visit('/disclosures', '号码查看申请')
  await first(other).getByRole('button', { name: '拒绝' }).click()
  await dialog(other).getByRole('button', { name: '拒绝' }).click()
  await dialog(other).getByText('请写明拒绝原因').waitFor()
  await dialog(other).getByLabel('拒绝原因').fill('没有必要')
  await dialog(other).getByRole('button', { name: '拒绝' }).click()
  await first(other).getByText('已拒绝').waitFor()
  await asker.button('刷新').click()
  await first(asker).getByText('没有必要').waitFor()
  assert.equal(await first(asker).getByRole('button').count(), 0)

  await (await askFor(asker, friend, ['手机号'], '再次核实')).getByRole('button', { name: '提交申请' }).click()
  await first(asker).getByText('须由另一位管理员审批').waitFor()
  await other.button('刷新').click()
  await first(other).getByRole('button', { name: '同意' }).click()
  const late = (await office.call('GET', 'v1/admin/disclosures')).items[0].id
  assert.equal((await decide(await truthOf(stack, anna), late, { decision: 'refuse', reason: '已在别处处理' })).status, 200)
  await dialog(other).getByRole('button', { name: '同意' }).click()
  await other.page.getByRole('alert').getByText(/^该申请已处理、尚未同意或已失效/).waitFor()
  await first(other).getByText('已在别处处理').waitFor()
})))

for (const [dress, options] of Object.entries({ dark: { theme: 'dark' }, english: { locale: 'en-GB' }, 'narrow-dark': { theme: 'dark', width: 375, height: 812 }, narrow: { width: 375, height: 812 } })) {
  test(`the list and the numbers in the dress "${dress}" can be read, fit and have names`, () => atDesk(browser, stack, options, async (desk) => {
    await desk.page.locator('input').first().fill(adam.account)
    await desk.page.locator('input[type=password]').fill(adam.password)
    await desk.page.keyboard.press('Enter')
    await desk.page.waitForURL(/#\/reviews/)
    await desk.goTo('/disclosures')
    await first(desk).waitFor()
    await desk.shot(`disclosures-${dress}`)
    assert.deepEqual(await desk.faults(), [])
    await desk.page.locator('tbody').getByRole('button').click()
    await dialog(desk).getByText(PHONE).waitFor()
    await desk.shot(`disclosure-numbers-${dress}`)
    assert.deepEqual(await desk.faults(), [])
    await desk.goTo(`/accounts/${person}`)
    await desk.page.locator('.numbers button').click()
    await desk.page.locator('.t-drawer--open textarea').waitFor()
    await desk.shot(`disclosure-ask-${dress}`)
    assert.deepEqual(await desk.faults(), [])
  }))
}
