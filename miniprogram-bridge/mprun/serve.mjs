#!/usr/bin/env node
// @ts-check
// A small server for a built web folder, for looking at pages and for the runner's own tests. The product is served by
// `tanheng serve`. With --api every path below /v1/ goes to that server.
// usage: node serve.mjs --dir <folder> [--port 5180] [--api http://127.0.0.1:8080]
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const TYPES = /** @type {Record<string, string>} */ ({
  html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', wasm: 'application/wasm',
  svg: 'image/svg+xml', png: 'image/png', jpg: 'image/jpeg', json: 'application/json'
})

/** What the real server must send for these pages; kept here so that the runner's tests run under it. */
export const PAGE_CSP = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
  "font-src 'self' data:; connect-src 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"

/** @param {http.IncomingMessage} request @param {http.ServerResponse} response @param {string} api */
function forward(request, response, api) {
  const target = http.request(new URL(request.url || '/', api), { method: request.method, headers: { ...request.headers, host: new URL(api).host } }, (answer) => {
    response.writeHead(answer.statusCode || 502, answer.headers)
    answer.pipe(response)
  })
  target.on('error', (error) => {
    response.writeHead(502, { 'content-type': 'text/plain' })
    response.end(`cannot reach ${api}: ${error.message}`)
  })
  request.pipe(target)
}

/** @param {string} url @returns {string} the decoded path, or one that does not exist */
function plainPath(url) {
  try {
    return decodeURIComponent(url.split('?')[0])
  } catch {
    return '/malformed'
  }
}

/**
 * @param {{dir: string, port?: number, api?: string, handle?: (request: http.IncomingMessage, response: http.ServerResponse) => boolean}} options
 *   `handle` answers a request itself and returns true; used by tests
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export function serve({ dir, port = 0, api = '', handle }) {
  const root = path.resolve(dir)
  const server = http.createServer((request, response) => {
    const name = plainPath(request.url || '/')
    if (handle?.(request, response)) return undefined
    if (api && name.startsWith('/v1/')) return forward(request, response, api)
    const file = path.join(root, name.endsWith('/') ? `${name}index.html` : name)
    if (!file.startsWith(root + path.sep) || !fs.statSync(file, { throwIfNoEntry: false })?.isFile()) {
      response.writeHead(404, { 'content-type': 'text/plain' })
      return response.end('not found')
    }
    response.writeHead(200, { 'content-type': TYPES[path.extname(file).slice(1)] || 'application/octet-stream', 'content-security-policy': PAGE_CSP, 'cache-control': 'no-store' })
    return fs.createReadStream(file).pipe(response)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const { port: actual } = /** @type {import('node:net').AddressInfo} */ (server.address())
      const close = () => new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done(undefined))
      })
      resolve({ url: `http://127.0.0.1:${actual}/`, close: /** @type {() => Promise<void>} */ (close) })
    })
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { dir: { type: 'string' }, port: { type: 'string' }, api: { type: 'string' } } })
  if (!values.dir) {
    console.error('usage: node serve.mjs --dir <folder> [--port 5180] [--api http://127.0.0.1:8080]')
    process.exitCode = 1
  } else {
    const { url } = await serve({ dir: values.dir, port: Number(values.port || 5180), api: values.api })
    console.log(`${url} (phone: ${url}phone/, bare pages: ${url}app/)`)
  }
}
