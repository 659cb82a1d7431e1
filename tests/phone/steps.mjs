// @ts-check
// The steps that several flows share, in the words of the screens; and a client of the API beside the phone, for what is really stored.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Phone } from './harness.mjs'

/** @typedef {import('./harness.mjs').Stack} Stack */

/** Opens a phone, runs the story on it and closes it; a story that fails leaves a picture and what the page held.
 * @param {import('playwright-core').Browser} browser @param {{url: string}} stack @param {any} options for Phone.open, and `expected` console texts
 * @param {(phone: Phone) => Promise<void>} story */
export async function onPhone(browser, stack, options, story) {
  const phone = await Phone.open(browser, stack, options)
  try {
    await story(phone)
  } catch (error) {
    const name = `failed/${String(/** @type {Error} */ (error).stack).match(/(\w+)\.test\.mjs:(\d+)/)?.slice(1).join('-') ?? 'flow'}`
    await phone.shot(name).catch(() => null)
    const data = await phone.data().catch(() => null)
    const problems = [...phone.problems]
    await phone.context.close()
    const told = data && Object.fromEntries(Object.entries(data).filter(([key, value]) => !['t', 'ui'].includes(key) && value && JSON.stringify(value).length < 1500))
    throw Object.assign(/** @type {Error} */ (error), { picture: `build/screenshots/${name}.png`, page: JSON.stringify(told), problems, calls: phone.calls.slice(-6).map((one) => `${one.method} ${one.path} ${one.status}`) })
  }
  await phone.close(options.expected)
}

/** From the sign-in page to home. @param {Phone} phone */
export async function enter(phone) {
  await phone.at('pages/signin/signin')
  await phone.tap('进入演示')
  await phone.at('pages/home/home')
  await phone.sees('能耗按月')
}

/** Presses the keys of the page's own keypad; digits are not counted as taps. @param {Phone} phone @param {string} text */
export async function digits(phone, text) {
  const pad = phone.byLabel('数字键盘')
  for (const one of text) await pad.getByText(one, { exact: true }).click()
}

/** Empties the open cell. @param {Phone} phone */
export async function erase(phone) {
  const data = await phone.data()
  for (let i = 0; i < data.typing.length; i++) await phone.byLabel('删除').click()
}

/** Opens a cell of the month on top by the carrier's name. @param {Phone} phone @param {string} carrier */
export async function openCell(phone, carrier) {
  await phone.tap(phone.byLabel(new RegExp(`^${carrier} (?!详情)\\S+$`)))
}

/** Replaces what a cell of the table holds, as a person at a keyboard does. @param {Phone} phone @param {string} label @param {string} text */
export async function typeCell(phone, label, text) {
  await phone.byLabel(label).click()
  await phone.page.waitForFunction((name) => document.activeElement?.getAttribute('aria-label') === name, label)
  await phone.page.keyboard.press('Control+A')
  await phone.page.keyboard.type(text)
}

/** Opens a page as a deep link does. @param {Phone} phone @param {string} target `pages/report/report?x=1` */
export async function goTo(phone, target) {
  await phone.tester('go', 'navigateTo', '/' + target)
  await phone.at(target.split('?')[0])
}

/** Types one month's electricity into a fresh report and calculates. @param {Phone} phone @param {string} month @param {string} value */
export async function fillMonth(phone, month, value) {
  await goTo(phone, `pages/report/report?start=${month}&end=${month}`)
  await openCell(phone, '电力')
  await digits(phone, value)
  await phone.tap('计算')
  await phone.at('pages/preview/preview')
}

/** 提交 and wait for what the page says of it. @param {Phone} phone @param {string} outcome text of the next page */
export async function submit(phone, outcome = '一致') {
  await phone.tap('提交')
  await phone.at('pages/done/done')
  await phone.sees(outcome)
}

/** The API as the demo user sees it: the truth beside the screens. */
export class Truth {
  /** @param {Stack} stack */
  static async of(stack) {
    const truth = new Truth()
    truth.url = stack.url
    truth.token = ''
    const session = await truth.call('POST', 'v1/sessions/demo', {})
    truth.token = session.token
    truth.enterprise = session.enterprises[0].id
    return truth
  }

  /** As somebody who is signed in. @param {Stack} stack @param {string} token */
  static async as(stack, token) {
    const truth = new Truth()
    Object.assign(truth, { url: stack.url, token })
    const session = await truth.call('GET', 'v1/session')
    return Object.assign(truth, { account: session.account, enterprise: session.enterprise })
  }

