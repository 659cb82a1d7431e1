// From visitor to approved sign-in: an applicant nobody knows signs in with WeChat, fills in, uploads the stamped page, is rejected, hands in again, is approved
// by two reviewers and files for the enterprise.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { creditCode, residentId } from '../api/persons.mjs'
import { startOutside } from '../api/server.mjs'
import { files as samples } from '../api/uploads.mjs'
import { launchBrowser, Stack } from './harness.mjs'
import { digits, goTo, onPhone, stored, submit, weChatOf } from './steps.mjs'

const REVIEWERS = ['rita', 'rolf']
const PASSWORD = 'a long pass phrase'
const XIAO = { openid: 'oXiaoWang', phone: '13800138010' }
const USCC = creditCode(), NUMBER = residentId()
/** @type {import('playwright-core').Browser} */
let browser
/** @type {Stack} */
let stack
/** @type {any} */
let outside
/** @type {Record<string, string>} */
const tokens = {}

/** @param {string} method @param {string} path @param {any} [body] @param {Record<string, string>} [headers] */
async function call(method, path, body, headers = {}) {
  const reply = await fetch(stack.url + path, { method, headers: { ...(body && { 'content-type': 'application/json' }), ...headers }, body: body && JSON.stringify(body) })
  const text = await reply.text()
  assert.ok(reply.ok, `${method} ${path}: ${reply.status} ${text}`)
  return JSON.parse(text)
}

before(async () => {
  browser = await launchBrowser()
  outside = await startOutside()
  stack = await new Stack({ flags: outside.flags }).start()
  for (const account of REVIEWERS) {
    execFileSync(process.env.TANHENG_BIN || 'build/dev/tanheng', ['user', 'add', '--account', account, '--name', account, '--role', 'reviewer', '--data', stack.data], { input: `${PASSWORD}\n` })
    tokens[account] = (await call('POST', 'v1/sessions', { account, password: PASSWORD })).token
  }
})
after(async () => {
  await browser.close()
  await stack.end()
  await outside.stop()
})

/** @param {string} who @param {any} body the newest application that waits */
async function decide(who, body) {
  const authorization = `Bearer ${tokens[who]}`
  const { items } = await call('GET', 'v1/admin/applications', undefined, { authorization })
  const one = await call('GET', `v1/admin/applications/${items[0].id}`, undefined, { authorization })
  return call('POST', `v1/admin/applications/${one.id}/decision`, body, { authorization, 'if-match': one.etag, 'idempotency-key': `decision-${who}-${Date.now()}` })
}

/** @param {import('./harness.mjs').Phone} phone @param {string} label of the button @param {string} way @param {{name: string, mimeType: string, buffer: Buffer}} file */
async function upload(phone, label, way, file) {
  await phone.tap(phone.byLabel(label))
  const chooser = phone.page.waitForEvent('filechooser')
  await phone.tap(way)
  await (await chooser).setFiles(file)
}

