// @ts-check
/* The bridge's own errors: one row per code with a Chinese and an English sentence that says what to do.
 * Errors of the core and of the server arrive with their texts; here stand only those that arise on the device. */
'use strict'

/** code: [zh, en, may be repeated with the same key] @type {Object<string, [string, string, boolean]>} */
const ROWS = {
  OFFLINE: ['没有网络，请联网后再试', 'No network; try again when online', true],
  NO_ANSWER: ['服务器没有回应，请稍后再试', 'The server did not answer; please try again shortly', true],
  BAD_ANSWER: ['服务器的回复无法读取，请稍后再试', 'The reply of the server could not be read; please try again shortly', true],
  REFUSED: ['服务器拒绝了这次请求，请返回重试', 'The server refused this request; go back and try again', false],
  SIGN_IN: ['登录已过期，请重新登录，内容不会丢失', 'Your sign-in has expired; sign in again, nothing is lost', false],
  SERVER_BUSY: ['服务器繁忙，稍后会自动重试', 'The server is busy; this will be retried by itself', true],
  CORE_NOT_HERE: ['计算程序还没有就绪，请联网后再试', 'The calculator is not ready yet; try again when online', true],
  CORE_FAILED: ['计算程序出错，已重新载入，请再试一次', 'The calculator failed and was reloaded; please try again', true],
  CORE_ABI: ['计算程序的版本不符，请更新小程序', 'The calculator does not fit this version; please update the app', false],
  ENVELOPE_TOO_LARGE: ['内容过大，请减少行数或备注', 'The entries are too large; remove some rows or notes', false],
  TEXT_BROKEN: ['文字中有不完整的字符，请删除后重新输入', 'The text holds an incomplete character; delete and type it again', false],
  STORAGE_FULL: ['手机存储已满，最新的改动还没有保存。请删除不需要的草稿', 'The storage is full and the latest change is NOT saved. Delete drafts that you do not need', true],
  STORAGE_FAILED: ['本机存储无法写入，最新的改动还没有保存，请不要关闭页面', 'The storage cannot be written and the latest change is NOT saved; keep this page open', true],
  NO_DRAFT: ['没有这份草稿，请返回重新打开', 'There is no such draft; go back and open it again', false],
  DRAFT_EXISTS: ['本机已有这份草稿，请先处理它', 'This device already holds a draft of it; settle that one first', false],
  DRAFT_UNREADABLE: ['这份草稿无法转换到当前版本，原内容仍在本机，请联系客服', 'This draft could not be brought to the present version; it is kept untouched, please contact support', false],
  DRAFT_QUEUED: ['这份草稿正等待提交，请先撤回提交', 'This draft waits for submission; withdraw the submission first', false],
  NOT_READY: ['还有需要改正或确认的内容，请按提示处理后再提交', 'Some entries need correction or confirmation; settle them, then submit again', false],
  SUBMITTING: ['上一次提交还没有结果，联网后会自动确认，请稍候', 'The previous submission has no outcome yet; it will be settled when online', false],
  IN_DOUBT: ['这次提交可能已经到达服务器，联网确认后才能处理', 'This submission may have reached the server; it can be settled once online', false],
  NO_ENTRY: ['没有这条提交记录，请刷新', 'There is no such submission; please refresh', false],
  NOT_DIFFERENT: ['这条提交没有差异需要处理，请刷新', 'This submission has no difference to settle; please refresh', false],
  UNSENT_DRAFTS: ['还有未提交的草稿，退出后将被清除。请先提交，或确认放弃', 'There are unsent drafts, which signing out would delete. Submit them first, or confirm to discard', false],
  CONFLICT: ['这一期间已有其他人提交的内容，请查看后再决定', 'Somebody else has filed for this period; look at it before you decide', false],
  DEMO_OFF: ['这台服务器没有开放演示登录，请使用账号登录', 'This server does not offer the demo sign-in; use your account', false],
  VISITOR: ['游客模式下内容只留在本机，登录后才能继续', 'As a visitor everything stays on this device; sign in to go on', false],
  RANDOM_FAILED: ['无法取得随机数，请重新打开小程序后再提交', 'No random numbers are available; reopen the app and submit again', true]
}

/** @param {string} code @param {Object<string, any>} [more] members to add or replace @returns {any} */
function bridgeError(code, more) {
  const row = ROWS[code] || ROWS.REFUSED
  const error = Object.assign(new Error(code + ': ' + ((more && more.en) || row[1])), {
    code, zh: row[0], en: row[1], retryable: row[2]
  }, more || {})
  error.name = 'BridgeError'
  return error
}

/** Any thrown thing as a BridgeError. @param {any} error @param {string} code for strangers */
function asBridgeError(error, code) {
  if (error && error.name === 'BridgeError') return error
  return bridgeError(code, { cause: error && (error.message || error.errMsg || String(error)) })
}

/** @param {{zh: string, en: string}} what @param {string} [language] */
function textOf(what, language) {
  return language === 'en' ? what.en : what.zh
}

module.exports = { ROWS, bridgeError, asBridgeError, textOf }
