// @ts-check
// wx.scanCode without a camera: what stands in the code is typed or pasted. A code of WeChat's own stands for the page path that it opens.
import { openModal } from '../ui/sheet.mjs'
import { ApiFail, apis } from './api.mjs'

const TEXTS = { title: '扫码', hint: '粘贴二维码的内容，或小程序码的页面路径' }

async function scanCode() {
  const answer = /** @type {{confirm: boolean, content: string}} */ (await openModal({ title: TEXTS.title, editable: true, placeholderText: TEXTS.hint }))
  if (!answer.confirm) throw new ApiFail('cancel')
  const text = answer.content.trim()
  if (!text) throw new ApiFail('no code was found')
  const isPath = /^\/?pages\//.test(text)
  return { charSet: 'utf-8', rawData: btoa(unescape(encodeURIComponent(text))), result: isPath ? '' : text, scanType: isPath ? 'WX_CODE' : 'QR_CODE', ...(isPath && { path: text.replace(/^\//, '') }) }
}

export function cameraApi() {
  return apis({ scanCode })
}
