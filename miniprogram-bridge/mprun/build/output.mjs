// @ts-check
// Writes the web folder: hashed assets, compressed siblings, manifest; keeps what has not changed and removes what is stale.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { shortHash } from './bundle.mjs'

const brotli = promisify(zlib.brotliCompress)
const gzip = promisify(zlib.gzip)
const COMPRESSED = /\.(js|css|html|svg|wasm|json|txt)$/
const MIN_SIZE = 512
const BROTLI = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 9 } }
const TYPES = /** @type {Record<string, string>} */ ({
  js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', html: 'text/html; charset=utf-8', svg: 'image/svg+xml',
  wasm: 'application/wasm', json: 'application/json', png: 'image/png', jpg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp', txt: 'text/plain; charset=utf-8'
})

export class Output {
  /** @param {string} folder */
  constructor(folder) {
    this.folder = path.resolve(folder)
    /** @type {Map<string, Buffer>} */
    this.files = new Map()
  }

  /** @param {string} name path inside the folder @param {string | Uint8Array} content */
  put(name, content) {
    this.files.set(name, Buffer.from(/** @type {any} */ (content)))
  }

  /** @param {string} name such as `app.js` @param {string | Uint8Array} content @returns {string} `assets/app.<hash>.js` */
  putAsset(name, content) {
    const { name: stem, ext } = path.parse(name)
    const hashed = `assets/${stem}.${shortHash(content)}${ext}`
    this.put(hashed, content)
    return hashed
  }

  /** A folder that is not ours is never cleaned: it may be anybody's. */
  refuseForeign() {
    const found = fs.existsSync(this.folder) ? fs.readdirSync(this.folder) : []
    if (found.length && !found.includes('manifest.json')) throw new Error(`${this.folder} holds other files: give an empty or new folder`)
  }

  /** @returns {Promise<void>} */
  async write() {
    this.refuseForeign()
    const wanted = new Set()
    const entries = await Promise.all([...this.files].map(([name, content]) => this.writeOne(name, content, wanted)))
    const manifest = entries.sort((a, b) => (a.path < b.path ? -1 : 1))
    this.save('manifest.json', Buffer.from(JSON.stringify(manifest, null, 1)))
    wanted.add('manifest.json')
    this.removeStale(wanted)
  }

  /** @param {string} name @param {Buffer} content @param {Set<string>} wanted */
  async writeOne(name, content, wanted) {
    this.save(name, content)
    wanted.add(name)
    const small = { br: 0, gz: 0 }
    if (COMPRESSED.test(name) && content.length >= MIN_SIZE) {
      const isNew = !name.startsWith('assets/') || !fs.existsSync(path.join(this.folder, `${name}.br`)) || !fs.existsSync(path.join(this.folder, `${name}.gz`))
      if (isNew) {
        this.save(`${name}.br`, await brotli(content, BROTLI))
        this.save(`${name}.gz`, await gzip(content, { level: 9 }))
      }
      for (const kind of /** @type {const} */ (['br', 'gz'])) {
        wanted.add(`${name}.${kind}`)
        small[kind] = fs.statSync(path.join(this.folder, `${name}.${kind}`)).size
      }
    }
    const sha256 = createHash('sha256').update(content).digest('hex')
    const type = TYPES[path.extname(name).slice(1)] || 'application/octet-stream'
    return { path: name, sha256, type, size: content.length, ...small, immutable: name.startsWith('assets/') }
  }

  /** @param {string} name @param {Uint8Array} content */
  save(name, content) {
    const file = path.join(this.folder, name)
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(file, content)
  }

  /** @param {Set<string>} wanted @param {string} [folder] path inside ours, with a slash at the end */
  removeStale(wanted, folder = '') {
    for (const entry of fs.readdirSync(path.join(this.folder, folder), { withFileTypes: true })) {
      const name = folder + entry.name
      if (entry.isDirectory()) this.removeStale(wanted, `${name}/`)
      else if (!wanted.has(name)) fs.rmSync(path.join(this.folder, name))
    }
  }
}
