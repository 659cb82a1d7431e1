// @ts-check
// WXML and WXS of all components → one compiled template group. Refuses tags that nobody declared.
import { createRequire } from 'node:module'
import { BUILTIN_TAGS, SYNTAX_TAGS } from '../shared/names.mjs'
import { lineAt } from './problems.mjs'
import { Project } from './project.mjs'
import { fixWxs, wxsRequires } from './wxs.mjs'
import { readTags, renameTags } from './wxml.mjs'

const { TmplGroup } = createRequire(import.meta.url)('glass-easel-template-compiler')
const BUILTINS = new Set(BUILTIN_TAGS)
const SYNTAX = new Set(SYNTAX_TAGS)

export class Templates {
  /** @param {Project} project @param {import('./problems.mjs').Problems} problems */
  constructor(project, problems) {
    this.project = project
    this.problems = problems
    this.group = new TmplGroup()
    /** @type {Set<string>} */
    this.seen = new Set()
    /** @type {Set<string>} */
    this.scripts = new Set()
  }

  /**
   * @param {string} path template path without suffix
   * @param {ReadonlySet<string>} using tags that the component declares
   */
  add(path, using) {
    const file = `${path}.wxml`
    if (!this.project.has(file)) return this.problems.add(file, 0, 'template does not exist')
    const text = this.project.read(file)
    if (!Project.isForeign(path)) this.checkTags(file, text, using)
    if (this.seen.has(path)) return
    this.seen.add(path)
    for (const issue of this.group.addTmpl(path, renameTags(text, BUILTINS)) || []) {
      // A package is taken as it is, unless nothing of the template is left.
      if (Project.isForeign(path) && issue.level !== 'Fatal') this.problems.note(`${file}: ${issue.message}`)
      else this.problems.add(file, issue.startLine + 1, `${issue.message} (template)`)
    }
    for (const name of this.group.getInlineScriptModuleNames(path)) {
      this.group.setInlineScript(path, name, fixWxs(this.group.getInlineScript(path, name)))
    }
    for (const dep of this.group.getDirectDependencies(path)) this.add(dep, using)
    for (const dep of this.group.getScriptDependencies(path)) this.addScript(dep, file)
  }

  /** @param {string} path @param {string} text */
  addSource(path, text) {
    for (const issue of this.group.addTmpl(path, text) || []) throw new Error(`${path}: ${issue.message}`)
  }

  /** @param {string} file @param {string} text @param {ReadonlySet<string>} using */
  checkTags(file, text, using) {
    for (const tag of readTags(text)) {
      if (tag.close || BUILTINS.has(tag.name) || SYNTAX.has(tag.name) || using.has(tag.name)) continue
      this.problems.add(file, lineAt(text, tag.start), `<${tag.name}> is neither built in here nor in usingComponents`)
    }
  }

  /** @param {string} rel @param {string} from */
  addScript(rel, from) {
    const bare = rel.replace(/\.wxs$/, '')
    if (this.scripts.has(bare)) return
    this.scripts.add(bare)
    const file = `${bare}.wxs`
    if (!this.project.has(file)) return this.problems.add(from, 0, `wxs does not exist: ${file}`)
    const code = fixWxs(this.project.read(file))
    // <wxs src> asks for the bare name, require() inside a wxs keeps the suffix: both must be known.
    this.group.addScript(bare, code)
    this.group.addScript(`${bare}.wxs`, code)
    for (const dep of wxsRequires(code)) this.addScript(Project.join(file, dep), file)
  }

  /** @returns {string} source of an expression that is the template group */
  source() {
    return this.group.getTmplGenObjectGroups()
  }
}
