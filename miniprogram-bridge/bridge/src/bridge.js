// @ts-check
/* Puts the parts together over one adapter. Knows no platform: everything outside comes through the adapter. */
'use strict'

const { createEvents } = require('./events')
const { createRecords } = require('./storage')
const { createApi } = require('./api')
const { createCore } = require('./core')
const { createDrafts } = require('./drafts')
const { createOutbox } = require('./outbox')
const { createContexts } = require('./contexts')
const { createSession, VISITOR } = require('./session')
const { bridgeError } = require('./errors')
const { createScan } = require('./scan')
const { envelopeOf } = require('./filing')

const SAVE_DELAY_MS = 400
const BACK_UP_DELAY_MS = 5000

/** @param {import('../index').Adapter} adapter @param {import('../index').BridgeOptions} [options] @returns {any} */
function createBridge(adapter, options) {
  const settings = options || {}
  const events = createEvents(settings.report)
  const { on, emit } = events
  const records = createRecords(adapter.storage)
  const api = createApi({ adapter, options: settings, token: () => session.token(), visiting: () => session.visiting(), onSignedOut: () => session.expire(),
    onSuspended: (id, error) => session.suspended(id, error), onMustChange: () => session.changeFirst(), newKey: () => outbox.newKey() })
  const core = createCore({ adapter, records, api, emit })
  const contexts = createContexts({ adapter, records, api, ownTemplate: (key, since) => outbox.ownTemplate(key, since) })
  const drafts = createDrafts({ adapter, records, core, api, emit, isQueued: (key) => outbox.isQueued(key),
    saveDelayMs: settings.saveDelayMs === undefined ? SAVE_DELAY_MS : settings.saveDelayMs })
  const outbox = createOutbox({ adapter, records, core, api, contexts, drafts: () => drafts, enterprise: atWork, on, emit })
  const session = createSession({ records, api, emit, unsent: () => drafts.list().filter((one) => one.touched || one.queued), reset, cookie: settings.cookie })
  /** @type {(() => void)[]} */
  const ends = []
  /** @type {any} */
  let backUpTimer = null

  function reset() {
    drafts.reset()
    outbox.reset()
    contexts.reset()
  }

  /** Where something can be sent at the moment. */
  function atWork() {
    const enterprise = session.signedIn() && !session.mustChange() ? session.enterprise() : null
    return enterprise && !enterprise.is_suspended ? enterprise.id : ''
  }

  /** ctx defaults to the cached snapshot for the ops that use one. @param {string} op @param {any} draft @param {any} [more] */
  function envelope(op, draft, more) {
    const cached = (op === 'check' || op === 'calculate') && !(more && more.ctx) ? contexts.atHand(draft.key) : null
    return envelopeOf(op, draft, Object.assign(cached ? { ctx: cached.ctx } : {}, more))
  }

  /** @param {string} op @param {any} draft @param {any} [more] */
  function preview(op, draft, more) {
    return core.call(envelope(op, draft, more))
  }

  /** @param {string} id @param {string} etag @param {string} reason */
  async function withdraw(id, etag, reason) {
    const filing = await api.withdraw(id, etag, reason)
    contexts.withdrawn(id)
    return filing
  }

  /** @param {any} key */
  async function submit(key) {
    if (session.visiting()) throw bridgeError('VISITOR')
    return outbox.submit(key)
  }

  /** What was typed before signing in. */
  const visitorDrafts = () => (session.visiting() ? [] : drafts.list(VISITOR))
  /** It becomes the chosen enterprise's; what that one has already stays as it is. */
  async function adoptVisitorDrafts() {
    const enterprise = session.signedIn() ? session.enterprise() : null
    return enterprise ? drafts.adopt(VISITOR, enterprise.id) : 0
  }
  const dropVisitorDrafts = () => visitorDrafts().forEach((one) => drafts.remove(one.key))

  function backUpSoon() {
    if (backUpTimer !== null || !session.signedIn()) return
    backUpTimer = adapter.setTimeout(() => {
      backUpTimer = null
      if (adapter.online() && atWork()) drafts.backUp(atWork())
    }, settings.backUpDelayMs === undefined ? BACK_UP_DELAY_MS : settings.backUpDelayMs)
  }

  /** @param {boolean} online */
  function networkChanged(online) {
    emit('network', { online })
    emit('core', { state: core.state() })
    if (!online) return
    outbox.send()
    backUpSoon()
  }

  async function start() {
    session.restore()
    outbox.restore()
    ends.push(adapter.onNetwork(networkChanged))
    ends.push(on('session', (/** @type {any} */ now) => { if (now.signedIn) outbox.send() }))
    ends.push(on('draft', (/** @type {any} */ now) => { if (now.state === 'saved') backUpSoon() }))
    await core.ready()
    outbox.send()
  }

  function stop() {
    drafts.flush()
    ends.splice(0).forEach((end) => end())
    if (backUpTimer !== null) adapter.clearTimeout(backUpTimer)
    backUpTimer = null
    reset()
  }

  return {
    core, drafts, outbox: Object.assign({}, outbox, { submit }), session, contexts, on, envelope, visitorDrafts, adoptVisitorDrafts, dropVisitorDrafts,
    api: Object.assign({}, api, { withdraw }), preview, start, stop,
    waitForPhone: (/** @type {any} */ show) => createScan({ adapter, api, enter: session.signInByScan }, show),
    network: { online: () => adapter.online() },
    hide: () => { drafts.flush() },
    show: () => { outbox.send() }
  }
}

module.exports = { createBridge }
