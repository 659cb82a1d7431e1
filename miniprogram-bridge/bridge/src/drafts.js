// @ts-check
/* Drafts: one per (enterprise, form, site, period), written to the device on every change and copied to the server when it is there.
 * Storage that is full is said, never hidden: the draft then stays in memory and is written as soon as there is room. */
'use strict'

const { bridgeError, asBridgeError } = require('./errors')
const { nameOf } = require('./storage')

/** Format in which new drafts are written; op migrate of the core brings older ones to it. */
const DRAFT_FORMAT = 1
const KIND = 'draft'

/** @typedef {import('../index').FilingKey} FilingKey */
/** @typedef {import('../index').Draft & {copied?: {edit: number, etag: string}, touched?: boolean}} Record_ */

/** @param {FilingKey} key */
function draftName(key) {
  return nameOf([key.enterprise, key.form, key.site, key.start, key.end])
}

/** @param {FilingKey} key */
function plainKey(key) {
  return { enterprise: key.enterprise, site: key.site, form: key.form, start: key.start, end: key.end }
}

/** Name of the server's copy: [A-Za-z0-9_.-]. @param {FilingKey} key */
function copyName(key) {
  return [key.form, key.site, key.start, key.end].join('.')
}

/**
 * @param {object} the
 * @param {import('../index').Adapter} the.adapter
 * @param {import('./storage').Records} the.records
 * @param {any} the.core
 * @param {any} the.api
 * @param {(event: string, detail: any) => void} the.emit
 * @param {(key: FilingKey) => boolean} the.isQueued
 * @param {number} the.saveDelayMs
 */
