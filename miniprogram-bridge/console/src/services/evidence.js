/* 证明材料 of the enterprise: read, sent with a word on how far it is, deleted. */
import { reactive } from 'vue'
import limits from '../../../miniprogram/services/evidence.js'
import * as app from './app.js'
import * as settings from './settings.js'

const { api, session } = app.bridge()
const here = () => session.enterprise().id
const ANSWER_MS = 120000

export const { view, room, sizeText } = limits
/** For the browser's own choice of a file. */
export const ACCEPT = limits.EVIDENCE.map((one) => `.${one}`).join(',')
export const list = (cursor) => api.files(here(), cursor)
export const remove = (id) => api.removeFile(id)
export const isPicture = (type) => limits.PICTURES.includes(type)
/** @param {string} id */
export const url = (id) => `/v1/files/${encodeURIComponent(id)}`

/** What can be said before it is sent; '' = it may go. The server judges by the content. @param {File} file */
export function refusal(file) {
  const ending = file.name.toLowerCase().split('.').pop()
  if (!file.name.includes('.') || !limits.EVIDENCE.includes(ending)) return settings.say('evidence.other_type')
  return file.size ? limits.tooLarge(file.size) : settings.say('evidence.is_empty')
}

/** A refusal as the bridge gives it. @param {number} status @param {string} text */
function refused(status, text) {
  let said = {}
  try { said = JSON.parse(text) } catch (_) { /* no word of ours */ }
  const [at] = said.issues || []
  if (status === 401) session.expire()
  return Object.assign(new Error(`upload: status ${status}`), { name: 'BridgeError', code: said.code, status, zh: (at || said).zh || settings.say('evidence.no_answer'), en: (at || said).en || settings.say('evidence.no_answer'), requestId: said.request_id })
}

/** One file on its way: `sent` of 100, state waiting, sending, done, failed. @param {File} file */
export const upload = (file) => reactive({ id: crypto.randomUUID(), file, name: file.name, sizeText: sizeText(file.size), sent: 0, state: 'waiting', error: null, abort: () => undefined })

/** Sends it; the same one sent again is the same file. Rejects with its sentence. @param {ReturnType<typeof upload>} one */
export function send(one) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const form = new FormData()
    form.append('file', one.file, one.name)
    request.open('POST', `/v1/enterprises/${encodeURIComponent(here())}/files`)
    request.setRequestHeader('X-Tanheng', 'console')
    request.setRequestHeader('Idempotency-Key', one.id)
    request.upload.onprogress = (event) => { if (event.lengthComputable) one.sent = (event.loaded * 100) / event.total }
    request.upload.onload = () => { request.timeout = ANSWER_MS }
    request.onload = () => (request.status === 201 ? resolve(true) : reject(refused(request.status, request.responseText)))
    request.onerror = request.ontimeout = () => reject(refused(0, ''))
    request.onabort = () => reject(Object.assign(new Error('stopped'), { name: 'BridgeError', code: 'STOPPED' }))
    one.abort = () => request.abort()
    request.send(form)
  })
}
