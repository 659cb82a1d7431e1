// @ts-check
// The fuzzing of the normal run: the wasm border used wrongly, the multipart reader against another, publicodes as an oracle, native against wasm. With TANHENG_LONG=1 also mutants, libFuzzer and
// the long campaigns.
// usage: node tests/fuzz/all.mjs [flags of differential.mjs]
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const isLong = process.env.TANHENG_LONG === '1'
const steps = [...(isLong ? [['mutants'], ['campaign']] : []), ['abi'], ['multipart', ...(isLong ? ['--count', '200000'] : [])], ['oracle', ...(isLong ? ['--count', '20000'] : [])], ['differential', ...(isLong ? ['--long'] : ['--variants', '20000']), ...process.argv.slice(2)]]
const totals = { passed: 0, failed: 0 }
for (const [name, ...flags] of steps) {
  const { status, stdout, stderr } = spawnSync('node', [fileURLToPath(new URL(`${name}.mjs`, import.meta.url)), ...flags], { encoding: 'utf8', maxBuffer: 1 << 28 })
  const counts = /^(\d+) passed, (\d+) failed$/m.exec(stdout)
  console.log(stdout.replace(/^\d+ passed, \d+ failed\n/m, '') + stderr)
  totals.passed += counts ? Number(counts[1]) : 0
  totals.failed += Math.max(counts ? Number(counts[2]) : 0, status === 0 ? 0 : 1)
}
console.log(`${totals.passed} passed, ${totals.failed} failed`)
process.exit(totals.failed ? 1 : 0)
