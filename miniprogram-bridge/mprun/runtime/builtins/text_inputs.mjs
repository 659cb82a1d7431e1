// @ts-check
// input and textarea: a real control inside, whose value is set as a property and whose events become WeChat's.
import { scopedNames } from './hover.mjs'

const MODES = /** @type {Record<string, string>} */ ({ number: 'numeric', digit: 'decimal', idcard: 'text', nickname: 'text' })
const SHARED = {
  value: null, placeholder: String, placeholderStyle: String, placeholderClass: { type: String, value: 'input-placeholder' },
  disabled: Boolean, readonly: Boolean, maxlength: { type: Number, value: 140 }, cursorSpacing: null, autoFocus: Boolean, focus: Boolean, cursor: { type: Number, value: -1 },
  selectionStart: { type: Number, value: -1 }, selectionEnd: { type: Number, value: -1 }, adjustPosition: { type: Boolean, value: true },
  holdKeyboard: Boolean, confirmType: String, confirmHold: Boolean, name: String, cursorColor: String, adjustKeyboardTo: String,
  disableDefaultPadding: Boolean, passwordMaskStyle: null
}

/** A phone draws the placeholder as an element with the page's own class: so does this. @param {import('./index.mjs').Host} host */
function addPlaceholder(host) {
  const box = document.createElement('div')
  box.setAttribute('aria-hidden', 'true')
  host.el.append(box)
  return {
    text: (/** @type {string} */ v) => { box.textContent = v || '' },
    style: (/** @type {string} */ v) => box.setAttribute('style', v || ''),
    classes: (/** @type {string} */ v) => {
      box.className = ['mp-placeholder', ...scopedNames(host.component, host.ctx, v)].join(' ')
    },
    show: (/** @type {boolean} */ isEmpty) => { box.hidden = !isEmpty }
  }
}

/** @param {import('./index.mjs').Host} host @param {HTMLInputElement | HTMLTextAreaElement} field @param {{show: (b: boolean) => void}} placeholder */
function connectField(host, field, placeholder) {
  const emitInput = () => {
    const value = field.value
    placeholder.show(value === '')
    host.set('value', value)
    const detail = { value, cursor: field.selectionStart ?? value.length, keyCode: 0 }
    host.emit('input', detail, {
      handleListenerReturn: (/** @type {any} */ answer) => {
        const text = typeof answer === 'object' && answer !== null ? answer.value : answer
        if (typeof text === 'string' && text !== field.value) host.set('value', text)
      }
    })
  }
  field.addEventListener('input', emitInput)
  field.addEventListener('focus', () => {
    host.el.toggleAttribute('data-focus', true)
    host.emit('focus', { value: field.value, height: 0 })
  })
  field.addEventListener('blur', () => {
    host.el.toggleAttribute('data-focus', false)
    host.emit('blur', { value: field.value, cursor: field.selectionEnd ?? 0 })
  })
}

/** @param {import('./index.mjs').Host} host @param {HTMLInputElement | HTMLTextAreaElement} field */
function fieldSinks(host, field) {
  const placeholder = addPlaceholder(host)
  connectField(host, field, placeholder)
  const focus = (/** @type {boolean} */ v) => {
    const before = document.activeElement
    if (v && before === field) return
    /* Who went on to another field meanwhile keeps it: else two fields would fetch the focus from each other for ever. */
    if (v) setTimeout(() => { if (document.activeElement === before || document.activeElement === document.body) field.focus() }, 0)
    else if (before === field) field.blur()
  }
  const select = () => {
    const { selectionStart: a, selectionEnd: b, cursor } = host.data()
    if (a >= 0 && b >= a) field.setSelectionRange(a, b)
    else if (cursor >= 0) field.setSelectionRange(cursor, cursor)
  }
  // Only when focus comes, as on a phone; after the page's own handler, which may set another value.
  field.addEventListener('focus', () => queueMicrotask(() => { if (document.activeElement === field) select() }))
  return {
    value: (/** @type {any} */ v) => {
      const text = v === null || v === undefined ? '' : String(v)
      if (field.value !== text) field.value = text
      placeholder.show(text === '')
    },
    placeholder: (/** @type {string} */ v) => {
      field.placeholder = v || ''
      placeholder.text(v)
    },
    placeholderStyle: placeholder.style,
    placeholderClass: placeholder.classes,
    disabled: (/** @type {boolean} */ v) => { field.disabled = Boolean(v) },
    readonly: (/** @type {boolean} */ v) => { field.readOnly = Boolean(v) },
    maxlength: (/** @type {number} */ v) => { if (v >= 0) field.maxLength = v; else field.removeAttribute('maxlength') },
    focus,
    autoFocus: (/** @type {boolean} */ v) => { if (v) focus(true) },
    confirmType: (/** @type {string} */ v) => { field.enterKeyHint = v || 'done' }
  }
}

/** @param {import('./index.mjs').Host} host */
function setupInput(host) {
  const field = document.createElement('input')
  field.autocomplete = 'off'
  field.spellcheck = false
  host.el.append(field)
  field.addEventListener('keydown', (ev) => {
    if (ev.key !== 'Enter' || ev.isComposing) return
    host.emit('confirm', { value: field.value })
    if (!host.data().confirmHold) field.blur()
  })
  const type = () => {
    const { type: kind, password } = host.data()
    field.type = password || kind === 'safe-password' ? 'password' : 'text'
    field.inputMode = MODES[kind] || 'text'
  }
  return { ...fieldSinks(host, field), type, password: type }
}

/** @param {import('./index.mjs').Host} host */
function setupTextarea(host) {
  const field = document.createElement('textarea')
  host.el.append(field)
  let lines = 0
  const grow = () => {
    if (!host.data().autoHeight) return
    field.style.height = 'auto'
    const height = field.scrollHeight
    field.style.height = `${height}px`
    const lineCount = Math.round(height / (parseFloat(getComputedStyle(field).lineHeight) || 20))
    if (lineCount !== lines) host.emit('linechange', { height, lineCount })
    lines = lineCount
  }
  field.addEventListener('input', grow)
  const sinks = fieldSinks(host, field)
  return {
    ...sinks,
    value: (/** @type {any} */ v) => {
      sinks.value(v)
      requestAnimationFrame(grow)
    },
    autoHeight: (/** @type {boolean} */ v) => {
      host.el.toggleAttribute('auto-height', Boolean(v))
      requestAnimationFrame(grow)
    }
  }
}

/** @type {Record<string, import('./index.mjs').Builtin>} */
export const TEXT_INPUTS = {
  input: {
    properties: {
      ...SHARED, type: { type: String, value: 'text' }, password: Boolean, alwaysEmbed: Boolean, safePasswordCertPath: String,
      safePasswordLength: Number, safePasswordTimeStamp: Number, safePasswordNonce: String, safePasswordSalt: String, safePasswordCustomHash: String
    },
    leaf: true,
    setup: setupInput
  },
  textarea: { properties: { ...SHARED, autoHeight: Boolean, fixed: Boolean, showConfirmBar: { type: Boolean, value: true } }, leaf: true, setup: setupTextarea }
}
