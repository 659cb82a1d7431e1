// @ts-check
// Dialogs of the runner: bottom sheet, modal, action sheet, toast. Each draws itself in the page, so tests can press it.
import { layer, make, makeButton } from './dom.mjs'

const TEXTS = { confirm: '确定', cancel: '取消' }

/** @param {HTMLElement} panel @param {() => void} dismiss called on Escape or a press beside the panel */
function openPanel(panel, dismiss) {
  const mask = make('div', 'mp-mask', panel)
  const before = /** @type {HTMLElement | null} */ (document.activeElement)
  panel.setAttribute('role', 'dialog')
  panel.setAttribute('aria-modal', 'true')
  mask.addEventListener('mousedown', (ev) => { if (ev.target === mask) dismiss() })
  mask.addEventListener('keydown', (ev) => { if (ev.key === 'Escape') dismiss() })
  layer().append(mask)
  const first = /** @type {HTMLElement | null} */ (panel.querySelector('input,textarea,select,button:last-of-type'))
  first?.focus()
  return () => {
    mask.remove()
    before?.focus?.()
  }
}

/** @param {{title?: string, content: HTMLElement[], confirm: () => void, cancel: () => void}} options */
export function openSheet({ title, content, confirm, cancel }) {
  const act = (/** @type {() => void} */ then) => () => {
    close()
    then()
  }
  const left = makeButton(TEXTS.cancel, 'mp-plain', act(cancel))
  const right = makeButton(TEXTS.confirm, 'mp-plain mp-strong', act(confirm))
  const head = make('div', 'mp-sheet-head', left, make('span', 'mp-sheet-title', title || ''), right)
  const panel = make('div', 'mp-sheet', head, make('div', 'mp-sheet-body', ...content))
  const close = openPanel(panel, act(cancel))
}

/** @param {any} options wx.showModal's @returns {Promise<object>} */
export function openModal(options) {
  return new Promise((resolve) => {
    const field = /** @type {HTMLTextAreaElement} */ (document.createElement('textarea'))
    field.placeholder = options.placeholderText || ''
    field.value = options.editable ? options.content || '' : ''
    const answer = (/** @type {boolean} */ isConfirmed) => () => {
      close()
      resolve({ confirm: isConfirmed, cancel: !isConfirmed, content: options.editable && isConfirmed ? field.value : null })
    }
    const body = options.editable ? field : make('div', 'mp-modal-text', options.content || '')
    const cancel = makeButton(options.cancelText || TEXTS.cancel, 'mp-modal-button', answer(false))
    const confirm = makeButton(options.confirmText || TEXTS.confirm, 'mp-modal-button mp-strong', answer(true))
    if (options.confirmColor) confirm.style.color = options.confirmColor
    if (options.cancelColor) cancel.style.color = options.cancelColor
    const row = make('div', 'mp-modal-row', ...(options.showCancel === false ? [] : [cancel]), confirm)
    const head = options.title ? [make('div', 'mp-modal-title', options.title)] : []
    const panel = make('div', 'mp-modal', ...head, body, row)
    panel.setAttribute('aria-label', options.title || options.content || '')
    const close = openPanel(panel, () => { if (options.showCancel !== false) answer(false)() })
  })
}

/** @param {any} options wx.showActionSheet's @returns {Promise<number>} the index, or -1 */
export function openActions(options) {
  return new Promise((resolve) => {
    const answer = (/** @type {number} */ index) => () => {
      close()
      resolve(index)
    }
    const head = options.alertText ? [make('div', 'mp-actions-head', options.alertText)] : []
    const items = options.itemList.map((/** @type {string} */ text, /** @type {number} */ i) => {
      const button = makeButton(text, 'mp-action', answer(i))
      if (options.itemColor) button.style.color = options.itemColor
      return button
    })
    const panel = make('div', 'mp-sheet', ...head, ...items, makeButton(TEXTS.cancel, 'mp-action mp-action-cancel', answer(-1)))
    const close = openPanel(panel, answer(-1))
  })
}

/** @type {Element | null} */
let toast = null
let timer = 0

export function closeToast() {
  clearTimeout(timer)
  toast?.remove()
  toast = null
}

/** @param {any} options wx.showToast's @param {boolean} isLoading */
export function openToast(options, isLoading) {
  closeToast()
  const kind = isLoading ? 'loading' : options.icon || 'success'
  const mark = make('div', `mp-toast-icon mp-toast-${kind}`)
  toast = make('div', `mp-toast mp-toast-box-${kind}`, ...(kind === 'none' ? [] : [mark]), make('div', 'mp-toast-text', options.title || ''))
  toast.setAttribute('role', 'status')
  if (options.mask) toast.classList.add('mp-toast-mask')
  layer().append(toast)
  if (!isLoading) timer = window.setTimeout(closeToast, options.duration || 1500)
}
