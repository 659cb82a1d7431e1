// @ts-check
// The phone for tests: the real server in demo mode over a fresh folder, the built pages in Chromium, and the gestures of a
// person. Not a mock of anything. A page error or a console error fails the test that caused it (Phone.close).
//   TANHENG_BIN  the server, default build/dev/tanheng      TANHENG_WEB  the built pages, default build/web
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { launchBrowser, openContext, temporaryFolder } from '../../miniprogram-bridge/mprun/testing/browser.mjs'
import { auditPage } from './harness_audit.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const binary = process.env.TANHENG_BIN || path.join(root, 'build/dev/tanheng')
const web = process.env.TANHENG_WEB || path.join(root, 'build/web')
const shots = path.join(root, 'build/screenshots')
const START_LIMIT_MS = 20000

export { launchBrowser }

/** @type {Set<import('node:child_process').ChildProcess>} a test that throws leaves no server behind */
const running = new Set()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** A server process with its own data folder; `restart` keeps the folder and the port, as an update on site does. */
export class Stack {
  /** @param {{flags?: string[], web?: string, data?: string, env?: Record<string, string>}} [options] */
  constructor({ flags = [], web: folder = web, data, env = {} } = {}) {
    this.env = env
    this.data = data || path.join(temporaryFolder('tanheng-phone-'), 'data')
    this.flags = ['--demo', '--data', this.data, '--web', folder, ...flags]
    this.output = ''
    this.url = ''
    /** @type {import('node:child_process').ChildProcess | null} */
    this.child = null
  }

  /** @param {string} [listen] @returns {Promise<this>} */
  async start(listen = '127.0.0.1:0') {
    const child = spawn(binary, ['serve', '--listen', listen, ...this.flags], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...this.env } })
    this.child = child
    running.add(child)
    child.once('exit', () => running.delete(child))
    const from = this.output.length
    this.url = await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the server does not listen:\n${this.output}`)), START_LIMIT_MS)
      const read = (/** @type {Buffer} */ chunk) => {
        this.output += chunk
        const found = /https?:\/\/127\.0\.0\.1:\d+/.exec(this.output.slice(from))
        if (!found) return
        clearTimeout(timer)
        resolve(`${found[0]}/`)
      }
      child.stdout?.on('data', read)
      child.stderr?.on('data', read)
      child.once('error', reject)
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${this.output}`)))
    })
    return this
  }

  /** @param {NodeJS.Signals} [signal] @returns {Promise<number | null>} the exit status */
  async stop(signal = 'SIGTERM') {
    const child = this.child
    this.child = null
    if (!child || child.exitCode !== null) return child?.exitCode ?? null
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    return /** @type {Promise<number | null>} */ (ended)
  }

  /** Same folder, same port. @param {NodeJS.Signals} [signal] SIGKILL for a crash */
  async restart(signal = 'SIGTERM') {
    const { host } = new URL(this.url)
    await this.stop(signal)
    return this.start(host)
  }

  /** Stops the server and removes its folder. */
  async end() {
    const code = await this.stop()
    fs.rmSync(path.dirname(this.data), { recursive: true, force: true })
    return code
  }
}

/**
 * One device: own storage, one page at a time. Labels are what a person sees or hears (text, aria-label).
 */
export class Phone {
  /** @param {Awaited<ReturnType<typeof openContext>>} opened @param {string} url of the server, with a slash at the end */
  constructor(opened, url) {
    this.context = opened.context
    this.page = opened.page
    this.problems = opened.problems
    this.url = url
    /** Taps beside typed digits, to hold the promise of a short first filing. */
    this.taps = 0
    /** @type {{method: string, path: string, status: number}[]} calls of the API, in the order of their replies */
    this.calls = []
    /** @type {string | null} the runner's switches as they were when the app was last seen alive */
    this.switches = null
    this.context.on('response', (r) => {
      const { pathname } = new URL(r.url())
      if (pathname.startsWith('/v1/')) this.calls.push({ method: r.request().method(), path: pathname, status: r.status() })
    })
  }

  /**
   * @param {import('playwright-core').Browser} browser
   * @param {{url: string}} stack
   * @param {{width?: number, height?: number, theme?: 'light' | 'dark', touch?: boolean, locale?: string, fontSize?: number, open?: string, wechat?: (what: string, detail: any) => any}} [options]
   *   `open` is a page path with query, default the first page; `wechat` answers what only WeChat knows (docs/mprun.md)
   */
  static async open(browser, stack, options = {}) {
    const opened = await openContext(browser, options)
    const phone = new Phone(opened, stack.url)
    if (options.wechat) await opened.context.exposeFunction('mprunWeChat', options.wechat)
    await phone.launch(options.open)
    if (options.fontSize) await phone.setFontSize(options.fontSize)
    return phone
  }

  /** Starts the mini-program in the current tab. @param {string} [target] `pages/home/home?x=1` */
  async launch(target = '') {
    await this.page.goto('about:blank')
    await this.page.goto(`${this.url}app/${target ? `#/${target}` : ''}`)
    await this.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__?.stack().length > 0)
  }

  /** What the system does when memory is short: the process is gone; storage, flight mode, theme and font size stay. @param {string} [target] */
  async killAndReopen(target) {
    const old = this.page
    if (!old.isClosed()) this.switches = await old.evaluate(() => sessionStorage.getItem('mprun:switches'))
    this.page = await this.context.newPage()
    await this.page.addInitScript((v) => {
      if (v && location.protocol !== 'about:' && !sessionStorage.getItem('mprun:switches')) sessionStorage.setItem('mprun:switches', v)
    }, this.switches)
    if (!old.isClosed()) await old.close({ runBeforeUnload: false })
    await this.launch(target)
  }

