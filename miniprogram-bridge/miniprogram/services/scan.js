// @ts-check
/* Signing in a PC: what a camera read, and the ticket that waits while somebody signs in on the phone. A code can lead to one page of ours only,
 * and all of it that is used is the ticket. */
'use strict'

const app = require('./app')

const PAGE = 'pages/scan/scan'
const SCENE = /^t=([A-Za-z0-9_-]{22})$/
/** A plain code is the address of that page on the server; which server it names does not matter, ours is asked. */
const ADDRESS = /^https?:\/\/[^/?#\s]{1,255}\/app\/#\/pages\/scan\/scan\?scene=(t%3D[A-Za-z0-9_-]{22})$/
/** A code is good for two minutes at most. */
const KEEP_MS = 120000

let kept = { ticket: '', until: 0 }

/** @param {any} scene as WeChat hands it to the page: encoded @returns {string} the ticket, or '' */
function ofScene(scene) {
  let text = ''
  try { text = decodeURIComponent(String(scene)) } catch (_) { return '' }
  const found = SCENE.exec(text)
  return found ? found[1] : ''
}

/** @param {any} seen what wx.scanCode answers: `path` for WeChat's own code, `result` for a plain one @returns {string} the ticket, or '' */
function ofCode(seen) {
  const path = String(seen.path || '').replace(/^\//, '')
  if (path.indexOf(PAGE + '?scene=') === 0) return ofScene(path.slice(PAGE.length + 7))
  const found = ADDRESS.exec(String(seen.result || ''))
  return found ? ofScene(found[1]) : ''
}

/** @param {string} ticket for after the sign-in on this phone */
function keep(ticket) {
  kept = { ticket, until: Date.now() + KEEP_MS }
}
function take() {
  const ticket = Date.now() < kept.until ? kept.ticket : ''
  kept = { ticket: '', until: 0 }
  return ticket
}
/** Whether a PC waits for the sign-in here. */
function waits() {
  return Date.now() < kept.until && Boolean(kept.ticket)
}
/** Where to go after a sign-in. */
function nextPage() {
  return waits() ? '/' + PAGE : app.home()
}

/** A session that a phone has confirmed itself confirms no other: the server refuses it. */
function mayConfirm() {
  const { session } = app.bridge()
  const user = session.signedIn() && session.user()
  return Boolean(user) && user.provider !== 'scan' && !isPc()
}

/** Inside WeChat on a computer: no camera, but a screen that a phone can scan. */
function isPc() {
  const { platform } = wx.getDeviceInfo()
  return platform === 'windows' || platform === 'mac' || /** @type {string} */ (platform) === 'ohos_pc'
}

module.exports = { PAGE, ofScene, ofCode, keep, take, waits, nextPage, isPc, mayConfirm }
