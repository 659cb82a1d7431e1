/* A table file that somebody chose: its text, whatever of the two usual encodings it has. What stands in it is the server's business. */

/** @param {File} file @returns {Promise<{name: string, text: string, lines: number, bytes: number, legacy: boolean}>} */
export async function readTable(file) {
  const bytes = await file.arrayBuffer()
  const { text, legacy } = decoded(bytes)
  return { name: file.name, text, lines: text.split(/\r\n|\r|\n/).filter((line) => line.trim()).length, bytes: new TextEncoder().encode(text).length, legacy }
}

/** Excel on a Chinese Windows writes GB18030 unless it is told otherwise. @param {ArrayBuffer} bytes */
function decoded(bytes) {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), legacy: false }
  } catch (_) {
    return { text: new TextDecoder('gb18030').decode(bytes), legacy: true }
  }
}

/** What a spreadsheet may take for a formula, as the server's tables guard it. */
const FORMULA = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

/** Gives rows as a file; Excel knows UTF-8 by its mark. @param {string} name @param {string[][]} rows */
export function saveTable(name, rows) {
  const cell = (text) => {
    const plain = FORMULA.test(text) ? `'${text}` : text
    return /[",;\s]/.test(plain) || plain !== text ? `"${plain.replace(/"/g, '""')}"` : plain
  }
  saveText(name, rows.map((row) => row.map(cell).join(',') + '\r\n').join(''))
}

/** A table that the server wrote, guarded already. @param {string} name @param {string} text */
export function saveText(name, text) {
  const url = URL.createObjectURL(new Blob(['\ufeff', text.replace(/^\ufeff/, '')], { type: 'text/csv' }))
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60000)
}
