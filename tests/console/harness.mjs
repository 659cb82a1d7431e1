// @ts-check
// The console for tests: the real server, in demo mode or with people of two enterprises, and the built pages in Chromium.
// A page error, a console error or a breach of the content policy fails the test that caused it (Desk.close).
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { openContext } from '../../miniprogram-bridge/mprun/testing/browser.mjs'
import { Stack } from '../phone/harness.mjs'
import { auditPage } from '../phone/harness_audit.mjs'
import { Truth } from '../phone/steps.mjs'

export { launchBrowser, Stack } from '../phone/harness.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const binary = process.env.TANHENG_BIN || path.join(root, 'build/dev/tanheng')
const shots = path.join(root, 'build/screenshots')
const PC = { width: 1440, height: 900, touch: false }

/** @typedef {{account: string, password: string, enterprises: string[][], role?: string}} Person */

export const alice = { account: 'alice', password: 'alice-password', enterprises: [['阿尔法材料有限公司', 'legal_person']] }
/** A role of the platform, no enterprise. @param {string} account @param {string} role @returns {Person} */
const official = (account, role) => ({ account, password: `${account}-password`, role, enterprises: [] })
export const adam = official('adam', 'admin')
export const rita = official('rita', 'reviewer')
export const rolf = official('rolf', 'reviewer')
export const tina = { account: 'tina', password: 'tina-password', enterprises: [['阿尔法材料有限公司', 'agent'], ['贝塔纺织有限公司', 'viewer']] }

/** A demo server; with people it is a plain one that knows them (a database that demo did not make takes no demo).
 * @param {...Person} people */
export const startStack = (...people) => startStackWith({}, ...people)

/** The same with flags or an environment of its own. @param {ConstructorParameters<typeof Stack>[0]} options
 * @param {...Person} people */
export async function startStackWith(options, ...people) {
  const stack = new Stack(options)
  if (people.length) stack.flags = stack.flags.filter((flag) => flag !== '--demo')
  for (const { account, password, enterprises, role: above } of people) {
    for (const [name, role] of above ? [['', above]] : enterprises) {
      const added = spawnSync(binary, ['user', 'add', '--data', stack.data, '--account', account, '--name', `测试 ${account}`, ...(name ? ['--enterprise', name] : []), '--role', role], { input: `${password}\n`, encoding: 'utf8' })
      assert.equal(added.status, 0, added.stderr + added.stdout)
    }
  }
  const key = path.join(path.dirname(stack.data), 'secret-key')
  fs.writeFileSync(key, `${'5a'.repeat(32)}\n`, { mode: 0o600 })
  if (people.length && !stack.flags.includes('--secret-key-file')) stack.flags.push('--secret-key-file', key)
  return stack.start()
}

/** The API as one person at one enterprise sees it. @param {{url: string}} stack @param {typeof alice} person */
export async function truthOf(stack, person) {
  const truth = new (/** @type {any} */ (Truth))()
  truth.url = stack.url
  truth.token = ''
  const session = await truth.call('POST', 'v1/sessions', { account: person.account, password: person.password })
  truth.token = session.token
  truth.enterprise = session.enterprises.length ? session.enterprises[0].id : ''
  return truth
}

/** One browser window at a desk. */
export class Desk {
  /** @param {Awaited<ReturnType<typeof openContext>>} opened @param {string} url */
  constructor(opened, url) {
    this.context = opened.context
    this.page = opened.page
    this.problems = opened.problems
    this.url = url
  }

