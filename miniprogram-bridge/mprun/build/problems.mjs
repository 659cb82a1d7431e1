// @ts-check
// Collects everything that is wrong with a mini-program, so that one run names all of it. A build with problems fails.

/** @typedef {{file: string, line: number, text: string}} Problem */

export class Problems {
  constructor() {
    /** @type {Problem[]} */
    this.list = []
    /** @type {string[]} */
    this.notes = []
  }

  /**
   * @param {string} file path inside the mini-program
   * @param {number} line 1-based; 0 when the whole file is meant
   * @param {string} text
   */
  add(file, line, text) {
    this.list.push({ file, line, text })
  }

  /** @param {string} text something worth knowing that is not wrong */
  note(text) {
    if (!this.notes.includes(text)) this.notes.push(text)
  }

  /** @returns {string[]} one `file:line: text` per problem */
  lines() {
    return this.list.map((p) => `${p.file}:${p.line || 1}: ${p.text}`)
  }
}

/**
 * @param {string} text
 * @param {number} offset
 * @returns {number} 1-based line
 */
export function lineAt(text, offset) {
  let line = 1
  for (let i = text.indexOf('\n'); i !== -1 && i < offset; i = text.indexOf('\n', i + 1)) line++
  return line
}
