// @ts-check
/* Lists of the server as last seen, so that they are there without a network too. The console has a file of its own in this place. */
'use strict'

/** @param {string} name @returns {any[] | null} */
function get(name) {
  const kept = wx.getStorageSync(name)
  return Array.isArray(kept) ? kept : null
}

/** @param {string} name @param {any[]} list */
function set(name, list) {
  wx.setStorageSync(name, list)
}

/** @param {string} prefix of the names */
function forget(prefix) {
  wx.getStorageInfoSync().keys.filter((key) => key.indexOf(prefix) === 0).forEach((key) => wx.removeStorageSync(key))
}

module.exports = { get, set, forget }
