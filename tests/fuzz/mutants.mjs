// @ts-check
// Are our own tests awake? Flips operators and constants in core/base and core/calc, one at a seeded place at a time, in a copy of the tree, and runs the
// core's unit tests and the vectors over it: they must go red. Prints the mutants that lived; some are equal to the original and cannot die.
// usage: node tests/fuzz/mutants.mjs [--count N] [--seed S] [--only core/base/decimal.c]; counts one pass a mutant that died; fails below `least`.
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prng } from './prng.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..'), tree = `${root}/build/mutants`
const least = 0.6, secondsEach = 120 // core/calc/slip.c weighs likelihoods: many of its places move a rate, no answer
const flag = (/** @type {string} */ name) => { const at = process.argv.indexOf(name); return at < 0 ? undefined : process.argv[at + 1] }
const seed = Number(flag('--seed') ?? (Date.now() & 0x7fffffff)), count = Number(flag('--count') ?? 60), only = flag('--only')
const { int } = prng(seed)

// what is looked for, and what stands there instead
const flips = /** @type {[RegExp, string | ((found: string) => string)][]} */ ([
  [/ < /g, ' <= '], [/ <= /g, ' < '], [/ > /g, ' >= '], [/ >= /g, ' > '], [/ == /g, ' != '], [/ != /g, ' == '], [/ && /g, ' || '], [/ \|\| /g, ' && '],
  [/ \+ /g, ' - '], [/ - /g, ' + '], [/ \* (?=[0-9a-z(])/g, ' + '], [/ % /g, ' / '], [/ \+= /g, ' -= '], [/\breturn true\b/g, 'return false'], [/\breturn false\b/g, 'return true'],
  [/(?<=[=(,<> ] ?)\b[0-9]+\b(?=[;,) ])/g, found => String(Number(found) + 1)], [/\(!/g, '('] ])
// headers that a test of the core alone may know
const shared = new Set(['unit.h', 'core_call.h', 'calc_help.h'])

/** A copy of what builds and tests the core; the headers of core are the measure for which tests those are. */
function prepare() {
  rmSync(tree, { recursive: true, force: true })
  mkdirSync(`${tree}/build`, { recursive: true })
  for (const name of ['CMakeLists.txt', 'VERSION', '.dev', 'core', 'tests', 'wasm']) cpSync(`${root}/${name}`, `${tree}/${name}`, { recursive: true })
  symlinkSync(`${root}/build/third_party`, `${tree}/build/third_party`)
  const headers = new Set(spawnSync('find', [`${tree}/core`, '-name', '*.h'], { encoding: 'utf8' }).stdout.split('\n').map(path => path.split('/').pop()))
  const tests = readdirSync(`${tree}/tests/unit`).filter(n => /^test_\w+\.c$/.test(n)).filter(n =>
    [...readFileSync(`${tree}/tests/unit/${n}`, 'utf8').matchAll(/^#include "([^"]+)"/gm)].every(m => shared.has(m[1]) || headers.has(m[1])))
  const settings = ['-S', tree, '-B', `${tree}/build/m`, '-G', 'Ninja', '-DCMAKE_BUILD_TYPE=Debug', '-DTANHENG_SERVER=OFF', `-DTANHENG_THIRD_PARTY=${root}/build/third_party`]
  if (spawnSync('cmake', settings, { stdio: ['ignore', 'ignore', 'inherit'] }).status !== 0) process.exit(2)
  return tests.map(n => n.slice(0, -2))
}

/** @param {string[]} tests */
const build = tests => spawnSync('cmake', ['--build', `${tree}/build/m`, '-j2', '--target', 'tanheng_core_cli', ...tests], { encoding: 'utf8' }).status === 0

/** True when the program ends well and in time. @param {string} command @param {string[]} args @returns {Promise<boolean>} */
const isGood = (command, args) => new Promise(done => {
  const child = spawn(command, args, { cwd: tree, stdio: 'ignore' }), watchdog = setTimeout(() => child.kill('SIGKILL'), secondsEach * 1000)
  child.on('exit', code => { clearTimeout(watchdog); done(code === 0) })
  child.on('error', () => done(false))
})

/** What noticed it, '' when nothing did. @param {string[]} tests */
async function noticedBy(tests) {
  for (let at = 0; at < tests.length; at += 2) {
    const pair = tests.slice(at, at + 2), good = await Promise.all(pair.map(name => isGood(`${tree}/build/m/tests/unit/${name}`, [])))
    if (good.includes(false)) return pair[good.indexOf(false)]
  }
  return await isGood('node', [`${root}/tests/vectors/run.mjs`, '--cli', `${tree}/build/m/core/tanheng_core_cli`]) ? '' : 'vectors'
}

/** Every place where a flip applies: [file, offset, old, new]. */
function places() {
  const files = only ? [only] : ['core/base', 'core/calc'].flatMap(folder => readdirSync(`${root}/${folder}`).filter(n => n.endsWith('.c')).map(n => `${folder}/${n}`))
  return files.flatMap(file => {
    const text = readFileSync(`${root}/${file}`, 'utf8')
    const hidden = [...text.matchAll(/\/\*[^]*?\*\/|"(?:[^"\\]|\\.)*"|^#.*$/gm)].map(m => [m.index ?? 0, (m.index ?? 0) + m[0].length])
    return flips.flatMap(([pattern, now]) => [...text.matchAll(pattern)].map(m => ({ file, at: m.index ?? 0, old: m[0], now: typeof now === 'string' ? now : now(m[0]) })))
      .filter(({ at }) => !hidden.some(([from, to]) => at >= from && at < to))
  })
}

const tests = prepare(), all = places(), totals = { died: 0, lived: 0, noBuild: 0 }
console.log(`mutants: seed ${seed}, ${count} of ${all.length} places in ${only ?? 'core/base and core/calc'}, ${tests.length} unit tests and the vectors`)
const first = build(tests) ? await noticedBy(tests) : 'compiler'
if (first) { console.log(`FAIL ${first} is red without any mutant\n0 passed, 1 failed`); process.exit(1) }
while (totals.died + totals.lived < Math.min(count, all.length)) {
  const { file, at, old, now } = all.splice(int(0, all.length - 1), 1)[0]
  const text = readFileSync(`${root}/${file}`, 'utf8'), line = text.slice(0, at).split('\n').length
  writeFileSync(`${tree}/${file}`, text.slice(0, at) + now + text.slice(at + old.length))
  const by = build(tests) ? await noticedBy(tests) : 'compiler'
  writeFileSync(`${tree}/${file}`, text)
  if (by === 'compiler') totals.noBuild++
  else if (by) totals.died++
  else totals.lived++
  if (!by) console.log(`lived: ${file}:${line} "${old.trim()}" as "${now.trim()}" in ${text.split('\n')[line - 1].trim()}`)
}
const share = totals.died / (totals.died + totals.lived)
console.log(`${(100 * share).toFixed(1)} % of the mutants died; ${totals.noBuild} more did not compile`)
console.log(`${totals.died} passed, ${share < least ? totals.lived : 0} failed`)
process.exit(share < least ? 1 : 0)
