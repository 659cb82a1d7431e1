// @ts-check
// What the generated envelopes reached: kinds, operations by outcome, message codes. A generator that stops reaching the interesting parts fails the run.
import { readFileSync } from 'node:fs'

// The least share of all envelopes, about half of what is drawn today.
const least = /** @type {Record<string, number>} */ ({
  'kind as drawn': 0.4, 'kind damaged members': 0.15, 'kind damaged bytes': 0.06, 'kind nearly JSON': 0.03, 'kind attack rows': 0.01,
  'op calculate receipt': 0.07, 'op calculate errors': 0.05, 'op calculate refused': 0.04, 'op check fine': 0.03, 'op check errors': 0.025,
  'op explain fine': 0.012, 'op explain errors': 0.003, 'op explain refused': 0.03, 'op diff fine': 0.03, 'op round fine': 0.015, 'op migrate fine': 0.007,
  'op load_pack fine': 0.002, 'op load_pack refused': 0.005, 'op catalog fine': 0.0004, 'op version fine': 0.001, 'op check_ids fine': 0.002, 'op none malformed': 0.015, 'op none refused': 0.015
})
// Codes that th_call cannot give through the border: the typed call and the server raise them, or the border refuses before; and texts of fixes.
const elsewhere = new Set(['ENVELOPE_TOO_LARGE', 'ENTERPRISE_MISMATCH'])
const leastCodes = 0.9
const table = (/** @type {string} */ file, /** @type {RegExp} */ row) => [...readFileSync(new URL(`../../core/${file}`, import.meta.url), 'utf8').matchAll(row)].map(m => m[1])

/** Adds one tally to another. @param {Record<string, number>} total @param {Record<string, number>} more */
export function add(total, more) {
  for (const [name, n] of Object.entries(more)) total[name] = (total[name] ?? 0) + n
}

/** Prints the table; what is wrong with it, '' when nothing. @param {Record<string, number>} tally @param {number} count envelopes */
export function coverage(tally, count) {
  const share = (/** @type {string} */ name) => (tally[name] ?? 0) / count
  const names = Object.keys(tally).filter(name => !name.startsWith('code ')).sort()
  for (const name of names) console.log(`  ${name.padEnd(28)} ${String(tally[name]).padStart(9)}  ${(100 * share(name)).toFixed(3)} %`)
  const all = table('base/messages.def', /^MESSAGE\((\w+)/gm).filter(code => !code.startsWith('FIX_') && !elsewhere.has(code))
  const unseen = all.filter(code => !tally[`code ${code}`])
  console.log(`  messages seen: ${all.length - unseen.length} of ${all.length}${unseen.length ? `; not seen: ${unseen.join(' ')}` : ''}`)
  const idle = table('codec/ops.def', /^OP\((\w+)/gm).filter(op => !['fine', 'receipt', 'errors'].some(end => tally[`op ${op} ${end}`]))
  if (idle.length) return `no call of ${idle.join(', ')} that was done`
  const short = Object.keys(least).filter(name => share(name) < least[name])
  if (short.length) return `too few of: ${short.map(name => `${name} (${(100 * share(name)).toFixed(3)} %, wanted ${100 * least[name]} %)`).join(', ')}`
  return all.length - unseen.length < leastCodes * all.length ? `only ${all.length - unseen.length} of ${all.length} messages were reached` : ''
}
