// @ts-check
// What all parts of the run time share: the packed mini-program, the switches of the tester, the error list, the events.
// Holds state and small helpers; knows nothing of pages or components.
import { isForeign } from '../shared/names.mjs'

/**
 * @typedef {{page: boolean, json: Record<string, any>, scope?: string}} PackedComponent
 * @typedef {{appJson: Record<string, any>, theme: Record<string, any>, pages: string[], components: Record<string, PackedComponent>,
 *   files: Record<string, string>, templates: Record<string, any>, modules: Record<string, [Function, Record<string, string>]>}} PackedApp
 */

export class Emitter {
  constructor() {
    /** @type {Map<string, Set<Function>>} */
    this.listeners = new Map()
  }

  /** @param {string} type @param {Function} listener */
  on(type, listener) {
    if (typeof listener !== 'function') return
    const set = this.listeners.get(type) || new Set()
    this.listeners.set(type, set.add(listener))
  }

  /** @param {string} type @param {Function} [listener] absent: all of them */
  off(type, listener) {
    if (listener) this.listeners.get(type)?.delete(listener)
    else this.listeners.delete(type)
  }

  /** @param {string} type @param {any} [detail] */
  emit(type, detail) {
    for (const listener of [...(this.listeners.get(type) || [])]) listener(detail)
  }
}

export class Context {
  /** @param {PackedApp} app */
  constructor(app) {
    this.app = app
    /** @type {string[]} everything that went wrong; tests require it to be empty */
    this.errors = []
    this.events = new Emitter()
    const kept = readSwitches()
    this.isOffline = kept.offline === true
    /** @type {'light' | 'dark' | ''} '' follows the system */
    this.themeChoice = kept.theme || ''
    this.fontSize = kept.fontSize || 16
    /** @type {any} set by main */
    this.router = null
    /** @type {any} the object that App() was given */
    this.appInstance = null
    /** @type {{path: string, query: Record<string, string>, scene: number, referrerInfo: object}} */
    this.launchOptions = { path: '', query: {}, scene: 1001, referrerInfo: {} }
    this.isForeground = true
  }

  /** @param {string} text */
  report(text) {
    this.errors.push(text)
    console.error(`[mprun] ${text}`)
  }

  /** @param {string} path @returns {boolean} */
  isOwn(path) {
    return !isForeign(path) && !path.startsWith('__builtin/')
  }

  /** @returns {'light' | 'dark'} */
  theme() {
    if (!this.app.appJson.darkmode) return 'light'
    if (this.themeChoice) return this.themeChoice
    return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  }

  /** Replaces `@name` of app.json and page json by theme.json's value. @param {any} value */
  themed(value) {
    if (typeof value !== 'string' || value[0] !== '@') return value
    return this.app.theme[this.theme()]?.[value.slice(1)]
  }

  /** Keeps the switches over a reload of the same tab, as a phone keeps flight mode. */
  keepSwitches() {
    const kept = { offline: this.isOffline, theme: this.themeChoice, fontSize: this.fontSize }
    sessionStorage.setItem('mprun:switches', JSON.stringify(kept))
  }

  /** @param {string} path a path inside the package @returns {string} where the browser finds it */
  fileUrl(path) {
    if (/^(data:|blob:|https?:)/.test(path)) return path
    const found = this.app.files[path.replace(/^\//, '')]
    if (!found) this.report(`file is not in the package: ${path}`)
    return found || ''
  }
}

function readSwitches() {
  try {
    return JSON.parse(sessionStorage.getItem('mprun:switches') || '{}')
  } catch {
    return {}
  }
}