  /** @param {string} method @param {string} path @param {any} [body] @param {Record<string, string>} [headers] @returns {Promise<any>} */
  async call(method, path, body, headers = {}) {
    const reply = await fetch(this.url + path, { method, body: body && JSON.stringify(body),
      headers: { ...(body && { 'content-type': 'application/json' }), ...(this.token && { authorization: `Bearer ${this.token}` }), ...headers } })
    const text = await reply.text()
    assert.ok(reply.ok, `${method} ${path}: ${reply.status} ${text}`)
    return text ? JSON.parse(text) : null
  }

  /** Live filings of a form and year. @param {string} form @param {number} year @returns {Promise<any[]>} */
  async filings(form, year) {
    const { items } = await this.call('GET', `v1/enterprises/${this.enterprise}/filings?form=${form}&year=${year}&limit=100`)
    return items.filter((/** @type {any} */ one) => one.state === 'live')
  }

  /** The filing of one month with its document, or undefined. @param {string} month */
  async report(month) {
    const found = (await this.filings('energy_report', Number(month.slice(0, 4)))).find((one) => one.period.start === month)
    return found && this.call('GET', `v1/filings/${found.id}`)
  }

  /** Rows of a template for these carriers, in their first unit. @param {string[]} ids @returns {Promise<{carrier: string, unit: string}[]>} */
  async carriers(ids) {
    const { result } = await this.call('POST', 'v1/core', { op: 'catalog' })
    return ids.map((id) => ({ carrier: id, unit: result.carriers.find((/** @type {any} */ one) => one.id === id).units[0] }))
  }

  /** Files as a phone would: calculated, with receipt. @param {string} form @param {{start: string, end: string}} period @param {any} doc */
  async file(form, period, doc) {
    const filing = { site: 'all', form, form_version: 1, period, doc }
    const first = await this.call('POST', 'v1/core', { op: 'calculate', enterprise: this.enterprise, ...filing })
    const pack = first.receipt.pack
    const { receipt } = await this.call('POST', 'v1/core', { op: 'calculate', enterprise: this.enterprise, ...filing, pack })
    return this.call('POST', `v1/enterprises/${this.enterprise}/filings`, { ...filing, pack, receipt }, { 'idempotency-key': `truth-${Date.now()}-${Math.random().toString(36).slice(2)}` })
  }

  /** @param {string} id @returns {Promise<number>} how many revisions stand */
  async revisions(id) {
    return (await this.call('GET', `v1/filings/${id}/revisions`)).items.length
  }
}

/** Every key of the mini-program's storage that starts like this. @param {Phone} phone @param {string} start @returns {Promise<Record<string, any>>} */
export function stored(phone, start) {
  return phone.page.evaluate((prefix) => Object.fromEntries(Object.keys(localStorage).filter((key) => key.startsWith(`mp:${prefix}`))
    .map((key) => {
      const { v } = JSON.parse(localStorage.getItem(key) || '{}')
      return [key.slice(3), typeof v === 'string' ? JSON.parse(v) : v] /* the bridge writes texts, pages write objects */
    })), start)
}

/** From the next start every carrier is called by a name of forty characters, as if the core's table said so. @param {Phone} phone */
export async function withLongNames(phone) {
  await phone.context.addInitScript(() => {
    const { instantiate } = WebAssembly
    /** @param {any} answer */
    const lengthen = (answer) => {
      for (const one of answer.result.carriers) {
        one.label_zh = `${one.label_zh}（某市某区某工业园第三期扩建工程二号车间专用计量仪表读数折算用量合计含损耗）`.padEnd(40, '长').slice(0, 40)
        one.label_en = `${one.label_en} for the second workshop of the third extension`.padEnd(40, 'x').slice(0, 40)
      }
    }
    WebAssembly.instantiate = /** @type {any} */ (async (/** @type {any} */ bytes, /** @type {any} */ imports) => {
      const { module, instance } = /** @type {any} */ (await instantiate(bytes, imports))
      const { exports } = instance
      const th_call = (/** @type {number} */ length) => {
        const size = exports.th_call(length)
        if (size < 20000) return size
        const view = new Uint8Array(exports.memory.buffer, exports.th_io(), exports.th_io_cap())
        const answer = JSON.parse(new TextDecoder().decode(view.slice(0, size)))
        if (!answer.result || !answer.result.carriers || !answer.result.carriers[0].label_zh) return size
        lengthen(answer)
        const out = new TextEncoder().encode(JSON.stringify(answer))
        view.set(out)
        return out.length
      }
      return { module, instance: { exports: { ...exports, th_call } } }
    })
  })
}

/** A copy of the built pages to change; remove the folder above it afterwards. */
function copyOfPages() {
  const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'tanheng-pages-')), 'web')
  fs.cpSync(process.env.TANHENG_WEB || 'build/web', folder, { recursive: true })
  fs.rmSync(path.join(folder, 'manifest.json'))
  return folder
}

