// @ts-check
// Starts the packed mini-program in this document, and offers the tester's switches as `__mprun__`.
import { connectEvents, PhoneBackend, viewBottom, viewTop } from './backend.mjs'
import { Context } from './context.mjs'
import { Registry } from './registry.mjs'
import { parseUrl, Router } from './router.mjs'
import { make } from './ui/dom.mjs'
import { makeWx } from './wx/index.mjs'
import { wxWebAssembly } from './wx/wasm.mjs'

/** @param {Context} ctx */
function applyTheme(ctx) {
  document.documentElement.dataset.theme = ctx.theme()
  document.documentElement.style.colorScheme = ctx.theme()
  ctx.router?.dressAll()
}

/** @param {Context} ctx */
function connectWindow(ctx) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => setTheme(ctx, ctx.themeChoice))
  addEventListener('resize', () => {
    const size = { windowWidth: innerWidth, windowHeight: innerHeight - viewTop() - viewBottom(), screenWidth: innerWidth, screenHeight: innerHeight }
    const detail = { size, deviceOrientation: innerWidth > innerHeight ? 'landscape' : 'portrait' }
    ctx.events.emit('resize', detail)
    const entry = ctx.router.top
    if (!entry) return
    ctx.router.call(entry, 'onResize', detail)
    entry.root.getComponent().triggerPageLifetime('resize', [detail])
  })
  document.addEventListener('visibilitychange', () => setForeground(ctx, !document.hidden))
  addEventListener('unhandledrejection', (ev) => {
    const { reason } = ev
    ctx.report(`unhandled rejection: ${reason?.stack || reason?.errMsg || JSON.stringify(reason)}`)
    ctx.events.emit('rejection', { reason, promise: ev.promise })
  })
}

/** @param {Context} ctx @param {'light' | 'dark' | ''} choice '' follows the system */
function setTheme(ctx, choice) {
  const before = document.documentElement.dataset.theme
  ctx.themeChoice = choice
  ctx.keepSwitches()
  applyTheme(ctx)
  if (ctx.theme() !== before) ctx.events.emit('theme', { theme: ctx.theme() })
}

/** @param {Context} ctx @param {boolean} isForeground */
function setForeground(ctx, isForeground) {
  if (ctx.isForeground === isForeground) return
  ctx.isForeground = isForeground
  const { router } = ctx
  const hook = isForeground ? 'onShow' : 'onHide'
  ctx.appInstance?.[hook]?.(ctx.launchOptions)
  ctx.events.emit(isForeground ? 'app-show' : 'app-hide', ctx.launchOptions)
  if (!router.top) return
  router.call(router.top, hook)
  router.top.root.getComponent().triggerPageLifetime(isForeground ? 'show' : 'hide', [])
}

/** @param {Context} ctx @param {ReturnType<typeof makeWx>} wx */
function testerSwitches(ctx, wx) {
  return {
    errors: ctx.errors,
    wxNames: wx.names,
    setOffline: (/** @type {boolean} */ b) => wx.network.setOffline(b),
    isOffline: () => ctx.isOffline,
    setTheme: (/** @type {'light' | 'dark' | ''} */ t) => setTheme(ctx, t),
    theme: () => ctx.theme(),
    setFontSize: (/** @type {number} */ px) => {
      ctx.fontSize = px
      ctx.keepSwitches()
      ctx.events.emit('font-size', px)
    },
    fontSize: () => ctx.fontSize,
    setForeground: (/** @type {boolean} */ b) => setForeground(ctx, b),
    go: (/** @type {string} */ how, /** @type {string} */ url) => { ctx.router.go(how, url) },
    back: () => ctx.router.back(1),
    stack: () => ctx.router.stack.map((/** @type {any} */ e) => e.path),
    page: () => ctx.router.top?.page,
    data: () => JSON.parse(JSON.stringify(ctx.router.top?.page.data)),
    app: () => ctx.appInstance
  }
}

function start() {
  const ctx = new Context(/** @type {any} */ (globalThis).__MPRUN_APP__)
  const { app } = ctx
  document.body.append(make('div', 'mp-app'))
  const backend = new PhoneBackend()
  const registry = new Registry(ctx, backend)
  connectEvents(backend)
  const wx = makeWx(ctx)
  ctx.router = new Router(ctx, registry)
  const globals = {
    App: (/** @type {any} */ options) => { ctx.appInstance = options },
    getApp: () => ctx.appInstance,
    getCurrentPages: () => ctx.router.stack.map((/** @type {any} */ e) => e.page),
    wxFor: wx.wxFor,
    WXWebAssembly: wxWebAssembly(ctx)
  }
  const wanted = parseUrl(location.hash.replace(/^#\/?/, '') || app.pages[0])
  const isKnown = app.components[wanted.path]?.page
  const first = isKnown ? wanted : parseUrl(app.pages[0])
  ctx.launchOptions = { path: first.path, query: first.query, scene: 1001, referrerInfo: {} }
  Object.assign(globalThis, { __mprun__: testerSwitches(ctx, wx) })
  applyTheme(ctx)
  registry.load(globals)
  connectWindow(ctx)
  ctx.events.on('error', (/** @type {any} */ e) => ctx.appInstance?.onError?.(String(e?.stack || e)))
  ctx.events.on('rejection', (/** @type {any} */ e) => ctx.appInstance?.onUnhandledRejection?.(e))
  try {
    ctx.appInstance?.onLaunch?.(ctx.launchOptions)
    ctx.appInstance?.onShow?.(ctx.launchOptions)
  } catch (error) {
    ctx.report(`app.js: ${/** @type {Error} */ (error).stack}`)
  }
  ctx.router.mount(first)
  if (!isKnown) {
    ctx.report(`page not found: ${wanted.path}`)
    ctx.appInstance?.onPageNotFound?.({ path: wanted.path, query: wanted.query, isEntryPage: true })
  }
}

start()
