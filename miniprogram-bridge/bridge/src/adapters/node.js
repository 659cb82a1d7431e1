// @ts-check
/* Node as adapter, for tests and command-line tools: storage is a Map with a quota, HTTP is fetch, the wasm comes from a file. */
'use strict'

const crypto = require('crypto')
const fs = require('fs')

/** @param {{limit?: number, perKey?: number, map?: Map<string, string>}} [options] a given map outlives the bridge: that is a restart
 * @returns {import('../../index').Storage} */
function memoryStorage(options) {
  const { limit = 10 * 1024 * 1024, perKey = 1024 * 1024, map = new Map() } = options || {}
  const used = () => Array.from(map).reduce((sum, row) => sum + row[0].length + row[1].length, 0)
  return {
    get: (key) => (map.has(key) ? map.get(key) || '' : null),
    set(key, value) {
      const others = used() - (map.has(key) ? key.length + (map.get(key) || '').length : 0)
      if (key.length + value.length > perKey || others + key.length + value.length > limit) throw Object.assign(new Error('quota'), { code: 'STORAGE_FULL' })
      map.set(key, value)
    },
    remove: (key) => { map.delete(key) },
    keys: () => Array.from(map.keys()),
    room: () => ({ used: used(), limit, perKey })
  }
}

/** @param {import('../../index').HttpRequest} request */
async function fetchRequest(request) {
  const reply = await fetch(request.url, { method: request.method, headers: request.headers, body: request.body,
    signal: AbortSignal.timeout(request.timeoutMs), redirect: 'error' })
  return { status: reply.status, headers: Object.fromEntries(reply.headers), text: await reply.text() }
}

/** @param {string} path @returns {Promise<any>} instance of the wasm file */
async function instantiateFile(path) {
  return (await WebAssembly.instantiate(fs.readFileSync(path), {})).instance
}

/** @param {{wasm?: string, storage?: import('../../index').Storage, more?: Partial<import('../../index').Adapter>}} [options]
 * @returns {import('../../index').Adapter & {setOnline(online: boolean): void}} */
function nodeAdapter(options) {
  const { wasm, storage = memoryStorage(), more = {} } = options || {}
  let online = true
  /** @type {((online: boolean) => void)[]} */
  let listeners = []
  return Object.assign({
    name: 'node',
    storage,
    request: fetchRequest,
    random: async (/** @type {number} */ n) => new Uint8Array(crypto.randomBytes(n)),
    instantiate: () => (wasm ? instantiateFile(wasm) : Promise.reject(new Error('no wasm file given'))),
    online: () => online,
    setOnline(/** @type {boolean} */ now) { online = now; listeners.forEach((listener) => listener(now)) },
    onNetwork(/** @type {(online: boolean) => void} */ listener) {
      listeners = listeners.concat(listener)
      return () => { listeners = listeners.filter((other) => other !== listener) }
    },
    now: () => Date.now(),
    setTimeout: (/** @type {() => void} */ run, /** @type {number} */ ms) => setTimeout(run, ms),
    clearTimeout: (/** @type {any} */ timer) => clearTimeout(timer)
  }, more)
}

module.exports = { nodeAdapter, memoryStorage, instantiateFile }
