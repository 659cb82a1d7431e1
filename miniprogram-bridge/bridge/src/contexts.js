// @ts-check
/* Context snapshots (docs/contract.md §6) kept per filing, so that checks go on without a network. A snapshot older than a day comes
 * without its `today`: the core then says CLOCK_UNKNOWN instead of judging by a day that has passed. */
'use strict'

const { draftName, plainKey } = require('./drafts')

const KIND = 'ctx'
const FRESH_MS = 24 * 3600 * 1000
const MOST = 24

/**
 * @param {object} the
 * @param {import('../index').Adapter} the.adapter
 * @param {import('./storage').Records} the.records
 * @param {any} the.api
 * @param {(key: any, since: string) => any} the.ownTemplate queued on this device: it arrives before what is queued after it
 */
function createContexts(the) {
  const { adapter, records, api } = the
  /** @type {Map<string, any>} */
  const held = new Map()
  /** @type {Map<string, any>} what relatives lent, until the next snapshot */
  const borrowed = new Map()

  /** @param {any} snapshot @returns {import('../index').CachedContext} */
  function view(snapshot) {
    const age = Math.max(0, adapter.now() - Date.parse(snapshot.fetched_at))
    const ctx = Object.assign({}, snapshot.ctx)
    if (age >= FRESH_MS) delete ctx.today
    return { ctx, filing: snapshot.filing, fetched_at: snapshot.fetched_at, age_ms: age, fresh: age < FRESH_MS }
  }

  /** @param {any} snapshot or null @param {any} key @returns {import('../index').CachedContext | null} */
  function withOwnTemplate(snapshot, key) {
    const template = the.ownTemplate(key, snapshot ? snapshot.fetched_at : '')
    if (!snapshot && !template) return null
    const now = snapshot ? view(snapshot) : { ctx: {}, fetched_at: '', age_ms: Infinity, fresh: false }
    if (template) now.ctx.template = template
    return now
  }

  /** The snapshot of exactly this filing. @param {import('../index').FilingKey} key */
  function cached(key) {
    const name = draftName(key)
    if (!held.has(name)) held.set(name, records.get(KIND, name)) /* null is remembered too: typing must not read storage */
    const snapshot = held.get(name)
    return withOwnTemplate(snapshot && snapshot.ctx ? snapshot : null, key)
  }

  /** @param {any} key @returns {any[]} snapshots of the same enterprise and site, the best stand-in for `key` first */
  function relatives(key) {
    const year = key.start.slice(0, 4)
    const rank = (/** @type {any} */ one) => (one.key.form === key.form ? 2 : 0) + (one.key.start.slice(0, 4) === year ? 1 : 0)
    return Array.from(new Set(records.names(KIND).concat(Array.from(held.keys())))).map((name) => held.get(name) || records.get(KIND, name))
      .filter((one) => one && one.ctx && one.key.enterprise === key.enterprise && one.key.site === key.site)
      .sort((a, b) => rank(b) - rank(a) || (a.fetched_at < b.fetched_at ? 1 : -1))
  }

  /** What a relative knows that holds for `key` too. A later year's template does not, nor another form's periods. @param {any} one @param {any} key */
  function lent(one, key) {
    const ctx = Object.assign({}, one.ctx)
    if (one.key.start.slice(0, 4) > key.start.slice(0, 4)) delete ctx.template
    if (one.key.form !== key.form) delete ctx.filed_periods
    return { key: plainKey(key), ctx, fetched_at: one.fetched_at }
  }

  /** The exact snapshot, else what a relative can lend: in flight mode any month can be opened. @param {import('../index').FilingKey} key */
  function atHand(key) {
    const exact = cached(key)
    if (exact && exact.fetched_at) return exact
    const name = draftName(key)
    if (!borrowed.has(name)) borrowed.set(name, relatives(key).map((one) => lent(one, key))[0] || null)
    return withOwnTemplate(borrowed.get(name), key)
  }

  /** Keeps the newest; a snapshot that does not fit is only held in memory. @param {string} name @param {any} snapshot */
  function keep(name, snapshot) {
    held.set(name, snapshot)
    borrowed.clear()
    const names = records.names(KIND).filter((other) => other !== name)
    const age = (/** @type {string} */ other) => (records.get(KIND, other) || {}).fetched_at || ''
    if (names.length >= MOST) names.sort((a, b) => (age(a) < age(b) ? -1 : 1)).slice(0, names.length - MOST + 1).forEach((old) => records.remove(KIND, old))
    try { records.set(KIND, name, snapshot) } catch (_) { /* a snapshot can be fetched again */ }
  }

  /** The snapshot leaves the filing itself out, so that a revision does not overlap with what it replaces. @param {import('../index').FilingKey} key */
  async function renew(key) {
    try {
      let reply = await api.context(key)
      if (reply.filing) reply = Object.assign({ filing: reply.filing }, await api.context(key, reply.filing.id))
      keep(draftName(key), { key: plainKey(key), ctx: reply.ctx, filing: reply.filing, fetched_at: new Date(adapter.now()).toISOString() })
    } catch (error) {
      const why = /** @type {any} */ (error)
      if (why.name !== 'BridgeError' || (why.status !== undefined && !why.retryable && why.status !== 401)) throw error
    }
    return atHand(key)
  }

  /** What this device knows before the next snapshot: its own submission was accepted. @param {any} key @param {any} filing {id, revision, etag} */
  function accepted(key, filing) {
    const snapshot = held.get(draftName(key)) || records.get(KIND, draftName(key))
    if (snapshot) keep(draftName(key), Object.assign({}, snapshot, { filing }))
  }

  /** A filing was withdrawn: no snapshot may offer it as the base of a revision. @param {string} id */
  function withdrawn(id) {
    records.names(KIND).concat(Array.from(held.keys())).forEach((name) => {
      const snapshot = held.get(name) || records.get(KIND, name)
      if (snapshot && snapshot.filing && snapshot.filing.id === id) keep(name, Object.assign({}, snapshot, { filing: undefined }))
    })
  }

  function reset() {
    held.clear()
    borrowed.clear()
  }

  return { cached, atHand, fetch: renew, accepted, withdrawn, reset }
}

module.exports = { createContexts }
