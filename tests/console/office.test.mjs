// The administrator's desk: enterprises found, made with a judged credit code, suspended with a reason and resumed, and what their people see
// meanwhile; accounts made, disabled and enabled, with passwords that are seen once.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { adam, alice, atDesk, launchBrowser, rita, startStack, tina, truthOf } from './harness.mjs'

const [ALPHA, BETA] = ['阿尔法材料有限公司', '贝塔纺织有限公司']
const USCC = '91440112000000019D'
const REASON = '<b>季度材料</b>逾期未交'
/** @type {import('playwright-core').Browser} */
let browser
/** @type {import('./harness.mjs').Stack} */
let stack

before(async () => {
  browser = await launchBrowser()
  stack = await startStack(adam, rita, alice, tina)
})
after(async () => {
  await browser.close()
  await stack.end()
})

/** @param {import('./harness.mjs').Desk} desk @param {string} what */
const inDialog = (desk, what) => desk.page.locator('.t-dialog').filter({ visible: true }).getByRole('button', { name: what, exact: true })
/** @param {import('./harness.mjs').Desk} desk @param {string} name */
const row = (desk, name) => desk.page.locator('tbody tr', { hasText: name })
/** As the administrator, beside the screens. @param {string} path @param {any} body */
async function asAdam(path, body) {
  const office = await truthOf(stack, adam)
  return office.call('POST', `v1/admin/${path}`, body, { 'idempotency-key': `office-${crypto.randomUUID()}` })
}
/** Which enterprise has this name. @param {string} name */
async function idOf(name) {
  const office = await truthOf(stack, adam)
  return (await office.call('GET', `v1/admin/enterprises?search=${encodeURIComponent(name)}`)).items[0].id
}

