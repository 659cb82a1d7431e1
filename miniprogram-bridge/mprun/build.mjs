#!/usr/bin/env node
// @ts-check
// Packs a native mini-program into a web folder that any static server can show.
// usage: node build.mjs --src <miniprogram> [--wasm <core.wasm>] --out <folder> [--console <folder>] [--partial]
// --console bundles the console beside it, under console/.
// --partial writes what can be shown although something is wrong (still exits 1): for looking at pages while writing others.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { AppWalk } from './build/app.mjs'
import { browserScript, bundleSource, runtimeFolder, styleSource } from './build/bundle.mjs'
import { writeConsole } from './build/console.mjs'
import { Output } from './build/output.mjs'
import { Problems } from './build/problems.mjs'
import { Project } from './build/project.mjs'
import { writeSite } from './build/site.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const WASM_PATH = 'core/core.wasm'
const STATIC = /\.(png|jpe?g|gif|webp|svg|wasm)$/

/** Thrown when the mini-program has mistakes; `lines` names them. */
export class BuildError extends Error {
  /** @param {string[]} lines */
  constructor(lines) {
    super(`${lines.length} problem(s)\n${lines.join('\n')}`)
    this.lines = lines
  }
}

/**
 * @param {{src: string, out: string, wasm?: string, nodeModules?: string, site?: boolean, partial?: boolean, console?: string}} options
 * @returns {Promise<{pages: number, components: number, modules: number, notes: string[], problems: string[]}>}
 */
export async function build({ src, out, wasm, nodeModules = path.join(here, '../node_modules'), site = true, partial = false, console: desk }) {
  const problems = new Problems()
  const project = new Project(src, nodeModules)
  const walk = new AppWalk(project, problems)
  const runtime = browserScript(path.join(runtimeFolder, 'main.mjs'))
  await walk.run()
  const output = new Output(out)
  output.refuseForeign()
  const files = putStatic(project, output, wasm)
  if (!files[WASM_PATH]) problems.note(`${WASM_PATH} is missing: the pages must ask the server (give --wasm)`)
  if (problems.list.length && !partial) throw new BuildError(problems.lines())
  const source = bundleSource(walk, files)
  const names = {
    bundle: output.putAsset('miniprogram.js', source),
    runtime: output.putAsset('mprun.js', await runtime),
    style: output.putAsset('miniprogram.css', styleSource(walk))
  }
  output.put('app/index.html', appPage(names, walk.appJson.window?.navigationBarTitleText || ''))
  if (site) await writeSite(output, { console: Boolean(desk) })
  if (desk) await writeConsole(output, desk, files[WASM_PATH])
  await output.write()
  return { pages: walk.pages.length, components: walk.components.size, modules: walk.scripts.modules.size, notes: problems.notes, problems: problems.lines() }
}

/**
 * @param {Project} project @param {Output} output @param {string | undefined} wasm
 * @returns {Record<string, string>} package path → URL relative to /app/
 */
function putStatic(project, output, wasm) {
  /** @type {Record<string, string>} */
  const files = {}
  for (const rel of project.ownFiles(STATIC)) {
    if (wasm && rel === WASM_PATH) continue
    files[rel] = `../${output.putAsset(path.basename(rel), fs.readFileSync(project.absolute(rel)))}`
  }
  if (wasm) files[WASM_PATH] = `../${output.putAsset('core.wasm', fs.readFileSync(wasm))}`
  return files
}

/** @param {{bundle: string, runtime: string, style: string}} names @param {string} title */
function appPage(names, title) {
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>${title.replace(/[<&]/g, '')}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="../${names.style}">
<script src="../${names.bundle}" defer></script>
<script src="../${names.runtime}" defer></script>
</head>
<body></body>
</html>
`
}

async function main() {
  const { values } = parseArgs({ options: { src: { type: 'string' }, out: { type: 'string' }, wasm: { type: 'string' }, console: { type: 'string' }, quiet: { type: 'boolean' }, partial: { type: 'boolean' } } })
  if (!values.src || !values.out) throw new Error('usage: node build.mjs --src <miniprogram> [--wasm <core.wasm>] --out <folder> [--console <folder>]')
  const began = Date.now()
  const done = await build({ src: values.src, out: values.out, wasm: values.wasm, partial: values.partial, console: values.console })
  for (const line of done.problems) console.error(line)
  if (done.problems.length) process.exitCode = 1
  if (values.quiet) return
  for (const note of done.notes) console.log(`note: ${note}`)
  console.log(`mprun: ${done.pages} pages, ${done.components} components, ${done.modules} modules in ${Date.now() - began} ms → ${values.out}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(error instanceof BuildError ? error.lines.join('\n') : error.message)
    process.exitCode = 1
  })
}
