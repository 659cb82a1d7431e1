// @ts-check
/* The mini-program as adapter: the only file of the bridge that knows `wx` and `WXWebAssembly`, and both are handed in. */
'use strict'

const FULL = /exceed|quota|limit|not enough|full/i

/** @param {any} wx @returns {import('../../index').Storage} */
function wxStorage(wx) {
  return {
    get(key) {
      const value = wx.getStorageSync(key)
      return typeof value === 'string' && value !== '' ? value : null
    },
    set(key, value) {
      try {
        wx.setStorageSync(key, value)
      } catch (error) {
        const why = /** @type {any} */ (error)
        const said = String((why && (why.errMsg || why.message)) || why)
        throw Object.assign(new Error(said), { code: FULL.test(said) ? 'STORAGE_FULL' : 'STORAGE_FAILED' })
      }
    },
    remove(key) { wx.removeStorageSync(key) },
    keys() { return wx.getStorageInfoSync().keys },
    room() {
      const info = wx.getStorageInfoSync()
      return { used: info.currentSize * 1024, limit: info.limitSize * 1024, perKey: 1024 * 1024 }
    }
  }
}

/** @param {any} header @returns {Object<string, string>} */
function lowered(header) {
  /** @type {Object<string, string>} */
  const out = {}
  Object.keys(header || {}).forEach((name) => { out[name.toLowerCase()] = String(header[name]) })
  return out
}

/** `dataType` other than json leaves the body as text: the bridge parses it itself. @param {any} wx */
function wxRequest(wx) {
  return (/** @type {import('../../index').HttpRequest} */ request) => new Promise((resolve, reject) => wx.request({
    url: request.url, method: request.method, header: request.headers, data: request.body, timeout: request.timeoutMs,
    dataType: 'text', responseType: 'text',
    success: (/** @type {any} */ reply) => resolve({ status: reply.statusCode, headers: lowered(reply.header),
      text: typeof reply.data === 'string' ? reply.data : JSON.stringify(reply.data) }),
    fail: (/** @type {any} */ error) => reject(Object.assign(new Error(String(error && error.errMsg)),
      { sent: !/url not in domain list|invalid url/i.test(String(error && error.errMsg)) }))
  }))
}

/** WeChat makes the multipart body itself. @param {any} wx */
function wxUpload(wx) {
  return (/** @type {import('../../index').HttpRequest} */ request) => new Promise((resolve, reject) => {
    const file = /** @type {any} */ (request.file)
    wx.uploadFile({
      url: request.url, filePath: file.path, name: file.field, formData: file.fields, header: request.headers, timeout: request.timeoutMs,
      success: (/** @type {any} */ reply) => resolve({ status: reply.statusCode, headers: lowered(reply.header), text: String(reply.data) }),
      fail: (/** @type {any} */ error) => reject(Object.assign(new Error(String(error && error.errMsg)), { sent: true }))
    })
  })
}

/** The body of an error is read from the file that it became. @param {any} wx */
function wxDownload(wx) {
  return (/** @type {import('../../index').HttpRequest} */ request) => new Promise((resolve, reject) => wx.downloadFile({
    url: request.url, header: request.headers, timeout: request.timeoutMs,
    success: (/** @type {any} */ reply) => {
      let text = ''
      try {
        if (reply.statusCode >= 400) text = wx.getFileSystemManager().readFileSync(reply.tempFilePath, 'utf8')
      } catch (_) { /* the status says enough */ }
      resolve({ status: reply.statusCode, headers: lowered(reply.header), text, path: reply.tempFilePath })
    },
    fail: (/** @type {any} */ error) => reject(Object.assign(new Error(String(error && error.errMsg)), { sent: true }))
  }))
}

let counter = 0

/** wx.getRandomValues came with library 2.19.0. Below it, an Idempotency-Key needs no secrecy, only that it never comes twice for
 * one user: time, a counter and Math.random, spread over the bytes. @param {any} wx */
function wxRandom(wx) {
  return (/** @type {number} */ n) => new Promise((resolve, reject) => {
    if (typeof wx.getRandomValues === 'function') {
      wx.getRandomValues({ length: n, success: (/** @type {any} */ got) => resolve(new Uint8Array(got.randomValues)), fail: reject })
      return
    }
    const bytes = new Uint8Array(n)
    let seed = Date.now() * 4096 + (counter++ % 4096)
    for (let i = 0; i < n; i++) {
      bytes[i] = (Math.floor(Math.random() * 256) ^ (seed % 256)) & 255
      seed = Math.floor(seed / 256)
    }
    resolve(bytes)
  })
}

/** @param {any} wx */
function wxNetwork(wx) {
  let online = true /* until the first word of the system: a request that fails says so itself */
  /** @type {((online: boolean) => void)[]} */
  let listeners = []
  /** @param {boolean} now */
  function set(now) {
    if (now === online) return
    online = now
    listeners.forEach((listener) => listener(now))
  }
  if (wx.getNetworkType) wx.getNetworkType({ success: (/** @type {any} */ got) => set(got.networkType !== 'none') })
  if (wx.onNetworkStatusChange) wx.onNetworkStatusChange((/** @type {any} */ got) => set(Boolean(got.isConnected)))
  return {
    online: () => online,
    onNetwork(/** @type {(online: boolean) => void} */ listener) {
      listeners = listeners.concat(listener)
      return () => { listeners = listeners.filter((other) => other !== listener) }
    }
  }
}

/** @param {any} wx @param {any} [wasm] WXWebAssembly, absent on old libraries @param {{wasmPath?: string}} [options] @returns {import('../../index').Adapter} */
function wxAdapter(wx, wasm, options) {
  const path = (options && options.wasmPath) || '/core/core.wasm'
  return Object.assign(wxNetwork(wx), {
    name: 'wx',
    storage: wxStorage(wx),
    request: wxRequest(wx),
    upload: wxUpload(wx),
    download: wxDownload(wx),
    random: wxRandom(wx),
    async instantiate() {
      if (!wasm) throw new Error('WXWebAssembly is missing (library below 2.13.0)')
      const loaded = await wasm.instantiate(path, {})
      return loaded.instance || loaded
    },
    now: () => Date.now(),
    setTimeout: (/** @type {() => void} */ run, /** @type {number} */ ms) => setTimeout(run, ms),
    clearTimeout: (/** @type {any} */ timer) => clearTimeout(timer)
  })
}

module.exports = { wxAdapter }
