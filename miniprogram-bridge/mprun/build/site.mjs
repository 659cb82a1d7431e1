// @ts-check
// The pages around the mini-program: the landing page and the phone frame. Their sources lie in ../site.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { browserScript } from './bundle.mjs'

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), '../site')

/** @param {import('./output.mjs').Output} output @param {{console: boolean}} parts what stands beside it: the landing page leads nowhere else */
export async function writeSite(output, parts) {
  const [script, frame] = await Promise.all(['landing.mjs', 'phone.mjs'].map((name) => browserScript(path.join(folder, name))))
  const names = /** @type {Record<string, string>} */ ({
    'site.css': output.putAsset('site.css', fs.readFileSync(path.join(folder, 'site.css'))),
    'landing.js': output.putAsset('landing.js', script),
    'phone.js': output.putAsset('phone.js', frame)
  })
  const fill = (/** @type {string} */ file, /** @type {string} */ base) =>
    fs.readFileSync(path.join(folder, file), 'utf8').replace(/\{\{([\w.]+)\}\}/g, (_, name) => base + names[name])
  const landing = fill('index.html', '')
  output.put('index.html', parts.console ? landing : landing.replace(/^<a [^>]*data-part="console".*\n/m, ''))
  output.put('phone/index.html', fill('phone.html', '../'))
}
