// @ts-check
/* JSON records over an adapter's key-value storage, under one prefix. Says STORAGE_FULL or STORAGE_FAILED instead of losing anything;
 * before it says so it drops what can be fetched again (context snapshots, then packs). */
'use strict'

const { bridgeError } = require('./errors')

const PREFIX = 'th.'
/** Kinds that the server can give again, dropped in this order when room is short. */
const REFETCHABLE = ['ctx', 'pack']

/** @param {string[]} parts @returns {string} */
function nameOf(parts) {
  return parts.map((part) => encodeURIComponent(part)).join('/')
}

/** @param {import('../index').Storage} storage */
function createRecords(storage) {
  /** @param {string} kind @param {string} name */
  const keyOf = (kind, name) => PREFIX + kind + '.' + name

  /** @param {string} kind @returns {string[]} names, sorted */
  function names(kind) {
    const start = keyOf(kind, '')
    return storage.keys().filter((key) => key.slice(0, start.length) === start).map((key) => key.slice(start.length)).sort()
  }

  /** null when absent or when it is no JSON (a foreign or half-written value is never taken for data).
   * @param {string} kind @param {string} name @returns {any} */
  function get(kind, name) {
    const text = storage.get(keyOf(kind, name))
    if (text === null) return null
    try { return JSON.parse(text) } catch (_) { return null }
  }

  /** @param {string} kind @param {string} name */
  const has = (kind, name) => storage.get(keyOf(kind, name)) !== null

  /** Frees one re-fetchable record; false when there is none. @param {string} spare the key being written */
  function makeRoom(spare) {
    for (const kind of REFETCHABLE) {
      const name = names(kind).filter((one) => keyOf(kind, one) !== spare)[0]
      if (name !== undefined) {
        storage.remove(keyOf(kind, name))
        return true
      }
    }
    return false
  }

  /** Durable when it returns; throws STORAGE_FULL or STORAGE_FAILED. @param {string} kind @param {string} name @param {any} value */
  function set(kind, name, value) {
    const key = keyOf(kind, name)
    const text = JSON.stringify(value)
    for (;;) {
      try {
        storage.set(key, text)
        return
      } catch (error) {
        const why = /** @type {any} */ (error)
        if (why.code !== 'STORAGE_FULL') throw bridgeError('STORAGE_FAILED', { cause: String(why.message) })
        if (REFETCHABLE.indexOf(kind) >= 0 || !makeRoom(key)) throw bridgeError('STORAGE_FULL')
      }
    }
  }

  /** @param {string} kind @param {string} name */
  function remove(kind, name) {
    storage.remove(keyOf(kind, name))
  }

  /** @param {string} kind @param {string} name @returns {number} bytes of the stored value, roughly */
  function size(kind, name) {
    const text = storage.get(keyOf(kind, name))
    return text === null ? 0 : text.length + keyOf(kind, name).length
  }

  /** Removes every record of the bridge but those of the kinds named. @param {string[]} keep */
  function clear(keep) {
    storage.keys().forEach((key) => {
      const kind = key.slice(PREFIX.length).split('.')[0]
      if (key.slice(0, PREFIX.length) === PREFIX && keep.indexOf(kind) < 0) storage.remove(key)
    })
  }

  return { names, get, has, set, remove, size, clear, room: () => storage.room() }
}

/** @typedef {ReturnType<typeof createRecords>} Records */
module.exports = { createRecords, nameOf }
