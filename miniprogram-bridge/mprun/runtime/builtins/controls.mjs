// @ts-check
// Built-ins that a finger presses: button, switch, checkbox, radio, slider and the groups.
import { agreePrivacy, phoneNumber } from '../wx/person.mjs'
import { actOnForm } from './containers.mjs'

const BUTTON = {
  type: { type: String, value: 'default' }, size: { type: String, value: 'default' }, plain: Boolean, disabled: Boolean, loading: Boolean,
  formType: String, openType: String, lang: String, sessionFrom: String, sendMessageTitle: String, sendMessagePath: String,
  sendMessageImg: String, appParameter: String, showMessageCard: Boolean, phoneNumberNoQuotaToast: Boolean, needShowEntrance: Boolean,
  activityId: String, entrancePath: String, name: String, class: null
}

/** The event of each open-type and its answer. */
const OPEN_TYPES = /** @type {Record<string, [string, () => object | Promise<object>]>} */ ({
  agreePrivacyAuthorization: ['agreeprivacyauthorization', agreePrivacy],
  getPhoneNumber: ['getphonenumber', () => phoneNumber('getPhoneNumber')],
  getRealtimePhoneNumber: ['getrealtimephonenumber', () => phoneNumber('getRealtimePhoneNumber')],
  chooseAvatar: ['chooseavatar', () => ({ avatarUrl: '' })],
  openSetting: ['opensetting', () => ({ authSetting: {}, errMsg: 'openSetting:ok' })]
})

/** @param {import('./index.mjs').Host} host @param {[string, () => object | Promise<object>]} type */
async function openType(host, [event, answer]) {
  host.emit(event, await answer())
}

/** @param {import('./index.mjs').Host} host */
function setupButton(host) {
  host.component.addListener('tap', () => {
    const { formType, openType: types, disabled } = host.data()
    if (disabled) return
    if (formType) actOnForm(host.el, formType)
    for (const one of String(types || '').split('|')) {
      if (OPEN_TYPES[one]) openType(host, OPEN_TYPES[one])
      else if (one === 'share') host.ctx.router.share('button')
    }
  })
  return {
    disabled: (/** @type {boolean} */ v) => {
      host.el.toggleAttribute('disabled', v)
      host.el.setAttribute('aria-disabled', String(Boolean(v)))
      host.el.tabIndex = v ? -1 : 0
    }
  }
}

/** @param {import('./index.mjs').Host} host @param {'checkbox' | 'radio'} type @param {string} [role] */
function addTick(host, type, role) {
  const input = document.createElement('input')
  input.type = type
  if (role) input.setAttribute('role', role)
  host.el.prepend(input)
  return input
}

/** @param {import('./index.mjs').Host} host */
function setupSwitch(host) {
  const input = addTick(host, 'checkbox', 'switch')
  input.addEventListener('change', () => {
    host.set('checked', input.checked)
    host.emit('change', { value: input.checked })
  })
  return {
    checked: (/** @type {boolean} */ v) => { input.checked = Boolean(v) },
    disabled: (/** @type {boolean} */ v) => { input.disabled = Boolean(v) },
    color: (/** @type {string} */ v) => { if (v) host.el.style.setProperty('--mp-accent', v) }
  }
}

/** Radio and checkbox report to their group, which reports the values. @param {'checkbox' | 'radio'} type */
const tickSetup = (type) => (/** @type {import('./index.mjs').Host} */ host) => {
  const input = addTick(host, type)
  const toggle = () => {
    const group = host.el.closest(`wx-${type}-group`)
    const all = group ? [...group.querySelectorAll(`wx-${type}`)].map((el) => /** @type {any} */ (el).__wxElement) : []
    if (type === 'radio') for (const c of all) c.getMethodCaller().setData({ checked: false })
    host.set('checked', type === 'radio' || input.checked)
    const values = all.filter((c) => c.data.checked).map((c) => c.data.value)
    const target = /** @type {any} */ (group)?.__wxElement
    target?.triggerEvent('change', { value: type === 'radio' ? values[0] : values })
  }
  input.addEventListener('change', toggle)
  return {
    checked: (/** @type {boolean} */ v) => { input.checked = Boolean(v) },
    disabled: (/** @type {boolean} */ v) => { input.disabled = Boolean(v) },
    color: (/** @type {string} */ v) => { if (v) host.el.style.setProperty('--mp-accent', v) }
  }
}

/** @param {import('./index.mjs').Host} host */
function setupSlider(host) {
  const input = document.createElement('input')
  input.type = 'range'
  host.el.append(input)
  input.addEventListener('input', () => host.emit('changing', { value: Number(input.value) }))
  input.addEventListener('change', () => {
    host.set('value', Number(input.value))
    host.emit('change', { value: Number(input.value) })
  })
  return {
    min: (/** @type {number} */ v) => { input.min = String(v) },
    max: (/** @type {number} */ v) => { input.max = String(v) },
    step: (/** @type {number} */ v) => { input.step = String(v) },
    value: (/** @type {number} */ v) => { input.value = String(v) },
    disabled: (/** @type {boolean} */ v) => { input.disabled = Boolean(v) }
  }
}

const TICK = { value: String, checked: Boolean, disabled: Boolean, color: String, name: String }

/** @type {Record<string, import('./index.mjs').Builtin>} */
export const CONTROLS = {
  button: { properties: BUTTON, role: 'button', attributes: ['type', 'size', 'plain', 'loading'], setup: setupButton },
  switch: { properties: { checked: Boolean, disabled: Boolean, color: String, type: String, name: String }, leaf: true, setup: setupSwitch },
  checkbox: { properties: TICK, setup: tickSetup('checkbox') },
  radio: { properties: TICK, setup: tickSetup('radio') },
  'checkbox-group': { properties: { name: String } },
  'radio-group': { properties: { name: String }, role: 'radiogroup' },
  slider: {
    properties: {
      min: Number, max: { type: Number, value: 100 }, step: { type: Number, value: 1 }, value: Number, disabled: Boolean, activeColor: String,
      backgroundColor: String, blockSize: Number, blockColor: String, showValue: Boolean, name: String
    },
    leaf: true,
    setup: setupSlider
  }
}
