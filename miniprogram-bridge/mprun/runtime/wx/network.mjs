// @ts-check
// wx.request and network state: every HTTP status is a success, ten at once, no cookies, and a switch for flight mode.
import { api, ApiFail, apis, listeners } from './api.mjs'

const MAX_PARALLEL = 10
const DEFAULT_TIMEOUT_MS = 60000
const BACKGROUND_LIMIT_MS = 5000
const METHODS = new Set(['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT', 'PATCH'])

/** @typedef {{abort: (why: string) => void}} Running */

/** @param {any} o @returns {{url: string, init: RequestInit}} */
function prepare(o) {
  if (typeof o.url !== 'string' || !/^(\/|https?:\/\/)/.test(o.url)) throw new ApiFail(`invalid url "${o.url}"`)
  const method = String(o.method || 'GET').toUpperCase()
  if (!METHODS.has(method)) throw new ApiFail(`method "${method}" is not supported`)
  /** @type {Record<string, string>} */
  const header = { 'content-type': 'application/json' }
  for (const [name, value] of Object.entries(o.header || {})) header[name.toLowerCase()] = String(value)
  if ('referer' in header) throw new ApiFail('the header referer cannot be set')
  const init = { method, headers: header, credentials: /** @type {const} */ ('omit'), cache: /** @type {const} */ ('no-store') }
  if (o.data === undefined) return { url: o.url, init }
  if (method === 'GET' || method === 'HEAD') {
    const search = typeof o.data === 'string' ? o.data : new URLSearchParams(o.data).toString()
    return { url: search ? `${o.url}${o.url.includes('?') ? '&' : '?'}${search}` : o.url, init }
  }
  return { url: o.url, init: { ...init, body: bodyOf(o.data, header['content-type']) } }
}

/** @param {any} data @param {string} type */
function bodyOf(data, type) {
  if (typeof data === 'string' || data instanceof ArrayBuffer) return data
  return /x-www-form-urlencoded/.test(type) ? new URLSearchParams(data).toString() : JSON.stringify(data)
}

/** @param {Response} response @param {any} o */
async function answerOf(response, o) {
  const header = Object.fromEntries(response.headers)
  const common = { statusCode: response.status, header, cookies: [] }
  if (o.responseType === 'arraybuffer') return { ...common, data: await response.arrayBuffer() }
  const text = await response.text()
  if (o.dataType && o.dataType !== 'json') return { ...common, data: text }
  try {
    return { ...common, data: JSON.parse(text) }
  } catch {
    return { ...common, data: text }
  }
}

export class Network {
  /** @param {import('../context.mjs').Context} ctx */
  constructor(ctx) {
    this.ctx = ctx
    /** @type {Set<Running>} */
    this.running = new Set()
    /** Slots that are taken; a slot given back goes straight to the first who waits. */
    this.taken = 0
    /** @type {(() => void)[]} */
    this.waiting = []
    addEventListener('online', () => this.announce())
    addEventListener('offline', () => this.announce())
    let timer = 0
    ctx.events.on('app-hide', () => { timer = window.setTimeout(() => this.abortAll('interrupted'), BACKGROUND_LIMIT_MS) })
    ctx.events.on('app-show', () => clearTimeout(timer))
  }

  get isConnected() {
    return !this.ctx.isOffline && navigator.onLine
  }

  state() {
    return { isConnected: this.isConnected, networkType: this.isConnected ? 'wifi' : 'none' }
  }

  announce() {
    if (!this.isConnected) this.abortAll('net::ERR_INTERNET_DISCONNECTED')
    this.ctx.events.emit('network', this.state())
  }

  /** @param {boolean} isOffline the tester's flight mode */
  setOffline(isOffline) {
    if (this.ctx.isOffline === isOffline) return
    this.ctx.isOffline = isOffline
    this.ctx.keepSwitches()
    this.announce()
  }

  /** @param {string} why */
  abortAll(why) {
    for (const one of [...this.running]) one.abort(why)
  }

  /** @returns {Promise<void>} resolves when one of the ten slots is ours */
  async takeSlot() {
    if (this.taken < MAX_PARALLEL) this.taken++
    else await new Promise((resolve) => this.waiting.push(() => resolve(undefined)))
  }

  giveSlot() {
    const next = this.waiting.shift()
    if (next) next()
    else this.taken--
  }

  /** For files: the same queue, limits and failures as wx.request. @param {any} o with url, timeout, signal @param {RequestInit} init @returns {Promise<Response>} */
  async fetchFor(o, init) {
    if (typeof o.url !== 'string' || !/^(\/|https?:\/\/)/.test(o.url)) throw new ApiFail(`invalid url "${o.url}"`)
    const stop = { why: '', controller: new AbortController() }
    o.signal?.addEventListener('abort', () => cancel(stop, 'abort'))
    await this.takeSlot()
    try {
      return await this.answer(stop, o.timeout, (signal) => fetch(o.url, { ...init, credentials: 'omit', cache: 'no-store', signal }))
    } finally {
      this.giveSlot()
    }
  }

  /** @param {any} o @param {{why: string, controller: AbortController}} stop */
  async send(o, stop) {
    const prepared = prepare(o)
    await this.takeSlot()
    try {
      return await this.exchange(prepared, o, stop)
    } finally {
      this.giveSlot()
    }
  }

  /** @param {{url: string, init: RequestInit}} prepared @param {any} o @param {{why: string, controller: AbortController}} stop */
  exchange({ url, init }, o, stop) {
    return this.answer(stop, o.timeout, async (signal) => answerOf(await fetch(url, { ...init, signal }), o))
  }

  /** @template T @param {{why: string, controller: AbortController}} stop @param {number | undefined} timeout @param {(signal: AbortSignal) => Promise<T>} work
   * @returns {Promise<T>} */
  async answer(stop, timeout, work) {
    if (stop.why) throw new ApiFail(stop.why)
    if (!this.isConnected) throw new ApiFail('net::ERR_INTERNET_DISCONNECTED')
    const running = { abort: (/** @type {string} */ why) => cancel(stop, why) }
    this.running.add(running)
    const timer = window.setTimeout(() => running.abort('timeout'), timeout || DEFAULT_TIMEOUT_MS)
    try {
      return await work(stop.controller.signal)
    } catch (error) {
      throw new ApiFail(stop.why || `net::ERR_FAILED ${/** @type {Error} */ (error).message}`)
    } finally {
      clearTimeout(timer)
      this.running.delete(running)
    }
  }

  /** wx.request returns a task at once, not a promise. @param {any} o */
  request(o) {
    const stop = { why: '', controller: new AbortController() }
    const task = {
      abort: () => cancel(stop, 'abort'),
      onHeadersReceived() {}, offHeadersReceived() {}, onChunkReceived() {}, offChunkReceived() {}
    }
    if (o.enableChunked) this.ctx.report('wx.request enableChunked is not available in the runner')
    api('request', () => this.send(o, stop))({ ...o, complete: o.complete || (() => {}) })
    return task
  }
}

/** @param {{why: string, controller: AbortController}} stop @param {string} why */
function cancel(stop, why) {
  stop.why = stop.why || why
  stop.controller.abort()
}

/** @param {import('../context.mjs').Context} ctx @param {Network} network */
export function networkApi(ctx, network) {
  return {
    request: (/** @type {any} */ o) => network.request(o || {}),
    ...apis({ getNetworkType: () => ({ networkType: network.state().networkType, hasSystemProxy: false }) }),
    ...listeners(ctx.events, { NetworkStatusChange: 'network', NetworkWeakChange: 'network-weak' })
  }
}
