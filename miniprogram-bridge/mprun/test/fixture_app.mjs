// @ts-check
// Builds the fixture mini-program once per test file and opens it in Chromium under the CSP of the real server.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from '../build.mjs'
import { serve } from '../serve.mjs'
import { launchBrowser, openContext, temporaryFolder } from '../testing/browser.mjs'

/** A case that hangs is a failed case. */
export const CASE_LIMIT_MS = 60000

export const fixture = path.join(path.dirname(fileURLToPath(import.meta.url)), 'fixture')

/**
 * @param {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => boolean} [handle]
 * @param {string} [src] another mini-program than the fixture
 */
export async function startFixture(handle, src = fixture) {
  const out = temporaryFolder()
  await build({ src, out })
  const server = await serve({ dir: out, handle })
  const browser = await launchBrowser()
  return {
    url: server.url,
    /** @param {string} [hash] @param {Parameters<typeof openContext>[1]} [options] */
    async open(hash = '', options) {
      const opened = await openContext(browser, options)
      await opened.page.goto(`${server.url}app/${hash}`)
      await opened.page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__?.stack().length > 0)
      return opened
    },
    async end() {
      await browser.close()
      await server.close()
      fs.rmSync(out, { recursive: true, force: true })
    }
  }
}

/** @param {import('playwright-core').Page} page @param {string} key waits until the page's data has it */
export async function dataHas(page, key) {
  await page.waitForFunction((k) => /** @type {any} */ (globalThis).__mprun__.data()[k] !== undefined, key)
  return page.evaluate((k) => /** @type {any} */ (globalThis).__mprun__.data()[k], key)
}

/** @param {import('playwright-core').Page} page @param {string} name @param {...any} args a method of the page on top */
export function callPage(page, name, ...args) {
  return page.evaluate(([n, a]) => /** @type {any} */ (globalThis).__mprun__.page()[n](...a), /** @type {[string, any[]]} */ ([name, args]))
}

/**
 * A copy of the fixture with some files replaced; null deletes.
 * @param {Record<string, string | null>} changes
 * @returns {string} folder
 */
export function changedFixture(changes) {
  const folder = temporaryFolder()
  fs.cpSync(fixture, folder, { recursive: true })
  for (const [name, text] of Object.entries(changes)) {
    const file = path.join(folder, name)
    if (text === null) fs.rmSync(file)
    else {
      fs.mkdirSync(path.dirname(file), { recursive: true })
      fs.writeFileSync(file, text)
    }
  }
  return folder
}
