// The doors of the core: bytes in, bytes out. Each returns an async function envelopeText → answerText.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export function cliDoor(binary) {
  return async text => {
    const { stdout, error } = spawnSync(binary, ['call'], { input: text, maxBuffer: 1 << 24 })
    if (error) throw error
    return stdout.toString('utf8')
  }
}

export async function wasmDoor(file) {
  const { instance } = await WebAssembly.instantiate(readFileSync(file), {})
  const { th_io, th_io_cap, th_call, memory, _initialize } = instance.exports
  _initialize()
  return async text => {
    const bytes = Buffer.from(text, 'utf8')
    if (bytes.length > th_io_cap()) throw new Error(`envelope of ${bytes.length} bytes`)
    new Uint8Array(memory.buffer, th_io(), bytes.length).set(bytes)
    const length = th_call(bytes.length)
    if (length < 0) throw new Error(`th_call ended with ${length}`)
    return Buffer.from(new Uint8Array(memory.buffer, th_io(), length)).toString('utf8')
  }
}

export function httpDoor(url) {
  return async text => (await fetch(`${url}/v1/core`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: text })).text()
}
