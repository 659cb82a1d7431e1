// The switchboard of shim.c: compiles it, makes the shared page, sets and reads its numbers while the server runs.
import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { folder } from '../crash/rig.mjs'

// The order of struct control in shim.c.
const slots = ['sync_mode', 'write_error', 'write_skip', 'write_times', 'sync_error', 'sync_skip', 'sync_times',
  'short_per_mille', 'interrupt_per_mille', 'alloc_skip', 'alloc_per_million', 'writes', 'syncs', 'allocs', 'faults', 'log_bytes', 'clock_s']
export const FULL = 0, NORMAL = 1, OFF = 2
export const EIO = 5, EAGAIN = 11, EFBIG = 27, ENOSPC = 28, EDQUOT = 122

let library = ''
function compiled() {
  if (library) return library
  const file = join(folder, 'shim.so')
  const built = spawnSync('cc', ['-std=c17', '-O2', '-Wall', '-Wextra', '-Werror', '-shared', '-fPIC', '-pthread', '-o', file, new URL('shim.c', import.meta.url).pathname], { encoding: 'utf8' })
  if (built.status !== 0) throw new Error(`shim.c: ${built.stderr ?? built.error}`)
  return (library = file)
}

let count = 0
/** A page of its own for one server over the data folder; `env` goes to the server, set() and get() work while it runs. */
export class Shim {
  constructor(data, { records = false } = {}) {
    this.page = join(folder, `shim-${count++}.page`)
    writeFileSync(this.page, Buffer.alloc(4096))
    this.file = openSync(this.page, 'r+')
    this.log = records ? `${this.page}.log` : ''
    this.env = { LD_PRELOAD: compiled(), TANHENG_SHIM: this.page, TANHENG_SHIM_DATA: data, ...(records && { TANHENG_SHIM_LOG: this.log }) }
    this.set({ alloc_skip: -1 })
  }

  /** Before `times` or `error` of one kind counts, its `skip` must stand: hence the order of the slots, last to first. */
  set(values) {
    for (const [name, value] of Object.entries(values).sort((a, b) => slots.indexOf(b[0]) - slots.indexOf(a[0]))) {
      const bytes = Buffer.alloc(4)
      bytes.writeInt32LE(value)
      writeSync(this.file, bytes, 0, 4, at(name))
    }
  }

  get(name) {
    const bytes = Buffer.alloc(4)
    readSync(this.file, bytes, 0, 4, at(name))
    return bytes.readInt32LE()
  }

  close() { closeSync(this.file) }
}

function at(name) {
  const i = slots.indexOf(name)
  if (i < 0) throw new Error(`no slot ${name}`)
  return i * 4
}
