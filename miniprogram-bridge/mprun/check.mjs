#!/usr/bin/env node
// @ts-check
// Static checks of the mini-program that WeChat's tools would make, and our own rules for it and for the console. Prints file:line
// lines, exits 1 on any.
// usage: node check.mjs [--src miniprogram] [--types jsconfig.json …]
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { AppWalk, jsonMistake } from './build/app.mjs'
import { Problems } from './build/problems.mjs'
import { Project } from './build/project.mjs'
import { Bindings } from './check/bindings.mjs'
import { checkConsole } from './check/console.mjs'
import { checkLines, checkSizes, checkWxml, checkWxss } from './check/files.mjs'
import { checkScripts, checkTypes, wxNames } from './check/scripts.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const bridgeRoot = path.join(here, '..')
const SOURCES = /\.(js|wxml|wxss|wxs)$/
const PACKAGED = /\.(png|jpe?g|gif|webp|svg|wasm)$/

/**
 * @param {{src: string, nodeModules?: string}} options
 * @returns {Promise<{problems: Problems, sizes: Record<string, number>}>}
 */
export async function check({ src, nodeModules = path.join(bridgeRoot, 'node_modules') }) {
  const problems = new Problems()
  const project = new Project(src, nodeModules)
  const walk = new AppWalk(project, problems)
  await walk.run()
  for (const rel of project.ownFiles(/\.json$/)) checkJson(rel, project.read(rel), problems)
  for (const rel of project.ownFiles(SOURCES)) {
    const text = project.read(rel)
    checkLines(rel, text, problems)
    if (rel.endsWith('.wxml')) checkWxml(rel, text, problems)
    if (rel.endsWith('.wxss')) checkWxss(rel, text, problems)
  }
  if (!problems.list.some((p) => p.text.startsWith('not JSON'))) new Bindings(walk).check()
  for (const rel of project.ownFiles(PACKAGED)) project.used.set(rel, project.absolute(rel))
  const scripts = [...walk.scripts.modules.keys()].filter((rel) => !Project.isForeign(rel)).map((rel) => ({ rel, file: project.absolute(rel) }))
  checkScripts(scripts, {
    wx: wxNames(nodeModules),
    mayNameHosts: (rel) => rel === 'config.js',
    // The bridge holds an adapter per platform; only the one for browsers may know a browser.
    mayProbe: (rel) => rel.endsWith('tanheng-bridge/adapters/web.js')
  }, problems)
  const roots = (walk.appJson.subPackages || walk.appJson.subpackages || []).map((/** @type {any} */ s) => s.root.replace(/\/$/, ''))
  return { problems, sizes: checkSizes(project.used, roots, problems) }
}

/** @param {string} rel @param {string} text @param {Problems} problems */
function checkJson(rel, text, problems) {
  try {
    JSON.parse(text)
  } catch {
    const { line, why } = jsonMistake(text)
    if (!problems.list.some((p) => p.file === rel)) problems.add(rel, line, `not JSON: ${why}`)
  }
}

async function main() {
  const { values } = parseArgs({ options: { src: { type: 'string' }, types: { type: 'string', multiple: true } } })
  const src = path.resolve(values.src || path.join(bridgeRoot, 'miniprogram'))
  const { problems, sizes } = await check({ src })
  const lines = problems.lines().map((line) => `${path.relative(process.cwd(), src)}/${line}`)
  const configs = values.types || (values.src ? [] : ['miniprogram', 'bridge', 'mprun'].map((d) => configOf(path.join(bridgeRoot, d))).filter(Boolean))
  for (const config of configs) {
    const found = new Problems()
    checkTypes(path.resolve(config), found)
    lines.push(...found.lines().map((line) => `${path.relative(process.cwd(), path.dirname(path.resolve(config)))}/${line}`))
  }
  if (!values.src) {
    const found = new Problems()
    await checkConsole(path.join(bridgeRoot, 'console'), found)
    lines.push(...found.lines().map((line) => `miniprogram-bridge/console/${line}`))
  }
  for (const line of lines) console.log(line)
  const kb = Object.entries(sizes).map(([name, bytes]) => `${name} ${(bytes / 1024).toFixed(0)} kB`).join(', ')
  console.log(`check: ${lines.length} problem(s); packages: ${kb}`)
  if (lines.length) process.exitCode = 1
}

/** @param {string} folder @returns {string} '' when it has none */
function configOf(folder) {
  return ['tsconfig.json', 'jsconfig.json'].map((name) => path.join(folder, name)).find((file) => fs.existsSync(file)) || ''
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
