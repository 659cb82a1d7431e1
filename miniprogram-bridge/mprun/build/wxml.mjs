// @ts-check
// A small reader of WXML tags: enough to rename built-ins and to see which tags and lists a template uses. The template
// compiler does the real parsing afterwards.

/** @typedef {{name: string, close: boolean, start: number, end: number, text: string}} Tag */

/**
 * All tags of a template in order; comments and the content of <wxs> are skipped.
 * @param {string} text
 * @returns {Tag[]}
 */
export function readTags(text) {
  /** @type {Tag[]} */
  const tags = []
  let at = 0
  while (at < text.length) {
    const open = text.indexOf('<', at)
    if (open === -1) break
    if (text.startsWith('<!--', open)) {
      const end = text.indexOf('-->', open)
      at = end === -1 ? text.length : end + 3
      continue
    }
    const name = /^<(\/?)([a-zA-Z][\w-]*)/.exec(text.slice(open, open + 80))
    if (!name) {
      at = open + 1
      continue
    }
    const end = tagEnd(text, open + name[0].length)
    const tag = { name: name[2], close: name[1] === '/', start: open, end, text: text.slice(open, end) }
    tags.push(tag)
    at = end
    if (tag.name === 'wxs' && !tag.close && !tag.text.endsWith('/>')) {
      const over = text.indexOf('</wxs', end)
      at = over === -1 ? text.length : over
    }
  }
  return tags
}

/** @param {string} text @param {number} at */
function tagEnd(text, at) {
  let quote = ''
  for (let i = at; i < text.length; i++) {
    const c = text[i]
    if (quote) {
      if (c === quote) quote = ''
    } else if (c === '"' || c === "'") quote = c
    else if (c === '>') return i + 1
  }
  return text.length
}

/**
 * Renames built-in tags to `wx-<tag>` so that they never meet the browser's own `input` or `button`.
 * @param {string} text
 * @param {ReadonlySet<string>} builtins
 */
export function renameTags(text, builtins) {
  let out = ''
  let at = 0
  for (const tag of readTags(text)) {
    if (!builtins.has(tag.name)) continue
    const name = tag.start + (tag.close ? 2 : 1)
    out += text.slice(at, name) + 'wx-'
    at = name
  }
  return out + text.slice(at)
}
