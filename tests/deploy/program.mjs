// The program as a process over a data folder that the test chooses, with any build of it: today's or an earlier one.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
export const binary = process.env.TANHENG_BIN || join(root, 'build/dev/tanheng')
export const folder = (name) => mkdtempSync(join(tmpdir(), `tanheng-${name}-`))
/** An upper bound for what ends by itself much sooner. */
export const PATIENCE_MS = 30_000

/** Runs a command to its end: {status, out, err}. */
export function run(command, args, options = {}) {
  const { status, signal, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 10 * PATIENCE_MS, maxBuffer: 1 << 28, ...options })
  return { status: status ?? signal ?? error?.code, out: stdout ?? '', err: stderr ?? error?.message ?? '' }
}

/** Waits until `probe` gives something true; its value. */
export async function until(what, probe, patience = PATIENCE_MS) {
  const end = Date.now() + patience
  for (;;) {
    const found = await probe()
    if (found) return found
    if (Date.now() > end) throw new Error(`${what}: not within ${patience} ms`)
    await new Promise((done) => setTimeout(done, 30))
  }
}

/** Starts a program that says "ready at URL"; `stop()` ends it and gives its exit code. */
export async function launch(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { log += chunk })
  const ended = new Promise((done) => child.on('close', (code, signal) => done(code ?? signal)))
  let code
  ended.then((value) => { code = value })
  child.on('error', (error) => { log += error.message; code = 127 })
  const address = await until(`${command} ${args[0]} is ready`, () => {
    if (code !== undefined) throw new Error(`${command} ended with ${code}:\n${log}`)
    return /ready at (https?:\/\/[^/]+)\//.exec(log)?.[1]
  })
  return { child, pid: child.pid, url: address, port: Number(new URL(address).port), log: () => log, ended, stop: () => { child.kill('SIGTERM'); return ended } }
}

/** `tanheng serve` of that build over that data folder. */
export const serve = (program, data, flags = []) => launch(program, ['serve', '--listen', '127.0.0.1:0', '--data', data, ...flags])
