// @ts-check
/* Who is signed in on this device. The device holds the token, drafts, queued submissions and context snapshots of ONE user;
 * signing out clears them all (packs are public and stay) and asks first when something was never submitted. */
'use strict'

const { bridgeError } = require('./errors')

const KIND = 'session'
const NAME = 'me'
/** Where a visitor's drafts belong; no server knows it. */
const VISITOR = 'visitor'

/**
 * @param {object} the
 * @param {import('./storage').Records} the.records
 * @param {any} the.api
 * @param {(event: string, detail: any) => void} the.emit
 * @param {() => import('../index').DraftSummary[]} the.unsent
 * @param {() => void} the.reset forgets what is in memory
 * @param {boolean} [the.cookie] the token stands in a cookie that no script can read
 */
function createSession(the) {
  const { records, api } = the
  /** @type {any} */
  let state = null

  const signedIn = () => Boolean(state && state.token)
  /** Until an initial password is changed the server lets the session do nothing else. */
  const mustChange = () => Boolean(signedIn() && state.must_change)
  const visiting = () => Boolean(state && state.visitor)

  /** @param {any} next */
  function store(next) {
    state = next
    records.set(KIND, NAME, next)
    the.emit('session', { signedIn: signedIn() })
  }

  function restore() {
    state = records.get(KIND, NAME)
  }

  function wipe() {
    state = null
    the.reset()
    records.clear(['pack'])
    the.emit('session', { signedIn: false })
  }

  function askFirst() {
    const drafts = the.unsent()
    if (drafts.length) throw bridgeError('UNSENT_DRAFTS', { drafts })
  }

  /** Another person's sign-in must not find the last one's drafts. @param {any} answer */
  function enter(answer) {
    if (state && !state.visitor && state.account !== answer.account) {
      askFirst()
      wipe()
    }
    /* In a cookie's place something that tells one session from the next. */
    const token = answer.token || (the.cookie ? 'cookie ' + answer.expires_at : '')
    const enterprises = answer.enterprises.map((/** @type {any} */ one) => (one.is_suspended ? Object.assign({ suspended: (known(one.id) || {}).suspended }, one) : one))
    const only = answer.enterprises.length === 1 ? answer.enterprises[0].id : undefined
    store({ token, account: answer.account, name: answer.name, provider: answer.provider, expires_at: answer.expires_at,
      enterprises, enterprise: answer.enterprise || only, platform: answer.platform, bank: answer.bank, must_change: Boolean(answer.must_change_password) })
  }

  /** A new session is bound to no enterprise when there are several: the one worked in before is chosen again. @param {() => Promise<any>} ask */
  async function open(ask) {
    const answer = await ask()
    const before = state && state.account === answer.account ? state.enterprise : undefined
    enter(answer)
    if (mustChange()) return
    const there = before && !state.enterprise ? known(before) : null
    if (there && !there.is_suspended) await choose(before)
  }

  /** @param {string} [id] @returns {any} one of the memberships, or null */
  function known(id) {
    return (state && state.enterprises.filter((/** @type {any} */ one) => one.id === id)[0]) || null
  }

  /** The server lets nobody work at an enterprise: its entry says so, with the reason, until a session's answer no longer does.
   * @param {string} id '' = the chosen one @param {any} error */
  function suspended(id, error) {
    const one = known(id || (state && state.enterprise))
    if (!one) return
    const { zh, en } = (error.issues || [])[0] || error
    if (one.is_suspended && one.suspended && one.suspended.zh === zh) return
    const next = Object.assign({}, one, { is_suspended: true, suspended: { zh, en } })
    store(Object.assign({}, state, { enterprises: state.enterprises.map((/** @type {any} */ other) => (other.id === one.id ? next : other)) }))
    the.emit('suspended', { enterprise: one.id })
  }

  /** @param {string} account @param {string} password */
  async function signIn(account, password) {
    await open(() => api.signIn(account, password))
  }

  /** @param {'Wechat' | 'Sms' | 'Face'} way @param {any} shown what that way's route takes */
  async function signInBy(way, shown) {
    await open(() => api['signInBy' + way](shown))
  }

  /** Without an account: all forms work on the device, nothing is sent. The drafts wait for a sign-in. */
  function visit() {
    if (state && !state.visitor) {
      askFirst()
      wipe()
    }
    store({ visitor: true, token: '', account: '', name: '', provider: '', enterprise: VISITOR, enterprises: [{ id: VISITOR, name: '', visitor: true, permissions: ['draft'] }] })
  }

  /** @param {string} [role] */
  async function demo(role) {
    await open(() => api.demo(role))
  }

  /** The session that a phone has agreed to. @param {string} scan @param {string} [secret] unless a cookie holds it */
  async function signInByScan(scan, secret) {
    await open(() => api.scanIn(scan, secret))
  }

  /** The server says so in the middle of something. */
  function changeFirst() {
    if (!mustChange() && signedIn()) store(Object.assign({}, state, { must_change: true }))
  }

  /** A change of one's own account ends the token and gives another. @param {() => Promise<any>} ask */
  async function renew(ask) {
    enter(await ask())
  }

  /** Who asks meanwhile waits for the same answer: another choice of the enterprise would give another token under it.
   * @type {Promise<void> | null} */
  let refreshing = null

  function refresh() {
    if (!refreshing) {
      const over = () => { refreshing = null }
      refreshing = askAnew()
      refreshing.then(over, over)
    }
    return refreshing
  }

  /** Memberships may have changed; a chosen enterprise that is gone is no longer chosen. */
  async function askAnew() {
    if (!signedIn()) return
    let answer
    try {
      answer = await api.me()
    } catch (error) {
      const why = /** @type {any} */ (error)
      if (why.status === 401 || why.status === undefined || why.retryable) return
      throw error
    }
    enter(Object.assign({}, answer, { token: state.token }))
    if (!mustChange()) await bind(answer)
  }

  /** The only enterprise was not yet there at the sign-in, or others went: the server's session is bound to none. @param {any} answer */
  async function bind(answer) {
    if (answer.enterprise || answer.enterprises.length !== 1 || answer.enterprises[0].is_suspended) return
    store(Object.assign({}, state, { enterprise: undefined }))
    await choose(answer.enterprises[0].id)
  }

  /** The server no longer knows the token; what was typed stays. */
  function expire() {
    if (!signedIn()) return
    store(Object.assign({}, state, { token: '' }))
    the.emit('sign-in-needed', {})
  }

  /** The server binds the session to it and replaces the token; a suspended one is asked for again. @param {string} id */
  async function choose(id) {
    const one = known(id)
    if (!one) throw bridgeError('REFUSED', { code: 'NO_ENTERPRISE', zh: '没有这家企业的权限，请重新登录', en: 'You have no access to this enterprise; sign in again' })
    if (state.enterprise === id && !one.is_suspended) return
    const answer = await api.chooseEnterprise(id)
    enter(Object.assign({}, answer, { token: answer.token || state.token }))
  }

  const enterprise = () => (state ? known(state.enterprise) : null)

  /** @param {{discard?: boolean}} [options] */
  async function signOut(options) {
    if (!(options && options.discard)) askFirst()
    try {
      if (signedIn()) await api.signOut()
    } catch (_) { /* offline: the token dies by itself at its limit; this device forgets it now */ }
    wipe()
  }

  return {
    restore, signIn, signInBy, visit, visiting, signInByScan, demo, renew, refresh, choose, enterprise, signOut, signedIn, mustChange, changeFirst, expire, suspended,
    token: () => (state && state.token) || null,
    user: () => (state && !state.visitor ? { account: state.account, name: state.name, provider: state.provider } : null),
    enterprises: () => (state ? state.enterprises : []),
    platform: () => (state && state.platform) || null,
    bank: () => (state && state.bank) || null
  }
}

module.exports = { createSession, VISITOR }
