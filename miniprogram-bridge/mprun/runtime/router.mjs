// @ts-check
// The page stack: opening, closing, tab pages, page and app lifecycle, titles and colours of the navigation bar.
import { PullDown } from './pull.mjs'
import { make, makeButton } from './ui/dom.mjs'
import { openModal } from './ui/sheet.mjs'

const MAX_DEPTH = 10

/** @typedef {{path: string, query: Record<string, string>, root: any, page: any, box: HTMLElement, scroller: HTMLElement, title: HTMLElement,
 *   alert: string, pull: PullDown | null}} Entry */

/** @param {string} url @returns {{path: string, query: Record<string, string>}} values stay encoded, as WeChat leaves them */
export function parseUrl(url) {
  const [path, search = ''] = url.split('?')
  const pairs = search.split('&').filter(Boolean).map((pair) => {
    const at = pair.indexOf('=')
    return at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
  })
  return { path: path.replace(/^\//, ''), query: Object.fromEntries(pairs) }
}

export class Router {
  /** @param {import('./context.mjs').Context} ctx @param {import('./registry.mjs').Registry} registry */
  constructor(ctx, registry) {
    this.ctx = ctx
    this.registry = registry
    /** @type {Entry[]} */
    this.stack = []
    /** @type {Map<string, Entry>} tab pages stay alive */
    this.tabs = new Map()
    /** @type {any[]} */
    this.tabItems = ctx.app.appJson.tabBar?.list || []
    this.bar = this.tabItems.length ? this.makeTabBar() : null
    /** Steps back in the browser's history that we asked for and that have not arrived yet. */
    this.ownSteps = 0
    this.unpushed = 0
    addEventListener('popstate', (ev) => this.popped(ev.state?.depth || 1))
  }

  get top() {
    return this.stack[this.stack.length - 1]
  }

  /** @param {string} path */
  isTab(path) {
    return this.tabItems.some((item) => item.pagePath === path)
  }

  /** @param {string} url @returns {{path: string, query: Record<string, string>}} */
  resolve(url) {
    if (typeof url !== 'string' || !url) throw new Error('parameter.url should be String')
    const base = this.top ? `http://x/${this.top.path}` : 'http://x/'
    const [path, search] = url.split('?')
    const target = parseUrl(new URL(path, base).pathname + (search ? `?${search}` : ''))
    if (!this.ctx.app.components[target.path]?.page) throw new Error(`page "${target.path}" is not found`)
    return target
  }

  /** @param {string} how navigateTo | redirectTo | reLaunch | switchTab @param {string} url */
  go(how, url) {
    const target = this.resolve(url)
    if (how === 'switchTab') return this.switchTab(target)
    if (this.isTab(target.path) && how !== 'reLaunch') throw new Error(`can not ${how} a tabbar page`)
    if (how === 'navigateTo') return this.push(target)
    if (how === 'redirectTo') this.drop()
    else while (this.stack.length) this.drop()
    return this.mount(target)
  }

  /** @param {{path: string, query: Record<string, string>}} target */
  push(target) {
    if (this.stack.length >= MAX_DEPTH) throw new Error('webview count limit exceed')
    if (this.top) this.hide(this.top)
    // A push before a pending step back arrives would be undone by it.
    if (this.ownSteps > 0) this.unpushed++
    else history.pushState({ depth: this.stack.length + 1 }, '')
    return this.mount(target)
  }

  /** @param {{path: string, query: Record<string, string>}} target */
  switchTab(target) {
    if (!this.isTab(target.path)) throw new Error('can not switch to no-tabBar page')
    while (this.stack.length && !(this.stack.length === 1 && this.isTab(this.top.path))) this.drop()
    if (this.top?.path === target.path) return this.show(this.top)
    if (this.top) this.hide(this.top)
    this.stack.length = 0
    const known = this.tabs.get(target.path)
    if (!known) return this.mount(target)
    this.stack.push(known)
    return this.show(known)
  }

  /** @param {number} delta a press on back; asks first when the page wants it */
  async back(delta = 1) {
    const text = this.top?.alert
    if (text && !(/** @type {any} */ (await openModal({ content: text })).confirm)) return
    const count = Math.min(delta, this.stack.length - 1)
    if (count < 1) return
    this.close(count)
    this.ownSteps++
    history.go(-count)
  }

  /** @param {number} depth of the history entry that the browser has gone to */
  popped(depth) {
    if (this.ownSteps > 0) {
      this.ownSteps--
      if (this.ownSteps === 0 && this.top) this.catchUp(this.top)
    } else if (depth < this.stack.length) this.close(this.stack.length - depth)
  }

  /** Our step back has arrived: pages opened meanwhile get their entries now. @param {Entry} top */
  catchUp(top) {
    for (; this.unpushed > 0; this.unpushed--) history.pushState({ depth: this.stack.length }, '')
    this.remember(top)
  }

  /** Writes the page into the browser's history, for reload and for the back button. @param {Entry} entry */
  remember(entry) {
    const search = Object.entries(entry.query).map(([k, v]) => `${k}=${v}`).join('&')
    history.replaceState({ depth: this.stack.length }, '', `#/${entry.path}${search ? `?${search}` : ''}`)
  }

  /** @param {number} count pages to close */
  close(count) {
    for (let i = 0; i < count; i++) this.drop()
    this.show(this.top)
  }

  drop() {
    const entry = /** @type {Entry} */ (this.stack.pop())
    this.tabs.delete(entry.path)
    this.call(entry, 'onUnload')
    entry.root.release()
    entry.box.remove()
  }

  /** @param {{path: string, query: Record<string, string>}} target @returns {Entry} */
  mount({ path, query }) {
    const root = this.registry.associated.createRoot('wx-page', this.registry.space, path)
    const page = /** @type {any} */ (root.get())
    const title = make('span', 'mp-title')
    const slot = make('div', '')
    const scroller = make('div', 'mp-scroll', slot)
    const nav = make('div', 'mp-nav', title)
    const box = make('div', 'mp-page', nav, make('div', 'mp-view', scroller))
    this.addWayBack(nav, path)
    document.querySelector('.mp-app')?.insertBefore(box, this.bar)
    /** @type {Entry} */
    const entry = { path, query, root, page, box, scroller, title, alert: '', pull: null }
    page.route = path
    page.options = query
    this.stack.push(entry)
    if (this.isTab(path)) this.tabs.set(path, entry)
    this.connectScroll(entry)
    this.connectPull(entry)
    this.dress(entry)
    root.attach(/** @type {any} */ (scroller), /** @type {any} */ (slot))
    this.call(entry, 'onLoad', query)
    this.show(entry)
    setTimeout(() => this.call(entry, 'onReady'), 0)
    return entry
  }

  /** Back, or home on a page that was opened by its address. @param {HTMLElement} nav @param {string} path */
  addWayBack(nav, path) {
    const home = this.ctx.app.pages[0]
    if (!this.stack.length && (path === home || this.isTab(path))) return
    const isBack = this.stack.length > 0
    const leave = () => (isBack ? this.back(1) : this.go('reLaunch', `/${home}`))
    const button = makeButton('', isBack ? 'mp-back' : 'mp-home', leave)
    button.setAttribute('aria-label', isBack ? '返回' : '首页')
    nav.prepend(button)
  }

  /** @param {Entry} entry @param {string} text */
  setTitle(entry, text) {
    entry.title.textContent = text
    if (entry === this.top) document.title = text
  }

  /** @param {Entry} entry @param {string} hook @param {any} [argument] */
  call(entry, hook, argument) {
    const f = entry.page[hook]
    if (typeof f !== 'function') return undefined
    try {
      return f.call(entry.page, argument)
    } catch (error) {
      this.ctx.report(`${entry.path} ${hook}: ${/** @type {Error} */ (error).stack}`)
      this.ctx.events.emit('error', error)
      return undefined
    }
  }

  /** @param {Entry} entry */
  show(entry) {
    entry.box.hidden = false
    document.title = entry.title.textContent || ''
    document.documentElement.style.fontSize = entry.box.dataset.rootFontSize || ''
    this.remember(entry)
    this.markTab(entry.path)
    this.call(entry, 'onShow')
    entry.root.getComponent().triggerPageLifetime('show', [])
    return entry
  }

  /** @param {Entry} entry */
  hide(entry) {
    this.call(entry, 'onHide')
    entry.root.getComponent().triggerPageLifetime('hide', [])
    entry.box.hidden = true
  }

  /** Title and colours from app.json and the page's json. @param {Entry} entry */
  dress(entry) {
    const w = { ...this.ctx.app.appJson.window, ...this.ctx.app.components[entry.path].json }
    const value = (/** @type {string} */ name) => this.ctx.themed(w[name])
    this.setTitle(entry, entry.title.textContent || value('navigationBarTitleText') || '')
    entry.box.classList.toggle('mp-custom-nav', w.navigationStyle === 'custom')
    entry.box.style.setProperty('--mp-nav-bg', value('navigationBarBackgroundColor') || '#000')
    entry.box.style.setProperty('--mp-nav-fg', value('navigationBarTextStyle') === 'black' ? '#000' : '#fff')
    entry.box.style.background = value('backgroundColor') || value('backgroundColorContent') || ''
  }

  /** @param {Entry} entry */
  connectScroll(entry) {
    const distance = this.ctx.app.components[entry.path].json.onReachBottomDistance || 50
    let wasBottom = false
    entry.scroller.addEventListener('scroll', () => {
      const s = entry.scroller
      this.call(entry, 'onPageScroll', { scrollTop: s.scrollTop })
      const isBottom = s.scrollHeight - s.clientHeight - s.scrollTop <= distance
      if (isBottom && !wasBottom) this.call(entry, 'onReachBottom')
      wasBottom = isBottom
    })
  }

  /** startPullDownRefresh works on every page, the gesture where it is enabled. @param {Entry} entry */
  connectPull(entry) {
    entry.pull = new PullDown(entry.scroller, () => this.call(entry, 'onPullDownRefresh'))
    const w = { ...this.ctx.app.appJson.window, ...this.ctx.app.components[entry.path].json }
    if (w.enablePullDownRefresh) entry.pull.connect()
  }

  /** @param {number} top @param {number} duration */
  scrollTo(top, duration = 300) {
    this.top.scroller.scrollTo({ top, behavior: duration ? 'smooth' : 'auto' })
  }

  /** @param {'menu' | 'button'} from */
  share(from) {
    return this.call(this.top, 'onShareAppMessage', { from })
  }

  makeTabBar() {
    const items = this.tabItems.map((item) => {
      const button = makeButton('', 'mp-tab', () => {
        const isSame = this.top.path === item.pagePath
        if (!isSame) this.go('switchTab', `/${item.pagePath}`)
        this.call(this.top, 'onTabItemTap', { index: this.tabItems.indexOf(item), pagePath: item.pagePath, text: item.text })
      })
      button.setAttribute('role', 'tab')
      const icon = /** @type {HTMLImageElement} */ (make('img', 'mp-tab-icon'))
      icon.alt = ''
      button.append(...(item.iconPath ? [icon] : []), make('span', '', item.text))
      return button
    })
    const bar = make('div', 'mp-tabbar', ...items)
    bar.setAttribute('role', 'tablist')
    document.querySelector('.mp-app')?.append(bar)
    return bar
  }

  /** @param {string} path */
  markTab(path) {
    if (!this.bar) return
    this.bar.hidden = !this.isTab(path)
    const style = this.ctx.app.appJson.tabBar
    const value = (/** @type {string} */ name) => this.ctx.themed(style[name]) || ''
    this.bar.style.background = value('backgroundColor')
    this.tabItems.forEach((item, i) => {
      const button = /** @type {HTMLElement} */ (this.bar?.children[i])
      const isOn = item.pagePath === path
      button.setAttribute('aria-selected', String(isOn))
      button.style.color = value(isOn ? 'selectedColor' : 'color')
      const icon = this.ctx.themed(isOn ? item.selectedIconPath || item.iconPath : item.iconPath)
      if (icon) /** @type {HTMLImageElement} */ (button.querySelector('img')).src = this.ctx.fileUrl(icon)
    })
  }

  /** After a change of theme. */
  dressAll() {
    for (const entry of new Set([...this.stack, ...this.tabs.values()])) this.dress(entry)
    if (this.top) this.markTab(this.top.path)
  }
}
