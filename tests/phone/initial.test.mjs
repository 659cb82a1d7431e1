// On the phone, signed in by a password that an administrator made: one's own is chosen first, and then what was wanted goes on; nothing is sent before.
import { test, before, after } from 'node:test'
import { launchBrowser, Stack } from './harness.mjs'
import { Truth, onPhone, signIn } from './steps.mjs'

const OWN = 'correct-horse-battery'
/** @type {import('playwright-core').Browser} */
let browser
/** @type {Stack} */
let stack
/** @type {Truth} */
let office
let enterprise = '', made = 0

before(async () => {
  browser = await launchBrowser()
  stack = await new Stack().start()
  const truth = await Truth.of(stack)
  enterprise = truth.enterprise
  office = await Truth.as(stack, (await truth.call('POST', 'v1/sessions/demo', { role: 'admin' }, { authorization: '' })).token)
})
after(async () => {
  await browser.close()
  await stack.end()
})

/** @param {string} path @param {any} body */
const asAdmin = (path, body) => office.call('POST', `v1/admin/accounts${path}`, body, { 'idempotency-key': `initial-${crypto.randomUUID()}` })
const newcomer = () => asAdmin('', { account: `new.${++made}`, name: '新来的', enterprise, role: 'agent' })

for (const [dress, options] of Object.entries({ phone: {}, dark: { theme: 'dark' }, english: {} })) {
  test(`the first sign-in leads to the change and then home (${dress})`, () => onPhone(browser, stack, { ...options, expected: [/status of 422/] }, async (phone) => {
    const { account, password } = await newcomer()
    const say = (/** @type {string} */ zh, /** @type {string} */ en) => (dress === 'english' ? en : zh)
    await phone.at('pages/signin/signin')
    if (dress === 'english') {
      await phone.tap('English')
      await phone.type('Account', account)
      await phone.type('Password', password)
      await phone.tap(phone.screen.getByText('Sign in', { exact: true }).last())
      await phone.tap('Agree')
    } else await signIn(phone, { account, password })
    await phone.at('pages/password/password')
    await phone.sees(say('保存并继续', 'Save and go on'))
    await phone.fullShot(`initial-${dress}`)
    await phone.assertReadable('initial')
    await phone.tap(say('保存并继续', 'Save and go on'))
    await phone.sees(say('请填写新密码', 'Fill in the new password'))
    await phone.type(say('新密码', 'New password'), password)
    await phone.type(say('再输一次新密码', 'New password once more'), password)
    await phone.tap(say('保存并继续', 'Save and go on'))
    await phone.sees(say('新密码不能与原密码相同，请另设一个', 'The new password is the old one; choose another'))
    await phone.type(say('新密码', 'New password'), OWN)
    await phone.type(say('再输一次新密码', 'New password once more'), OWN)
    await phone.tap(say('保存并继续', 'Save and go on'))
    await phone.at('pages/home/home')
  }))
}

test('whoever starts the program anew finds the change again, and no other page', () => onPhone(browser, stack, {}, async (phone) => {
  const { account, password } = await newcomer()
  await signIn(phone, { account, password })
  await phone.at('pages/password/password')
  await phone.killAndReopen('pages/sessions/sessions')
  await phone.at('pages/password/password')
  await phone.killAndReopen()
  await phone.at('pages/password/password')
  await phone.type('初始密码', password)
  await phone.type('新密码', OWN)
  await phone.type('再输一次新密码', OWN)
  await phone.tap('保存并继续')
  await phone.at('pages/home/home')
}))
