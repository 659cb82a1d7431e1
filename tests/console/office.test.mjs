// The administrator's desk: enterprises found, made with a judged credit code, suspended with a reason and resumed; what their people see meanwhile.
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
    await atDesk(browser, stack, { theme: 'dark', expected: [/status of 403/] }, async (desk) => {
      await desk.signIn(alice)
      await desk.sees('停用原因：核查中')
      await desk.shot('suspended-dark')
      assert.deepEqual(await desk.faults(), [])
    })
  } finally {
    await asAdam(`enterprises/${id}/resume`, {})
  }
})

for (const [dress, options] of Object.entries({ english: { locale: 'en-GB' }, dark: { theme: 'dark' }, narrow: { width: 1024, height: 768 } })) {
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
    assert.deepEqual(faults, [])
  }))
}
