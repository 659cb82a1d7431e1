// @ts-check
// Choosing, sending and fetching files: a browser's file field in place of chats and album, multipart and downloads under the rules of wx.request.
import { openModal } from '../ui/sheet.mjs'
import { ApiFail, api, apis } from './api.mjs'
import { keepTemporary, readTemporary } from './files.mjs'

const TYPES = /** @type {Record<string, string>} */ ({ pdf: 'application/pdf', jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png' })
const MAX_FILES = 100
/** What the runner takes for pictures. */
const IMAGES = '.jpg,.jpeg,.png'

/** @param {string} name */
const ending = (name) => (/\.([a-z0-9]{1,8})$/i.exec(name)?.[1] || '').toLowerCase()

/** @param {string} accept @param {boolean} isMany @returns {Promise<File[]>} */
function pick(accept, isMany) {
  return new Promise((resolve, reject) => {
    const field = document.createElement('input')
    field.type = 'file'
    field.accept = accept
    field.multiple = isMany
    field.addEventListener('change', () => resolve([...(field.files || [])]))
    field.addEventListener('cancel', () => reject(new ApiFail('cancel')))
    field.click()
  })
}

/** @param {any} o */
async function chooseMessageFile({ count, type = 'all', extension }) {
  if (!(count > 0 && count <= MAX_FILES)) throw new ApiFail(`parameter error: count should be 1 to ${MAX_FILES}`)
  const accept = type === 'image' ? IMAGES : type === 'file' && Array.isArray(extension) ? extension.map((/** @type {string} */ one) => `.${one.replace(/^\./, '')}`).join(',') : ''
  const chosen = (await pick(accept, count > 1)).slice(0, count)
  return { tempFiles: await Promise.all(chosen.map(async (file) => ({ path: keepTemporary(await file.arrayBuffer(), ending(file.name)), size: file.size, name: file.name, type: 'file', time: Math.floor(file.lastModified / 1000) }))) }
}

/** @param {any} o */
async function chooseMedia({ count = 9, mediaType = ['image', 'video'] }) {
  if (!mediaType.includes('image')) throw new ApiFail('the runner has pictures only')
  const chosen = (await pick(IMAGES, count > 1)).slice(0, count)
  return { type: 'image', tempFiles: await Promise.all(chosen.map(async (file) => ({ tempFilePath: keepTemporary(await file.arrayBuffer(), ending(file.name)), size: file.size, fileType: 'image' }))) }
}

/** @param {any} header @param {string[]} own set by WeChat itself */
function headersOf(header, own) {
  /** @type {Record<string, string>} */
  const out = {}
  for (const [name, value] of Object.entries(header || {})) if (!own.includes(name.toLowerCase())) out[name.toLowerCase()] = String(value)
  return out
}

/** The file goes under its temporary name: who wants another sends it in formData. @param {any} o */
function formOf({ filePath, name, formData }) {
  if (!filePath || !name) throw new ApiFail('parameter error: filePath and name are needed')
  const bytes = readTemporary(filePath)
  const form = new FormData()
  for (const [key, value] of Object.entries(formData || {})) form.append(key, String(value))
  form.append(name, new Blob([bytes], { type: TYPES[ending(filePath)] || 'application/octet-stream' }), filePath.split('/').pop())
  return form
}

/** @param {import('./network.mjs').Network} network @param {any} o */
async function sendFile(network, o) {
  const response = await network.fetchFor(o, { method: 'POST', headers: headersOf(o.header, ['content-type', 'referer']), body: formOf(o) })
  return { statusCode: response.status, data: await response.text(), cookies: [] }
}

/** @param {import('./network.mjs').Network} network @param {any} o */
async function fetchFile(network, o) {
  const response = await network.fetchFor(o, { headers: headersOf(o.header, ['referer']) })
  const type = (response.headers.get('content-type') || '').split(';')[0]
  const named = /filename="?[^";]*\.([a-z0-9]{1,8})"?/i.exec(response.headers.get('content-disposition') || '')?.[1]
  const tempFilePath = keepTemporary(await response.arrayBuffer(), named || Object.keys(TYPES).find((one) => TYPES[one] === type) || 'unknown')
  return { statusCode: response.status, tempFilePath, header: Object.fromEntries(response.headers), profile: {} }
}

/** What a phone shows in its viewer, the browser gets as a download. @param {any} o */
async function openDocument({ filePath, fileType }) {
  const bytes = readTemporary(filePath)
  const type = fileType || ending(filePath)
  if (!['doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'pdf'].includes(type)) throw new ApiFail('filetype not supported')
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([bytes], { type: TYPES[type] || 'application/octet-stream' }))
  link.download = `${filePath.split('/').pop()?.replace(/\.[^.]*$/, '')}.${type}`
  link.click()
  return {}
}

/** @param {any} o */
async function previewImage({ urls }) {
  for (const one of urls || []) readTemporary(one)
  await openModal({ title: '', content: (urls || []).join('\n'), showCancel: false })
  return {}
}

/** A task at once, not a promise. @param {string} name @param {(o: any) => Promise<any>} work */
const task = (name, work) => (/** @type {any} */ o = {}) => {
  const stop = new AbortController()
  api(name, () => work({ ...o, signal: stop.signal }))({ ...o, complete: o.complete || (() => {}) })
  return { abort: () => stop.abort(), onProgressUpdate() {}, offProgressUpdate() {}, onHeadersReceived() {}, offHeadersReceived() {} }
}

/** @param {import('./network.mjs').Network} network */
export function transferApi(network) {
  return {
    ...apis({ chooseMessageFile, chooseMedia, openDocument, previewImage }),
    uploadFile: task('uploadFile', (o) => sendFile(network, o)),
    downloadFile: task('downloadFile', (o) => fetchFile(network, o))
  }
}
