// @ts-check
// An independent strict JSON reader over bytes, written from RFC 8259 and the caps of core/codec/json_scan.h, recursive where the core is iterative.
// It only judges.
const caps = { depth: 32, keys: 256, openKeys: 1024, items: 5000, values: 8192, digits: 60 }
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const escapes = /** @type {Record<string, string>} */ ({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' })
const numberShape = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const plainText = /"([^"\\\u0000-\u001f]*)"/y // decoded UTF-8 holds no lone surrogate: only escapes can make one
const blanks = /[ \n\r\t]*/y

/** @param {Uint8Array} bytes @returns {boolean} */
export function strictJson(bytes) {
  let text
  try { text = utf8.decode(bytes) } catch { return false }
  return new Reader(text).document()
}

class Reader {
  /** @param {string} text */
  constructor(text) {
    this.text = text
    this.at = 0
    this.depth = 0
    this.values = 0
    this.openKeys = 0
  }

  document() {
    this.blank()
    if (this.text[this.at] !== '{' && this.text[this.at] !== '[') return false
    if (!this.value()) return false
    this.blank()
    return this.at === this.text.length
  }

  blank() {
    if (this.text.charCodeAt(this.at) > 32) return
    blanks.lastIndex = this.at
    this.at += /** @type {RegExpExecArray} */ (blanks.exec(this.text))[0].length
  }

  /** @param {string} c */
  take(c) {
    this.blank()
    if (this.text[this.at] !== c) return false
    this.at++
    return true
  }

  value() {
    this.blank()
    if (++this.values > caps.values) return false
    const c = this.text[this.at]
    if (c === '"') return this.string() !== null
    if (c === '{' || c === '[') {
      if (this.depth === caps.depth) return false
      this.depth++
      this.at++
      const good = c === '{' ? this.members() : this.items()
      this.depth--
      return good
    }
    for (const word of ['true', 'false', 'null']) if (this.text.startsWith(word, this.at)) { this.at += word.length; return true }
    return this.number()
  }

  number() {
    numberShape.lastIndex = this.at
    const found = numberShape.exec(this.text)
    if (!found || found[0].length > caps.digits) return false
    this.at += found[0].length
    return true // what follows must be a comma, a bracket or the end: the callers see to that
  }

  items() {
    let count = 0
    if (this.take(']')) return true
    for (;;) {
      if (++count > caps.items) return false
      if (!this.value()) return false
      if (this.take(']')) return true
      if (!this.take(',')) return false
    }
  }

  members() {
    const names = new Set()
    if (this.take('}')) return true
    for (;;) {
      this.blank()
      const name = this.string()
      if (name === null || names.has(name)) return false
      names.add(name)
      this.openKeys++
      if (names.size > caps.keys || this.openKeys > caps.openKeys) return false
      if (!this.take(':') || !this.value()) return false
      if (this.take('}')) { this.openKeys -= names.size; return true }
      if (!this.take(',')) return false
    }
  }

  /** The decoded text, null when it is wrong. */
  string() {
    plainText.lastIndex = this.at
    const plain = plainText.exec(this.text)
    if (!plain) return this.text[this.at] === '"' ? this.escaped() : null
    this.at += plain[0].length
    return plain[1]
  }

  /** A text that is not plain: with escapes, or wrong. */
  escaped() {
    let out = ''
    for (let i = this.at + 1; i < this.text.length; i++) {
      const c = this.text[i]
      if (c === '"') {
        this.at = i + 1
        return /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(out) || out.includes('\u0000') ? null : out
      }
      if (c < ' ') return null
      if (c !== '\\') { out += c; continue }
      const e = this.text[++i]
      if (e === 'u') {
        const hex = this.text.slice(i + 1, i + 5)
        if (!/^[0-9a-fA-F]{4}$/.test(hex)) return null
        out += String.fromCharCode(parseInt(hex, 16))
        i += 4
      } else if (escapes[e] !== undefined) out += escapes[e]
      else return null
    }
    return null
  }
}
