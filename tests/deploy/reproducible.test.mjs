// F23 Byte for byte the same: the wasm file and the server's release build, each made twice, in folders of different names and lengths, at
// different times and in different time zones. What comes out is also held to the hardening flags. Prints both SHA-256.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { hardeningProblems } from '../../.dev/hardening.mjs'
import { folder, root, run } from './program.mjs'

const sha256 = (file) => createHash('sha256').update(readFileSync(file)).digest('hex')
const SOURCES = ['VERSION', 'CMakeLists.txt', 'CMakePresets.json', '.dev', 'core', 'server', 'wasm', 'build/third_party']

describe('F23 two builds are equal', () => {
  let base, places
  before(() => {
    base = folder('twice')
    places = [['a', 'UTC', 'C'], ['another/folder/with a blank', 'Pacific/Kiritimati', 'C.UTF-8']].map(([name, TZ, LC_ALL]) => {
      const at = join(base, name)
      for (const source of SOURCES) {
        mkdirSync(join(at, source, '..'), { recursive: true })
        cpSync(join(root, source), join(at, source), { recursive: true })
      }
      return { at, env: { ...process.env, TZ, LC_ALL } }
    })
  })
  after(() => rmSync(base, { recursive: true, force: true }))

  const make = (place, command, ...args) => {
    const { status, out, err } = run(command, args, { cwd: place.at, env: place.env })
    assert.equal(status, 0, `${command} ${args.join(' ')} in ${place.at}: ${(out + err).slice(-2000)}`)
  }

  test('the core as WebAssembly', () => {
    const [first, second] = places.map((place) => {
      make(place, 'sh', 'wasm/build.sh', 'build/third_party/cjson', 'build/core.wasm')
      return sha256(join(place.at, 'build/core.wasm'))
    })
    assert.equal(first, second)
    console.log(`core.wasm ${first}`)
  })

  test('the server and tanheng-render, with their hardening', () => {
    const [first, second] = places.map((place) => {
      make(place, 'cmake', '-G', 'Ninja', '-S', place.at, '-B', join(place.at, 'b'), '-DCMAKE_BUILD_TYPE=Release', '-DTANHENG_TESTS=OFF')
      make(place, 'cmake', '--build', join(place.at, 'b'), '-j2', '--target', 'tanheng', 'tanheng-render')
      return ['tanheng', 'tanheng-render'].map((name) => sha256(join(place.at, 'b', name)))
    })
    assert.deepEqual(first, second)
    assert.deepEqual(hardeningProblems(join(places[0].at, 'b/tanheng'), join(places[0].at, 'b')), [])
    assert.deepEqual(hardeningProblems(join(places[0].at, 'b/tanheng-render'), undefined, ['snprintf', 'fprintf']), [])
    assert.ok(!readFileSync(join(places[0].at, 'b/tanheng')).includes(base), 'no folder of the machine that compiled stands in it')
    console.log(`tanheng, tanheng-render ${first.join(' ')}`)
  })
})
