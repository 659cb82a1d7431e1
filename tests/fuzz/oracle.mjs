// @ts-check
// publicodes as an independent oracle: generated energy reports, written once as an envelope for the core and once as publicodes rules, agree to 1e-9 in
// totals, scopes, months and carriers. Factors are read from the packs' text; which applies, and how a unit converts, is written here anew.
// Every tenth report is asked again with one of its rules off by 1e-8 and must then disagree. What all reports touched is counted and must be everything.
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
const catalog = ask({ op: 'catalog' }).result

// What one typed unit is in the canonical unit of its family: the oracle's own numbers, not the core's table.
const inCanonical = /** @type {Record<string, Record<string, string>>} */ ({
  t: { t: '1', kg: '0.001' }, '10k_m3': { '10k_m3': '1', m3: '0.0001' }, '10k_Nm3': { '10k_Nm3': '1', Nm3: '0.0001' }, MWh: { MWh: '1', kWh: '0.001', '10k_kWh': '10', GWh: '1000' },
  GJ: { GJ: '1', MJ: '0.001', million_kJ: '1', kJ: '0.000001', TJ: '1000', MWh: '3.6', kWh: '0.0036' }, tce: { tce: '1', kgce: '0.001' } })
const months = Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(2, '0'))
const classes = ['average', 'fossil', 'excl_market_nonfossil', 'nonfossil']
const packs = ['CN-2024', 'CN-2025'].map(id => ({ id, rows: readFileSync(new URL(`core/generated/packs/${id}.pack`, root), 'utf8').split('\n').map(line => line.split(',')) }))
const national = 'cn'
// every area, in the years of published factors and in two that take the newest
const grids = [...new Set(packs[1].rows.filter(r => r[0] === 'power' && r[2] === 'average').map(r => r[1]))].flatMap(area => ['2021', '2022', '2023', '2024', '2025'].map(year => [area, year]))

/** @param {any} envelope */
function ask(envelope) { return JSON.parse(String(wasm.call(Buffer.from(JSON.stringify(envelope))))) }

/** The printed factor of a carrier as an expression, undefined when the pack has none. @param {string[][]} rows @param {string} carrier */
function printed(rows, carrier) {
  const fuel = rows.find(r => r[0] === 'fuel' && r[1] === carrier), heat = rows.find(r => r[0] === 'heat' && r[1] === carrier), tce = rows.find(r => r[0] === 'tce' && r[1] === carrier)
  const [ncv, cc, oxidation, perGj] = fuel ? fuel.slice(3, 7) : []
  return { co2: heat ? heat[3] : !fuel ? undefined : perGj ? `${ncv} * ${perGj}` : `${ncv} * ${cc} * ${oxidation} * 44 / 12`, parts: fuel && !perGj ? { ncv, cc, oxidation } : undefined, tce: tce?.[3] }
}

/** The grid factor of area, class and year: that year's, else the newest; another class than the average is published for the nation alone.
 * @param {string[][]} rows @param {string} area @param {string} kind @param {string} year */
function gridFactor(rows, area, kind, year) {
  const apt = rows.filter(r => r[0] === 'power' && r[1] === (kind === 'average' ? area : national) && r[2] === kind)
  return (apt.find(r => r[3] === year) ?? apt.sort((a, b) => Number(b[3]) - Number(a[3]))[0])?.[4]
}

// What the reports touched, and what there is to touch.
const touched = new Set(), wanted = new Set([
  ...catalog.carriers.flatMap((/** @type {any} */ c) => [`carrier ${c.id}`, ...c.units.map((/** @type {string} */ u) => `unit ${c.id} ${u}`), ...c.flows.map((/** @type {string} */ f) => `flow ${c.id} ${f}`)]),
  ...classes.map(c => `class ${c}`), ...packs.map(p => `pack ${p.id}`),
  ...grids.map(([area, year]) => `grid ${area} ${year}`),
  ...['ncv_gj', 'cc_tc_per_gj', 'oxidation', 'carbon_content_tc', 'ef_tco2', 'tce', 'none'].map(o => `own ${o}`), ...['typed', 'activity'].flatMap(w => ['plus', 'minus'].map(s => `process ${w} ${s}`)),
  ...['cells', 'span'].map(w => `entry ${w}`), ...['month', 'whole'].map(w => `process of ${w}`) ])

