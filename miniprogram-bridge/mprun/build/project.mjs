// @ts-check
// The mini-program's file tree as WeChat would see it: the source folder plus miniprogram_npm, which is not copied but
// looked up in node_modules the way 构建 npm would have copied it. Knows names and paths, not contents.
import fs from 'node:fs'
import path from 'node:path'
import { isForeign, NPM_DIR } from '../shared/names.mjs'

const posix = path.posix

export class Project {
  /**
   * @param {string} root the folder with app.json
   * @param {string} nodeModules where npm packages lie
   */
  constructor(root, nodeModules) {
    this.root = path.resolve(root)
    this.nodeModules = path.resolve(nodeModules)
    /** @type {Map<string, string | null>} package → folder that 构建 npm would copy */
    this.packageFolders = new Map()
    /** @type {Map<string, string>} every file that was read, relative path → absolute */
    this.used = new Map()
  }

  /** @param {string} name @returns {string | null} */
  packageFolder(name) {
    const known = this.packageFolders.get(name)
    if (known !== undefined) return known
    const manifest = path.join(this.nodeModules, name, 'package.json')
    let folder = null
    if (fs.existsSync(manifest)) {
      const { miniprogram } = JSON.parse(fs.readFileSync(manifest, 'utf8'))
      folder = path.join(this.nodeModules, name, miniprogram || 'miniprogram_dist')
    }
    this.packageFolders.set(name, folder)
    return folder
  }

  /** @param {string} rel @returns {string} absolute path */
  absolute(rel) {
    const own = path.join(this.root, rel)
    const match = /^miniprogram_npm\/((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(rel)
    if (!match) return own
    // A miniprogram_npm made for DevTools may be stale: the installed package is the truth.
    const folder = this.packageFolder(match[1])
    return folder ? path.join(folder, match[2] || '') : own
  }

  /** @param {string} rel */
  has(rel) {
    return fs.statSync(this.absolute(rel), { throwIfNoEntry: false })?.isFile() ?? false
  }

  /** @param {string} rel @returns {string} */
  read(rel) {
    const file = this.absolute(rel)
    this.used.set(rel, file)
    return fs.readFileSync(file, 'utf8')
  }

  /** @param {string} rel whether the file comes from a package rather than from our own sources */
  static isForeign(rel) {
    return isForeign(rel)
  }

  /**
   * @param {string} from file that refers
   * @param {string} to what it refers to, relative or absolute
   */
  static join(from, to) {
    return posix.normalize(to.startsWith('/') ? to.slice(1) : posix.join(posix.dirname(from), to))
  }

  /** @param {string} from @param {string} name @returns {string[]} nearest miniprogram_npm first */
  static npmCandidates(from, name) {
    const found = []
    for (let dir = posix.dirname(from); ; dir = posix.dirname(dir)) {
      if (posix.basename(dir) !== NPM_DIR) found.push(posix.join(dir, NPM_DIR, name))
      if (dir === '.') return found
    }
  }

  /** @param {string} from @param {string} to @returns {string | null} component path without suffix */
  component(from, to) {
    const near = to.startsWith('/') ? [to.slice(1)] : [Project.join(from, to)]
    const all = /^[./]/.test(to) ? near : [...near, ...Project.npmCandidates(from, to)]
    for (const base of all) {
      for (const name of [base, `${base}/index`]) {
        if (this.has(`${name}.json`) && this.has(`${name}.wxml`)) return name
      }
    }
    return null
  }

  /** @param {string} from @param {string} to @returns {string | null} */
  script(from, to) {
    const near = [Project.join(from, to)]
    const all = /^[./]/.test(to) ? near : [...near, ...Project.npmCandidates(from, to)]
    for (const base of all) {
      for (const name of [base, `${base}.js`, `${base}/index.js`]) {
        if (name.endsWith('.js') && this.has(name)) return name
      }
    }
    return null
  }

  /** @param {RegExp} wanted @returns {string[]} own files whose relative path matches, sorted */
  ownFiles(wanted) {
    /** @type {string[]} */
    const found = []
    const visit = (/** @type {string} */ rel) => {
      for (const entry of fs.readdirSync(path.join(this.root, rel), { withFileTypes: true })) {
        const name = posix.join(rel, entry.name)
        if (entry.name === 'node_modules' || entry.name === NPM_DIR || entry.name.startsWith('.')) continue
        if (entry.isDirectory()) visit(name)
        else if (wanted.test(name)) found.push(name)
      }
    }
    visit('')
    return found.sort()
  }
}
