// @ts-check
// ./dev bench: measures, prints one table with ratios from one run, and with --write makes docs/benchmarks.md of it.
// usage: node tests/bench/bench.mjs [core submit signin overload growth start …] [--long] [--write] [--smoke] [--rounds N]
import { fdatasyncRow, machine } from './machine.mjs'
import { corePart } from './part_core.mjs'
import { growthPart } from './part_growth.mjs'
import { overloadPart } from './part_overload.mjs'
import { signInPart } from './part_signin.mjs'
import { startPart } from './part_start.mjs'
import { submitPart } from './part_submit.mjs'
import { tableText, writePage } from './report.mjs'
import { World } from './world.mjs'

const PARTS = { core: corePart, submit: submitPart, signin: signInPart, overload: overloadPart, growth: growthPart, start: startPart }
const names = process.argv.slice(2).filter((word, i, all) => !word.startsWith('--') && all[i - 1] !== '--rounds')
const has = (/** @type {string} */ flag) => process.argv.includes('--' + flag)
for (const name of names) if (!(name in PARTS)) { console.error(`bench: unknown part ${name}; there are ${Object.keys(PARTS).join(', ')}`); process.exit(2) }
if (has('write') && (names.length || has('smoke'))) { console.error('bench: --write wants the whole run'); process.exit(2) }

const isSmoke = has('smoke'), isLong = has('long')
const rounds = has('rounds') ? Number(process.argv[process.argv.indexOf('--rounds') + 1]) : isSmoke ? 1 : 3
const wanted = /** @type {(keyof typeof PARTS)[]} */ (names.length ? names : Object.keys(PARTS))
const started = performance.now()
const facts = machine(), disk = fdatasyncRow(isSmoke ? 30 : 500)
console.log(`${facts.processor}, ${facts.memory}, ${facts.system}; load ${facts.load}; ${disk.value}`)
const world = wanted.some(name => name !== 'core') ? await World.make(isSmoke ? { enterprises: 4 } : {}) : new World()
const parts = []
let failed = 0
for (const name of wanted) {
  const from = performance.now()
  try {
    const part = await PARTS[name]({ world, isSmoke, isLong, rounds })
    parts.push({ name, ...part })
    console.log(`\n${part.title}\n${tableText(part.rows, isSmoke)}\n${part.notes.join('\n')}\n(${((performance.now() - from) / 1000).toFixed(0)} s)`)
  } catch (error) {
    failed++
    console.log(`\nFAIL ${name}: ${/** @type {Error} */ (error).stack}`)
  }
}
if (has('write') && !failed) writePage({ facts, disk, parts, minutes: (performance.now() - started) / 60_000, isLong })
console.log(isSmoke ? `${parts.length} passed, ${failed} failed` : summary())
process.exit(failed ? 1 : 0)

function summary() {
  const judged = parts.flatMap(part => part.rows).filter(row => row.met !== undefined)
  return `\n${judged.filter(row => row.met).length} of ${judged.length} goals met; ${((performance.now() - started) / 60_000).toFixed(1)} minutes`
}