/** Replaces an asset and its compressed kin by other bytes. @param {string} folder @param {RegExp} pattern @param {(old: Buffer) => Buffer | string} change */
function replaceAsset(folder, pattern, change) {
  const assets = path.join(folder, 'assets')
  const name = fs.readdirSync(assets).find((one) => pattern.test(one))
  assert.ok(name, `an asset like ${pattern}`)
  fs.writeFileSync(path.join(assets, name), change(fs.readFileSync(path.join(assets, name))))
  for (const kin of ['.br', '.gz']) fs.rmSync(path.join(assets, name + kin), { force: true })
  return name
}

/** The built pages as the next release would be: the bundle has other bytes and another name. @returns {string} its folder */
export function updatedPages() {
  const folder = copyOfPages()
  const old = replaceAsset(folder, /^miniprogram\.[0-9a-f]+\.js$/, (bytes) => `${bytes}\n;document.documentElement.dataset.build = "updated"\n`)
  const name = 'miniprogram.0123456789.js'
  fs.renameSync(path.join(folder, 'assets', old), path.join(folder, 'assets', name))
  const page = path.join(folder, 'app/index.html')
  fs.writeFileSync(page, fs.readFileSync(page, 'utf8').replace(old, name))
  for (const kin of ['.br', '.gz']) fs.rmSync(page + kin, { force: true })
  return folder
}

/** The built pages as an older release left them: their core knows no pack newer than the oldest one. The core is compiled anew from the
 * sources, its packs generated from a table that ends with the oldest. @returns {string} its folder */
export function pagesWithOldPack() {
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
  const tree = fs.mkdtempSync(path.join(os.tmpdir(), 'tanheng-old-core-'))
  for (const part of ['core', 'wasm', 'VERSION']) fs.cpSync(path.join(root, part), path.join(tree, part), { recursive: true })
  const generator = path.join(tree, 'th_gen'), data = path.join(tree, 'core/data')
  const later = fs.readFileSync(path.join(data, 'packs.csv'), 'utf8').split('\n').slice(2).filter(Boolean).map((row) => row.split(',')[0])
  assert.ok(later.length > 0, 'there is more than one edition')
  for (const name of ['packs.csv', 'sets.csv', 'carriers.csv']) {
    const rows = fs.readFileSync(path.join(data, name), 'utf8').split('\n')
    fs.writeFileSync(path.join(data, name), rows.filter((row) => !row.split(',').some((cell) => later.includes(cell))).join('\n'))
  }
  const tools = fs.readdirSync(path.join(tree, 'core/tools')).filter((name) => name.endsWith('.c')).map((name) => path.join(tree, 'core/tools', name))
  execFileSync('cc', ['-std=gnu17', '-o', generator, ...tools])
  execFileSync(generator, [data, path.join(tree, 'core/generated')])
  execFileSync('sh', [path.join(tree, 'wasm/build.sh'), path.join(root, 'build/third_party/cjson'), path.join(tree, 'core.wasm')])
  const folder = copyOfPages()
  replaceAsset(folder, /^core\.[0-9a-f]+\.wasm$/, () => fs.readFileSync(path.join(tree, 'core.wasm')))
  fs.rmSync(tree, { recursive: true, force: true })
  return folder
}

/** Signs in by account and password from the sign-in page; the first time with the consent to the privacy text. @param {Phone} phone @param {{account: string, password: string}} who */
export async function signIn(phone, { account, password }) {
  await phone.at('pages/signin/signin')
  await phone.type('账号', account)
  await phone.type('密码', password)
  await phone.tap(phone.screen.getByText('登录', { exact: true }).last())
  await phone.page.waitForFunction(() => { const { reading, failure } = /** @type {any} */ (globalThis).__mprun__.data(); return reading !== false || failure })
  if ((await phone.data()).reading) await phone.tap('同意并继续')
}

/** What WeChat's client knows of one person: codes of its stand-in. @param {any} wechat tests/standins/wechat.mjs @param {{openid: string, phone: string, isStranger?: boolean}} who isStranger: another face is before the camera
 * @returns {(what: string, detail: any) => any} */
export const weChatOf = (wechat, { openid, phone, isStranger = false }) => (what, detail) =>
  what === 'face' ? wechat.look(detail.verifyId, !isStranger) : what === 'login' ? wechat.loginCode(openid) : what === 'phone' ? `${phone.slice(0, 3)}****${phone.slice(7)}` : what === 'phoneCode' ? wechat.phoneCode(phone) : undefined
