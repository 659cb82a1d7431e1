// @ts-check
/* The one bridge of the program and the promise that it is ready. Pages take everything of the core and the server from here. */
'use strict'

const { createBridge, wxAdapter } = require('tanheng-bridge')
const config = require('../config')

/** The whole enterprise; filings of single sites use their own id here. */
const SITE = 'all'
/** Of the device's name in the list of sign-ins. */
const DEVICE_MOST = 64

/** @type {import('tanheng-bridge').Bridge | null} */
let made = null
/** @type {Promise<void> | null} */
let started = null

/** @returns {import('tanheng-bridge').Bridge} */
function bridge() {
  if (!made) {
    const { brand, model } = wx.getDeviceInfo()
    const wasm = typeof WXWebAssembly === 'undefined' ? undefined : WXWebAssembly
    made = createBridge(wxAdapter(wx, wasm), { baseUrl: config.baseUrl, device: (brand + ' ' + model).slice(0, DEVICE_MOST), report: (error) => console.error(error) })
  }
  return made
}

/** Core loaded, session read, outbox resumed. */
function start() {
  if (!started) started = bridge().start()
  return started
}

/** Key of a filing of the chosen enterprise. @param {string} form @param {{start: string, end: string}} period */
function keyOf(form, period) {
  const enterprise = bridge().session.enterprise()
  return { enterprise: enterprise ? enterprise.id : '', site: SITE, form, start: period.start, end: period.end }
}

/** Route of the page that is seen; '' before the first one. */
function onTop() {
  const pages = getCurrentPages()
  return pages.length ? pages[pages.length - 1].route : ''
}

/** The enterprise at work has been suspended: the page that says so, unless it is there already. */
function suspended() {
  if (onTop() && onTop() !== 'pages/suspended/suspended') wx.reLaunch({ url: '/pages/suspended/suspended' })
}

/** A password that an administrator made is changed first: the page for it, unless somebody is on the way there. */
function mustChange() {
  if (onTop() && ['pages/password/password', 'pages/signin/signin'].indexOf(onTop()) < 0) wx.reLaunch({ url: '/pages/password/password' })
}

/** @param {string} permission */
function may(permission) {
  const enterprise = bridge().session.enterprise()
  return !enterprise || !enterprise.permissions || enterprise.permissions.indexOf(permission) >= 0
}

/** Whether the chosen enterprise shows this person nothing but what it shares with a bank. */
function reads() {
  const enterprise = bridge().session.enterprise()
  return enterprise ? may('shared_read') && !may('filing_read') && Boolean(enterprise.permissions) : Boolean(bridge().session.bank())
}

/** Where somebody begins. */
const home = () => (reads() ? '/pages/shared/shared' : '/pages/home/home')

module.exports = { bridge, start, keyOf, onTop, suspended, mustChange, may, reads, home, SITE }
