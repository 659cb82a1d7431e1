// @ts-check
// How the console is bundled. mprun/build.mjs calls it and writes the files, with the same core.wasm that the phone's pages load.
// The phone's services (numbers, results, issues …) are bundled as they are; the three that know `wx` have a sister here.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'

const here = path.dirname(fileURLToPath(import.meta.url))
const phone = path.join(here, '../miniprogram')
const TOKENS = 'phone-tokens.css'
const SISTERS = new Map(['app', 'keeping', 'settings'].map((name) => [path.join(phone, `services/${name}.js`), path.join(here, `src/services/${name}.js`)]))

/** @returns {import('vite').Plugin} */
function phoneSources() {
  return {
    name: 'phone-sources',
    enforce: 'pre',
    resolveId(source, importer) {
      if (source === TOKENS) return path.join(here, TOKENS)
      if (!importer || !source.startsWith('.')) return null
      const file = path.resolve(path.dirname(importer.split('?')[0]), source)
      return SISTERS.get(file.endsWith('.js') ? file : `${file}.js`) ?? null
    },
    load(id) {
      if (id !== path.join(here, TOKENS)) return null
      // The same design tokens; doubled, so that they stand above TDesign's own theme.
      return fs.readFileSync(path.join(phone, 'styles/tokens.wxss'), 'utf8').replace(/^\.th/gm, 'html.th.th')
    }
  }
}

const HASHED = 'assets/[name]-[hash:12]'

/** @type {import('vite').UserConfig} */
export default {
  root: path.join(here, '..'),
  base: './',
  publicDir: false,
  plugins: [phoneSources(), vue()],
  define: { __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
  build: {
    target: 'es2020',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1200,
    commonjsOptions: { include: [/node_modules/, /\/bridge\/src\//, /\/miniprogram\//] },
    rollupOptions: {
      input: path.join(here, 'index.html'),
      output: { hashCharacters: 'hex', entryFileNames: `${HASHED}.js`, chunkFileNames: `${HASHED}.js`, assetFileNames: `${HASHED}[extname]` }
    }
  }
}
