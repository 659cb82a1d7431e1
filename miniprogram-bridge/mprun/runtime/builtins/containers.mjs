// @ts-check
// Built-ins that mostly hold others: view, text, form, label, navigator, page-container, root-portal, page-meta.

/** @type {WeakMap<Element, {submit: () => void, reset: () => void}>} */
const forms = new WeakMap()

/** @param {Element} el @param {'submit' | 'reset'} what acts on the form around an element */
export function actOnForm(el, what) {
  const form = el.closest('wx-form')
  if (form) forms.get(form)?.[what]()
}

const CONTROL_TAGS = 'wx-switch,wx-checkbox,wx-radio,wx-button,wx-input,wx-textarea'

/** @param {import('./index.mjs').Host} host */
function setupForm(host) {
  const fields = () => [...host.el.querySelectorAll('*')].map((el) => /** @type {any} */ (el).__wxElement).filter((c) => c?.data?.name)
  const reset = () => {
    for (const field of fields()) if ('value' in field.data) field.getMethodCaller().setData({ value: '' })
    host.emit('reset')
  }
  const submit = () => {
    const value = Object.fromEntries(fields().map((c) => [c.data.name, 'checked' in c.data ? c.data.checked : c.data.value]))
    host.emit('submit', { value, formId: '' })
  }
  forms.set(host.el, { submit, reset })
}

/** A tap on a label is a tap on its control. @param {import('./index.mjs').Host} host */
function setupLabel(host) {
  host.el.addEventListener('click', (ev) => {
    const target = /** @type {Element} */ (ev.target)
    if (target.closest(CONTROL_TAGS)) return
    const id = host.data().for
    const root = host.el.closest('wx-page') || document
    const control = id ? root.querySelector(`[id$="--${CSS.escape(id)}"]`) : host.el.querySelector(CONTROL_TAGS)
    const inner = /** @type {HTMLElement | null} */ (control?.querySelector('input,textarea') || null)
    if (inner instanceof HTMLInputElement && /checkbox|radio/.test(inner.type)) inner.click()
    else inner?.focus()
  })
}

/** @param {import('./index.mjs').Host} host */
function setupNavigator(host) {
  host.component.addListener('tap', () => {
    const { url, openType, delta } = host.data()
    const router = host.ctx.router
    if (openType === 'navigateBack') router.back(delta || 1)
    else router.go(openType === 'navigate' ? 'navigateTo' : openType, url)
  })
}

/** @param {import('./index.mjs').Host} host */
function setupPageMeta(host) {
  const box = /** @type {HTMLElement | null} */ (host.el.closest('.mp-page'))
  const page = /** @type {HTMLElement | null} */ (host.el.closest('wx-page'))
  const size = (/** @type {string} */ v) => (v === 'system' ? `${host.ctx.fontSize}px` : v || '')
  const again = () => {
    sinks.rootFontSize(host.data().rootFontSize)
    sinks.pageFontSize(host.data().pageFontSize)
  }
  const sinks = {
    rootFontSize: (/** @type {string} */ v) => {
      if (box) box.dataset.rootFontSize = size(v)
      if (box && !box.hidden) document.documentElement.style.fontSize = size(v)
    },
    pageFontSize: (/** @type {string} */ v) => { if (page) page.style.fontSize = size(v) },
    pageStyle: (/** @type {string} */ v) => { if (page && v) page.style.cssText += `;${v}` },
    backgroundColor: (/** @type {string} */ v) => { if (box && v) box.style.background = v },
    scrollTop: (/** @type {any} */ v) => { if (v) host.ctx.router.scrollTo(parseFloat(v), 0) }
  }
  host.ctx.events.on('font-size', again)
  return sinks
}

/** @param {import('./index.mjs').Host} host */
function setupPageContainer(host) {
  return {
    show: (/** @type {boolean} */ v) => {
      host.el.toggleAttribute('data-open', Boolean(v))
      const steps = v ? ['beforeenter', 'enter', 'afterenter'] : ['beforeleave', 'leave', 'afterleave']
      if (v || host.el.dataset.was) for (const type of steps) host.emit(type)
      host.el.dataset.was = v ? '1' : ''
    }
  }
}

const NAVIGATOR = {
  url: String, openType: { type: String, value: 'navigate' }, delta: { type: Number, value: 1 }, target: String, appId: String, path: String,
  extraData: null, version: String
}
const PAGE_META = {
  rootFontSize: String, pageFontSize: String, pageStyle: String, backgroundColor: String, rootBackgroundColor: String,
  backgroundTextStyle: String, backgroundColorTop: String, backgroundColorBottom: String, scrollTop: String, scrollDuration: Number,
  pageOrientation: String
}
const PAGE_CONTAINER = {
  show: Boolean, duration: Number, zIndex: Number, overlay: { type: Boolean, value: true }, position: { type: String, value: 'bottom' },
  round: Boolean, closeOnSlideDown: Boolean, overlayStyle: String, customStyle: String
}
const TEXT = { selectable: Boolean, userSelect: Boolean, space: String, decode: Boolean, overflow: String, maxLines: Number }

/** @type {Record<string, import('./index.mjs').Builtin>} */
export const CONTAINERS = {
  view: {},
  'cover-view': { properties: { scrollTop: null } },
  text: { properties: TEXT, attributes: ['space', 'userSelect', 'selectable'] },
  label: { properties: { for: String }, setup: setupLabel },
  form: { properties: { reportSubmit: Boolean, reportSubmitTimeout: Number }, setup: setupForm },
  navigator: { properties: NAVIGATOR, role: 'link', setup: setupNavigator },
  'page-container': { properties: PAGE_CONTAINER, attributes: ['position', 'round'], setup: setupPageContainer },
  'root-portal': { properties: { enable: { type: Boolean, value: true } } },
  'page-meta': { properties: PAGE_META, setup: setupPageMeta }
}