/** @param {import('./harness.mjs').Desk} desk */
async function enterOffice(desk) {
  await desk.signIn(adam)
  await desk.page.waitForURL(/#\/reviews/)
  await desk.goTo('/enterprises')
  await row(desk, ALPHA).waitFor()
}

test('only an administrator has the page; it is searched and filtered in the address', async () => {
  await atDesk(browser, stack, {}, async (desk) => {
    await desk.signIn(rita)
    await desk.page.waitForURL(/#\/reviews/)
    assert.equal(await desk.page.locator('nav').getByText('企业管理').count(), 0)
  })
  await atDesk(browser, stack, {}, async (desk) => {
    await enterOffice(desk)
    assert.equal(await desk.page.locator('tbody tr').count(), 2)
    await desk.shot('enterprises')
    assert.deepEqual(await desk.faults(), [])
    await desk.page.getByLabel('企业名称或统一社会信用代码').fill('贝塔')
    await desk.page.keyboard.press('Enter')
    await row(desk, ALPHA).waitFor({ state: 'detached' })
    await row(desk, BETA).waitFor()
    await desk.page.getByLabel('状态').selectOption('suspended')
    await desk.sees('没有符合条件的企业')
    assert.match(decodeURIComponent(desk.page.url()), /search=贝塔.*state=suspended/)
  })
})

test('a new enterprise: the core judges the code while it is typed, the registry the name, and twice is said', () => atDesk(browser, stack, { expected: [/status of 4(22|09)/] }, async (desk) => {
  const office = await truthOf(stack, adam)
  const imported = await fetch(`${stack.url}v1/admin/registry`, { method: 'POST', headers: { authorization: `Bearer ${office.token}`, 'content-type': 'text/csv', 'idempotency-key': 'office-registry-1' },
    body: `uscc,name,legal_name,id_type,id_number,district,industry\n${USCC},广州示例水泥有限公司,陈建国,身份证,440105199001010025,440112,C3011\n` })
  assert.equal(imported.status, 200)
  await enterOffice(desk)
  await desk.button('新建企业').click()
  const drawer = desk.page.locator('.t-drawer--open')
  await drawer.getByRole('button', { name: '新建企业' }).click()
  assert.equal(await drawer.getByText('请填写', { exact: true }).count(), 2)
  let asked = 0
  desk.page.on('request', (request) => { if (request.method() === 'POST' && request.url().includes('/admin/enterprises')) asked++ })
  await drawer.getByLabel('统一社会信用代码').fill(`${USCC.slice(0, 17)}E`)
  await drawer.getByText(/校验/).waitFor()
  await drawer.getByLabel('企业名称').fill('别的名字')
  await drawer.getByLabel('企业名称').press('Enter')
  await desk.shot('enterprise-new')
  assert.deepEqual(await desk.faults(), [])
  assert.equal(asked, 0, 'a code that the core refuses is not sent')
  await drawer.getByLabel('统一社会信用代码').fill(USCC)
  await drawer.getByText(/校验/).waitFor({ state: 'detached' })
  await drawer.getByLabel('企业名称').press('Enter')
  await drawer.getByText(/企业库中此代码的企业名称为“广州示例水泥有限公司”/).waitFor()
  await drawer.getByLabel('企业名称').fill('广州示例水泥有限公司')
  await drawer.getByLabel('企业名称').press('Enter')
  await desk.page.getByRole('heading', { level: 1, name: /^广州示例水泥有限公司/ }).waitFor()
  await desk.sees('还没有人员')
  await desk.sees('黄埔区')
  await desk.visit('/enterprises', '企业管理')
  await desk.button('新建企业').click()
  await drawer.getByLabel('统一社会信用代码').fill(USCC)
  await drawer.getByLabel('企业名称').fill('广州示例水泥有限公司')
  await drawer.getByLabel('企业名称').press('Enter')
  await drawer.getByRole('alert').waitFor()
}))

test('suspended with a reason that its people read, resumed, and what waited goes on', async () => {
  const EXPECTED = { expected: [/status of 403/] }
  await atDesk(browser, stack, {}, async (office) => {
    await enterOffice(office)
    await atDesk(browser, stack, EXPECTED, async (desk) => {
      await desk.signIn(alice)
      await desk.sees('还没有填报记录')
      await desk.goTo('/form?form=energy_template&start=2026-01&end=2026-12')
      await desk.page.locator('.form-view select').first().selectOption({ index: 1 })
      await desk.saved()

      await row(office, ALPHA).click()
      await office.page.locator('tbody tr', { hasText: '法人' }).waitFor()
      await office.button('停用').click()
      await inDialog(office, '停用').click()
      await office.sees('请写明停用原因')
      await office.page.getByLabel('停用原因').fill(REASON)
      await office.shot('enterprise-suspending')
      await inDialog(office, '停用').click()
      await office.page.locator('h1 .tag', { hasText: '已停用' }).waitFor()
      await office.page.locator('.told', { hasText: REASON }).waitFor()
      await office.shot('enterprise-suspended')
      assert.deepEqual(await office.faults(), [])

      await desk.goTo('/filings')
      await desk.page.getByRole('heading', { level: 1, name: '企业已停用' }).waitFor()
      await desk.sees(`停用原因：${REASON}`)
      await desk.sees(/本机的 1 份草稿保留/)
      await desk.shot('suspended')
      assert.deepEqual(await desk.faults(), [])
      await desk.page.reload()
      await desk.sees(`停用原因：${REASON}`)
      await desk.button('查看是否已恢复').click()
      await desk.sees('仍未恢复')
      await desk.visit('/sessions', '登录设备')
      await desk.goTo('/drafts')
      await desk.page.getByRole('heading', { level: 1, name: '企业已停用' }).waitFor()

      await office.button('恢复').click()
      await inDialog(office, '恢复').click()
      await office.page.locator('h1 .tag', { hasText: '正常' }).waitFor()
      await desk.button('查看是否已恢复').click()
      await desk.sees('继续填报')
      await desk.visit('/filings', '填报记录')
      await desk.sees('还没有填报记录')
    })
  })
})

test('who belongs to several works at the others; somebody who signs in meanwhile reads why', async () => {
  const id = await idOf(ALPHA)
  await asAdam(`enterprises/${id}/suspend`, { reason: '核查中' })
  try {
    await atDesk(browser, stack, { expected: [/status of 403/] }, async (desk) => {
      await desk.signIn(tina)
      await desk.page.getByRole('heading', { level: 1, name: '选择企业' }).waitFor()
      await desk.page.locator('button.one', { hasText: ALPHA }).locator('.tag', { hasText: '已停用' }).waitFor()
      await desk.page.locator('button.one', { hasText: ALPHA }).click()
      await desk.page.getByRole('alert').waitFor()
      await desk.shot('suspended-choose')
      assert.deepEqual(await desk.faults(), [])
      await desk.page.locator('button.one', { hasText: BETA }).click()
      await desk.sees('还没有填报记录')
    })
    await atDesk(browser, stack, { theme: 'dark', width: 375, height: 812, expected: [/status of 403/] }, async (desk) => {
      await desk.signIn(alice)
      await desk.sees('停用原因：核查中')
      await desk.shot('suspended-dark')
      assert.deepEqual(await desk.faults(), [])
    })
  } finally {
    await asAdam(`enterprises/${id}/resume`, {})
  }
})

test('a new account: its password is seen once, can be copied, and lets the person in', () => atDesk(browser, stack, { expected: [/status of 4(22|09)/] }, async (desk) => {
  await desk.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await enterOffice(desk)
  await desk.visit('/accounts', '账号管理')
  await row(desk, 'alice').waitFor()
  await desk.shot('accounts')
  assert.deepEqual(await desk.faults(), [])
  await desk.button('新建账号').click()
  const drawer = desk.page.locator('.t-drawer--open')
  await drawer.getByLabel('账号').fill('a b')
  await drawer.getByLabel('姓名').fill('王出纳')
  await drawer.getByLabel('所属企业（可不填）').fill('贝塔')
  await drawer.getByRole('button', { name: BETA }).click()
  await drawer.getByLabel('角色').selectOption({ label: '只读用户' })
  await desk.shot('account-new')
  assert.deepEqual(await desk.faults(), [])
  await drawer.getByLabel('姓名').press('Enter')
  await drawer.getByRole('alert').waitFor()
  await drawer.getByLabel('账号').fill('wang.beta')
  await drawer.getByLabel('姓名').press('Enter')
  const once = desk.page.locator('.t-dialog').filter({ visible: true })
  const password = (await once.locator('.big').innerText()).trim()
  assert.match(password, /^[0-9A-Z]{4}(-[0-9A-Z]{4})+$/)
  await desk.shot('account-password')
  assert.deepEqual(await desk.faults(), [])
  await desk.page.keyboard.press('Escape')
  await once.getByRole('button', { name: '复制' }).click()
  await once.getByText('已复制').waitFor()
  assert.equal(await desk.page.evaluate(() => navigator.clipboard.readText()), password)
  await inDialog(desk, '已告知，关闭').click()
  await desk.page.getByRole('heading', { level: 1, name: /^wang\.beta/ }).waitFor()
  await row(desk, BETA).waitFor()
  assert.equal((await desk.page.content()).includes(password), false)
  const wang = await truthOf(stack, { account: 'wang.beta', password, enterprises: [] })
  assert.equal(wang.enterprise, await idOf(BETA))
}))

test('an account is disabled with a reason and enabled; its sessions are ended; a new password is seen once', () => atDesk(browser, stack, {}, async (desk) => {
  const isIn = async (/** @type {any} */ truth) => (await fetch(`${stack.url}v1/session`, { headers: { authorization: `Bearer ${truth.token}` } })).status
  await enterOffice(desk)
  await desk.visit('/accounts', '账号管理')
  await desk.page.getByLabel('账号、姓名或完整手机号').fill('tina')
  await desk.page.keyboard.press('Enter')
  await row(desk, 'alice').waitFor({ state: 'detached' })
  await row(desk, 'tina').click()
  await desk.page.locator('.facts').waitFor()
  await desk.shot('account')
  assert.deepEqual(await desk.faults(), [])
  const first = await truthOf(stack, tina)
  await desk.page.reload()
  const once = desk.page.locator('.t-dialog').filter({ visible: true })
  await desk.button('退出所有设备').click()
  await inDialog(desk, '退出所有设备').click()
  await desk.sees('请写明原因')
  await once.getByLabel('原因').fill('手机丢失')
  await inDialog(desk, '退出所有设备').click()
  await desk.button('退出所有设备').waitFor({ state: 'detached' })
  assert.equal(await isIn(first), 401)

  await desk.button('设置新密码').click()
  await inDialog(desk, '设置新密码').click()
  await desk.sees('请写明原因')
  await once.getByLabel('原因').fill('本人忘记密码，已核实')
  await inDialog(desk, '设置新密码').click()
  const password = (await once.locator('.big').innerText()).trim()
  await inDialog(desk, '已告知，关闭').click()
  const again = await truthOf(stack, { ...tina, password })

  await desk.button('停用').click()
  await once.getByLabel('停用原因').fill('离职')
  await inDialog(desk, '停用').click()
  await desk.page.locator('h1 .tag', { hasText: '已停用' }).waitFor()
  assert.equal(await isIn(again), 401)
  await desk.button('恢复').click()
  await inDialog(desk, '恢复').click()
  await desk.page.locator('h1 .tag', { hasText: '正常' }).waitFor()
  await truthOf(stack, { ...tina, password })
}))

test('a role at one more enterprise is given and ended, each with a reason', () => atDesk(browser, stack, { expected: [/status of 409/] }, async (desk) => {
  await enterOffice(desk)
  await desk.visit('/accounts', '账号管理')
  await row(desk, 'alice').click()
  await desk.button('授予角色').click()
  const drawer = desk.page.locator('.t-drawer--open')
  await drawer.getByRole('button', { name: '授予角色' }).click()
  assert.equal(await drawer.getByText('请填写', { exact: true }).count(), 2)
  await drawer.getByLabel('企业').fill('贝塔')
  await drawer.getByRole('button', { name: BETA }).click()
  await drawer.getByLabel('角色').selectOption({ label: '核查人员' })
  await drawer.getByLabel('原因').fill('年度核查')
  await desk.shot('account-place')
  assert.deepEqual(await desk.faults(), [])
  await drawer.getByRole('button', { name: '授予角色' }).click()
  await row(desk, BETA).getByText('核查人员').waitFor()
  const places = async () => (await (await truthOf(stack, alice)).call('GET', 'v1/session')).enterprises.map((/** @type {any} */ one) => `${one.name} ${one.role}`).sort()
  assert.deepEqual(await places(), [`${BETA} auditor`, `${ALPHA} legal_person`])
  await desk.button('授予角色').click()
  await drawer.getByLabel('企业').fill('贝塔')
  await drawer.getByRole('button', { name: BETA }).click()
  await drawer.getByLabel('角色').selectOption({ label: '核查人员' })
  await drawer.getByLabel('原因').fill('再来一次')
  await drawer.getByRole('button', { name: '授予角色' }).click()
  await drawer.getByRole('alert').waitFor()
  await desk.page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'detached' })
  await desk.button(`结束 ${BETA}`).click()
  await desk.page.locator('.t-dialog').filter({ visible: true }).getByLabel('原因').fill('核查结束')
  await inDialog(desk, '结束').click()
  await row(desk, BETA).waitFor({ state: 'detached' })
  assert.deepEqual(await places(), [`${ALPHA} legal_person`])
}))