function createDrafts(the) {
  const { adapter, records, core, api } = the
  /** @type {Map<string, Record_>} */
  const opened = new Map()
  /** @type {Map<string, import('../index').SaveState>} */
  const states = new Map()
  /** @type {any} */
  let timer = null

  /** @param {FilingKey} key @param {import('../index').SaveState} state @param {any} [error] */
  function setState(key, state, error) {
    const name = draftName(key)
    if (states.get(name) === state && !error) return
    states.set(name, state)
    the.emit('draft', { key: plainKey(key), state, error })
  }

  /** @param {string} name @returns {Record_ | null} */
  function stored(name) {
    const record = records.get(KIND, name)
    return record && record.key && record.doc ? record : null
  }

  /** @param {string} [enterprise] @returns {import('../index').DraftSummary[]} newest first */
  function list(enterprise) {
    const names = new Set(records.names(KIND))
    opened.forEach((_, name) => names.add(name))
    /** @type {import('../index').DraftSummary[]} */
    const rows = []
    names.forEach((name) => {
      const record = opened.get(name) || stored(name)
      if (!record || (enterprise !== undefined && record.key.enterprise !== enterprise)) return
      rows.push({ key: plainKey(record.key), saved_at: record.saved_at, bytes: records.size(KIND, name),
        touched: record.touched !== false, queued: the.isQueued(record.key) })
    })
    return rows.sort((a, b) => (a.saved_at < b.saved_at ? 1 : a.saved_at > b.saved_at ? -1 : 0))
  }

  /** What the user could drop to make room for `key`: oldest first, nothing that waits for submission. @param {FilingKey} key */
  function droppable(key) {
    const own = draftName(key)
    return list().filter((row) => !row.queued && row.bytes > 0 && draftName(row.key) !== own).reverse()
  }

  /** @param {Record_} record */
  function write(record) {
    const before = record.saved_at
    record.saved_at = new Date(adapter.now()).toISOString()
    try {
      records.set(KIND, draftName(record.key), record)
    } catch (error) {
      record.saved_at = before
      const why = asBridgeError(error, 'STORAGE_FAILED')
      why.drafts = droppable(record.key)
      setState(record.key, 'full', why)
      return
    }
    setState(record.key, 'saved')
  }

  /** Writes what is pending or did not fit before; the worst state of all open drafts. @returns {import('../index').SaveState} */
  function flush() {
    if (timer !== null) adapter.clearTimeout(timer)
    timer = null
    /** @type {import('../index').SaveState} */
    let worst = 'saved'
    opened.forEach((record, name) => {
      if (states.get(name) === 'saved') return
      write(record)
      if (states.get(name) !== 'saved') worst = 'full'
    })
    return worst
  }

  /** @param {FilingKey} key @returns {Record_} */
  function hold(key) {
    const record = opened.get(draftName(key))
    if (!record) throw bridgeError('NO_DRAFT')
    return record
  }

  /** A copy for the caller: the top level may be changed without harm. @param {Record_} record @returns {import('../index').Draft} */
  function view(record) {
    const copy = Object.assign({}, record)
    delete copy.copied
    delete copy.touched
    return copy
  }

  /** Brings a stored draft to today's format; only the three members of the contract go through the core. @param {Record_} record */
  async function migrated(record) {
    const draft = { draft_format: record.draft_format, form_version: record.form_version, doc: record.doc }
    const answer = await core.ask({ op: 'migrate', form: record.key.form, draft })
    if (!answer.ok) throw bridgeError('DRAFT_UNREADABLE', { issues: answer.issues })
    return Object.assign({}, record, answer.result)
  }

  /** @param {FilingKey} key */
  async function open(key) {
    const name = draftName(key)
    const held = opened.get(name)
    if (held) return view(held)
    const record = stored(name)
    if (!record && records.has(KIND, name)) throw bridgeError('DRAFT_UNREADABLE')
    if (!record) return null
    const today = await migrated(record)
    const raced = opened.get(name)
    if (raced) return view(raced)
    opened.set(name, today)
    states.set(name, 'saved')
    if (JSON.stringify(today) !== JSON.stringify(record)) write(today)
    return view(today)
  }

  /** @param {FilingKey} key @param {any} [start] */
  async function create(key, start) {
    const from = start || {}
    const before = from.replace ? null : await open(key)
    if (before) return before
    if (from.replace && the.isQueued(key)) throw bridgeError('DRAFT_QUEUED')
    const edit = ((opened.get(draftName(key)) || stored(draftName(key)) || { edit: 0 }).edit || 0) + 1
    /** @type {any} */
    const record = { draft_format: DRAFT_FORMAT, form_version: from.form_version || 1, doc: from.doc || {}, key: plainKey(key), saved_at: '', edit, touched: false }
    for (const member of ['pack', 'overrides', 'base']) if (from[member] !== undefined) record[member] = from[member]
    opened.set(draftName(key), record)
    setState(key, 'pending')
    write(record)
    return view(record)
  }

  /** @param {FilingKey} key @param {any} change */
  function change(key, change) {
    const record = Object.assign({}, hold(key))
    for (const member of ['doc', 'overrides', 'pack', 'base']) {
      if (change[member] === null) delete (/** @type {any} */ (record))[member]
      else if (change[member] !== undefined) (/** @type {any} */ (record))[member] = change[member]
    }
    record.edit++
    record.touched = true
    opened.set(draftName(key), record)
    if (states.get(draftName(key)) !== 'full') setState(key, 'pending')
    if (timer === null) timer = adapter.setTimeout(flush, the.saveDelayMs)
    return view(record)
  }

  /** @param {FilingKey} key @param {string} etag */
  function dropCopy(key, etag) {
    api.removeDraft(key.enterprise, copyName(key), etag).catch(() => { /* a stale copy harms nobody */ })
  }

  /** @param {FilingKey} key */
  function forget(key) {
    const name = draftName(key)
    const record = opened.get(name) || stored(name)
    opened.delete(name)
    states.delete(name)
    records.remove(KIND, name)
    if (record && record.copied) dropCopy(key, record.copied.etag)
    flush() /* another draft may have waited for this room */
  }

  /** @param {FilingKey} key */
  function remove(key) {
    if (the.isQueued(key)) throw bridgeError('DRAFT_QUEUED')
    forget(key)
  }

  /** Drafts of one enterprise become another's, where that one has none of its own. @param {string} from @param {string} to
   * @returns {Promise<number>} how many moved */
  async function adopt(from, to) {
    let moved = 0
    for (const row of list(from)) {
      const key = Object.assign({}, row.key, { enterprise: to })
      const record = opened.get(draftName(row.key)) || stored(draftName(row.key))
      if (!record || opened.has(draftName(key)) || records.has(KIND, draftName(key))) continue
      await create(key, { doc: record.doc, form_version: record.form_version, pack: record.pack, overrides: record.overrides })
      if (record.touched !== false) change(key, { doc: record.doc })
      forget(row.key)
      moved++
    }
    flush()
    return moved
  }

  /** @param {Record_} record @param {any} body of a submission */
  function holdsSame(record, body) {
    return JSON.stringify([record.doc, record.overrides || []]) === JSON.stringify([body.doc, body.overrides || []]) &&
      (record.pack === undefined || record.pack === body.pack)
  }

  /** A submission was stored: a draft that holds the same has done its work; one that was changed since goes on upon the new revision.
   * May be repeated. @param {FilingKey} key @param {any} body that was submitted @param {NonNullable<import('../index').Draft['base']>} base */
  function settle(key, body, base) {
    const name = draftName(key)
    const record = opened.get(name) || stored(name)
    if (!record || (record.base && record.base.filing === base.filing && record.base.revision >= base.revision)) return
    if (holdsSame(record, body)) return forget(key)
    const next = Object.assign({}, record, { base })
    opened.set(name, next)
    write(next)
  }

  /** @param {Record_} record */
  async function copyOne(record) {
    const key = record.key
    const body = Object.assign({ draft_format: record.draft_format, form_version: record.form_version, form: key.form, site: key.site,
      period: { start: key.start, end: key.end } }, record.pack && { pack: record.pack }, record.overrides && { overrides: record.overrides },
    { doc: record.doc }, record.base && { base: { filing: record.base.filing, revision: record.base.revision } })
    const kept = record.copied ? record.copied.etag : ''
    const reply = await api.putDraft(key.enterprise, copyName(key), body, kept)
    const name = draftName(key)
    const now = opened.get(name) || stored(name)
    if (!now) return dropCopy(key, '"' + reply.version + '"') /* submitted or removed meanwhile */
    const next = Object.assign({}, now, { copied: { edit: record.edit, etag: '"' + reply.version + '"' } })
    if (opened.has(name)) opened.set(name, next)
    records.set(KIND, name, Object.assign({}, next))
  }

  /** A stale copy (another device wrote it) is left alone: the device's own draft is the one that counts here.
   * @param {string} [enterprise] where the session works: the server refuses the others */
  async function backUp(enterprise) {
    flush()
    let all = true
    for (const row of list(enterprise).filter((one) => one.touched)) {
      const record = opened.get(draftName(row.key)) || stored(draftName(row.key))
      if (!record || (record.copied && record.copied.edit === record.edit)) continue
      try { await copyOne(record) } catch (_) { all = false }
    }
    return all
  }

  /** @param {FilingKey} key */
  async function fetchCopy(key) {
    let reply
    try {
      reply = await api.draft(key.enterprise, copyName(key))
    } catch (error) {
      if (/** @type {any} */ (error).status === 404) return null
      throw error
    }
    if (opened.has(draftName(key)) || stored(draftName(key))) throw bridgeError('DRAFT_EXISTS')
    const copy = reply.draft
    /** @type {any} */
    const record = { draft_format: copy.draft_format, form_version: copy.form_version, doc: copy.doc, key: plainKey(key), saved_at: '', edit: 1,
      copied: { edit: 1, etag: '"' + reply.version + '"' } }
    for (const member of ['pack', 'overrides']) if (copy[member] !== undefined) record[member] = copy[member]
    if (copy.base) record.base = Object.assign({ etag: '"' + copy.base.revision + '"' }, copy.base)
    const today = await migrated(record)
    opened.set(draftName(key), today)
    write(today)
    return view(today)
  }

  /** The draft as it stands in memory or storage, for the outbox. @param {FilingKey} key */
  function current(key) {
    const record = opened.get(draftName(key))
    return record ? view(record) : null
  }

  /** After sign-out. */
  function reset() {
    if (timer !== null) adapter.clearTimeout(timer)
    timer = null
    opened.clear()
    states.clear()
  }

  return {
    open, create, change, flush, list, remove, adopt, settle, current, reset, backUp, fetchCopy,
    saveState: (/** @type {FilingKey} */ key) => states.get(draftName(key)) || 'saved',
    room: () => records.room()
  }
}

module.exports = { createDrafts, draftName, plainKey, DRAFT_FORMAT }