/** Takes everything in turn, in shuffled rounds, so that few reports touch all of it. @template T @param {T[]} list @param {ReturnType<typeof prng>} rng */
function inTurn(list, rng) {
  let left = /** @type {T[]} */ ([])
  return () => { if (!left.length) left = [...list]; return left.splice(rng.int(0, left.length - 1), 1)[0] }
}

/** One report as an envelope and as rules. */
class Report {
  /** @param {ReturnType<typeof prng>} rng @param {ReturnType<typeof turns>} next */
  constructor(rng, next) {
    const [area, year] = next.grid()
    this.rng = rng
    this.next = next
    this.year = year
    this.pack = rng.one(3) ? packs[0] : packs[1]
    if (!gridFactor(this.pack.rows, area, 'average', year)) this.pack = packs[1]
    const first = rng.int(0, 8)
    this.within = months.slice(first, rng.int(first + 1, 12))
    /** @type {Record<string, string>} */ this.rules = {}
    /** @type {Record<string, string[]>} */ this.sums = { direct: [], indirect: [], biogenic: [], tce: [], positive: [], negative: [] }
    /** @type {{ carrier: string, tco2?: string, tce?: string }[]} */ this.lines = []
    /** @type {any} */ this.doc = { grid_area: area, energy: [], spans: [], process: [] }
    /** @type {any[]} */ this.overrides = []
    for (const m of this.within) for (const what of ['tco2', 'tce']) this.sums[`${what} ${m}`] = []
    touched.add(`pack ${this.pack.id}`)
    for (const carrier of new Set(['electricity', ...Array.from({ length: 8 }, next.carrier)])) this.carrier(catalog.carriers.find((/** @type {any} */ c) => c.id === carrier))
    for (let i = rng.int(0, 4); i > 0; i--) this.process(i)
    this.close()
  }

  /** @param {number} whole @param {number} places */
  decimal(whole, places) { return `${this.rng.int(1, 10 ** whole)}.${this.rng.digits(places)}` }

  /** @param {any} carrier */
  carrier(carrier) {
    const { rng } = this, factors = this.factors(carrier)
    if (!factors) return
    touched.add(`carrier ${carrier.id}`)
    if (carrier.id === 'electricity') return this.power(carrier, factors)
    for (const flow of carrier.flows.length ? (rng.one(2) ? carrier.flows : ['bought']) : [undefined]) this.line(carrier, flow, undefined, factors)
  }

  /** Bought power of the average class in every report, and some of another class or sold. @param {any} carrier @param {{ co2: string, tce: string | undefined }} factors */
  power(carrier, factors) {
    this.line(carrier, 'bought', 'average', factors)
    touched.add(`grid ${this.doc.grid_area} ${this.year}`)
    const kind = this.rng.pick(classes)
    if (gridFactor(this.pack.rows, this.doc.grid_area, kind, this.year)) this.line(carrier, kind === 'average' ? 'sold' : this.rng.pick(carrier.flows), kind, factors)
  }

