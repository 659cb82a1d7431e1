// @ts-check
// Bundles the console (Vite, console/vite.config.mjs) into the same web folder. Vite writes nothing itself: hashing of what stays,
// compressed siblings and clearing away are Output's.
import path from 'node:path'

/** @param {import('./output.mjs').Output} output @param {string} folder of the console @param {string} wasm URL of core.wasm, relative to the page */
export async function writeConsole(output, folder, wasm) {
  const { build } = await import('vite')
  const done = /** @type {any} */ (await build({
    configFile: path.join(folder, 'vite.config.mjs'), logLevel: 'error', mode: 'production', build: { write: false }, define: { __CORE_WASM__: JSON.stringify(wasm) }
  }))
  for (const one of done.output) output.put(one.fileName, one.type === 'chunk' ? one.code : one.source)
}
