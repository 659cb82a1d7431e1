// @ts-check
// wx storage on localStorage: 1 MB per key, 10 MB in all, JSON values, WeChat's error texts.
import { apis, sync } from './api.mjs'

const PREFIX = 'mp:'
const KEY_LIMIT = 1048576
const TOTAL_LIMIT = 10485760
const TOO_LARGE = 'exceed storage max size 10Mb'

/** @param {string} text @returns {number} bytes as UTF-8 */
const size = (text) => new TextEncoder().encode(text).length

/** @param {any} key */
function checked(key) {
  if (typeof key !== 'string') throw new Error('parameter error: parameter.key should be String')
  if (!key) throw new Error('parameter error: parameter.key should not be empty')
  return PREFIX + key
}

const keys = () => Object.keys(localStorage).filter((k) => k.startsWith(PREFIX))

/** Bytes by name, so that a write at each keystroke does not count everything again. @type {Map<string, number> | null} */
let sizes = null
addEventListener('storage', () => { sizes = null })

/** @returns {Map<string, number>} */
function counted() {
  if (!sizes) sizes = new Map(keys().map((k) => [k, size(k.slice(PREFIX.length)) + size(localStorage.getItem(k) || '')]))
  return sizes
}

const used = () => [...counted().values()].reduce((a, b) => a + b, 0)

/** @param {any} key @param {any} value */
function write(key, value) {
  const name = checked(key)
  if (typeof value === 'function' || typeof value === 'symbol' || value === undefined) throw new Error('parameter error: parameter.data is not storable')
  const text = JSON.stringify({ v: value })
  const bytes = size(text)
  if (bytes > KEY_LIMIT) throw new Error(`entry size limit reached: ${bytes} > ${KEY_LIMIT}`)
  const all = bytes + size(name.slice(PREFIX.length))
  if (used() - (counted().get(name) || 0) + all > TOTAL_LIMIT) throw new Error(TOO_LARGE)
  try {
    localStorage.setItem(name, text)
    counted().set(name, all)
  } catch {
    throw new Error(TOO_LARGE)
  }
}

/** @param {any} key @returns {{v: any} | null} */
function read(key) {
  const text = localStorage.getItem(checked(key))
  return text === null ? null : JSON.parse(text)
}

/** @param {any} key */
function remove(key) {
  localStorage.removeItem(checked(key))
  counted().delete(PREFIX + key)
}

function clear() {
  for (const key of keys()) localStorage.removeItem(key)
  sizes = null
}

const info = () => ({ keys: keys().map((k) => k.slice(PREFIX.length)), currentSize: Math.ceil(used() / 1024), limitSize: TOTAL_LIMIT / 1024 })

export function storageApi() {
  return {
    ...apis({
      setStorage: ({ key, data }) => write(key, data),
      getStorage: ({ key }) => {
        const found = read(key)
        if (!found) throw new Error('data not found')
        return { data: found.v }
      },
      removeStorage: ({ key }) => remove(key),
      clearStorage: clear,
      getStorageInfo: info,
      batchSetStorage: ({ kvList }) => kvList.forEach((/** @type {any} */ p) => write(p.key, p.value)),
      batchGetStorage: ({ keyList }) => ({ dataList: keyList.map((/** @type {string} */ k) => read(k)?.v ?? '') })
    }),
    setStorageSync: sync('setStorageSync', write),
    getStorageSync: sync('getStorageSync', (key) => read(key)?.v ?? ''),
    removeStorageSync: sync('removeStorageSync', remove),
    clearStorageSync: sync('clearStorageSync', clear),
    getStorageInfoSync: sync('getStorageInfoSync', info)
  }
}
