// @ts-check
// The walked app → one script. Modules and templates stand inside a function whose parameters hide the browser from them.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'
import { FORBIDDEN_GLOBALS } from '../shared/names.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
export const runtimeFolder = path.join(here, '../runtime')

/** @param {string | Uint8Array} bytes @returns {string} 10 hex digits that change with the content */
export const shortHash = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 10)

/**
 * @param {import('./app.mjs').AppWalk} walk
 * @param {Record<string, string>} files package path → URL relative to /app/
 * @returns {string}
 */
export function bundleSource(walk, files) {
  walk.templates.addSource('__slot', '<slot/>')
  walk.templates.addSource('__leaf', '')
  const components = Object.fromEntries(walk.components)
  const parts = [
    `appJson:${JSON.stringify(walk.appJson)}`,
    `theme:${JSON.stringify(walk.theme)}`,
    `pages:${JSON.stringify(walk.pages)}`,
    `components:${JSON.stringify(components)}`,
    `files:${JSON.stringify(files)}`,
    `templates:${walk.templates.source()}`,
    `modules:${walk.scripts.source()}`
  ]
  const wxs = '(s,f)=>new RegExp(s,f),(...a)=>new Date(...a)'
  // The outer call gives no arguments for the forbidden names, so they are undefined inside.
  const hidden = FORBIDDEN_GLOBALS.join(',')
  return `globalThis.__MPRUN_APP__=((getRegExp,getDate)=>(function(${hidden}){return {\n${parts.join(',\n')}\n}})())(${wxs});\n`
}

/** @param {string} entry file to bundle @returns {Promise<string>} minified script for the browser */
export async function browserScript(entry) {
  const out = await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'chrome100',
    charset: 'utf8',
    legalComments: 'eof',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent'
  })
  return out.outputFiles[0].text
}

/** @param {import('./app.mjs').AppWalk} walk @returns {string} */
export function styleSource(walk) {
  return `${fs.readFileSync(path.join(runtimeFolder, 'base.css'), 'utf8')}\n${walk.styles.source()}\n`
}