  /** Its factors as expressions, own values among them; null when there is nothing to calculate with. @param {any} carrier */
  factors(carrier) {
    const { rng } = this, known = printed(this.pack.rows, carrier.id)
    if (carrier.id === 'electricity') return { co2: '', tce: /** @type {string} */ (known.tce) }
    if (known.co2 && !rng.one(2)) { touched.add('own none'); return { co2: known.co2, tce: known.tce } }
    const own = /** @type {any} */ ({ carrier: carrier.id, evidence: 'e' }), oxidation = '0.9' + rng.int(1, 9), ncv = this.decimal(2, 3), cc = '0.0' + rng.digits(3) + '7'
    const path = carrier.kind === 'heat' ? 0 : rng.int(0, 2)
    let co2 = ''
    if (path === 0) co2 = own.ef_tco2 = this.decimal(1, 5)
    else if (path === 1) {
      own.carbon_content_tc = '0.' + rng.digits(4) + '1'
      if (rng.one(2) || !known.parts) own.oxidation = oxidation
      co2 = `${own.carbon_content_tc} * ${own.oxidation ?? known.parts?.oxidation} * 44 / 12`
    } else {
      for (const [name, value] of [['ncv_gj', ncv], ['cc_tc_per_gj', cc], ['oxidation', oxidation]]) if (!known.parts || rng.one(2)) own[name] = value
      if (known.parts && Object.keys(own).length === 2) own.ncv_gj = ncv
      co2 = `${own.ncv_gj ?? known.parts?.ncv} * ${own.cc_tc_per_gj ?? known.parts?.cc} * ${own.oxidation ?? known.parts?.oxidation} * 44 / 12`
    }
    if (rng.one(2)) own.tce = '0.' + rng.digits(int4(rng)) + '1'
    for (const name of Object.keys(own)) touched.add(`own ${name}`)
    this.overrides.push(own)
    return { co2, tce: own.tce ?? known.tce }
  }

  /** @param {any} carrier @param {string | undefined} flow @param {string | undefined} kind @param {{ co2: string, tce: string | undefined }} factors */
  line(carrier, flow, kind, factors) {
    const { rng, year } = this, unit = this.next.unit(carrier), id = `${this.lines.length}`, sign = flow === 'sold' ? '-' : '+'
    const row = { carrier: carrier.id, unit, ...(flow ? { flow } : {}), ...(kind ? { class: kind, ...(kind === 'nonfossil' ? { evidence: 'e' } : {}) } : {}) }
    const cells = this.within.filter(() => !rng.one(3)), isSpan = rng.one(4)
    touched.add(`unit ${carrier.id} ${unit}`).add(`entry ${isSpan ? 'span' : 'cells'}`)
    if (flow) touched.add(`flow ${carrier.id} ${flow}`)
    if (kind) touched.add(`class ${kind}`)
    this.rules[`factor ${id}`] = kind ? /** @type {string} */ (gridFactor(this.pack.rows, this.doc.grid_area, kind, year)) : factors.co2
    if (factors.tce) this.rules[`coal ${id}`] = factors.tce
    /** @type {Record<string, string>} */
    const monthly = {}
    if (isSpan || !cells.length) {
      const from = rng.int(0, this.within.length - 1), covered = this.within.slice(from, rng.int(from + 1, this.within.length)), quantity = this.decimal(4, 3)
      this.doc.spans.push({ ...row, start: `${year}-${covered[0]}`, end: `${year}-${covered[covered.length - 1]}`, quantity })
      for (const m of covered) monthly[m] = `${quantity} / ${covered.length}`
    } else {
      this.doc.energy.push({ ...row, ...Object.fromEntries(cells.map(m => ['m' + m, monthly[m] = this.decimal(4, rng.int(1, 4))])) })
    }
    for (const [m, q] of Object.entries(monthly)) {
      this.rules[`quantity ${id} ${m}`] = `${q} * ${inCanonical[carrier.unit][unit]}`
      if (!carrier.biogenic) this.sums[`tco2 ${m}`].push(`${sign} quantity ${id} ${m} * factor ${id}`)
      if (factors.tce) this.sums[`tce ${m}`].push(`${sign} quantity ${id} ${m} * coal ${id}`)
    }
    this.rules[`quantity ${id}`] = Object.keys(monthly).map(m => `quantity ${id} ${m}`).join(' + ')
    this.rules[`tco2 of ${id}`] = `0 ${sign} quantity ${id} * factor ${id}`
    if (factors.tce) this.rules[`tce of ${id}`] = `0 ${sign} quantity ${id} * coal ${id}`
    this.sums[carrier.biogenic ? 'biogenic' : carrier.kind === 'fuel' ? 'direct' : 'indirect'].push(`+ tco2 of ${id}`)
    if (factors.tce) this.sums.tce.push(`+ tce of ${id}`)
    this.lines.push({ carrier: [carrier.id, flow ?? '', kind ?? ''].join(), tco2: `tco2 of ${id}`, ...(factors.tce ? { tce: `tce of ${id}` } : {}) })
  }