test('from visitor to approved sign-in and first filing', () => onPhone(browser, stack, { wechat: weChatOf(outside.wechat, XIAO) }, async (phone) => {
  await phone.at('pages/signin/signin')
  await phone.tap('微信一键登录')
  await phone.tap('同意并继续')
  await phone.tap('授权手机号并登录')
  await phone.tap('允许')
  await phone.tap('申请企业代理人权限')
  await phone.at('pages/applications/applications')
  await phone.sees('还没有申请')
  await phone.fullShot('applications-empty-phone')
  await phone.tap('新的申请')
  await phone.at('pages/application/application')
  await phone.type('企业名称', '广州示例精密制造有限公司')
  await phone.type('统一社会信用代码', '91440112000000019E')
  await phone.sees(/校验位错误/)
  await phone.tester('back')
  await phone.at('pages/applications/applications')
  await phone.tap('新的申请')
  await phone.at('pages/application/application')
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().draft.enterprise_name === '广州示例精密制造有限公司')
  await phone.type('统一社会信用代码', USCC)
  await phone.seesNot(/校验位错误/)
  await phone.toEnd()
  await phone.tap('提交')
  await phone.sees('还有内容需要补充或改正，见红色提示')
  await phone.sees('请填写法人姓名')
  await phone.page.waitForFunction(() => { /* the first mistake, far above the button, is in sight */
    const box = document.querySelector('.mp-page:not([hidden]) [id$="--at-legal_name"]')?.getBoundingClientRect()
    return box && box.top > 0 && box.bottom < innerHeight
  })
  await phone.fullShot('application-errors-phone')
  await phone.assertReadable('what is missing')
  await phone.type('法人姓名', '陈建国')
  await phone.tap(phone.screen.getByText('居民身份证', { exact: true }).first())
  await phone.type('姓名', '王小明')
  await phone.tap(phone.screen.getByText('居民身份证', { exact: true }).last())
  await phone.type('证件号码', NUMBER)
  assert.ok(!JSON.stringify(await stored(phone, 'tanheng.application')).includes(NUMBER), 'the number does not lie on the device')
  const form = phone.page.waitForEvent('download')
  await phone.tap('下载申请表')
  const pdf = fs.readFileSync(await (await form).path())
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
  fs.writeFileSync('build/screenshots/application-form.pdf', pdf)
  await upload(phone, '上传 盖章申请表', '从微信聊天选择文件', { name: '假的.pdf', mimeType: 'application/pdf', buffer: Buffer.from('not a pdf') })
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().at.stamped_file)
  await upload(phone, '上传 盖章申请表', '从微信聊天选择文件', { name: '盖章申请表.pdf', mimeType: 'application/pdf', buffer: Buffer.from(samples.pdf) })
  await phone.sees('盖章申请表.pdf')
  await upload(phone, '上传 营业执照', '拍照或从相册选择', { name: 'IMG_1.png', mimeType: 'image/png', buffer: Buffer.from(samples.png) })
  await phone.sees('照片.png')
  await phone.fullShot('application-filled-phone')
  const download = phone.page.waitForEvent('download')
  await phone.tap('盖章申请表.pdf')
  await download
  await phone.tap('提交')
  await phone.sees('待审核')
  await phone.sees(/管理员将在3个工作日内完成审核/)
  await phone.sees(/990000\*+\d{4}/)
  await phone.fullShot('application-pending-phone')
  await phone.assertReadable('waiting')
  await phone.tap('撤回申请')
  await phone.page.locator('.mp-modal').getByText('撤回申请', { exact: true }).last().click()
  await phone.sees('已撤回')
  await phone.sees(/138\*{4}8010/)
  await phone.tap('重新提交')
  await phone.sees('待审核')

  await decide('rita', { decision: 'reject', reason: '公章不清晰' })
  await phone.tester('back')
  await phone.at('pages/applications/applications')
  await phone.sees('已驳回')
  await phone.sees(/公章不清晰/)
  await phone.fullShot('applications-phone')
  await phone.assertReadable('list')
  await phone.setTheme('dark')
  await phone.tap('广州示例精密制造有限公司')
  await phone.at('pages/application/application')
  await phone.sees(/申请被驳回：公章不清晰/)
  await phone.fullShot('application-rejected-dark')
  await phone.assertReadable('rejected')
  await phone.setTheme('light')
  await phone.tap('重新提交')
  await phone.sees('待审核')
  await decide('rita', { decision: 'approve' })
  await decide('rolf', { decision: 'approve' })
  await phone.tester('back')
  await phone.at('pages/applications/applications')
  await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.stack().at(-1) === 'pages/signin/signin' || /** @type {any} */ (globalThis).__mprun__.data().items.some((/** @type {any} */ one) => one.state === 'approved') || /** @type {any} */ (globalThis).__mprun__.data().failure)
  if ((await phone.data()).items?.length) {
    await phone.tap('广州示例精密制造有限公司')
    await phone.at('pages/application/application')
    await phone.sees('已通过')
    await phone.fullShot('application-approved-phone')
    await phone.tap('进入企业')
  }
  await phone.page.waitForFunction(() => ['pages/home/home', 'pages/signin/signin'].includes(/** @type {any} */ (globalThis).__mprun__.stack().at(-1)))
  if ((await phone.stack()).at(-1) === 'pages/signin/signin') await phone.tap('微信一键登录')
  await phone.at('pages/home/home')
  await phone.sees('广州示例精密制造有限公司')
  await phone.sees('企业代理人')
  await phone.tap('设置填报模板')
  await phone.at('pages/template/template')
  await phone.tap('保存并开始填报')
  await phone.at('pages/report/report')
  await digits(phone, '7')
  await phone.tap('计算')
  await phone.at('pages/preview/preview')
  await submit(phone)
}))

