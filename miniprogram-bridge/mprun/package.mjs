#!/usr/bin/env node
// @ts-check
// Makes the source folder complete for WeChat DevTools: the npm files that are really used go to miniprogram_npm (what 构建 npm
// would do), the core to core/core.wasm. Both are git-ignored. The browser build needs neither.
// usage: node package.mjs [--src miniprogram] [--wasm build/wasm/core.wasm]
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { AppWalk } from './build/app.mjs'
import { Problems } from './build/problems.mjs'
import { Project } from './build/project.mjs'
import { NPM_DIR } from './shared/names.mjs'

const bridgeRoot = path.join(path.dirname(fileURLToPath(import.meta.url)), '..')

/**
 * @param {{src: string, wasm: string, nodeModules?: string}} options
 * @returns {Promise<{files: number, bytes: number, problems: string[]}>}
 */
export async function makePackage({ src, wasm, nodeModules = path.join(bridgeRoot, 'node_modules') }) {
  const problems = new Problems()
  const project = new Project(src, nodeModules)
  await new AppWalk(project, problems).run()
  if (problems.list.length) return { files: 0, bytes: 0, problems: problems.lines() }
  fs.rmSync(path.join(src, NPM_DIR), { recursive: true, force: true })
  let files = 0
  let bytes = 0
  for (const [rel, from] of project.used) {
    if (!rel.startsWith(`${NPM_DIR}/`)) continue
    const to = path.join(src, rel)
    fs.mkdirSync(path.dirname(to), { recursive: true })
    fs.copyFileSync(from, to)
    files++
    bytes += fs.statSync(to).size
  }
  fs.mkdirSync(path.join(src, 'core'), { recursive: true })
  fs.copyFileSync(wasm, path.join(src, 'core/core.wasm'))
  return { files, bytes: bytes + fs.statSync(wasm).size, problems: [] }
}

async function main() {
  const { values } = parseArgs({ options: { src: { type: 'string' }, wasm: { type: 'string' } } })
  const src = path.resolve(values.src || path.join(bridgeRoot, 'miniprogram'))
  const wasm = path.resolve(values.wasm || path.join(bridgeRoot, '../build/wasm/core.wasm'))
  if (!fs.existsSync(wasm)) throw new Error(`${wasm} does not exist: run ./dev build first`)
  const { files, bytes, problems } = await makePackage({ src, wasm })
  for (const line of problems) console.error(line)
  if (problems.length) process.exitCode = 1
  else console.log(`package: ${files} npm files and core.wasm, ${(bytes / 1024).toFixed(0)} kB → ${src}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(error.message)
    process.exitCode = 1
  })
}
