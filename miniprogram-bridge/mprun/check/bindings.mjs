// @ts-check
// What a template and its script say about each other: handlers that exist, components that are used.
import fs from 'node:fs'
import ts from 'typescript'
import { lineAt } from '../build/problems.mjs'
import { Project } from '../build/project.mjs'
import { readTags } from '../build/wxml.mjs'

const HANDLER = /\s(?:capture-)?(?:mut-)?(?:bind|catch):?([a-zA-Z-]+)\s*=\s*(["'])([^"'{}]+)\2/g

/** @param {string} file @returns {Set<string>} names of all members that objects of this file have */
export function memberNames(file) {
  const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022)
  const names = new Set()
  const visit = (/** @type {ts.Node} */ node) => {
    const named = ts.isMethodDeclaration(node) || ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)
    if (named && (ts.isIdentifier(node.name) || ts.isStringLiteral(node.name))) names.add(node.name.text)
    if (ts.isBinaryExpression(node) && ts.isPropertyAccessExpression(node.left)) names.add(node.left.name.text)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return names
}

export class Bindings {
  /** @param {import('../build/app.mjs').AppWalk} walk */
  constructor(walk) {
    this.walk = walk
    /** @type {Map<string, Set<string>>} */
    this.known = new Map()
  }

  /** @param {string} rel @returns {Set<string>} members of a module and of all own modules that it requires */
  membersOf(rel) {
    const done = this.known.get(rel)
    if (done) return done
    const all = memberNames(this.walk.project.absolute(rel))
    this.known.set(rel, all)
    for (const dep of Object.values(this.walk.scripts.modules.get(rel)?.deps || {})) {
      if (!Project.isForeign(dep)) for (const name of this.membersOf(dep)) all.add(name)
    }
    return all
  }

  /** @param {string} path @param {Set<string>} tags filled with what is used @param {Set<string>} seen */
  templatesOf(path, tags, seen) {
    if (seen.has(path) || !this.walk.project.has(`${path}.wxml`)) return
    seen.add(path)
    for (const tag of readTags(this.walk.project.read(`${path}.wxml`))) tags.add(tag.name)
    for (const dep of this.walk.templates.group.getDirectDependencies(path)) this.templatesOf(dep, tags, seen)
  }

  /** Checks every own page and component. */
  check() {
    const { problems, project } = this.walk
    for (const [path, entry] of this.walk.components) {
      if (Project.isForeign(path)) continue
      const tags = new Set()
      const seen = new Set()
      this.templatesOf(path, tags, seen)
      const members = this.membersOf(`${path}.js`)
      for (const template of seen) this.checkHandlers(`${template}.wxml`, members, `${path}.js`)
      const own = JSON.parse(project.has(`${path}.json`) ? project.read(`${path}.json`) : '{}').usingComponents || {}
      const asGeneric = JSON.stringify(entry.json.componentGenerics || {})
      for (const name of Object.keys(own)) {
        if (!tags.has(name) && !asGeneric.includes(name)) problems.add(`${path}.json`, 0, `<${name}> is declared and not used`)
      }
    }
  }

  /** @param {string} file @param {Set<string>} members @param {string} script */
  checkHandlers(file, members, script) {
    const text = this.walk.project.read(file)
    for (const tag of readTags(text)) {
      for (const [, event, , handler] of tag.text.matchAll(HANDLER)) {
        if (!members.has(handler)) this.walk.problems.add(file, lineAt(text, tag.start), `${script} has no ${handler}() for ${event}`)
      }
    }
  }
}
