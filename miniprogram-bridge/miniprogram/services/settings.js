// @ts-check
/* Language, theme and type size of this device, and the window's width: what every page's frame needs to know. */
'use strict'

const i18n = require('../utils/i18n/index')

const KEY = 'tanheng.settings'
const WIDE_PX = 900
/** Type sizes that can be chosen; `system` follows WeChat. */
const FONTS = { normal: 1, large: 1.2, largest: 1.44 }
/** From this scale on rows give way to columns. */
const HUGE = 1.3
const PAGE = { light: '#f4f6f5', dark: '#0f1412' }
const BAR = { light: '#ffffff', dark: '#181f1c' }

/** @typedef {{lang: 'zh' | 'en', theme: string, font: string}} Choice */
/** @type {Choice} */
let choice = { lang: 'zh', theme: 'system', font: 'system' }
let systemTheme = 'light'
let systemScale = 1
let width = 375
/** @type {(() => void)[]} */
let listeners = []

function tell() {
  listeners.slice().forEach((listener) => listener())
}

function readSystem() {
  const info = /** @type {any} */ (wx.getAppBaseInfo())
  systemTheme = info.theme === 'dark' ? 'dark' : 'light'
  systemScale = info.fontSizeScaleFactor || (info.fontSizeSetting ? info.fontSizeSetting / 16 : 1)
  width = wx.getWindowInfo().windowWidth
}

function start() {
  const kept = wx.getStorageSync(KEY)
  if (kept && typeof kept === 'object') choice = Object.assign({}, choice, kept)
  readSystem()
  wx.onThemeChange((now) => {
    systemTheme = now.theme
    tell()
  })
  wx.onWindowResize(() => {
    const before = width
    width = wx.getWindowInfo().windowWidth
    if ((before >= WIDE_PX) !== (width >= WIDE_PX)) tell()
  })
}

/** @param {Partial<Choice>} change */
function set(change) {
  choice = Object.assign({}, choice, change)
  wx.setStorageSync(KEY, choice)
  tell()
}

function scale() {
  const chosen = /** @type {any} */ (FONTS)[choice.font]
  return Math.min(1.44, Math.max(1, chosen || systemScale))
}

/** What a page's frame shows: classes, scale, language. */
function frame() {
  const theme = choice.theme === 'system' ? systemTheme : choice.theme
  const k = scale()
  const wide = width >= WIDE_PX
  const classes = [theme === 'dark' ? 'dark' : '', wide ? 'wide' : '', k >= HUGE ? 'huge' : ''].filter(Boolean).join(' ')
  return { lang: choice.lang, theme, k: String(Math.round(k * 100) / 100), wide, huge: k >= HUGE, classes, dark: theme === 'dark',
    page: /** @type {any} */ (PAGE)[theme] }
}

/** Paints what lies outside the page's own root: bar and pull-down ground. */
function paint() {
  const theme = frame().theme
  wx.setNavigationBarColor({ frontColor: theme === 'dark' ? '#ffffff' : '#000000', backgroundColor: /** @type {any} */ (BAR)[theme] })
  wx.setBackgroundColor({ backgroundColor: /** @type {any} */ (PAGE)[theme] })
}

/** @param {() => void} listener @returns {() => void} */
function onChange(listener) {
  listeners.push(listener)
  return () => { listeners = listeners.filter((one) => one !== listener) }
}

/** Sections of the word table in the chosen language. @param {string[]} sections @returns {Object<string, any>} */
function words(sections) {
  return i18n.sections(choice.lang, sections)
}

/** @param {string} place "home.next" @param {Object<string, any>} [values] */
function say(place, values) {
  return i18n.say(choice.lang, place, values)
}

/** The chosen language's member of anything bilingual. @param {any} what @param {string} [stem] "label" for label_zh / label_en */
function pick(what, stem) {
  if (!what) return ''
  const prefix = stem ? stem + '_' : ''
  return what[prefix + choice.lang] || what[prefix + 'zh'] || ''
}

module.exports = { start, set, frame, paint, onChange, words, say, pick, choice: () => choice, lang: () => choice.lang }
