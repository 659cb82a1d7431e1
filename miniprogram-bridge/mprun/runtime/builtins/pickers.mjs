// @ts-check
// picker: a tap opens a sheet. Lists are select boxes there, dates and times the browser's own fields.
import { openSheet } from '../ui/sheet.mjs'

const FIELD_TYPES = /** @type {Record<string, string>} */ ({ date: 'date', month: 'month', time: 'time', year: 'number' })

/** @param {any} item @param {string} key */
const labelOf = (item, key) => String(key && item !== null && typeof item === 'object' ? item[key] : item)

/** @param {any[]} range @param {string} key @param {number} at */
function makeSelect(range, key, at) {
  const select = document.createElement('select')
  select.size = Math.min(7, Math.max(2, range.length))
  range.forEach((item, i) => select.add(new Option(labelOf(item, key), String(i), false, i === Number(at))))
  return select
}

/** @param {import('./index.mjs').Host} host */
function listFields(host) {
  const { mode, range, rangeKey, value } = host.data()
  if (mode !== 'multiSelector') {
    const select = makeSelect(range || [], rangeKey, value || 0)
    return { fields: [select], read: () => select.selectedIndex }
  }
  const selects = (range || []).map((/** @type {any[]} */ column, /** @type {number} */ i) => makeSelect(column, rangeKey, value?.[i] || 0))
  selects.forEach((/** @type {HTMLSelectElement} */ s, /** @type {number} */ column) => {
    s.addEventListener('change', () => host.emit('columnchange', { column, value: s.selectedIndex }))
  })
  return { fields: selects, read: () => selects.map((/** @type {HTMLSelectElement} */ s) => s.selectedIndex) }
}

/** What WeChat's wheel stands on when no value was given. @param {string} type */
function today(type) {
  const now = new Date()
  const day = new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString()
  return type === 'date' ? day.slice(0, 10) : type === 'month' ? day.slice(0, 7) : type === 'number' ? day.slice(0, 4) : ''
}

/** @param {import('./index.mjs').Host} host */
function dateField(host) {
  const { mode, value, start, end, fields } = host.data()
  const field = document.createElement('input')
  field.type = FIELD_TYPES[mode === 'date' && fields && fields !== 'day' ? fields : mode]
  field.value = value || today(field.type)
  if (start) field.min = start
  if (end) field.max = end
  return { fields: [field], read: () => field.value }
}

/** @param {import('./index.mjs').Host} host */
function setupPicker(host) {
  host.component.addListener('tap', () => {
    const { mode, disabled, headerText } = host.data()
    if (disabled) return
    const isDate = mode === 'date' || mode === 'time'
    if (mode === 'region') return host.ctx.report('picker mode=region is not available in the runner')
    const { fields, read } = isDate ? dateField(host) : listFields(host)
    openSheet({
      title: headerText,
      content: fields,
      confirm: () => {
        const value = read()
        host.set('value', value)
        host.emit('change', { value })
      },
      cancel: () => host.emit('cancel')
    })
  })
}

/** @type {Record<string, import('./index.mjs').Builtin>} */
export const PICKERS = {
  picker: {
    properties: {
      mode: { type: String, value: 'selector' }, range: { type: Array, value: [] }, rangeKey: String, value: null, start: String, end: String,
      fields: String, disabled: Boolean, headerText: String, customItem: String, level: String, name: String
    },
    role: 'button',
    setup: setupPicker
  }
}
