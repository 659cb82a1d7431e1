// @ts-check
// An independent strict JSON reader over bytes, written from RFC 8259 and the caps of core/codec/json_scan.h, recursive where the core is iterative.
// It only judges. `caps` null: the grammar alone, for answers.
const coreCaps = { depth: 32, keys: 256, openKeys: 1024, items: 5000, values: 8192, digits: 60 }
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const escapes = /** @type {Record<string, string>} */ ({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' })
const numberShape = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y

/** @param {Uint8Array} bytes @param {typeof coreCaps | null} [caps] @returns {boolean} */
export function strictJson(bytes, caps = coreCaps) {
  let text
  try { text = utf8.decode(bytes) } catch { return false }
  return new Reader(text, caps).document()
}

class Reader {
  /** @param {string} text @param {typeof coreCaps | null} caps */
  constructor(text, caps) {
    this.text = text
    this.caps = caps
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
    while (this.text[this.at] === ' ' || this.text[this.at] === '\n' || this.text[this.at] === '\r' || this.text[this.at] === '\t') this.at++
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
    if (this.caps && ++this.values > this.caps.values) return false
    const c = this.text[this.at]
    if (c === '{' || c === '[') {
      if (this.caps && this.depth === this.caps.depth) return false
      if (this.depth > 500) return false
      this.depth++
      this.at++
      const good = c === '{' ? this.members() : this.items()
      this.depth--
      return good
    }
    if (c === '"') return this.string() !== null
    for (const word of ['true', 'false', 'null']) if (this.text.startsWith(word, this.at)) { this.at += word.length; return true }
    return this.number()
  }

  number() {
    numberShape.lastIndex = this.at
    const found = numberShape.exec(this.text)
    if (!found || (this.caps && found[0].length > this.caps.digits)) return false
    this.at += found[0].length
    return true // what follows must be a comma, a bracket or the end: the callers see to that
  }

  items() {
    let count = 0
    if (this.take(']')) return true
    for (;;) {
      if (this.caps && ++count > this.caps.items) return false
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
      if (this.caps && (names.size > this.caps.keys || this.openKeys > this.caps.openKeys)) return false
      if (!this.take(':') || !this.value()) return false
      if (this.take('}')) { this.openKeys -= names.size; return true }
      if (!this.take(',')) return false
    }
  }

  /** The decoded text, null when it is wrong. */
  string() {
    if (this.text[this.at] !== '"') return null
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