test('one’s own account and those of the platform offer nothing that the server refuses', () => atDesk(browser, stack, {}, async (desk) => {
  await enterOffice(desk)
  await desk.visit('/accounts', '账号管理')
  await row(desk, 'adam').click()
  await desk.sees('这是您自己的账号，不能在这里停用或设置密码。')
  for (const name of ['停用', '设置新密码']) assert.equal(await desk.button(name).count(), 0, name)
  await desk.visit('/accounts', '账号管理')
  await row(desk, 'rita').click()
  await desk.sees('平台人员的密码只能在服务器上设置。')
  assert.deepEqual([await desk.button('停用').count(), await desk.button('设置新密码').count()], [1, 0])
}))

test('an answer with a password that got lost is told, and another password is offered', () => atDesk(browser, stack, {}, async (desk) => {
  await enterOffice(desk)
  await desk.page.route(/\/v1\/admin\/accounts$/, async (route) => { /* as the server answers the repetition of a request whose answer was lost */
    if (route.request().method() !== 'POST') return route.continue()
    const reply = await route.fetch()
    const { password, ...rest } = await reply.json()
    assert.ok(password)
    return route.fulfill({ response: reply, json: rest })
  })
  await row(desk, BETA).locator('a').click()
  await desk.button('新建账号').click()
  const drawer = desk.page.locator('.t-drawer--open')
  await drawer.getByText(BETA).waitFor()
  await drawer.getByLabel('账号').fill('lost.one')
  await drawer.getByLabel('姓名').fill('李')
  await drawer.getByLabel('角色').selectOption({ label: '核查人员' })
  await drawer.getByLabel('姓名').press('Enter')
  await desk.sees('账号已更新，但密码没有送达本页。请设置新密码。')
  await desk.button('设置新密码').waitFor()
}))

