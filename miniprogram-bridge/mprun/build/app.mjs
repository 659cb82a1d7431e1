// @ts-check
// app.json → pages, sub-packages and components, walked to the last dependency.
import * as esbuild from 'esbuild'
import { BUILTIN_TAGS } from '../shared/names.mjs'
import { Project } from './project.mjs'
import { Scripts } from './scripts.mjs'
import { Styles } from './styles.mjs'
import { Templates } from './templates.mjs'

const BUILTINS = new Set(BUILTIN_TAGS)

/** @typedef {{page: boolean, json: Record<string, any>, scope?: string}} ComponentEntry */

export class AppWalk {
  /** @param {Project} project @param {import('./problems.mjs').Problems} problems */
  constructor(project, problems) {
    this.project = project
    this.problems = problems
    this.templates = new Templates(project, problems)
    this.styles = new Styles(project, problems)
    this.scripts = new Scripts(project, problems)
    /** @type {Map<string, ComponentEntry>} */
    this.components = new Map()
    /** @type {Record<string, any>} */
    this.appJson = {}
    /** @type {Record<string, any>} */
    this.theme = {}
    /** @type {string[]} */
    this.pages = []
  }

  /** @param {string} rel @returns {Record<string, any>} {} when absent or malformed (a problem is noted then) */
  json(rel) {
    if (!this.project.has(rel)) return {}
    const text = this.project.read(rel)
    try {
      return JSON.parse(text)
    } catch {
      const { line, why } = jsonMistake(text)
      this.problems.add(rel, line, `not JSON: ${why}`)
      return {}
    }
  }

  /** @returns {Promise<void>} */
  async run() {
    if (!this.project.has('app.json')) return this.problems.add('app.json', 0, 'does not exist')
    this.appJson = this.json('app.json')
    this.theme = this.appJson.themeLocation ? this.json(this.appJson.themeLocation) : {}
    this.pages = pagesOf(this.appJson)
    if (!this.pages.length) this.problems.add('app.json', 0, 'names no pages')
    for (const page of this.pages) await this.add(page, true)
    this.pages = this.pages.filter((page) => this.components.has(page))
    if (this.project.has('app.js')) await this.scripts.add('app.js')
    this.addStyles()
  }

  /** @param {string} path @param {boolean} page @returns {Promise<void>} */
  async add(path, page) {
    if (this.components.has(path)) return
    const missing = ['.js', '.wxml'].filter((suffix) => !this.project.has(path + suffix))
    if (missing.length) {
      return this.problems.add(page ? 'app.json' : `${path}.json`, 0, `${page ? 'page' : 'component'} lacks ${path}${missing.join(' and ')}`)
    }
    const config = this.json(`${path}.json`)
    /** @type {ComponentEntry} */
    const entry = { page, json: { ...config } }
    this.components.set(path, entry)
    if (!page && config.component !== true) this.problems.add(`${path}.json`, 0, 'a component needs "component": true')
    entry.json.usingComponents = await this.addUsing(path, config)
    if (config.componentGenerics) entry.json.componentGenerics = await this.addGenerics(path, config.componentGenerics)
    const names = [...Object.keys(entry.json.usingComponents), ...Object.keys(config.componentGenerics || {})]
    this.templates.add(path, new Set(names))
    await this.scripts.add(`${path}.js`)
  }

  /** @param {string} path @param {Record<string, any>} config @returns {Promise<Record<string, string>>} */
  async addUsing(path, config) {
    /** @type {Record<string, string>} */
    const using = {}
    const all = { ...this.appJson.usingComponents, ...config.usingComponents }
    for (const [tag, target] of Object.entries(all)) {
      const from = config.usingComponents?.[tag] ? `${path}.json` : 'app.json'
      if (BUILTINS.has(tag)) this.problems.add(from, 0, `<${tag}> is a built-in tag: give the component another name`)
      const found = this.project.component(from, String(target))
      if (!found) {
        this.problems.add(from, 0, `component not found: ${tag} → ${target}`)
        continue
      }
      using[tag] = `/${found}`
      await this.add(found, false)
    }
    return using
  }

  /** @param {string} path @param {Record<string, any>} generics */
  async addGenerics(path, generics) {
    /** @type {Record<string, any>} */
    const out = {}
    for (const [name, value] of Object.entries(generics)) {
      const target = value && value.default
      const found = target ? this.project.component(`${path}.json`, target) : null
      if (found) await this.add(found, false)
      out[name] = found ? { default: `/${found}` } : true
    }
    return out
  }

  /** Components first, in the order found; then pages, which may override them. */
  addStyles() {
    this.styles.add({ path: 'app', file: 'app.wxss' })
    let n = 0
    for (const [path, entry] of this.components) {
      if (entry.page) continue
      const isolation = entry.json.styleIsolation || (entry.json.addGlobalClass ? 'apply-shared' : 'isolated')
      if (!/^(page-)?shared$/.test(isolation)) entry.scope = `c${(n++).toString(36)}`
      this.styles.add({ path, file: `${path}.wxss`, scope: entry.scope })
    }
    for (const path of this.pages) this.styles.add({ path, file: `${path}.wxss`, page: true })
  }
}

/** @param {Record<string, any>} appJson @returns {string[]} main pages, then those of sub-packages */
export function pagesOf(appJson) {
  const subs = appJson.subPackages || appJson.subpackages || []
  return [...(appJson.pages || []), ...subs.flatMap((/** @type {any} */ s) => (s.pages || []).map((/** @type {string} */ p) => `${s.root.replace(/\/$/, '')}/${p}`))]
}

/** @param {string} text that JSON.parse refused @returns {{line: number, why: string}} the place, which JSON.parse does not always tell */
export function jsonMistake(text) {
  try {
    esbuild.transformSync(text, { loader: 'json', logLevel: 'silent' })
  } catch (error) {
    const [first] = /** @type {import('esbuild').TransformFailure} */ (error).errors || []
    if (first) return { line: first.location?.line || 0, why: first.text }
  }
  return { line: 0, why: 'malformed' }
}
