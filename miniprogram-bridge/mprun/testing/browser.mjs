// @ts-check
// Chromium for tests: one launch per test file, one context per case, and a watch for everything that goes wrong in a page.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { chromium } from 'playwright-core'

const EXECUTABLE = process.env.CHROMIUM || '/usr/bin/chromium'
const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic']
const TIMEOUT_MS = 15000

/** @returns {Promise<import('playwright-core').Browser>} */
export function launchBrowser() {
  return chromium.launch({ executablePath: EXECUTABLE, headless: true, args: FLAGS })
}

/**
 * A context as one phone or one PC: own storage, and `problems` that fill when a page errs.
 * @param {import('playwright-core').Browser} browser
 * @param {{width?: number, height?: number, theme?: 'light' | 'dark', touch?: boolean, locale?: string}} [options]
 */
export async function openContext(browser, { width = 375, height = 812, theme = 'light', touch = true, locale = 'zh-CN' } = {}) {
  const viewport = { width, height }
  const context = await browser.newContext({ viewport, colorScheme: theme, hasTouch: touch, locale, timezoneId: 'Asia/Shanghai' })
  context.setDefaultTimeout(TIMEOUT_MS)
  /** @type {string[]} */
  const problems = []
  context.on('page', (page) => watch(page, problems))
  const page = await context.newPage()
  return { context, page, problems }
}

/** @param {import('playwright-core').Page} page @param {string[]} problems */
function watch(page, problems) {
  page.on('pageerror', (error) => problems.push(`page error: ${error.stack || error}`))
  page.on('console', (message) => {
    if (message.type() !== 'error') return
    // A failed request of the page is the page's business: it has to show it. What the page itself reports is ours.
    if (/^Failed to load resource/.test(message.text())) return
    problems.push(`console: ${message.text()}`)
  })
}

/** @type {string[]} */
const folders = []
process.on('exit', () => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true })
})

/** @returns {string} a new empty folder; it goes when the process ends */
export function temporaryFolder(prefix = 'mprun-') {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), prefix))
  folders.push(folder)
  return folder
}