for (const [dress, options] of Object.entries({ english: { locale: 'en-GB' }, dark: { theme: 'dark' }, narrow: { width: 1024, height: 768 }, phone: { width: 375, height: 812 } })) {
  test(`the office can be read, fits and has names in the dress "${dress}"`, () => atDesk(browser, stack, options, async (desk) => {
    /** @type {string[]} */
    const faults = []
    const look = async (/** @type {string} */ name) => {
      await desk.shot(`${name}-${dress}`)
      faults.push(...(await desk.faults()).map((one) => `${name}: ${one}`))
    }
    await desk.page.locator('input[name=account]').fill(adam.account)
    await desk.page.locator('input[name=password]').fill(adam.password)
    await desk.page.keyboard.press('Enter')
    await desk.page.waitForURL(/#\/reviews/)
    await desk.goTo('/enterprises')
    await row(desk, ALPHA).waitFor()
    await look('enterprises')
    await row(desk, BETA).locator('a').click()
    await desk.page.locator('.facts').waitFor()
    await look('enterprise-page')
    await desk.goTo('/accounts')
    await row(desk, 'alice').waitFor()
    await look('accounts')
    await row(desk, 'alice').locator('a').click()
    await desk.page.locator('.facts').waitFor()
    await look('account')
    await desk.page.locator('.page-head button').last().click()
    await desk.page.locator('.t-dialog').filter({ visible: true }).locator('textarea').waitFor()
    await look('account-disabling')
    assert.deepEqual(faults, [])
  }))
}
