// Runs every vector at the three doors (command line, wasm, HTTP) of the binary and wasm file named by TANHENG_BIN and CORE_WASM:
// starts the real server on a free port and hands the addresses to run.mjs.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = new URL('../..', import.meta.url).pathname
const binary = process.env.TANHENG_BIN ?? `${root}build/dev/tanheng`
const wasm = process.env.CORE_WASM ?? `${root}build/wasm/core.wasm`

const freePort = () => new Promise(resolve => { const s = createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => resolve(port)) }) })
const folder = mkdtempSync(join(tmpdir(), 'tanheng-vectors-'))
const url = `http://127.0.0.1:${await freePort()}`
const server = spawn(binary, ['serve', '--listen', url.slice(7), '--data', folder], { stdio: ['ignore', 'ignore', 'pipe'] })
let log = ''
server.stderr.on('data', chunk => { log += chunk })

async function ready() {
  for (let i = 0; i < 200; i++) {
    try { if ((await fetch(`${url}/healthz`)).ok) return true } catch { /* not yet */ }
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  return false
}

let code = 1
if (await ready()) code = spawnSync('node', [`${root}tests/vectors/run.mjs`, '--cli', binary, '--wasm', wasm, '--http', url], { stdio: 'inherit' }).status ?? 1
else console.error(`the server did not start:\n${log}\n0 passed, 1 failed`)
server.kill('SIGTERM')
rmSync(folder, { recursive: true, force: true })
process.exit(code)
