// @ts-check
// What every part of the benchmark uses: paths, child processes that never outlive the run, medians, times of a process.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const here = dirname(fileURLToPath(import.meta.url))
export const root = resolve(here, '../..')
export const binary = resolve(process.env.TANHENG_BIN ?? join(root, 'build/release/tanheng'))
export const wasmFile = resolve(process.env.CORE_WASM ?? join(root, 'build/wasm/core.wasm'))
export const buildFolder = join(root, 'build/benchmark')
mkdirSync(buildFolder, { recursive: true })
/** Everything of one run: beside the build, so that it lies on a disk and not in a memory file system. */
export const work = mkdtempSync(join(buildFolder, `run-${process.pid}-`))
for (const name of readdirSync(buildFolder)) { // of runs that were killed
  const owner = /^run-(\d+)-/.exec(name)?.[1]
  if (owner && !existsSync(`/proc/${owner}`)) rmSync(join(buildFolder, name), { recursive: true, force: true })
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()
const cleanUp = () => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(work, { recursive: true, force: true })
}
process.on('exit', cleanUp)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130))

export const sleep = (/** @type {number} */ ms) => new Promise(done => setTimeout(done, ms))

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b), half = sorted.length >> 1
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

/** Runs a program to its end; throws with what it said when it fails. @param {string} command @param {string[]} args @param {import('node:child_process').SpawnSyncOptions} [options] @returns {string} */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, { maxBuffer: 1 << 28, ...options, encoding: 'utf8' })
  if (done.status === 0) return done.stdout
  throw new Error(`${command} ${args.slice(0, 3).join(' ')}: ${done.error?.message ?? `ended with ${done.status ?? done.signal}`}\n${(done.stderr ?? '').slice(-2000)}`)
}

/** The same beside others: load generators must not stop this process. @param {string} command @param {string[]} args @returns {Promise<string>} */
export function runBeside(command, args) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    running.add(child)
    let out = '', err = ''
    child.stdout.on('data', chunk => { out += chunk })
    child.stderr.on('data', chunk => { err += chunk })
    child.on('error', fail)
    child.on('close', code => running.delete(child) && code === 0 ? done(out) : fail(new Error(`${command}: ended with ${code}\n${err.slice(-2000)}`)))
  })
}

/** A server that prints its address. @param {string} command @param {string[]} args */
export async function startServer(command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  const ended = new Promise(done => child.once('close', code => { running.delete(child); done(code) }))
  let log = ''
  const port = await new Promise((done, fail) => {
    const look = (/** @type {Buffer} */ chunk) => {
      if (log.length < 20000) log += chunk
      const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(log)
      if (found) done(Number(found[1]))
    }
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    child.once('error', fail)
    ended.then(code => fail(new Error(`${command} ended with ${code}:\n${log.slice(-2000)}`)))
    setTimeout(() => fail(new Error(`${command} did not listen within 60 s:\n${log.slice(-2000)}`)), 60_000).unref()
  })
  const pid = /** @type {number} */ (child.pid)
  const stop = async () => {
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await ended
    clearTimeout(timer)
  }
  return { pid, port, url: `http://127.0.0.1:${port}`, stop, log: () => log }
}

const ticks = Number(run('getconf', ['CLK_TCK']))

/** Processor milliseconds of a process so far. @param {number} pid */
export function cpuMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 1000 / ticks
}

/** Most memory that a process ever had resident, MiB. @param {number} pid */
export const peakMb = pid => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

/**
 * @typedef {{what: string, value: string, ratio?: string, goal?: string, met?: boolean}} Row
 * @typedef {{title: string, rows: Row[], notes: string[], facts: Record<string, any>}} Part
 */
export const round = (/** @type {number} */ value) => value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
export const ms = (/** @type {number} */ us) => round(us / 1000)
