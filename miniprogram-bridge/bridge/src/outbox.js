// @ts-check
/* Queued submissions. Each is one record with its exact body and one Idempotency-Key, both on the device before the first byte is sent,
 * so that a kill at any moment ends in exactly one revision: the next start sends the same body with the same key. */
'use strict'

const { bridgeError, asBridgeError } = require('./errors')
const { draftName, plainKey } = require('./drafts')
const { envelopeOf, submissionOf } = require('./filing')
const { stateAfter, kindOf, errorRecord, baseOf } = require('./reply')

const KIND = 'out'
/** The form whose document is `ctx.template` (docs/contract.md §6). */
const TEMPLATE = 'energy_template'
const FIRST_WAIT_MS = 2000
const LONGEST_WAIT_MS = 5 * 60 * 1000
const OPEN = ['queued', 'sending']

/** @param {Uint8Array} bytes */
function hex(bytes) {
  let text = ''
  for (let i = 0; i < bytes.length; i++) text += (bytes[i] + 0x100).toString(16).slice(1)
  return text
}

/** @param {any} answer of op calculate @returns {any[]} issues that block a submission */
function blocking(answer) {
  return (answer.issues || []).filter((/** @type {any} */ issue) => issue.severity === 'error' || (issue.severity === 'confirm' && !issue.answered))
}

/**
 * @param {object} the
 * @param {import('../index').Adapter} the.adapter
 * @param {import('./storage').Records} the.records
 * @param {any} the.core
 * @param {any} the.api
 * @param {any} the.contexts
 * @param {() => any} the.drafts
 * @param {() => string} the.enterprise at which the session works; '' = signed out, none chosen, suspended or a password to be changed first: then nothing is sent
 * @param {(event: string, listener: Function) => () => void} the.on
 * @param {(event: string, detail: any) => void} the.emit
 */
