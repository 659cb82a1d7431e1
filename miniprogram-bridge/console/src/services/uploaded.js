/* An uploaded file, fetched to be looked at or saved. Its type is what the server found in its bytes; only pictures are shown in the page. */

/** @param {string} url @returns {Promise<{blob: Blob, name: string, isPicture: boolean}>} */
export async function fetchFile(url) {
  const reply = await fetch(url, { credentials: 'same-origin', cache: 'no-store', redirect: 'error', headers: { 'X-Tanheng': 'console' } })
  if (!reply.ok) {
    const said = await reply.json().catch(() => ({}))
    throw Object.assign(new Error(`file: status ${reply.status}`), { name: 'BridgeError', zh: said.zh, en: said.en, requestId: said.request_id, status: reply.status })
  }
  const blob = await reply.blob()
  const named = /filename\*=UTF-8''([^;]+)/i.exec(reply.headers.get('content-disposition') || '')
  return { blob, name: named ? decodeURIComponent(named[1]) : '', isPicture: /^image\/(png|jpeg)$/.test(blob.type) }
}
