// @ts-check
// publicodes as an independent oracle: generated energy reports, written once as an envelope for the core and once as publicodes rules, agree to 1e-9.
// Every fuel and heat carries its own factors, so that both sides are given the same numbers; electricity takes the published national factor of its year.
// usage: node tests/fuzz/oracle.mjs [--count N] [--seed S]; counts one pass a report. env CORE_WASM
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { prng } from './prng.mjs'
import { Wasm } from './wasm.mjs'

const root = new URL('../..', import.meta.url)
const require = createRequire(new URL('miniprogram-bridge/package.json', root))
/** @type {any} */
const publicodes = require('publicodes')
const Engine = publicodes.default ?? publicodes
const flag = (/** @type {string} */ name) => { const at = process.argv.indexOf(name); return at < 0 ? undefined : process.argv[at + 1] }
const seed = Number(flag('--seed') ?? (Date.now() & 0x7fffffff)), count = Number(flag('--count') ?? 300)
const wasm = new Wasm(readFileSync(process.env.CORE_WASM || new URL('build/wasm/core.wasm', root)))

// What one typed unit is in the canonical unit of its family: the oracle's own numbers, not the core's table.
const inCanonical = /** @type {Record<string, Record<string, string>>} */ ({
  t: { t: '1', kg: '0.001' }, '10k_m3': { '10k_m3': '1', m3: '0.0001' }, MWh: { MWh: '1', kWh: '0.001', '10k_kWh': '10', GWh: '1000' },
  GJ: { GJ: '1', MJ: '0.001', million_kJ: '1', kJ: '0.000001', TJ: '1000' } })
const carriers = /** @type {[string, string][]} */ ([['bituminous', 't'], ['diesel', 't'], ['gasoline', 't'], ['natural_gas', '10k_m3'], ['coke_oven_gas', '10k_m3'], ['heat', 'GJ'], ['electricity', 'MWh']])
const national = Object.fromEntries(readFileSync(new URL('core/data/grid_factors.csv', root), 'utf8').split('\n').map(line => line.split(','))
  .filter(row => row[3] === 'cn' && row[5] === 'average').map(row => [row[4], row[6]]))
const months = Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(2, '0'))

/** A report as an envelope and as rules. @param {ReturnType<typeof prng>} rng */
function report(rng) {
  const { int, one, pick, digits } = rng
  const decimal = (/** @type {number} */ whole, /** @type {number} */ places) => `${int(1, 10 ** whole)}.${digits(places)}`
  const year = pick(Object.keys(national)), rules = /** @type {Record<string, string>} */ ({}), energy = [], overrides = [], process = []
  const sums = /** @type {Record<string, string[]>} */ ({ direct: [], indirect: [], tce: [], positive: [], negative: [] })
  carriers.forEach(([carrier, canonical], i) => {
    if (one(3)) return
    const tce = '0.' + digits(int(1, 4)) + '1', flows = carrier === 'heat' || carrier === 'electricity'
    let factor
    if (carrier === 'electricity') factor = national[year]
    else if (carrier === 'heat' || one(3)) overrides.push({ carrier, ef_tco2: factor = decimal(1, 5), tce, evidence: 'e' })
    else {
      const [ncv, cc, of] = [decimal(2, 3), '0.0' + digits(3) + '7', '0.9' + int(1, 9)]
      overrides.push({ carrier, ncv_gj: ncv, cc_tc_per_gj: cc, oxidation: of, tce, evidence: 'e' })
      factor = `${ncv} * ${cc} * ${of} * 44 / 12`
    }
    rules[`factor ${i}`] = factor
    if (carrier !== 'electricity') rules[`coal ${i}`] = tce
    for (const flow of flows && one(2) ? ['bought', 'sold'] : ['bought']) {
      const unit = pick(Object.keys(inCanonical[canonical])), cells = months.filter(() => one(2)).map(m => [m, decimal(4, int(1, 4))])
      if (!cells.length) continue
      energy.push({ carrier, unit, ...(flows ? { flow } : {}), ...Object.fromEntries(cells.map(([m, q]) => ['m' + m, q])) })
      rules[`quantity ${i} ${flow}`] = `(${cells.map(([, q]) => q).join(' + ')}) * ${inCanonical[canonical][unit]}`
      sums[flows ? 'indirect' : 'direct'].push(`${flow === 'sold' ? '-' : '+'} quantity ${i} ${flow} * factor ${i}`)
      if (carrier !== 'electricity') sums.tce.push(`${flow === 'sold' ? '-' : '+'} quantity ${i} ${flow} * coal ${i}`)
    }
  })
  for (let i = int(0, 4); i > 0; i--) {
    const isNegative = one(3), [activity, factor] = [decimal(3, 3), decimal(1, 4)]
    process.push({ name: `p${i}`, activity: (isNegative ? '-' : '') + activity, factor })
    sums[isNegative ? 'negative' : 'positive'].push(`${isNegative ? '-' : '+'} ${activity} * ${factor}`)
  }
  for (const [name, terms] of Object.entries(sums)) rules[`sum ${name}`] = '0 ' + terms.join(' ')
  rules.gross = 'sum direct + sum indirect + sum positive'
  rules.net = 'gross + sum negative'
  const envelope = { op: 'calculate', form: 'energy_report', period: { start: `${year}-01`, end: `${year}-12` }, pack: 'CN-2025', ...(overrides.length ? { overrides } : {}), doc: { grid_area: 'cn', energy, process } }
  return { envelope, rules, hasPower: energy.some(line => line.carrier === 'electricity') }
}

const close = (/** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ scale) => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(b), scale * 1e-6)

/** @param {ReturnType<typeof report>} one @returns {string} its fault */
function compare({ envelope, rules, hasPower }) {
  const answer = JSON.parse(String(wasm.call(Buffer.from(JSON.stringify(envelope)))))
  const errors = answer.issues.filter((/** @type {any} */ i) => i.severity === 'error')
  if (!answer.ok || errors.length) return `the core refuses it: ${JSON.stringify(errors[0] ?? answer.issues[0])}`
  const engine = new Engine(rules), totals = answer.result.totals
  const pairs = { direct_tco2: 'sum direct', indirect_tco2: 'sum indirect', gross_tco2: 'gross', net_tco2: 'net', reductions_tco2: 'sum negative', ...(hasPower ? {} : { tce_equivalent: 'sum tce' }) }
  const scale = Number(engine.evaluate('gross').nodeValue)
  for (const [member, rule] of Object.entries(pairs)) {
    const ours = Number(totals[member] ?? 0), theirs = Number(engine.evaluate(rule).nodeValue)
    if (!close(ours, theirs, Math.abs(scale))) return `${member}: the core says ${totals[member]}, publicodes ${theirs}`
  }
  return ''
}

const rng = prng(seed), totals = { passed: 0, failed: 0 }
console.log(`oracle: publicodes, seed ${seed}, ${count} reports`)
for (let i = 0; i < count; i++) {
  const one = report(rng), fault = compare(one)
  fault ? totals.failed++ : totals.passed++
  if (fault && totals.failed <= 5) console.log(`FAIL seed ${seed} report ${i}: ${fault}\n${JSON.stringify(one.envelope)}\n${JSON.stringify(one.rules)}`)
}
console.log(`${totals.passed} passed, ${totals.failed} failed`)
process.exit(totals.failed ? 1 : 0)
