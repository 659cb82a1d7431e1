// @ts-check
// wx.getFileSystemManager over a map in memory: text and bytes under USER_DATA_PATH, WeChat's error texts. Lost at reload.
import { api } from './api.mjs'

const ROOT = 'wxfile://usr'
const TEMPORARY = 'http://tmp'
/** @type {Map<string, {data: string | ArrayBuffer, time: number} | null>} null is a folder */
const files = new Map([[ROOT, null]])

/** @param {string} path @returns {string} */
const clean = (path) => String(path).replace(/\/+$/, '')
/** @param {string} path */
const parent = (path) => clean(path).replace(/\/[^/]*$/, '')
/** @param {string} why @param {string} [path] */
const fail = (why, path) => new Error(path ? `${why}, ${path}` : why)

/** @param {string} path */
function fileAt(path) {
  const file = files.get(clean(path))
  if (file === undefined) throw fail('no such file or directory', path)
  return file
}

/** A file that was chosen or fetched: it has a path and goes with the tab. @param {ArrayBuffer} data @param {string} ending @returns {string} */
export function keepTemporary(data, ending) {
  const path = `${TEMPORARY}/${[...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, '0')).join('')}.${ending || 'unknown'}`
  files.set(path, { data, time: Date.now() })
  return path
}

/** @param {string} path @returns {ArrayBuffer} */
export function readTemporary(path) {
  const file = fileAt(path)
  if (!file) throw fail('illegal operation on a directory', path)
  return typeof file.data === 'string' ? /** @type {ArrayBuffer} */ (new TextEncoder().encode(file.data).buffer) : file.data
}

/** @param {any} o */
function writeFile({ filePath, data }) {
  if (!clean(filePath).startsWith(`${ROOT}/`)) throw fail('permission denied', filePath)
  if (!files.has(parent(filePath))) throw fail('no such file or directory', filePath)
  files.set(clean(filePath), { data, time: Date.now() })
}

/** @param {any} o */
function readFile({ filePath, encoding }) {
  const file = fileAt(filePath)
  if (!file) throw fail('illegal operation on a directory', filePath)
  if (encoding && typeof file.data !== 'string') return { data: new TextDecoder().decode(file.data) }
  return { data: !encoding && typeof file.data === 'string' ? new TextEncoder().encode(file.data).buffer : file.data }
}

/** @param {any} o */
function mkdir({ dirPath, recursive }) {
  if (files.has(clean(dirPath)) && !recursive) throw fail('file already exists', dirPath)
  if (!files.has(parent(dirPath))) {
    if (!recursive) throw fail('no such file or directory', dirPath)
    mkdir({ dirPath: parent(dirPath), recursive })
  }
  files.set(clean(dirPath), null)
}

/** @param {any} o */
function readdir({ dirPath }) {
  if (fileAt(dirPath)) throw fail('not a directory', dirPath)
  return { files: [...files.keys()].filter((k) => parent(k) === clean(dirPath) && k !== ROOT).map((k) => k.slice(clean(dirPath).length + 1)) }
}

/** @param {any} o */
function stat({ path }) {
  const file = fileAt(path)
  const size = !file ? 0 : typeof file.data === 'string' ? new TextEncoder().encode(file.data).length : file.data.byteLength
  return { stats: { size, lastModifiedTime: file ? Math.floor(file.time / 1000) : 0, isDirectory: () => !file, isFile: () => Boolean(file) } }
}

/** @type {Record<string, (o: any) => any>} */
const WORK = {
  writeFile, readFile, mkdir, readdir, stat,
  access: ({ path }) => { fileAt(path) },
  unlink: ({ filePath }) => {
    fileAt(filePath)
    files.delete(clean(filePath))
  }
}

/** How the Sync forms pass their arguments and what they return. */
const SYNC = /** @type {Record<string, [string[], string]>} */ ({
  writeFile: [['filePath', 'data', 'encoding'], ''], readFile: [['filePath', 'encoding'], 'data'], mkdir: [['dirPath', 'recursive'], ''],
  readdir: [['dirPath'], 'files'], stat: [['path'], 'stats'], access: [['path'], ''], unlink: [['filePath'], '']
})

export function filesApi() {
  /** @type {Record<string, any>} */
  const manager = {}
  for (const [name, work] of Object.entries(WORK)) {
    manager[name] = (/** @type {any} */ o) => { api(name, work)({ ...o, complete: o?.complete || (() => {}) }) }
    const [names, result] = SYNC[name]
    manager[`${name}Sync`] = (/** @type {any[]} */ ...args) => {
      try {
        const answer = work(Object.fromEntries(names.map((n, i) => [n, args[i]])))
        return result ? answer[result] : undefined
      } catch (error) {
        throw new Error(`${name}Sync:fail ${/** @type {Error} */ (error).message}`)
      }
    }
  }
  return { getFileSystemManager: () => manager }
}