test('the legal person sees who applies in the name of the enterprise, and refuses', async () => {
  const uscc = creditCode(), number = residentId(), boss = { openid: 'oBossLin', phone: '13800138012' }
  const demo = await call('POST', 'v1/sessions/demo', { role: 'admin' })
  const imported = await fetch(`${stack.url}v1/admin/registry`, { method: 'POST', headers: { authorization: `Bearer ${demo.token}`, 'content-type': 'text/csv', 'idempotency-key': 'registry-for-veto' },
    body: `uscc,name,legal_name,id_type,id_number,district,industry\n${uscc},林氏染整有限公司,林总,身份证,${number},440112,C3011\n` })
  assert.equal(imported.status, 200, await imported.text())
  await onPhone(browser, stack, { wechat: weChatOf(outside.wechat, boss) }, async (phone) => {
    await phone.at('pages/signin/signin')
    await phone.tap(phone.screen.getByRole('tab', { name: '刷脸', exact: true }))
    await phone.type('姓名', '林总')
    await phone.type('居民身份证号', number)
    await phone.tap(phone.screen.getByText('刷脸登录', { exact: true }).last())
    await phone.tap('同意并继续')
    await phone.tap('完成核验')
    await phone.at('pages/home/home')
    const session = await call('POST', 'v1/sessions/wechat', { code: outside.wechat.loginCode('oMallory'), phone_code: outside.wechat.phoneCode('13800138013') })
    const authorization = `Bearer ${session.token}`
    const form = new FormData()
    form.append('file', new Blob([samples.pdf], { type: 'application/pdf' }), '盖章申请表.pdf')
    const stamped = await (await fetch(`${stack.url}v1/account/files`, { method: 'POST', headers: { authorization, 'idempotency-key': 'file-of-mallory-1' }, body: form })).json()
    const made = await call('POST', 'v1/applications', { kind: 'agent', enterprise_name: '林氏染整有限公司', uscc, legal_name: '林总', legal_id_type: 'resident_id', name: '马某', id_type: 'resident_id', id_number: residentId(), stamped_file: stamped.id },
      { authorization, 'idempotency-key': 'application-of-mallory' })
    await call('POST', `v1/applications/${made.id}/submit`, undefined, { authorization, 'if-match': made.etag, 'idempotency-key': 'submission-of-mallory' })
    await phone.tap('代理人')
    await phone.at('pages/people/people')
    await phone.sees('以本企业名义的申请')
    await phone.tap('马某')
    await phone.still()
    await phone.shot('people-asked-phone')
    await phone.assertReadable('who applies')
    const scan = phone.page.waitForEvent('download')
    await phone.tap('盖章申请表')
    assert.deepEqual(fs.readFileSync(await (await scan).path()), samples.pdf, 'the stamped page itself')
    await phone.tap('否决申请')
    await phone.page.locator('.mp-modal textarea').fill('不是本公司人员')
    await phone.page.locator('.mp-modal').getByText('否决申请', { exact: true }).last().click()
    await phone.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__.data().asked.length === 0)
    const after = await call('GET', `v1/applications/${made.id}`, undefined, { authorization })
    assert.equal(after.state, 'rejected')
    assert.match(after.reason, /不是本公司人员/)
  })
})

test('offline the list says so; signed out nothing of an application stays', () => onPhone(browser, stack, { wechat: weChatOf(outside.wechat, { openid: 'oOther', phone: '13800138011' }) }, async (phone) => {
  await phone.at('pages/signin/signin')
  await phone.tap('微信一键登录')
  await phone.tap('同意并继续')
  await phone.tap('授权手机号并登录')
  await phone.tap('允许')
  await phone.sees(/未匹配到您名下的企业/)
  await phone.flightMode(true)
  await phone.tap('申请企业代理人权限')
  await phone.sees(/没有网络/)
  await goTo(phone, 'pages/application/application')
  await phone.type('企业名称', '没有网络也能写')
  await phone.tap('保存')
  await phone.sees(/没有网络/)
  await phone.flightMode(false)
  await phone.tap('保存')
  await phone.sees('已保存')
  await phone.type('法人姓名', '某人')
  assert.equal(Object.keys(await stored(phone, 'tanheng.application')).length, 1)
  await goTo(phone, 'pages/settings/settings')
  await phone.tap('退出登录')
  await phone.at('pages/signin/signin')
  assert.deepEqual(await stored(phone, 'tanheng.application'), {})
}))

test('a draft is deleted with its papers, after one question', () => onPhone(browser, stack, { wechat: weChatOf(outside.wechat, { openid: 'oThird', phone: '13800138014' }) }, async (phone) => {
  await phone.at('pages/signin/signin')
  await phone.tap('微信一键登录')
  await phone.tap('同意并继续')
  await phone.tap('授权手机号并登录')
  await phone.tap('允许')
  await phone.tap('申请企业代理人权限')
  await phone.tap('新的申请')
  await phone.at('pages/application/application')
  await phone.seesNot('删除申请')
  await phone.type('企业名称', '填错了的企业')
  await upload(phone, '上传 盖章申请表', '从微信聊天选择文件', { name: '盖章申请表.pdf', mimeType: 'application/pdf', buffer: Buffer.from(samples.pdf) })
  await phone.sees('盖章申请表.pdf')
  const [session] = Object.values(await stored(phone, 'th.session.'))
  const mine = async (/** @type {string} */ path) => (await call('GET', path, undefined, { authorization: `Bearer ${session.token}` })).items.length
  assert.deepEqual([await mine('v1/applications'), await mine('v1/account/files')], [1, 1])
  await phone.fullShot('application-draft-phone')
  await phone.tap('删除申请')
  await phone.sees('填写的内容和上传的材料将被删除，不能恢复。')
  await phone.tap('取消')
  await phone.tap('删除申请')
  await phone.page.locator('.mp-modal').getByText('删除', { exact: true }).last().click()
  await phone.at('pages/applications/applications')
  await phone.sees('还没有申请')
  assert.deepEqual([await mine('v1/applications'), await mine('v1/account/files')], [0, 0])
  assert.deepEqual(await stored(phone, 'tanheng.application'), {})
}))
