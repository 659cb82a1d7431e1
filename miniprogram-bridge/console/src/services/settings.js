/* Language and theme of this browser; stands in for the phone's services/settings wherever its services ask for words. Reactive: what a
 * template or a computed value says changes with the language. */
import { reactive } from 'vue'
import phone from '../../../miniprogram/utils/i18n/index.js'
import zhWords from '../words/zh.js'
import enWords from '../words/en.js'

const KEY = 'tanheng.console.settings'
const WORDS = { zh: zhWords, en: enWords }
const dark = matchMedia('(prefers-color-scheme: dark)')
const language = () => (/^zh\b/i.test(navigator.language || 'zh') ? 'zh' : 'en')
const kept = readKept()
const choice = reactive({ lang: kept.lang || language(), theme: kept.theme || 'system', systemDark: dark.matches })

function readKept() {
  try { return JSON.parse(localStorage.getItem(KEY) || '{}') || {} } catch (_) { return {} }
}

function paint() {
  const root = document.documentElement
  const isDark = choice.theme === 'dark' || (choice.theme === 'system' && choice.systemDark)
  root.classList.toggle('dark', isDark)
  root.setAttribute('theme-mode', isDark ? 'dark' : 'light')
  root.lang = choice.lang === 'zh' ? 'zh-CN' : 'en'
}

/** @param {{lang?: string, theme?: string}} change */
export function set(change) {
  Object.assign(choice, change)
  try { localStorage.setItem(KEY, JSON.stringify({ lang: choice.lang, theme: choice.theme })) } catch (_) { /* it holds for this tab */ }
  paint()
}

export function start() {
  dark.addEventListener('change', () => { choice.systemDark = dark.matches; paint() })
  paint()
}

/** "filings.title"; the console's words first, then the phone's. @param {string} place @param {Object<string, any>} [values] */
export function say(place, values) {
  const [section, name] = place.split('.')
  const own = WORDS[choice.lang][section]
  if (own && own[name] !== undefined) return own[name].replace(/\{(\w+)\}/g, (all, key) => (values && values[key] !== undefined ? String(values[key]) : all))
  return phone.say(choice.lang, place, values)
}

/** The chosen language's member of anything bilingual. @param {any} what @param {string} [stem] "label" for label_zh / label_en */
export function pick(what, stem) {
  if (!what) return ''
  const prefix = stem ? `${stem}_` : ''
  return what[prefix + choice.lang] || what[`${prefix}zh`] || ''
}

export const lang = () => choice.lang
export const theme = () => choice.theme
