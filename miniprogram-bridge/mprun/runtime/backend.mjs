// @ts-check
// Where glass-easel meets the document: units in style attributes, which browser events exist for a page, touches made
// from mouse and keyboard, coordinates below the navigation bar.
import * as adapter from 'glass-easel-miniprogram-adapter'
import { fixLengths } from '../shared/lengths.mjs'

const { glassEasel } = adapter
/** Browser events that a mini-program knows; all others (click, input, focus …) are made by the built-ins themselves. */
const KNOWN = new Set([
  'touchstart', 'touchmove', 'touchend', 'touchcancel', 'tap', 'canceltap', 'transitionend',
  'animationstart', 'animationiteration', 'animationend', 'scroll'
])
const LONG_PRESS_MS = 350
const MOVE_LIMIT_PX = 10

export class PhoneBackend extends glassEasel.CurrentWindowBackendContext {
  constructor() {
    super()
    const self = /** @type {any} */ (this)
    self.document = {
      createElement: (/** @type {string} */ tag) => withUnits(document.createElement(tag)),
      createTextNode: (/** @type {string} */ text) => document.createTextNode(text),
      createDocumentFragment: () => document.createDocumentFragment()
    }
  }

  /** @param {any} element @param {any} value */
  associateValue(element, value) {
    super.associateValue(element, value)
    if (element.setAttribute && value.is?.includes('/') && !value.is.startsWith('__builtin/')) element.setAttribute('wx-is', value.is)
  }

  getWindowHeight() {
    return innerHeight - viewTop() - viewBottom()
  }
}

/** @param {HTMLElement} element */
function withUnits(element) {
  const set = element.setAttribute
  element.setAttribute = (name, value) => set.call(element, name, name === 'style' ? fixLengths(String(value)) : value)
  return element
}

/** The view of the page on top. */
const currentView = () => document.querySelector('.mp-page:not([hidden]) > .mp-view')
/** @returns {number} px between the window's top and the page's top */
export const viewTop = () => currentView()?.getBoundingClientRect().top ?? 0
/** @returns {number} px below the page, for example of a tab bar */
export const viewBottom = () => (currentView() ? innerHeight - /** @type {Element} */ (currentView()).getBoundingClientRect().bottom : 0)

/** @param {{clientX: number, clientY: number, identifier?: number}} t */
const touchOf = (t) => {
  const y = t.clientY - viewTop()
  const scroll = currentView()?.querySelector('.mp-scroll')?.scrollTop ?? 0
  return { identifier: t.identifier ?? 0, clientX: t.clientX, clientY: y, pageX: t.clientX, pageY: y + scroll, x: t.clientX, y, force: 1 }
}

/** @param {Element | null} node */
function componentAt(node) {
  let at = /** @type {any} */ (node)
  while (at && !at.__wxElement) at = at.parentNode
  return at?.__wxElement
}

/** @param {any} target @param {string} type @param {any} detail @param {Record<string, unknown>} extra */
function send(target, type, detail, extra) {
  return glassEasel.triggerEvent(target, type, detail, { bubbles: true, composed: true, capturePhase: true, extraFields: extra })
}

/** @param {any} target glass-easel element @param {any} original */
function scrollDetail(target, original) {
  const el = /** @type {Element} */ (original.target)
  const last = target.__lastScroll || { top: 0, left: 0 }
  target.__lastScroll = { top: el.scrollTop, left: el.scrollLeft }
  return {
    scrollLeft: el.scrollLeft, scrollTop: el.scrollTop, scrollHeight: el.scrollHeight, scrollWidth: el.scrollWidth,
    deltaX: last.left - el.scrollLeft, deltaY: last.top - el.scrollTop
  }
}

/** @param {PhoneBackend} backend */
export function connectEvents(backend) {
  backend.onEvent((target, type, detail, options) => {
    if (!KNOWN.has(type)) return undefined
    const original = /** @type {any} */ (options.originalEvent)
    const extra = { touches: [...(original?.touches || [])].map(touchOf), changedTouches: [...(original?.changedTouches || [])].map(touchOf) }
    let body = type === 'scroll' ? scrollDetail(target, original) : detail
    if (type === 'tap') {
      body = { x: detail.x, y: detail.y - viewTop() }
      if (!extra.changedTouches.length) extra.changedTouches = [touchOf(original)]
    }
    const bubbles = type === 'scroll' ? false : options.bubbles
    return glassEasel.triggerEvent(target, type, body, { ...options, bubbles, extraFields: extra })
  })
  connectMouse()
  connectLongPress()
  connectKeyboard()
  const proto = /** @type {any} */ (glassEasel.Element.prototype)
  const measure = proto.getBoundingClientRect
  proto.getBoundingClientRect = function (/** @type {Function} */ done) {
    return measure.call(this, (/** @type {any} */ r) => {
      const top = r.top - viewTop()
      done({ left: r.left, top, right: r.left + r.width, bottom: top + r.height, width: r.width, height: r.height })
    })
  }
}

/** On a PC the mouse's main button acts as one finger. */
function connectMouse() {
  /** @type {any} */
  let held = null
  let hasTouch = false
  addEventListener('touchstart', () => { hasTouch = true }, { capture: true, passive: true })
  const fire = (/** @type {string} */ type, /** @type {MouseEvent} */ ev) => {
    const touch = touchOf(ev)
    send(held, type, {}, { touches: type === 'touchend' ? [] : [touch], changedTouches: [touch] })
  }
  addEventListener('mousedown', (ev) => {
    held = ev.button === 0 && !hasTouch ? componentAt(/** @type {Element} */ (ev.target)) : null
    if (held) fire('touchstart', ev)
  }, { capture: true })
  addEventListener('mousemove', (ev) => {
    if (held && ev.buttons & 1) fire('touchmove', ev)
  }, { capture: true })
  addEventListener('mouseup', (ev) => {
    if (held) fire('touchend', ev)
    held = null
  }, { capture: true })
}

function connectLongPress() {
  let timer = 0
  let x = 0
  let y = 0
  const cancel = () => clearTimeout(timer)
  addEventListener('pointerdown', (ev) => {
    cancel()
    const target = ev.button === 0 ? componentAt(/** @type {Element} */ (ev.target)) : null
    if (!target) return
    x = ev.clientX
    y = ev.clientY
    timer = window.setTimeout(() => {
      const touch = touchOf(ev)
      for (const type of ['longpress', 'longtap']) send(target, type, { x: touch.x, y: touch.y }, { touches: [touch], changedTouches: [touch] })
    }, LONG_PRESS_MS)
  }, { capture: true })
  addEventListener('pointermove', (ev) => {
    if (Math.hypot(ev.clientX - x, ev.clientY - y) > MOVE_LIMIT_PX) cancel()
  }, { capture: true })
  for (const type of ['pointerup', 'pointercancel', 'scroll']) addEventListener(type, cancel, { capture: true })
}

/** Enter and space tap what says that it is a button, so that a PC user needs no mouse. */
function connectKeyboard() {
  addEventListener('keydown', (ev) => {
    const el = /** @type {Element} */ (ev.target)
    if ((ev.key !== 'Enter' && ev.key !== ' ') || el.matches('input,textarea,select,button')) return
    if (!el.matches('[role=button],[role=tab],[role=radio],[role=checkbox],[role=switch],[role=link],[role=menuitem]')) return
    const target = componentAt(el)
    if (!target) return
    ev.preventDefault()
    const box = el.getBoundingClientRect()
    send(target, 'tap', { x: box.left, y: box.top - viewTop() }, { touches: [], changedTouches: [] })
  })
}
