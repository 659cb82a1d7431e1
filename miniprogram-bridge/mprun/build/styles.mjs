// @ts-check
// WXSS → CSS for one document that holds all pages: rpx and vh become variables, isolated components get their class prefix,
// dark rules follow the runner's switch, remote fonts are dropped.
import postcss from 'postcss'
import parser from 'postcss-selector-parser'
import { BUILTIN_TAGS } from '../shared/names.mjs'
import { fixLengths } from '../shared/lengths.mjs'
import { lineAt } from './problems.mjs'
import { Project } from './project.mjs'

const TAGS = new Set([...BUILTIN_TAGS, 'page'])
const IMPORT = /@import\s+(?:url\(\s*)?['"]([^'"]+)['"]\s*\)?\s*;?/g

/** @typedef {{path: string, file: string, scope?: string, page?: boolean}} StyleTarget */

export class Styles {
  /** @param {Project} project @param {import('./problems.mjs').Problems} problems */
  constructor(project, problems) {
    this.project = project
    this.problems = problems
    /** @type {Set<string>} */
    this.theme = new Set()
    /** @type {string[]} */
    this.parts = []
  }

  /** @param {string} rel @param {Set<string>} seen @returns {string} */
  inline(rel, seen) {
    if (seen.has(rel)) return ''
    seen.add(rel)
    const text = this.project.read(rel)
    return text.replace(IMPORT, (all, target, offset) => {
      const file = Project.join(rel, target)
      if (this.project.has(file)) return this.inline(file, seen)
      this.problems.add(rel, lineAt(text, offset), `@import of a missing file: ${target}`)
      return ''
    })
  }

  /** @param {StyleTarget} target */
  add(target) {
    if (!this.project.has(target.file)) return
    const root = postcss.parse(this.inline(target.file, new Set()), { from: target.file })
    this.dropRemoteFonts(root, target.file)
    root.walkDecls((decl) => {
      decl.value = fixLengths(decl.value)
    })
    root.walkRules((rule) => {
      if (rule.parent?.type === 'atrule' && /keyframes$/.test(/** @type {import('postcss').AtRule} */ (rule.parent).name)) return
      rule.selector = rewriteSelector(rule.selector, target)
    })
    this.switchThemes(root, target.file)
    if (Project.isForeign(target.file)) this.hoistTheme(root)
    const css = root.toString().trim()
    if (css) this.parts.push(css)
  }

  /** @param {import('postcss').Root} root @param {string} file */
  dropRemoteFonts(root, file) {
    root.walkAtRules('font-face', (rule) => {
      if (!/url\(\s*['"]?(https?:)?\/\//.test(rule.toString())) return
      if (Project.isForeign(file)) this.problems.note(`${file}: remote font left out`)
      else this.problems.add(file, rule.source?.start?.line || 0, 'fonts must be local')
      rule.remove()
    })
  }

  /** `@media (prefers-color-scheme: x)` becomes a condition on <html data-theme>. @param {import('postcss').Root} root @param {string} file */
  switchThemes(root, file) {
    root.walkAtRules('media', (rule) => {
      const match = /\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)/.exec(rule.params)
      if (!match) return
      const rest = rule.params.replace(match[0], '').replace(/^\s*and\s*|\s*and\s*$/g, '').trim()
      if (/prefers-color-scheme|,|\bnot\b|\bor\b/.test(rest)) {
        return this.problems.add(file, rule.source?.start?.line || 0, 'prefers-color-scheme may only be joined with "and"')
      }
      rule.walkRules((inner) => {
        inner.selectors = inner.selectors.map((s) => `:where(html[data-theme="${match[1]}"]) ${s}`)
      })
      if (rest) rule.params = rest
      else rule.replaceWith(rule.nodes || [])
    })
  }

  /** A package repeats its theme variables in every component: keep the first copy, before app.wxss. @param {import('postcss').Root} root */
  hoistTheme(root) {
    root.walkRules((rule) => {
      if (!rule.selectors.every((s) => /(^|\s)wx-page$|--page$/.test(s)) || rule.parent?.type !== 'root') return
      rule.selectors = rule.selectors.filter((s) => s.endsWith('wx-page'))
      if (rule.selector) this.theme.add(rule.toString())
      rule.remove()
    })
  }

  /** @returns {string} */
  source() {
    return [...this.theme, ...this.parts].join('\n')
  }
}

/** @param {string} selector @param {StyleTarget} target */
export function rewriteSelector(selector, target) {
  const fixed = parser((list) => {
    list.walk((node) => {
      if (node.type === 'class' && target.scope) node.value = `${target.scope}--${node.value}`
      else if (node.type === 'tag' && TAGS.has(node.value)) node.value = `wx-${node.value}`
      else if (node.type === 'id') {
        node.replaceWith(attribute('id', '$=', `--${node.value}`))
      } else if (node.type === 'pseudo' && node.value === ':host') node.replaceWith(attribute('wx-is', '=', target.path))
    })
    if (target.page) list.each((one) => limitToPage(one, target.path))
  }).processSync(selector)
  return fixed
}

/** @param {string} name @param {'=' | '$='} operator @param {string} value */
function attribute(name, operator, value) {
  const node = parser.attribute({ attribute: name, operator, value: undefined, raws: {} })
  node.setValue(value, { quoteMark: '"', preferCurrentQuoteMark: true })
  return node
}

/** A page's own style must not reach other pages. @param {import('postcss-selector-parser').Selector} one @param {string} path */
function limitToPage(one, path) {
  const own = attribute('wx-is', '=', path)
  const first = one.nodes.find((n) => n.type !== 'comment')
  if (first?.type === 'tag' && first.value === 'wx-page') {
    one.insertAfter(first, own)
    return
  }
  const where = parser.pseudo({ value: ':where' })
  where.append(parser.selector({ value: '', nodes: [parser.tag({ value: 'wx-page' }), own] }))
  one.prepend(parser.combinator({ value: ' ' }))
  one.prepend(where)
}