function createOutbox(the) {
  const { adapter, records, core, api, contexts } = the
  /** @type {Map<string, any>} by id */
  const entries = new Map()
  /** @type {Promise<void> | null} */
  let sending = null
  /** @type {any} */
  let timer = null
  let again = false
  let generation = 0 /* grows at sign-out: replies that come later are not for us */

  /** @param {any} entry @returns {import('../index').OutboxEntry} */
  function view(entry) {
    const copy = Object.assign({}, entry)
    for (const inner of ['seq', 'idem', 'text', 'base', 'settled', 'cause']) delete copy[inner]
    return copy
  }

  /** Durable when it returns. @param {any} entry */
  function persist(entry) {
    records.set(KIND, entry.id, entry)
    entries.set(entry.id, entry)
  }

  /** An outcome, written and told. When the device has no room for it, it holds in memory: the stored record still says that the same
   * body is to be sent with the same key, and that gives the same answer. @param {any} entry @param {any} change */
  function conclude(entry, change) {
    const next = Object.assign({}, entry, change)
    try { persist(next) } catch (_) { entries.set(next.id, next) }
    the.emit('outbox', view(next))
    return next
  }

  /** @param {string} id */
  function need(id) {
    const entry = entries.get(id)
    if (!entry) throw bridgeError('NO_ENTRY')
    return entry
  }

  /** @param {string} id */
  function drop(id) {
    entries.delete(id)
    records.remove(KIND, id)
  }

  /** @returns {any[]} in order of submission */
  function inOrder() {
    return Array.from(entries.values()).sort((a, b) => a.seq - b.seq)
  }

  /** The entry of a filing: there is at most one. @param {any} key */
  function latest(key) {
    const name = draftName(key)
    return inOrder().filter((entry) => draftName(entry.key) === name).pop() || null
  }

  /** @param {any} key */
  function isQueued(key) {
    const entry = latest(key)
    return Boolean(entry && OPEN.indexOf(entry.state) >= 0)
  }

  /** Reads the records at start. What was being sent when the app died has an unknown outcome and goes again. */
  function restore() {
    records.names(KIND).map((name) => records.get(KIND, name)).filter((entry) => entry && entry.id && entry.text)
      .forEach((entry) => {
        entries.set(entry.id, entry.state === 'sending' ? Object.assign(entry, { state: 'queued' }) : entry)
        if (entry.state === 'accepted' && !entry.settled) settleDraft(entry)
      })
  }

  /** @param {any} entry accepted */
  function settleDraft(entry) {
    const base = baseOf(entry.answer)
    the.drafts().settle(entry.key, JSON.parse(entry.text), base)
    contexts.accepted(entry.key, { id: base.filing, revision: base.revision, etag: base.etag })
    try { persist(Object.assign({}, entry, { settled: true })) } catch (_) { /* settling again changes nothing */ }
  }

  /** The receipt of exactly what will be sent: with the pack that the core chose written down. @param {any} draft */
  async function calculated(draft) {
    const cached = contexts.atHand(draft.key)
    const more = cached ? { ctx: cached.ctx } : {}
    const first = await core.ask(envelopeOf('calculate', draft, more))
    if (!first.ok || blocking(first).length || !first.receipt) throw bridgeError('NOT_READY', { issues: first.issues || [] })
    if (draft.pack !== undefined) return first
    return core.ask(envelopeOf('calculate', draft, Object.assign({ pack: first.receipt.pack }, more)))
  }

  /** Refuses while the filing's previous submission has no outcome. @param {any} key */
  function makeWay(key) {
    const before = latest(key)
    if (!before) return null
    if (before.state === 'sending' || (before.state === 'queued' && before.in_doubt)) throw bridgeError('SUBMITTING')
    return before
  }

  /** 128 random bits; made anew for every queued submission, kept for every repetition. */
  async function newKey() {
    try {
      return hex(await adapter.random(16))
    } catch (error) {
      throw asBridgeError(error, 'RANDOM_FAILED')
    }
  }

  /** A filing's next entry takes the place of its last one in a single write: a kill never leaves two to be sent.
   * @param {any} draft @param {any} receipt */
  async function queueUp(draft, receipt) {
    const idem = await newKey()
    const before = makeWay(draft.key)
    const seq = inOrder().reduce((most, entry) => Math.max(most, entry.seq), 0) + 1
    const entry = {
      id: before ? before.id : idem.slice(0, 16), seq, idem, key: plainKey(draft.key), state: 'queued', receipt,
      text: JSON.stringify(submissionOf(draft, receipt)), base: draft.base,
      queued_at: new Date(adapter.now()).toISOString(), attempts: 0, in_doubt: false
    }
    persist(entry)
    the.emit('outbox', view(entry))
    send()
    return view(entry)
  }

  /** @param {any} key */
  async function submit(key) {
    makeWay(key)
    if (!(await the.drafts().open(key))) throw bridgeError('NO_DRAFT')
    the.drafts().flush()
    if (the.drafts().saveState(key) !== 'saved') throw bridgeError('STORAGE_FULL')
    const draft = the.drafts().current(key)
    const answer = await calculated(draft)
    return queueUp(draft, answer.receipt)
  }

  /** @param {any} entry @param {any} answer */
  function accepted(entry, answer) {
    const kept = Object.assign({}, answer)
    for (const bulky of ['doc', 'overrides', 'result']) delete kept[bulky]
    const next = conclude(entry, { state: 'accepted', in_doubt: false, answer: kept, error: undefined, issues: undefined, retry_at: undefined })
    settleDraft(next)
  }

  /** A conflict after an attempt of unknown outcome may be with our own revision (the server forgot the key): then it is ours.
   * @param {any} entry @param {any} error @returns {Promise<any | null>} */
  async function ownRevision(entry, error) {
    const id = (entry.base && entry.base.filing) || (error.problem && error.problem.filing)
    if (!entry.in_doubt || !id) return null
    const live = await api.filing(id)
    const mine = live.state === 'live' && live.receipt.input === entry.receipt.input && live.receipt.result === entry.receipt.result
    return mine && live.revision > (entry.base ? entry.base.revision : 0) ? live : null
  }

  /** @param {any} entry @param {any} error @param {boolean} doubtBefore */
  async function notAccepted(entry, error, doubtBefore) {
    const state = stateAfter(error)
    if (state === 'queued') {
      const doubt = error.status === 401 ? doubtBefore : error.in_doubt || doubtBefore
      const wait = Math.max(error.waitMs || 0, Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * Math.pow(2, Math.min(entry.attempts, 12) - 1)))
      const retryAt = error.status === 401 ? undefined : new Date(adapter.now() + Math.round(wait * (0.75 + Math.random() / 2))).toISOString()
      return conclude(entry, { state, in_doubt: doubt, retry_at: retryAt, error: errorRecord(error) })
    }
    const own = state === 'conflict' ? await ownRevision(Object.assign({}, entry, { in_doubt: doubtBefore }), error) : null
    if (own) return accepted(entry, own)
    return conclude(entry, { state, in_doubt: false, retry_at: undefined, error: errorRecord(error), issues: error.issues, cause: error.code })
  }

  /** Writes down that the entry is about to leave: not on the device, it must not leave, or a kill would make it look unsent.
   * @param {any} entry */
  function departing(entry) {
    const next = Object.assign({}, entry, { state: 'sending', in_doubt: true, attempts: entry.attempts + 1 })
    try {
      persist(next)
    } catch (error) {
      the.emit('outbox', Object.assign(view(entry), { error: errorRecord(error) }))
      return null
    }
    the.emit('outbox', view(next))
    return next
  }

  /** One try. False: nothing more can be sent at the moment. @param {any} entry */
  async function sendOne(entry) {
    const mine = generation
    const leaving = departing(entry)
    if (!leaving) return false
    let answer
    try {
      answer = await api.submit({ enterprise: leaving.key.enterprise, base: leaving.base, text: leaving.text, keyed: leaving.idem })
    } catch (error) {
      return mine === generation && failed(leaving, asBridgeError(error, 'NO_ANSWER'), entry.in_doubt)
    }
    if (mine !== generation) return false
    accepted(leaving, answer)
    return true
  }

  /** @param {any} entry @param {any} error @param {boolean} doubtBefore */
  async function failed(entry, error, doubtBefore) {
    try {
      const next = await notAccepted(entry, error, doubtBefore)
      return !next || next.state !== 'queued'
    } catch (trouble) { /* the look-up failed: the outcome stays open, the same key goes again */
      conclude(entry, { state: 'queued', error: errorRecord(asBridgeError(trouble, 'NO_ANSWER')) })
      return false
    }
  }

  /** What may go now: entries of another enterprise wait until the session works there. */
  function waiting() {
    const enterprise = the.enterprise()
    return inOrder().filter((one) => one.state === 'queued' && one.key.enterprise === enterprise)
  }

  async function sendAll() {
    if (timer !== null) adapter.clearTimeout(timer)
    timer = null
    for (;;) {
      const entry = waiting()[0]
      if (!entry || !adapter.online()) return
      if (!(await sendOne(entry))) return tryLater()
    }
  }

  /** Wakes up when the first waiting entry is due; the network's return and the app's show come earlier. */
  function tryLater() {
    const due = waiting().filter((one) => one.retry_at).map((one) => Date.parse(one.retry_at))
    if (due.length && timer === null) timer = adapter.setTimeout(send, Math.max(0, Math.min.apply(null, due) - adapter.now()))
  }

  async function run() {
    try {
      do {
        again = false
        await sendAll()
      } while (again)
    } finally {
      sending = null
    }
  }

  /** Sends what waits, in order; one loop at a time. @returns {Promise<void>} */
  function send() {
    again = true
    if (!sending) sending = run()
    return sending
  }

  /** @param {string} id @param {number} [timeoutMs] @returns {Promise<import('../index').OutboxEntry>} */
  function settled(id, timeoutMs) {
    return new Promise((resolve, reject) => {
      /** @type {any} */
      let limit = null
      let off = () => {}
      const end = () => {
        const entry = entries.get(id)
        if (limit !== null) adapter.clearTimeout(limit)
        off()
        if (entry) resolve(view(entry)); else reject(bridgeError('NO_ENTRY'))
      }
      const isOpen = () => { const entry = entries.get(id); return entry && OPEN.indexOf(entry.state) >= 0 }
      if (!isOpen()) return end()
      off = the.on('outbox', () => { if (!isOpen()) end() })
      if (timeoutMs) limit = adapter.setTimeout(end, timeoutMs)
    })
  }

  /** @param {string} id */
  async function withdraw(id) {
    const entry = need(id)
    if (OPEN.indexOf(entry.state) < 0) throw bridgeError('NO_ENTRY')
    if (entry.in_doubt) throw bridgeError('IN_DOUBT')
    drop(id)
    the.emit('outbox', Object.assign(view(entry), { state: 'withdrawn' }))
  }

  /** differs, conflict, needs-answer, refused: forget the entry, the draft stays. accepted: dismiss. @param {string} id */
  function keep(id) {
    if (OPEN.indexOf(need(id).state) >= 0) throw bridgeError('SUBMITTING')
    drop(id)
  }

  /** The entry that differs, and what was sent. @param {string} id */
  function different(id) {
    const entry = need(id)
    if (entry.state !== 'differs') throw bridgeError('NOT_DIFFERENT')
    return { entry, body: JSON.parse(entry.text), problem: (entry.error && entry.error.problem) || {} }
  }

  /** @param {any} entry @param {any} body @param {string} pack */
  async function resultUnder(entry, body, pack) {
    const draft = { key: entry.key, form_version: body.form_version, doc: body.doc, overrides: body.overrides, pack }
    const answer = await core.ask(envelopeOf('calculate', draft))
    return { doc: body.doc, result: answer.result, receipt: answer.receipt }
  }

  /** @param {string} id */
  async function difference(id) {
    const { entry, body, problem } = different(id)
    const ours = Object.assign(await resultUnder(entry, body, body.pack), { receipt: entry.receipt })
    let theirs = Object.assign({ doc: body.doc }, problem.server)
    if (problem.successor) {
      await core.loadPack(problem.successor)
      theirs = await resultUnder(entry, body, problem.successor)
    }
    theirs = { doc: theirs.doc, result: theirs.result, receipt: theirs.receipt }
    const answer = await core.ask({ op: 'diff', form: entry.key.form, a: ours, b: theirs })
    if (!answer.ok) throw bridgeError('BAD_ANSWER', { issues: answer.issues })
    return { changes: answer.result.changes, ours, theirs, cause: entry.cause, kind: kindOf(ours.receipt, theirs.receipt) }
  }

  /** Takes the server's result: the same filing goes again with the server's receipt, or under the successor pack. Where the server judged
   * another document than ours (kind data), ours goes again as it was. @param {string} id */
  async function accept(id) {
    const { entry, body, problem } = different(id)
    if (problem.successor) {
      await core.loadPack(problem.successor)
      if (!(await the.drafts().open(entry.key))) throw bridgeError('NO_DRAFT')
      the.drafts().change(entry.key, { pack: problem.successor })
      return submit(entry.key)
    }
    if (!problem.server || !problem.server.receipt) throw bridgeError('NOT_DIFFERENT')
    const draft = { key: entry.key, form_version: body.form_version, doc: body.doc, overrides: body.overrides, base: entry.base }
    const theirs = problem.server.receipt
    return queueUp(draft, kindOf(entry.receipt, theirs) === 'data' ? entry.receipt : theirs)
  }

  /** The template that this device has sent or will send for the year of `key`, when the server's snapshot cannot know it yet.
   * @param {any} key @param {string} since ISO time of the snapshot, '' = none */
  function ownTemplate(key, since) {
    const year = key.start.slice(0, 4)
    const found = inOrder().filter((entry) => entry.key.form === TEMPLATE && entry.key.enterprise === key.enterprise && entry.key.site === key.site &&
      entry.key.start.slice(0, 4) === year && (OPEN.indexOf(entry.state) >= 0 || (entry.state === 'accepted' && entry.queued_at > since))).pop()
    return found ? JSON.parse(found.text).doc : null
  }

  /** @param {string} [enterprise] newest first */
  function list(enterprise) {
    return inOrder().reverse().filter((entry) => enterprise === undefined || entry.key.enterprise === enterprise).map(view)
  }

  /** @param {any} key */
  function find(key) {
    const entry = latest(key)
    return entry && view(entry)
  }

  /** After sign-out: nothing of the last user is sent or told any more. */
  function reset() {
    generation++
    if (timer !== null) adapter.clearTimeout(timer)
    timer = null
    entries.clear()
  }

  return { restore, submit, settled, send, list, find, withdraw, difference, accept, keep, isQueued, ownTemplate, newKey, reset }
}

module.exports = { createOutbox }
