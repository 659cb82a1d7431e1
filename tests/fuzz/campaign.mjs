// @ts-check
// libFuzzer over every target with ASan and UBSan, from the committed corpora on; what it finds stays in build/fuzz-found/<target>.
// usage: node tests/fuzz/campaign.mjs [--seconds 600] [--only json]; counts one pass a target that found no fault
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url)), root = resolve(here, '../..')
const flag = (/** @type {string} */ name) => { const at = process.argv.indexOf(name); return at < 0 ? undefined : process.argv[at + 1] }
const seconds = Number(flag('--seconds') ?? 600), only = flag('--only')
const longest = /** @type {Record<string, number>} */ ({ decimal: 200, query: 1200, gate: 20000 }) // other targets: 4,096 bytes
const targets = readdirSync(`${here}/corpus`).filter(name => existsSync(`${here}/fuzz_${name}.c`) && (!only || name === only))

for (const args of [['--preset', 'fuzz'], ['--build', '--preset', 'fuzz']]) {
  const { status, stdout, stderr } = spawnSync('cmake', args, { cwd: root, encoding: 'utf8' })
  if (status !== 0) { console.log(`${stdout}${stderr}\n0 passed, 1 failed`); process.exit(1) }
}

/** True when the target ran its time without a fault. @param {string} target @returns {Promise<boolean>} */
function run(target) {
  const found = `${root}/build/fuzz-found/${target}`
  mkdirSync(found, { recursive: true })
  const dictionary = target === 'json' || target === 'envelope' ? [`-dict=${here}/json.dict`] : []
  const child = spawn(`${root}/build/fuzz/tests/fuzz/fuzz_${target}`, [`-max_total_time=${seconds}`, `-max_len=${longest[target] ?? 4096}`, `-artifact_prefix=${found}/`, '-timeout=20',
    '-rss_limit_mb=1024', ...dictionary, found, `${here}/corpus/${target}`], { stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  child.stderr.on('data', chunk => { log = (log + chunk).slice(-6000) })
  return new Promise(done => child.on('exit', code => {
    console.log(`${target}: ${/Done \d+ runs in \d+ second/.exec(log)?.[0] ?? log}`)
    done(code === 0)
  }))
}

const totals = { passed: 0, failed: 0 }
const lane = async () => { for (let next; (next = targets.shift());) await run(next) ? totals.passed++ : totals.failed++ }
await Promise.all([lane(), lane()])
console.log(`${totals.passed} passed, ${totals.failed} failed`)
process.exit(totals.failed ? 1 : 0)
