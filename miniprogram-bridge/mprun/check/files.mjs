// @ts-check
// What files of the mini-program must be: sizes of packages, lines of sources, lists with keys, local pictures and fonts.
import fs from 'node:fs'
import { lineAt } from '../build/problems.mjs'
import { readTags } from '../build/wxml.mjs'

const PACKAGE_LIMIT = 2 * 1024 * 1024
const TOTAL_LIMIT = 30 * 1024 * 1024
const LINE_LIMIT = 600

/**
 * Sizes of the main package and each sub-package: our own files and those npm files that are really used.
 * @param {Map<string, string>} used relative path → absolute
 * @param {string[]} roots of sub-packages
 * @param {import('../build/problems.mjs').Problems} problems
 * @returns {Record<string, number>} package → bytes
 */
export function checkSizes(used, roots, problems) {
  /** @type {Record<string, number>} */
  const sizes = { main: 0 }
  for (const [rel, file] of used) {
    const root = roots.find((r) => rel.startsWith(`${r}/`)) || 'main'
    sizes[root] = (sizes[root] || 0) + fs.statSync(file).size
  }
  for (const [name, bytes] of Object.entries(sizes)) {
    if (bytes > PACKAGE_LIMIT) problems.add('app.json', 0, `package ${name} has ${bytes} bytes, more than ${PACKAGE_LIMIT}`)
  }
  const total = Object.values(sizes).reduce((a, b) => a + b, 0)
  if (total > TOTAL_LIMIT) problems.add('app.json', 0, `all packages have ${total} bytes, more than ${TOTAL_LIMIT}`)
  return sizes
}

/** @param {string} rel @param {string} text @param {import('../build/problems.mjs').Problems} problems */
export function checkLines(rel, text, problems) {
  const lines = text.split('\n').length - 1
  if (lines > LINE_LIMIT) problems.add(rel, lines, `${lines} lines, more than ${LINE_LIMIT}`)
}

/** @param {string} rel @param {string} text @param {import('../build/problems.mjs').Problems} problems */
export function checkWxml(rel, text, problems) {
  for (const tag of readTags(text)) {
    if (tag.close) continue
    const line = lineAt(text, tag.start)
    if (/\swx:for\s*=/.test(tag.text) && !/\swx:key\s*=/.test(tag.text)) problems.add(rel, line, `<${tag.name} wx:for> needs wx:key`)
    if (/=\s*["'](https?:)?\/\//.test(tag.text)) problems.add(rel, line, `<${tag.name}> names a host: use a local file or data`)
    if (tag.name === 'web-view') problems.add(rel, line, '<web-view> is not used here')
  }
}

/** @param {string} rel @param {string} text @param {import('../build/problems.mjs').Problems} problems */
export function checkWxss(rel, text, problems) {
  const bare = text.replace(/\/\*[\s\S]*?\*\//g, (c) => c.replace(/[^\n]/g, ' '))
  for (const m of bare.matchAll(/url\(\s*(['"]?)([^'")]{0,40})/g)) {
    if (m[2].startsWith('data:') || /@import\s+$/.test(bare.slice(Math.max(0, m.index - 10), m.index))) continue
    problems.add(rel, lineAt(text, m.index), `url(${m[2]}…): a style may only hold data: pictures`)
  }
}
