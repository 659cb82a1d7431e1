// @ts-check
// The JavaScript modules of the mini-program: each is turned into CommonJS and its requires are resolved at build time.
import * as esbuild from 'esbuild'
import { lineAt } from './problems.mjs'
import { Project } from './project.mjs'

const REQUIRE = /\brequire\(\s*(["'])([^"']+)\1\s*\)/g

export class Scripts {
  /** @param {Project} project @param {import('./problems.mjs').Problems} problems */
  constructor(project, problems) {
    this.project = project
    this.problems = problems
    /** @type {Map<string, {code: string, deps: Record<string, string>}>} */
    this.modules = new Map()
  }

  /** Adds a module and all that it requires. @param {string} rel @returns {Promise<void>} */
  async add(rel) {
    if (this.modules.has(rel)) return
    const entry = { code: '', deps: /** @type {Record<string, string>} */ ({}) }
    this.modules.set(rel, entry)
    const text = this.project.read(rel)
    try {
      const out = await esbuild.transform(text, { format: 'cjs', target: 'es2018', sourcefile: rel, charset: 'utf8' })
      entry.code = out.code
    } catch (error) {
      for (const e of /** @type {import('esbuild').TransformFailure} */ (error).errors || []) {
        this.problems.add(rel, e.location?.line || 0, e.text)
      }
      return
    }
    const wanted = [...entry.code.matchAll(REQUIRE)].map((m) => m[2])
    for (const name of wanted) {
      const found = this.project.script(rel, name)
      if (found) entry.deps[name] = found
      else if (!Project.isForeign(rel)) {
        this.problems.add(rel, lineAt(text, Math.max(0, text.indexOf(name))), `module not found: ${name}`)
      }
    }
    await Promise.all(Object.values(entry.deps).map((dep) => this.add(dep)))
  }

  /** @returns {string} source of an object literal: path → [function, deps] */
  source() {
    const head = 'require,module,exports,Page,Component,Behavior,App,getApp,getCurrentPages,wx,WXWebAssembly,global'
    const sorted = [...this.modules].sort(([a], [b]) => (a < b ? -1 : 1))
    const all = sorted.map(([rel, m]) => {
      return `${JSON.stringify(rel)}:[function(${head}){"use strict";\n${m.code}\n},${JSON.stringify(m.deps)}]`
    })
    return `{${all.join(',\n')}}`
  }
}
