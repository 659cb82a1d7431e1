// @ts-check
/* The core at hand: the wasm module when it loads (synchronous), else the same core behind POST /v1/core (asynchronous).
 * It holds no rule: envelopes in, answers out. Border contract: th_abi, th_io, th_io_cap, th_call over one io buffer. */
'use strict'

const { bridgeError, asBridgeError } = require('./errors')
const utf8 = require('./utf8')

const ABI = 1
/** Packs in storage are only written while this much stays free. */
const PACK_HEADROOM = 2 * 1024 * 1024

/** A loaded module as one function, text in and text out. `_initialize` runs once; views are taken anew for every call.
 * @param {any} exports @returns {(text: string) => string} */
function bindModule(exports) {
  if (typeof exports._initialize === 'function') exports._initialize()
  const abi = exports.th_abi()
  if (abi !== ABI) throw bridgeError('CORE_ABI', { cause: 'abi ' + abi })
  return function callText(text) {
    let length = 0
    try {
      length = utf8.encodeInto(text, new Uint8Array(exports.memory.buffer, exports.th_io(), exports.th_io_cap()))
    } catch (_) {
      throw bridgeError('TEXT_BROKEN')
    }
    if (length < 0) throw bridgeError('ENVELOPE_TOO_LARGE')
    const size = exports.th_call(length)
    if (size < 0) throw bridgeError('CORE_FAILED', { cause: 'th_call ' + size })
    return utf8.decode(new Uint8Array(exports.memory.buffer, exports.th_io(), size))
  }
}

/**
 * @param {object} the
 * @param {import('../index').Adapter} the.adapter
 * @param {import('./storage').Records} the.records
 * @param {any} the.api
 * @param {(event: string, detail: any) => void} the.emit
 */
function createCore(the) {
  const { adapter, records, api } = the
  /** @type {((text: string) => string) | null} */
  let callModule = null
  /** @type {any} */
  let failure = null
  /** @type {Promise<any> | null} */
  let loading = null
  let settled = false
  /** @type {Promise<any> | null} */
  let catalogAsked = null

  function state() {
    if (callModule) return 'wasm'
    if (!settled) return 'loading'
    return adapter.online() ? 'server' : 'none'
  }

  async function load() {
    try {
      const loaded = await adapter.instantiate()
      callModule = bindModule(loaded.exports)
      failure = null
      records.names('pack').forEach(addStoredPack)
    } catch (error) {
      callModule = null
      failure = asBridgeError(error, 'CORE_NOT_HERE')
    }
    settled = true
    the.emit('core', { state: state() })
    return state()
  }

  function ready() {
    if (!loading) loading = load()
    return loading
  }

  /** Synchronous. A trap leaves the module unusable: it is loaded anew, and this call fails with CORE_FAILED. @param {string} text */
  function callText(text) {
    if (!callModule) throw bridgeError('CORE_NOT_HERE')
    try {
      return callModule(text)
    } catch (error) {
      if (error && /** @type {any} */ (error).name === 'BridgeError') throw error
      callModule = null
      settled = false
      loading = load()
      throw asBridgeError(error, 'CORE_FAILED')
    }
  }

  /** @param {any} envelope */
  function call(envelope) {
    return JSON.parse(callText(JSON.stringify(envelope)))
  }

  /** @param {any} envelope */
  async function ask(envelope) {
    await ready()
    if (callModule) return call(envelope)
    if (!adapter.online()) throw bridgeError('CORE_NOT_HERE')
    return api.core(envelope)
  }

  function catalog() {
    if (!catalogAsked) {
      catalogAsked = ask({ op: 'catalog' }).then((answer) => answer.result)
      catalogAsked.catch(() => { catalogAsked = null })
    }
    return catalogAsked
  }

  async function packs() {
    return (await catalog()).packs.map((/** @type {any} */ pack) => pack.id)
  }

  /** A pack that does not load is dropped from storage: the server can give it again. @param {string} id */
  function addStoredPack(id) {
    const text = records.get('pack', id)
    const answer = text === null ? { ok: false } : call({ op: 'load_pack', pack_text: text })
    if (!answer.ok) records.remove('pack', id)
    return answer
  }

  /** @param {string} id @param {string} text */
  function keepPack(id, text) {
    const room = records.room()
    if (room.limit - room.used < PACK_HEADROOM || text.length * 3 > room.perKey) return
    try { records.set('pack', id, text) } catch (_) { /* only a copy: without it the pack is fetched again */ }
  }

  /** @param {string} id */
  async function loadPack(id) {
    await ready()
    if ((await packs()).indexOf(id) >= 0) return
    const text = await api.packText(id)
    if (callModule) {
      const answer = call({ op: 'load_pack', pack_text: text })
      if (!answer.ok) throw bridgeError('REFUSED', { issues: answer.issues, code: 'PACK_REFUSED' })
      keepPack(id, text)
    }
    catalogAsked = null
  }

  return { state, ready, error: () => failure, call, callText, ask, catalog, packs, loadPack }
}

module.exports = { createCore, bindModule, ABI }