  /** @template T @param {string} name @param {...any} args @returns {Promise<any>} calls the runner's switch of that name */
  tester(name, ...args) {
    return this.page.evaluate(([n, a]) => /** @type {any} */ (globalThis).__mprun__[n](...a), /** @type {[string, any[]]} */ ([name, args]))
  }

  /** @param {string} name @param {any} value */
  async turn(name, value) {
    await this.tester(name, value)
    this.switches = await this.page.evaluate(() => sessionStorage.getItem('mprun:switches'))
  }

  /** @param {boolean} isOn */
  flightMode(isOn) { return this.turn('setOffline', isOn) }
  /** @param {'light' | 'dark' | ''} theme */
  setTheme(theme) { return this.turn('setTheme', theme) }
  /** @param {number} px 16, 20, 23 */
  setFontSize(px) { return this.turn('setFontSize', px) }
  /** @returns {Promise<any>} the data of the page on top */
  data() { return this.tester('data') }
  /** @returns {Promise<string[]>} page paths, bottom first */
  stack() { return this.tester('stack') }

  /** @param {string} path waits until this page is on top */
  async at(path) {
    await this.page.waitForFunction((p) => /** @type {any} */ (globalThis).__mprun__?.stack().at(-1) === p, path)
  }

  /** The visible page and the dialogs above it. */
  get screen() {
    return this.page.locator('.mp-page:not([hidden]), .mp-tabbar:not([hidden]), .mp-layer')
  }

  /** @param {string | RegExp} text exact when a string */
  byText(text) {
    return this.screen.getByText(text, { exact: typeof text === 'string' }).filter({ visible: true }).first()
  }

  /** @param {string | RegExp} label of something that can be typed into or pressed */
  byLabel(label) {
    return this.screen.getByLabel(label, { exact: typeof label === 'string' }).filter({ visible: true }).first()
  }

  /** @param {string | RegExp | import('playwright-core').Locator} what a text, or a locator */
  async tap(what) {
    const target = typeof what === 'string' || what instanceof RegExp ? this.byText(what) : what
    this.taps++
    await target.click()
  }

  /** Types digits or text as a person does: tap the field, replace what is there. @param {string | RegExp} label @param {string} text */
  async type(label, text) {
    await this.byLabel(label).fill(text)
  }

  /** @param {string | RegExp} text */
  async sees(text) {
    await this.byText(text).waitFor({ state: 'visible' })
  }

  /** @param {string | RegExp} text */
  async seesNot(text) {
    assert.equal(await this.screen.getByText(text, { exact: typeof text === 'string' }).filter({ visible: true }).count(), 0, `${text} is shown`)
  }

  /**
   * Lets the next matching request reach the server and loses its reply, as a dead zone does.
   * @param {RegExp} url
   * @returns {Promise<{status: number, body: string}>} resolves when the server has answered
   */
  async loseNextReply(url) {
    /** @type {(value: {status: number, body: string}) => void} */
    let done
    const answered = new Promise((/** @type {(value: {status: number, body: string}) => void} */ resolve) => { done = resolve })
    await this.context.route(url, async (route) => {
      const reply = await route.fetch()
      const body = await reply.text()
      await route.abort('connectionreset')
      done({ status: reply.status(), body })
    }, { times: 1 })
    return answered
  }

  /** Scrolls the page down to its end. */
  async toEnd() {
    await this.page.evaluate(() => { const all = document.querySelector('.mp-page:not([hidden]) .mp-scroll'); if (all) all.scrollTop = all.scrollHeight })
  }

  /** Waits until what slides or fades has come to rest; what turns for ever does not count. */
  async still() {
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))) /* what was set is drawn, and has begun to move */
    await this.page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running' || one.effect?.getComputedTiming().endTime === Infinity))
  }

  /** @param {string} name file name without suffix, below build/screenshots */
  async shot(name) {
    const file = path.join(shots, `${name}.png`)
    fs.mkdirSync(path.dirname(file), { recursive: true })
    await this.page.screenshot({ path: file, animations: 'disabled' })
    return file
  }

  /** The whole length of the page in one picture. @param {string} name */
  async fullShot(name) {
    const size = /** @type {{width: number, height: number}} */ (this.page.viewportSize())
    const extra = await this.page.evaluate(() => {
      const s = document.querySelector('.mp-page:not([hidden]) .mp-scroll')
      return s ? s.scrollHeight - s.clientHeight : 0
    })
    await this.page.setViewportSize({ width: size.width, height: size.height + extra })
    const file = await this.shot(name)
    await this.page.setViewportSize(size)
    return file
  }

  /** @returns {Promise<import('./harness_audit.mjs').Audit>} */
  audit() {
    return this.page.evaluate(auditPage)
  }

  /** Fails when visible text is too pale or something does not fit. @param {string} where for the message */
  async assertReadable(where) {
    const { contrast, overflow } = await this.audit()
    assert.deepEqual({ contrast, overflow }, { contrast: [], overflow: [] }, where)
  }

  /** Ends the device and fails when anything went wrong on it. @param {RegExp[]} [expected] console texts that the test provoked */
  async close(expected = []) {
    const told = await this.page.evaluate(() => /** @type {any} */ (globalThis).__mprun__?.errors ?? []).catch(() => [])
    await this.context.close()
    const all = [...new Set([...this.problems, ...told.map((/** @type {string} */ t) => `mprun: ${t}`)])]
    assert.deepEqual(all.filter((text) => !expected.some((e) => e.test(text))), [])
  }
}