  /** @param {number} i */
  process(i) {
    const { rng } = this, isMinus = rng.one(3), isTyped = rng.one(2), [activity, factor] = [this.decimal(3, 3), this.decimal(1, 4)], sign = isMinus ? '-' : ''
    const month = rng.one(2) ? rng.pick(this.within) : undefined
    this.doc.process.push({ name: `p${i}`, ...(month ? { month: `${this.year}-${month}` } : {}), ...(isTyped ? { tco2: sign + activity } : { activity: sign + activity, factor }) })
    this.rules[`process ${i}`] = `0 ${isMinus ? '-' : '+'} ${activity} * ${isTyped ? '1' : factor}`
    this.sums[isMinus ? 'negative' : 'positive'].push(`+ process ${i}`)
    for (const m of month ? [month] : this.within) this.sums[`tco2 ${m}`].push(`+ process ${i} / ${month ? 1 : this.within.length}`)
    touched.add(`process ${isTyped ? 'typed' : 'activity'} ${isMinus ? 'minus' : 'plus'}`).add(`process of ${month ? 'month' : 'whole'}`)
  }

  close() {
    for (const [name, terms] of Object.entries(this.sums)) this.rules[`sum ${name}`] = '0 ' + terms.join(' ')
    this.rules.process = 'sum positive + sum negative'
    this.rules.gross = 'sum direct + sum indirect + sum positive'
    this.rules.net = 'gross + sum negative'
    this.rules['scope one'] = 'sum direct + process'
    const period = { start: `${this.year}-${this.within[0]}`, end: `${this.year}-${this.within[this.within.length - 1]}` }
    this.envelope = { op: 'calculate', form: 'energy_report', period, pack: this.pack.id, ...(this.overrides.length ? { overrides: this.overrides } : {}), doc: this.doc }
  }
}

const int4 = (/** @type {ReturnType<typeof prng>} */ rng) => rng.int(1, 4)

/** @param {ReturnType<typeof prng>} rng */
function turns(rng) {
  const units = Object.fromEntries(catalog.carriers.map((/** @type {any} */ c) => [c.id, inTurn(c.units, rng)]))
  return { carrier: inTurn(catalog.carriers.map((/** @type {any} */ c) => c.id).filter((/** @type {string} */ id) => id !== 'electricity'), rng),
    grid: inTurn(grids, rng), unit: (/** @type {any} */ carrier) => units[carrier.id]() }
}

/** The core's figures beside the names of the rules. @param {Report} report @param {any} result */
function pairs({ lines, within, year }, result) {
  const totals = { direct_tco2: 'sum direct', indirect_tco2: 'sum indirect', process_tco2: 'process', gross_tco2: 'gross', net_tco2: 'net', reductions_tco2: 'sum negative', biogenic_tco2: 'sum biogenic', tce_equivalent: 'sum tce' }
  const list = Object.entries(totals).map(([member, rule]) => ({ name: member, ours: result.totals[member], rule }))
  list.push({ name: 'scope1', ours: result.scopes.scope1_tco2, rule: 'scope one' }, { name: 'scope2', ours: result.scopes.scope2_tco2, rule: 'sum indirect' })
  for (const m of within) {
    const month = result.months.find((/** @type {any} */ one) => one.month === `${year}-${m}`) ?? {}
    list.push({ name: `tco2 of ${m}`, ours: month.tco2, rule: `sum tco2 ${m}` }, { name: `tce of ${m}`, ours: month.tce, rule: `sum tce ${m}` })
  }
  for (const { carrier, tco2, tce } of lines) {
    const row = result.carriers.find((/** @type {any} */ c) => [c.carrier, c.flow ?? '', c.class ?? ''].join() === carrier) ?? {}
    list.push({ name: `tco2 of ${carrier}`, ours: row.tco2 ?? 'none', rule: /** @type {string} */ (tco2) })
    if (tce) list.push({ name: `tce of ${carrier}`, ours: row.tce ?? 'none', rule: tce })
  }
  return list
}