  /** @param {import('playwright-core').Browser} browser @param {{url: string}} stack @param {any} [options] */
  static async open(browser, stack, options = {}) {
    const desk = new Desk(await openContext(browser, { ...PC, ...options }), stack.url)
    await desk.context.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`))
    })
    await desk.page.goto(`${stack.url}console/`)
    await desk.sees(/^(登录|Sign in)$/)
    return desk
  }

  /** @param {string} place "#/filings" without the sign */
  async goTo(place) {
    await this.page.evaluate((to) => { location.hash = to }, place)
  }

  /** As goTo, and the page with this heading is there: a place that is left in the same breath is never drawn.
   * @param {string} place @param {string} heading */
  async visit(place, heading) {
    await this.goTo(place)
    await this.page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()
  }

  /** @param {string | RegExp} text */
  byText(text) {
    return this.page.getByText(text, { exact: typeof text === 'string' }).filter({ visible: true }).first()
  }
  /** @param {string | RegExp} text */
  async sees(text) {
    await this.byText(text).waitFor({ state: 'visible' })
  }
  /** @param {string} name */
  button(name) {
    return this.page.getByRole('button', { name, exact: true }).filter({ visible: true }).first()
  }
  /** @param {string} name of a cell: carrier and month */
  cell(name) {
    return this.page.getByLabel(name, { exact: true })
  }

  async demo() {
    await this.button('进入演示').click()
    await this.sees('填报记录')
  }

  /** @param {{account: string, password: string}} person */
  async signIn({ account, password }) {
    await this.page.getByLabel('账号').fill(account)
    await this.page.getByLabel('密码').fill(password)
    await this.button('登录').click()
  }

  /** The sums in the foot. @returns {Promise<{tco2: string, tce: string}>} */
  async totals() {
    const read = (/** @type {string} */ name) => this.page.locator(`[data-total="${name}"]`).innerText()
    return { tco2: await read('tco2'), tce: await read('tce') }
  }

  async saved() {
    await this.page.locator('[data-save="saved"]').waitFor()
  }

  /** @param {string} name @param {boolean} [whole] the whole length of the page */
  async shot(name, whole = false) {
    const size = /** @type {{width: number, height: number}} */ (this.page.viewportSize())
    const extra = whole ? await this.page.evaluate(() => { const main = document.querySelector('main'); return main ? main.scrollHeight - main.clientHeight : 0 }) : 0
    if (extra) await this.page.setViewportSize({ width: size.width, height: size.height + extra })
    const file = path.join(shots, `console-${name}.png`)
    fs.mkdirSync(shots, { recursive: true })
    await this.page.screenshot({ path: file, animations: 'disabled' })
    if (extra) await this.page.setViewportSize(size)
    return file
  }

  /** What is too pale, does not fit, or has no name for those who do not see. @returns {Promise<string[]>} */
  async faults() {
    const { contrast, overflow } = await this.page.evaluate(auditPage, '#console, .t-dialog__ctx, .t-drawer--open')
    const nameless = await this.page.evaluate(() => [...document.querySelectorAll('button, a[href], input, select, textarea, [role=button]')]
      .filter((el) => { const box = el.getBoundingClientRect(); return box.width > 0 && box.height > 0 && !el.closest('[aria-hidden=true]') })
      .filter((el) => {
        const labels = 'labels' in el ? [.../** @type {HTMLInputElement} */ (el).labels ?? []] : []
        return !(el.getAttribute('aria-label') || el.getAttribute('title') || (el.matches('button, a, [role=button]') && el.textContent?.trim()) || labels.some((label) => label.textContent?.trim()))
      }).map((el) => `no name: ${el.outerHTML.slice(0, 120)}`))
    const wide = await this.page.evaluate(() => (document.documentElement.scrollWidth > innerWidth ? [`the page is ${document.documentElement.scrollWidth} px wide`] : []))
    return [...contrast, ...overflow, ...nameless, ...wide]
  }

  /** @param {RegExp[]} [expected] console texts that the test provoked */
  async close(expected = []) {
    await this.context.close()
    assert.deepEqual(this.problems.filter((text) => !expected.some((one) => one.test(text))), [])
  }
}

/** Opens a window, runs the story in it and closes it; a story that fails leaves a picture.
 * @param {import('playwright-core').Browser} browser @param {{url: string}} stack @param {any} options for Desk.open, and `expected`
 * @param {(desk: Desk) => Promise<void>} story */
export async function atDesk(browser, stack, options, story) {
  const desk = await Desk.open(browser, stack, options)
  try {
    await story(desk)
  } catch (error) {
    const name = `failed-${String(/** @type {Error} */ (error).stack).match(/(\w+)\.test\.mjs:(\d+)/)?.slice(1).join('-') ?? 'flow'}`
    await desk.shot(name).catch(() => null)
    const problems = [...desk.problems]
    await desk.context.close()
    throw Object.assign(/** @type {Error} */ (error), { picture: `build/screenshots/console-${name}.png`, problems })
  }
  await desk.close(options.expected)
}
