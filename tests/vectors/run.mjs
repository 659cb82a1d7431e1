// Every vector whose form or formula exists, at every door given: answers equal byte for byte, values within tolerance, display text equal.
// usage: node tests/vectors/run.mjs [--cli tanheng] [--wasm core.wasm] [--http url]; ends with "N passed, N failed".
import { readFileSync } from 'node:fs'
import { cliDoor, httpDoor, wasmDoor } from './doors.mjs'
import { envelopeOf, shift, waiting, waitingGroups } from './envelopes.mjs'

const here = name => readFileSync(new URL(name, import.meta.url), 'utf8')
const options = Object.fromEntries(process.argv.slice(2).join(' ').split('--').filter(Boolean).map(part => part.trim().split(/ +/)))
const doors = {}
if (options.cli) doors.cli = cliDoor(options.cli)
if (options.wasm) doors.wasm = await wasmDoor(options.wasm)
if (options.http) doors.http = httpDoor(options.http)
if (!Object.keys(doors).length) { console.error('no door given'); process.exit(2) }

function csv(text) {
  const rows = [[]]
  for (const m of text.replace(/^\uFEFF/, '').matchAll(/("(?:[^"]|"")*"|[^,\n\r]*)(,|\r?\n|$)/g)) {
    if (m.index >= text.length && m[1] === '') break
    rows.at(-1).push(m[1].startsWith('"') ? m[1].slice(1, -1).replaceAll('""', '"') : m[1])
    if (m[2] !== ',') rows.push([])
  }
  const [head, ...body] = rows.filter(row => row.length > 1)
  return body.map(row => Object.fromEntries(head.map((name, i) => [name, row[i]])))
}

let passed = 0, failed = 0
const fail = (id, why) => { failed++; console.log(`FAIL ${id}: ${why}`) }

// The answer, after all doors agreed to the byte; null (and a failure) when they did not.
async function ask(id, envelope) {
  const text = JSON.stringify(envelope), answers = []
  for (const [name, call] of Object.entries(doors)) {
    try { answers.push([name, await call(text)]) } catch (error) { return fail(id, `${name}: ${error.message}`), null }
  }
  const different = answers.find(([, answer]) => answer !== answers[0][1])
  if (different) return fail(id, `${answers[0][0]} ${answers[0][1]}\n     ${different[0]} ${different[1]}`), null
  try { return JSON.parse(answers[0][1]) } catch { return fail(id, `no JSON: ${answers[0][1].slice(0, 200)}`), null }
}

const at = (value, pointer) => pointer.split('/').slice(1).reduce((v, key) => v?.[key], value)
const scaled = (text, places = 24) => BigInt(shift(text, places).split('.')[0])
const distance = (a, b) => { const d = scaled(a) - scaled(b); return d < 0n ? -d : d }

async function calcVector(row) {
  const [envelope, pointer] = envelopeOf(row)
  const answer = await ask(row.id, envelope)
  if (!answer) return
  const value = at(answer.result, pointer)
  if (typeof value !== 'string') return fail(row.id, `no ${pointer} in ${JSON.stringify(answer).slice(0, 400)}`)
  if (!answer.receipt) return fail(row.id, `no receipt: ${JSON.stringify(answer.issues)}`)
  const tolerance = row.status === 'negative' ? '0.000001' : row.tolerance_abs
  if (distance(value, row.expected) > scaled(tolerance)) return fail(row.id, `${value}, expected ${row.expected} ± ${tolerance}`)
  if (row.status === 'negative' && value === row.printed_in_source) return fail(row.id, `equals the known wrong figure ${value}`)
  if (+row.display_decimals <= 6) {
    const shown = await ask(`${row.id} display`, { op: 'round', values: [{ value, decimals: +row.display_decimals }] })
    const text = shown?.result?.plain?.[0]
    if (text !== row.expected_display) return fail(row.id, `shows ${text}, expected ${row.expected_display}`)
  }
  passed++
}

async function roundingVector(row) {
  const decimals = row.quantum.includes('.') ? row.quantum.split('.')[1].length : 1 - row.quantum.length
  for (const [mode, expected] of [['half_even', row.expected_half_even], ['half_up', row.expected_half_up]]) {
    const answer = await ask(`${row.id} ${mode}`, { op: 'round', values: [{ value: row.value, decimals, mode }] })
    const text = answer?.result?.plain?.[0]
    if (answer && text !== expected) fail(`${row.id} ${mode}`, `${text}, expected ${expected}`)
    else if (answer) passed++
  }
}

// Our own envelopes: what the published vectors do not reach; `expect` maps JSON pointers into the answer to values.
async function ownVector(row) {
  const answer = await ask(row.id, row.envelope)
  if (!answer) return
  for (const [pointer, value] of Object.entries(row.expect))
    if (JSON.stringify(at(answer, pointer)) !== JSON.stringify(value)) return fail(row.id, `${pointer} is ${JSON.stringify(at(answer, pointer))}, expected ${JSON.stringify(value)}`)
  passed++
}

// A number of an enterprise or a person: what the check says of it, and what it reads from it.
async function idVector(kind, row) {
  const answer = await ask(row.id, { op: 'check_ids', ids: [{ kind, text: row.inputs.text }] })
  if (!answer) return
  const { valid, text, ...read } = answer.result.ids[0]
  const got = { result: answer.issues[0]?.code ?? (text === row.inputs.text ? 'ok' : 'ok_after_normalise'), ...read }
  if (valid !== (answer.issues[0]?.severity !== 'error')) return fail(row.id, `valid is ${valid}`)
  for (const [key, value] of Object.entries(row.expected))
    if (got[key] !== value) return fail(row.id, `${key} is ${got[key]}, expected ${value}`)
  passed++
}
const domainVectors = { uscc: row => idVector('uscc', row), resident_id: row => idVector('resident_id', row) }

const waits = []
for (const row of csv(here('calc_vectors.csv'))) {
  if (waiting[row.id]) { waits.push(`${row.id}: ${waiting[row.id]}`); continue }
  if (!envelopeOf(row)) { fail(row.id, `no envelope for the formula ${row.formula}: add a shape or a reason to wait`); continue }
  await calcVector(row)
}
for (const row of csv(here('rounding_vectors.csv'))) await roundingVector(row)
for (const row of JSON.parse(here('own_vectors.json'))) await ownVector(row)
const domain = JSON.parse(here('domain_vectors.json'))
for (const [group, { vectors }] of Object.entries(domain)) {
  if (domainVectors[group]) for (const row of vectors) await domainVectors[group](row)
  else if (waitingGroups[group]) waits.push(`${group} (${vectors.length}): ${waitingGroups[group]}`)
  else fail(group, 'a group without a form and without a reason to wait')
}
console.log(`waiting for a later form:\n${waits.map(text => `  ${text}`).join('\n')}`)
console.log(`${Object.keys(doors).join(', ')}: answers compared byte for byte`)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