/** What was compared, and the first that disagrees. @param {Report} report @param {any} result @param {Record<string, string>} rules */
function compare(report, result, rules) {
  const engine = new Engine(rules), value = (/** @type {string} */ rule) => Number(engine.evaluate(rule).nodeValue)
  const list = pairs(report, result)
  const off = list.find(({ ours, rule }) => { const theirs = value(rule); return !(Math.abs(Number(ours ?? 0) - theirs) <= Math.max(1e-9 * Math.abs(theirs), 1e-11)) })
  return { compared: list.length, fault: off ? `${off.name}: the core says ${off.ours}, publicodes ${value(off.rule)}` : '' }
}

/** The rules with one factor, coefficient or quantity off by 1e-8, of a line whose figure is large enough to show it. @param {Report} report */
function perturbed({ rules, rng, lines }) {
  const engine = new Engine(rules), isLarge = (/** @type {string | undefined} */ rule) => rule !== undefined && Math.abs(Number(engine.evaluate(rule).nodeValue)) > 0.1
  const apt = lines.flatMap(({ tco2, tce }, i) => [...(isLarge(tco2) ? [`factor ${i}`, `quantity ${i}`] : []), ...(isLarge(tce) ? [`coal ${i}`] : [])])
  if (!apt.length) return null
  const name = rng.pick(apt)
  return { name, rules: { ...rules, [name]: `(${rules[name]}) * 1.00000001` } }
}

const rng = prng(seed), next = turns(rng), totals = { passed: 0, failed: 0, figures: 0, perturbed: 0 }
const fail = (/** @type {number} */ i, /** @type {string} */ what, /** @type {Report} */ report) => {
  if (++totals.failed <= 5) console.log(`FAIL seed ${seed} report ${i}: ${what}\n${JSON.stringify(report.envelope)}\n${JSON.stringify(report.rules)}`)
}
for (let i = 0; i < count; i++) {
  const report = new Report(rng, next), answer = ask(report.envelope), errors = answer.issues.filter((/** @type {any} */ issue) => issue.severity === 'error')
  if (!answer.ok || errors.length) { fail(i, `the core refuses it: ${JSON.stringify(errors[0])}`, report); continue }
  const { compared, fault } = compare(report, answer.result, report.rules), wrong = i % 10 === 0 ? perturbed(report) : null
  totals.figures += compared
  if (wrong) totals.perturbed++
  if (fault) fail(i, fault, report)
  else if (wrong && !compare(report, answer.result, wrong.rules).fault) fail(i, `nothing noticed that ${wrong.name} was off`, report)
  else totals.passed++
}
const missed = [...wanted].filter(name => !touched.has(name))
if (missed.length && count >= 300) { totals.failed++; console.log(`FAIL never touched: ${missed.join(', ')}`) }
console.log(`oracle: publicodes, seed ${seed}, ${count} reports, ${totals.figures} figures equal to 1e-9, ${totals.perturbed} wrong rules noticed; touched ${wanted.size - missed.length} of ${wanted.size} carriers, units, areas by year, classes and own values`)
console.log(`${totals.passed} passed, ${totals.failed} failed`)
process.exit(totals.failed ? 1 : 0)
