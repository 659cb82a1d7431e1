// @ts-check
// The machine that was measured: processor, memory, versions, and what a durable write costs on its disk.
import { closeSync, fdatasyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { binary, median, root, run, work } from './tools.mjs'

const tried = (/** @type {() => string} */ ask) => { try { return ask().trim() } catch { return '?' } }

export function machine() {
  const cpus = os.cpus()
  return {
    processor: `${cpus.length} × ${cpus[0]?.model.replace(/\s+/g, ' ') ?? '?'}`, memory: `${(os.totalmem() / 2 ** 30).toFixed(0)} GB`,
    system: tried(() => /PRETTY_NAME="(.*)"/.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '?'), kernel: os.release(),
    compiler: tried(() => run('cc', ['--version']).split('\n')[0]), emcc: tried(() => /\d+\.\d+\.\d+/.exec(run('emcc', ['--version']))?.[0] ?? '?'), node: process.version,
    commit: tried(() => run('git', ['rev-parse', '--short=10', 'HEAD'], { cwd: root }) .trim() + (run('git', ['status', '--porcelain', '-uno'], { cwd: root }).trim() ? ' with local changes' : '')),
    version: tried(() => run(binary, ['version']).split('\n')[0]), date: new Date().toISOString().slice(0, 16).replace('T', ' ') + ' UTC', load: os.loadavg().map(load => load.toFixed(1)).join(' ')
  }
}

/** 16 KiB appended and made durable, again and again: the floor of every commit. @param {number} count */
export function fdatasyncRow(count) {
  const path = join(work, 'disk'), file = openSync(path, 'w'), block = Buffer.alloc(16384, 1), times = []
  for (let i = 0; i < count; i++) {
    const from = performance.now()
    writeSync(file, block)
    fdatasyncSync(file)
    times.push(performance.now() - from)
  }
  closeSync(file)
  rmSync(path)
  times.sort((a, b) => a - b)
  return { value: `write 16 KiB + fdatasync: p50 ${median(times).toFixed(2)} ms, p99 ${times[Math.floor(count * 0.99)].toFixed(2)} ms, ${(count * 1000 / times.reduce((a, b) => a + b, 0)).toFixed(0)}/s` }
}
