// @ts-check
/* A browser as adapter: same-origin fetch, localStorage, WebAssembly. `scope` is the window, handed in by the console. */
'use strict'

const PER_KEY = 1024 * 1024
const LIMIT = 5 * 1024 * 1024

/** @param {any} store localStorage @returns {import('../../index').Storage} */
function webStorage(store) {
  const keys = () => {
    const all = []
    for (let i = 0; i < store.length; i++) all.push(store.key(i))
    return all
  }
  return {
    get: (key) => store.getItem(key),
    set(key, value) {
      try {
        store.setItem(key, value)
      } catch (error) {
        const full = /quota/i.test(String(/** @type {any} */ (error).name) + /** @type {any} */ (error).message)
        throw Object.assign(new Error(String(error)), { code: full ? 'STORAGE_FULL' : 'STORAGE_FAILED' })
      }
    },
    remove: (key) => store.removeItem(key),
    keys,
    room: () => ({ used: keys().reduce((sum, key) => sum + key.length + store.getItem(key).length, 0), limit: LIMIT, perKey: PER_KEY })
  }
}

/** @param {any} scope */
function webRequest(scope) {
  return async (/** @type {import('../../index').HttpRequest} */ request) => {
    const abort = new scope.AbortController()
    const timer = scope.setTimeout(() => abort.abort(), request.timeoutMs)
    try {
      const reply = await scope.fetch(request.url, { method: request.method, headers: request.headers, body: request.body,
        signal: abort.signal, credentials: 'same-origin', cache: 'no-store', redirect: 'error' })
      /** @type {Object<string, string>} */
      const headers = {}
      reply.headers.forEach((/** @type {string} */ value, /** @type {string} */ name) => { headers[name] = value })
      return { status: reply.status, headers, text: await reply.text() }
    } finally {
      scope.clearTimeout(timer)
    }
  }
}

/** @param {any} scope @param {{wasmUrl?: string}} [options] @returns {import('../../index').Adapter} */
function webAdapter(scope, options) {
  const url = (options && options.wasmUrl) || '/core/core.wasm'
  return {
    name: 'web',
    storage: webStorage(scope.localStorage),
    request: webRequest(scope),
    async random(n) { return scope.crypto.getRandomValues(new Uint8Array(n)) },
    async instantiate() {
      const reply = await scope.fetch(url)
      if (!reply.ok) throw new Error('core.wasm: status ' + reply.status)
      return (await scope.WebAssembly.instantiate(await reply.arrayBuffer(), {})).instance
    },
    online: () => scope.navigator.onLine !== false,
    onNetwork(listener) {
      const up = () => listener(true)
      const down = () => listener(false)
      scope.addEventListener('online', up)
      scope.addEventListener('offline', down)
      return () => { scope.removeEventListener('online', up); scope.removeEventListener('offline', down) }
    },
    now: () => Date.now(),
    setTimeout: (run, ms) => scope.setTimeout(run, ms),
    clearTimeout: (timer) => scope.clearTimeout(timer)
  }
}

module.exports = { webAdapter }
