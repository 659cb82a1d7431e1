// @ts-check
/* What signing in needs beside its page: the ways that the server offers, the consent to the privacy text, codes of wx.login, a phone number in
 * its normal form. Nothing of a person is sent from here before the consent. */
'use strict'

const app = require('./app')
const { TYPED } = require('./applying')
const keeping = require('./keeping')
const overview = require('./overview')
const settings = require('./settings')

const CONSENT = 'tanheng.consent'
const LAST = 'tanheng.sign-in'
/** How long until a code can be asked for again; the server's own answer counts when it says longer. */
const REST_MS = 60000
/** Of the privacy text; another one asks again. */
const PRIVACY = 1
/** Ways in the order in which they are offered; the demo and a PC's code are no ways of this page. */
const WAYS = ['wechat', 'sms', 'password', 'face']

/** Who may look at a face in a mini-program, the best first; others want a browser. */
const FACES = ['wechat', 'demo']

/** @returns {{told?: {ways: string[], faces?: string[]}, way?: string}} what this device saw last */
function kept() {
  const found = wx.getStorageSync(LAST)
  return found && typeof found === 'object' ? found : {}
}

/** @param {any} change */
function keep(change) {
  wx.setStorageSync(LAST, Object.assign({}, kept(), change))
}

/** What this page can do of what the server offers. @param {{ways: string[], faces?: string[]}} told */
function offer(told) {
  const face = wx.canIUse('requestFacialVerify') ? FACES.filter((one) => (told.faces || []).indexOf(one) >= 0)[0] || '' : ''
  const ways = WAYS.filter((one) => told.ways.indexOf(one) >= 0 && (one !== 'face' || face))
  const last = kept().way
  return { ways, face, demo: told.ways.indexOf('demo') >= 0, way: last && ways.indexOf(last) >= 0 ? last : ways[0] || '' }
}

/** As last seen. */
function known() {
  const { told } = kept()
  return told ? offer(told) : null
}

/** As the server says now. */
async function ask() {
  const told = await app.bridge().api.signInWays()
  keep({ told })
  return offer(told)
}

function consented() {
  const found = wx.getStorageSync(CONSENT)
  return Boolean(found && found.version === PRIVACY)
}

function consent() {
  wx.setStorageSync(CONSENT, { version: PRIVACY, at: new Date().toISOString() })
}

function withdraw() {
  wx.removeStorageSync(CONSENT)
}

/** A code of WeChat for the server; it works once. */
async function loginCode() {
  return (await wx.login()).code
}

/** WeChat looks at the person in front of the camera; who he is it tells the server only. Rejects when it was given up. @param {string} verifyId */
async function lookAtFace(verifyId) {
  await /** @type {any} */ (wx).requestFacialVerify({ verifyId })
}

/** A number judged by the core: its normal form, or what is wrong. @param {'mobile' | 'resident_id'} kind @param {string} text @returns {Promise<{text: string, issue: any}>} */
async function checked(kind, text) {
  const answer = await app.bridge().core.ask({ op: 'check_ids', ids: [{ kind, text }] })
  const found = answer.result && answer.result.ids[0]
  return { text: found && found.valid ? found.text : '', issue: found && found.valid ? null : (answer.issues || [])[0] }
}

/** An initial password that was right a moment ago need not be typed again for its change: in memory only, and once. */
let held = ''
/** @param {string} password */
function hold(password) {
  held = password
}
function release() {
  const password = held
  held = ''
  return password
}

/** Signs out; asks first when something was never submitted. True when he is out. @returns {Promise<boolean>} */
async function leave() {
  const { session } = app.bridge()
  try {
    await session.signOut()
  } catch (error) {
    if (/** @type {any} */ (error).code !== 'UNSENT_DRAFTS') throw error
    const sure = await wx.showModal({ title: settings.say('settings.sign_out'), content: settings.pick(error), confirmText: settings.say('settings.discard'), cancelText: settings.say('common.cancel') })
    if (!sure.confirm) return false
    await session.signOut({ discard: true })
  }
  overview.forget()
  keeping.forget(TYPED)
  return true
}

module.exports = { REST_MS, known, ask, keep, consented, consent, withdraw, loginCode, lookAtFace, checked, hold, release, leave }
