/* An uploaded file, fetched to be looked at or saved. The server hands everything out as an attachment of no kind; what it is stands in its first
 * bytes, and only what those three kinds say is ever given a type here. */
const KINDS = [['image/png', [0x89, 0x50, 0x4e, 0x47]], ['image/jpeg', [0xff, 0xd8, 0xff]], ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]]]

/** @param {string} url @returns {Promise<{blob: Blob, name: string}>} its type is one of the three, or empty */
export async function fetchFile(url) {
  const reply = await fetch(url, { credentials: 'same-origin', cache: 'no-store', redirect: 'error', headers: { 'X-Tanheng': 'console' } })
  if (!reply.ok) {
    const said = await reply.json().catch(() => ({}))
    throw Object.assign(new Error(`file: status ${reply.status}`), { name: 'BridgeError', zh: said.zh, en: said.en, requestId: said.request_id, status: reply.status })
  }
  const bytes = new Uint8Array(await reply.arrayBuffer())
  const kind = KINDS.find(([, head]) => head.every((byte, at) => bytes[at] === byte))
  const named = /filename\*=UTF-8''([^;]+)/i.exec(reply.headers.get('content-disposition') || '')
  return { blob: new Blob([bytes], { type: kind ? kind[0] : '' }), name: named ? decodeURIComponent(named[1]) : '' }
}

/** Saves it as it came. @param {string} url */
export async function saveFile(url) {
  const { blob, name } = await fetchFile(url)
  const href = URL.createObjectURL(blob)
  Object.assign(document.createElement('a'), { href, download: name || 'file' }).click()
  setTimeout(() => URL.revokeObjectURL(href), 60000)
}
