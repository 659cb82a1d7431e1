// @ts-check
// Built-in components as glass-easel components named wx-<tag>. Each module below describes some of them; this one registers.
import * as adapter from 'glass-easel-miniprogram-adapter'
import { CONTAINERS } from './containers.mjs'
import { CONTROLS } from './controls.mjs'
import { connectHover } from './hover.mjs'
import { LEAVES } from './leaves.mjs'
import { PICKERS } from './pickers.mjs'
import { SCROLLERS } from './scrollers.mjs'
import { TEXT_INPUTS } from './text_inputs.mjs'
import { runAnimation } from './animation.mjs'

const { glassEasel } = adapter

/**
 * What a built-in's setup gets. `el` is its element, `emit` triggers its event, `set` changes its own property.
 * @typedef {{el: HTMLElement, component: any, ctx: import('../context.mjs').Context, data: () => Record<string, any>,
 *   emit: (type: string, detail?: any, options?: object) => void, set: (name: string, value: any) => void}} Host
 * @typedef {Record<string, (value: any) => void>} Sinks called with a property's value at start and at each change
 * @typedef {{properties?: Record<string, any>, role?: string, leaf?: boolean, attributes?: string[],
 *   setup?: (host: Host) => Sinks | void}} Builtin
 */

/** @type {Record<string, Builtin>} */
export const BUILTINS = { ...CONTAINERS, ...CONTROLS, ...LEAVES, ...PICKERS, ...SCROLLERS, ...TEXT_INPUTS }

const ARIA = ['Role', 'Label', 'Hidden', 'Disabled', 'Checked', 'Selected', 'Expanded', 'Pressed', 'Valuenow', 'Valuemin',
  'Valuemax', 'Valuetext', 'Live', 'Modal', 'Haspopup', 'Controls', 'Describedby', 'Labelledby', 'Required', 'Readonly',
  'Level', 'Current', 'Busy', 'Invalid', 'Orientation', 'Multiselectable', 'Roledescription', 'Relevant', 'Atomic', 'Owns']
const FOCUSABLE = new Set(['button', 'tab', 'radio', 'checkbox', 'switch', 'link', 'menuitem'])

/** Properties that each built-in has. */
const COMMON = {
  hidden: Boolean,
  animation: null,
  tabindex: null,
  hoverClass: String,
  hoverStopPropagation: Boolean,
  hoverStartTime: { type: Number, value: 50 },
  hoverStayTime: { type: Number, value: 100 },
  ...Object.fromEntries(ARIA.map((name) => [`aria${name}`, null]))
}

/** @param {HTMLElement} el @param {string} name @param {any} value */
export function setAttribute(el, name, value) {
  if (value === false || value === undefined || value === null || value === '') el.removeAttribute(name)
  else el.setAttribute(name, value === true ? '' : String(value))
}

/** @param {HTMLElement} el @param {string} name @param {any} value */
function setAria(el, name, value) {
  if (name === 'Role') {
    setAttribute(el, 'role', value)
    if (FOCUSABLE.has(value)) el.tabIndex = 0
    return
  }
  // The control inside carries the label, so that a label finds something that can be typed into.
  const inner = name === 'Label' ? el.querySelector(':scope > input, :scope > textarea, :scope > canvas') : null
  const to = /** @type {HTMLElement} */ (inner || el)
  if (value === null || value === undefined || value === '') to.removeAttribute(`aria-${name.toLowerCase()}`)
  else to.setAttribute(`aria-${name.toLowerCase()}`, String(value))
}

/** @param {HTMLElement} el @param {Builtin} builtin @returns {Sinks} */
function commonSinks(el, builtin) {
  /** @type {Sinks} */
  const sinks = {
    hidden: (v) => el.toggleAttribute('hidden', Boolean(v)),
    animation: (v) => runAnimation(el, v),
    tabindex: (v) => { if (v !== null && v !== undefined && v !== '') el.tabIndex = Number(v) }
  }
  for (const name of ARIA) {
    sinks[`aria${name}`] = (v) => {
      if (v !== null && v !== undefined) setAria(el, name, v)
    }
  }
  for (const name of builtin.attributes || []) {
    sinks[name] = (v) => setAttribute(el, name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`), v)
  }
  if (builtin.role) setAria(el, 'Role', builtin.role)
  return sinks
}

/** While a property is being set no event may run: on a phone it comes from another process, later. */
let settingProperties = 0

/** @param {Sinks | undefined} sinks @param {string} name @param {any} value */
function pour(sinks, name, value) {
  settingProperties++
  try {
    sinks?.[name]?.(value)
  } finally {
    settingProperties--
  }
}

/** @param {any} component @param {import('../context.mjs').Context} ctx @returns {Host} */
function hostOf(component, ctx) {
  const node = component._$
  return {
    el: node.$$,
    component: node,
    ctx,
    data: () => component.data,
    emit: (type, detail = {}, options = {}) => {
      const send = () => glassEasel.triggerEvent(node, type, detail, options)
      if (settingProperties) setTimeout(send, 0)
      else send()
    },
    set: (name, value) => component.setData({ [name]: value })
  }
}

/** @param {any} space @param {import('../context.mjs').Context} ctx */
export function registerBuiltins(space, ctx) {
  for (const [tag, builtin] of Object.entries(BUILTINS)) {
    const path = `__builtin/${tag}`
    const properties = { ...COMMON, ...builtin.properties }
    space.addComponentStaticConfig(path, { component: true, usingComponents: {} })
    space.addCompiledTemplate(path, { groupList: ctx.app.templates, content: ctx.app.templates[builtin.leaf ? '__leaf' : '__slot'] })
    space.componentEnv(path, (/** @type {any} */ { Component }) => {
      /** @type {Record<string, Function>} */
      const observers = {}
      for (const name of Object.keys(properties)) {
        observers[name] = function (/** @type {any} */ value) {
          pour(/** @type {any} */ (this).sinks, name, value)
        }
      }
      Component(/** @type {any} */ ({
        properties,
        observers,
        lifetimes: {
          attached() {
            const self = /** @type {any} */ (this)
            const host = hostOf(self, ctx)
            const own = builtin.setup?.(host) || {}
            if (self.data.hoverClass) connectHover(host)
            self.sinks = { ...commonSinks(self._$.$$, builtin), ...own }
            for (const name of Object.keys(properties)) pour(self.sinks, name, self.data[name])
          }
        }
      }))
    })
  }
}
