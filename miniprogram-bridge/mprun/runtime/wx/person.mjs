// @ts-check
// What WeChat asks the person who holds the phone: phone number, face, notices, privacy. The questions are drawn in the page, so that a test presses
// the answers. The codes behind them only WeChat can make: a test puts its stand-in as `globalThis.mprunWeChat(what, detail)`; without one they are random.
import { openModal } from '../ui/sheet.mjs'
import { ApiFail, apis } from './api.mjs'

const AGREED = 'mprun:privacy'
const TEXTS = { allow: '允许', deny: '拒绝', phone: '申请获取你的手机号', face: '人脸核验', done: '完成核验', notice: '申请向你发送通知', cancel: '取消' }
const CANCELLED = 90001

/** @param {string} what @param {any} [detail] @returns {Promise<any>} */
async function ask(what, detail) {
  const seat = /** @type {any} */ (globalThis).mprunWeChat
  return seat ? seat(what, detail) : undefined
}

function randomCode() {
  return `mprun-${[...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('')}`
}

const isAgreed = () => localStorage.getItem(AGREED) === 'yes'

/** @param {string} title @param {string} content @param {string} yes @param {string} no */
async function permits(title, content, yes, no) {
  const answer = /** @type {{confirm: boolean}} */ (await openModal({ title, content, confirmText: yes, cancelText: no }))
  return answer.confirm
}

/** What a button's open-type answers. @param {string} name getPhoneNumber or getRealtimePhoneNumber @returns {Promise<object>} */
export async function phoneNumber(name) {
  if (!isAgreed()) return { errMsg: `${name}:fail privacy permission is not authorized`, errno: 104 }
  if (!(await permits(TEXTS.phone, (await ask('phone')) || '', TEXTS.allow, TEXTS.deny))) return { errMsg: `${name}:fail user deny` }
  return { code: (await ask('phoneCode')) || randomCode(), errMsg: `${name}:ok` }
}

export function agreePrivacy() {
  localStorage.setItem(AGREED, 'yes')
  return { errMsg: 'agreePrivacyAuthorization:ok' }
}

/** @param {any} o */
async function requestFacialVerify({ verifyId }) {
  if (typeof verifyId !== 'string' || !verifyId) throw new ApiFail('parameter error: verifyId')
  if (!(await permits(TEXTS.face, '', TEXTS.done, TEXTS.cancel))) throw new ApiFail('user cancel', { errCode: CANCELLED })
  await ask('face', { verifyId })
  return { errCode: 0 }
}

/** @param {any} o */
async function requestSubscribeMessage({ tmplIds }) {
  if (!Array.isArray(tmplIds) || !tmplIds.length || tmplIds.length > 3) throw new ApiFail('parameter error: tmplIds should have 1 to 3 items')
  const isAllowed = await permits(TEXTS.notice, '', TEXTS.allow, TEXTS.deny)
  await ask('notices', { tmplIds, isAllowed })
  return Object.fromEntries(tmplIds.map((id) => [id, isAllowed ? 'accept' : 'reject']))
}

export function personApi() {
  return apis({
    login: async () => ({ code: (await ask('login')) || randomCode() }),
    checkSession: () => ({}),
    getPrivacySetting: () => ({ needAuthorization: !isAgreed(), privacyContractName: '《用户隐私保护指引》' }),
    requirePrivacyAuthorize: () => {
      if (!isAgreed()) throw new ApiFail('privacy permission is not authorized', { errno: 104 })
    },
    openPrivacyContract: () => ({}),
    requestFacialVerify,
    requestSubscribeMessage
  })
}
