// @ts-check
// The load part of the test suite: the gate against the strict reader, then hostile clients. usage: node tests/load/all.mjs [--long]
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const totals = { passed: 0, failed: 0 }
for (const name of ['accept', 'campaign']) {
  const { status, stdout, stderr } = spawnSync('node', [fileURLToPath(new URL(`${name}.mjs`, import.meta.url)), ...process.argv.slice(2)], { encoding: 'utf8', maxBuffer: 1 << 28 })
  const counts = /^(\d+) passed, (\d+) failed$/m.exec(stdout)
  console.log(stdout.replace(/^\d+ passed, \d+ failed\n/m, '') + stderr)
  totals.passed += counts ? Number(counts[1]) : 0
  totals.failed += Math.max(counts ? Number(counts[2]) : 0, status === 0 ? 0 : 1)
}
console.log(`${totals.passed} passed, ${totals.failed} failed`)
process.exit(totals.failed ? 1 : 0)
