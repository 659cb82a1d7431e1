// @ts-check
// Structured envelopes for the differential test: good ones drawn from the core's own catalog, then damaged: members, values, text, bytes.
// The names in `rows` are those of group D of the attack table.
import { prng } from './prng.mjs'
import { standingDocuments } from './standing.mjs'
import { idRow } from './id_numbers.mjs'
import { nearlyJson } from './nearly_json.mjs'

const months = Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(2, '0'))
const evilNumbers = ['1e308', '1e309', '-1e309', '1e-400', '9'.repeat(400), '0.1', '1.', '.5', '+1', '01', '0x10', '1_000', '１２', 'NaN', 'Infinity', '-0', '-0.0', '00', '',
  ' 1', '1 ', '9223372036854775807', '9223372036854775808', '-9223372036854775808', '-9223372036854775809', '0.0000000000001', '0.000000000001', '1000000000000', '1000000000001',
  '999999999999.999999', '0.0000001', '9007199254740993', '2147483648', '1,000', '1e3', '--1', '-', '1.2.3']
const evilTexts = ['\u202e', '\u200b', '\u2066x\u2069', '\ufeff', '\u0000', '\u0001', '\u007f', '\u0085', '\ud800', '\udfff', '😀', '\u{10ffff}', 'é', 'e\u0301', '\u3000', ' ', '',
  'x'.repeat(4096), '中'.repeat(400), 'a/b~c', '"\\/\b\f\n\r\t', '公司‏', '＝1+1', '<script>', '%n%s', '../../x', '\uffff', '\ufdd0']
const evilKeys = ['x', '__proto__', 'constructor', '', 'm13', 'm00', 'total', 'result', 'role', '能源', 'a/b', 'a~b', '\u202e', 'k'.repeat(200), 'op', 'doc', 'energy']
const evilValues = [null, true, false, 0, 1, -1, 1.5, 1e308, 2 ** 53 + 2, 2147483648, -2147483649, '', [], {}, [[]], [{}], [null], { a: 1 }]

const cap = 262144 // the border's
const knownOps = new Set(['calculate', 'check', 'explain', 'diff', 'round', 'migrate', 'load_pack', 'catalog', 'version', 'check_ids'])

/** @typedef {ReturnType<typeof prng>} Rng */
/** @typedef {{ carriers: any[], units: any[], areas: any[], packs: any[], enums: any[] }} Catalog */

/** The generator of one stream. `results` are answers of calculate, for op diff.
 * @param {Catalog} catalog @param {any[]} results @param {number} seed @param {number} stream */
export function generator(catalog, results, seed, stream) {
  const rng = prng(seed, stream)
  const { int, one, pick, digits } = rng
  let isCareful = false
  /** a mistake once in n; a careful envelope makes none @param {number} n */
  const bad = n => !isCareful && one(n)
  const classes = catalog.enums.find(e => e.id === 'power_class').values.map((/** @type {any} */ v) => v.id)
  const provenances = catalog.enums.find(e => e.id === 'provenance').values.map((/** @type {any} */ v) => v.id)
  const fuels = catalog.carriers.filter(c => c.kind === 'fuel'), unitIds = catalog.units.map(u => u.id), areaIds = catalog.areas.map(a => a.id)

  // ---- values ----
  const decimal = (whole = 7, places = 6) => {
    const left = String(Number(digits(int(1, whole)))), fraction = one(2) ? '' : '.' + digits(int(1, places))
    return left + fraction
  }
  const quantity = () => isCareful && one(2) ? decimal(7, 2) : bad(60) ? pick(evilNumbers) : bad(30) ? '-' + decimal() : one(20) ? decimal(12, 6) : decimal()
  const money = () => isCareful ? decimal(7, 2) : signed()
  const signed = () => (one(3) ? '-' : '') + quantity()
  const text = () => bad(25) ? pick(evilTexts) : pick(['锅炉', 'Line 2', '抄表记录 3 号', 'a', '发票-' + digits(4), 'n'.repeat(isCareful ? 60 : int(60, 601)), '备注 "引号" \\ /'])
  const month = (year = pick([2022, 2023, 2024, 2025])) => bad(80) ? pick(['2023-13', '2023-00', '23-01', '2023-1', '', '2023-01-01', '1899-12', '9999-12']) : `${year}-${pick(months)}`
  const optional = (/** @type {any} */ object, /** @type {string} */ name, /** @type {number} */ n, /** @type {() => any} */ make) => { if (one(n)) object[name] = make() }

  // ---- documents ----
  const carrierOf = () => bad(60) ? { id: pick(['coal', '', 'Electricity', '电力']), units: unitIds, flows: [], classes: [] } : one(3) ? catalog.carriers[0] : pick(catalog.carriers)
  const unitOf = (/** @type {any} */ carrier) => bad(30) ? pick(unitIds) : bad(100) ? 'furlong' : pick(carrier.units)
  const energyLine = (/** @type {string[]} */ within) => {
    const carrier = carrierOf(), line = /** @type {any} */ ({ carrier: carrier.id, unit: unitOf(carrier) })
    if (carrier.flows.length || bad(40)) optional(line, 'flow', 3, () => bad(30) ? 'stolen' : pick(['bought', 'sold']))
    if (carrier.classes.length || bad(40)) optional(line, 'class', 3, () => pick(classes))
    if (bad(40)) within = months
    const level = Number(digits(int(1, 6))) + 1
    for (const m of within) if (!one(6)) line['m' + m] = one(4) ? quantity() : slipped(String(level + int(0, level)), 25)
    optional(line, 'evidence', 5, text)
    optional(line, 'note', 8, text)
    return line
  }
  // a value written in the wrong unit: what the slip doctor looks for
  const slipped = (/** @type {string} */ value, /** @type {number} */ n) => !one(n) ? value : pick([value + '000', value + '0000', value + '0', '0.' + value, value.slice(0, -3) || '0'])
  const spanOf = (/** @type {number} */ year, /** @type {string[]} */ within) => {
    const [first, last] = [pick(within), pick(within)].sort()
    return isCareful ? { start: `${year}-${first}`, end: `${year}-${last}` } : { start: month(year), end: month(year) }
  }
  const span = (/** @type {number} */ year, /** @type {string[]} */ within) => {
    const carrier = carrierOf(), row = /** @type {any} */ ({ carrier: carrier.id, unit: unitOf(carrier) })
    if (carrier.flows.length || bad(6)) optional(row, 'flow', 2, () => pick(['bought', 'sold']))
    if (carrier.classes.length || bad(8)) optional(row, 'class', 2, () => pick(classes))
    return Object.assign(row, spanOf(year, within), { quantity: quantity() }, one(5) ? { note: text() } : {})
  }
  const processRow = (/** @type {number} */ year, /** @type {string[]} */ within) => {
    const row = /** @type {any} */ ({ name: text() })
    optional(row, 'month', 2, () => isCareful ? `${year}-${pick(within)}` : month(year))
    if (one(2)) row.tco2 = signed()
    if (!row.tco2 || bad(20)) Object.assign(row, { activity: signed(), factor: isCareful ? decimal(2, 4) : signed() })
    optional(row, 'evidence', 4, text)
    return row
  }
  const confirmation = () => ({ code: pick(['UNIT_SLIP', 'JUMP', 'QTY_NEGATIVE', 'X', 'OVERRIDE_FAR']), path: pick(['/doc/energy/0/m01', '/doc/energy/1/m02', '', '/doc']), value: quantity(), reason: text() })
  const rows = (/** @type {number} */ most, /** @type {() => any} */ make) => Array.from({ length: one(40) ? int(0, most) : int(0, 4) }, make)

  /** Careful rows stand for one carrier each, and for none of `others`. @param {any[]} list @param {any[]} [others] */
  const distinct = (list, others = []) => {
    const taken = new Set(others.map(row => row.carrier))
    return isCareful ? list.filter(row => !taken.has(row.carrier) && taken.add(row.carrier)) : list
  }
  const period = (/** @type {number} */ year) => {
    const first = int(0, 11), last = bad(30) ? int(0, 11) : int(first, Math.min(11, first + 5))
    const value = one(6) ? { start: `${year}-01`, end: `${year}-12` } : { start: `${year}-${months[first]}`, end: `${year}-${months[last]}` }
    const within = months.slice(Number(value.start.slice(5)) - 1, Number(value.end.slice(5)))
    if (bad(40)) value.end = month()
    return { value, within }
  }
  const report = (/** @type {number} */ year, /** @type {string[]} */ within) => {
    const doc = /** @type {any} */ ({})
    if (!bad(12)) doc.grid_area = bad(40) ? 'atlantis' : pick(areaIds)
    doc.energy = distinct(rows(310, () => energyLine(within)))
    optional(doc, 'spans', 5, () => distinct(rows(40, () => span(year, within)), doc.energy))
    optional(doc, 'process', 5, () => rows(60, () => processRow(year, within)))
    if (!isCareful) optional(doc, 'confirmations', 5, () => rows(20, confirmation))
    return doc
  }
  const template = () => ({ ...(bad(8) ? {} : { grid_area: pick(areaIds) }),
    carriers: distinct(rows(70, () => { const c = carrierOf(); return { carrier: c.id, unit: unitOf(c), ...(one(5) ? { hidden: one(2) } : {}) } })) })
  const business = () => ({ output_value: money(), added_value: money(), tax: money(), ...(one(2) ? { revenue: quantity() } : {}),
    ...(one(2) ? { products: rows(101, () => ({ name: text(), unit_name: pick(['t', '件', '台']), quantity: quantity() })) } : {}), ...(one(6) ? { confirmations: rows(4, confirmation) } : {}) })
  const standing = standingDocuments(catalog, rng, { bad, text, month, rows })
  const override = () => {
    const carrier = isCareful ? pick(fuels) : carrierOf(), row = /** @type {any} */ ({ carrier: carrier.id })
    const path = isCareful ? int(1, 2) : int(0, 4)
    if (path === 0) { optional(row, 'ncv_gj', 2, () => decimal(3, 4)); optional(row, 'cc_tc_per_gj', 2, () => '0.' + digits(5)); optional(row, 'oxidation', 2, () => '0.9' + int(0, 9)) }
    if (path === 1) { row.carbon_content_tc = decimal(2, 5); optional(row, 'oxidation', 2, () => '0.99') }
    if (path === 2 || path === 4) row.ef_tco2 = bad(20) ? decimal(12, 6) : decimal(2, 8)
    if (path === 4) row.ncv_gj = decimal(one(2) ? 12 : 2, 3)
    optional(row, 'tce', 3, () => '0.' + digits(int(1, isCareful ? 5 : 13)))
    optional(row, 'provenance', 2, () => pick(provenances))
    if (!bad(10)) row.evidence = text()
    return row
  }
  const context = (/** @type {any} */ doc) => {
    const ctx = /** @type {any} */ ({})
    if (!one(5)) ctx.today = isCareful ? '2026-11-21' : pick(['2026-11-21', '2023-02-28', '2024-02-29', '2023-02-29', '2026-13-01', '1969-01-01'])
    if (isCareful) ctx.template = { grid_area: pick(areaIds), carriers: distinct([...doc.energy ?? [], ...doc.spans ?? [], { carrier: 'diesel', unit: 't' }]).map(({ carrier, unit }) => ({ carrier, unit })) }
    else optional(ctx, 'template', 3, template)
    optional(ctx, 'history', 2, () => {
      const carrier = pick(catalog.carriers), level = int(1, 100000), list = []
      for (const year of [2021, 2022]) for (const m of months) list.push({ carrier: carrier.id, ...(carrier.flows.length && one(2) ? { flow: 'bought' } : {}), month: `${year}-${m}`, quantity: slipped(String(level + int(0, level)), 40) })
      return list
    })
    if (!isCareful) optional(ctx, 'filed_periods', 4, () => rows(30, () => ({ start: month(), end: month() })))
    return ctx
  }

  // ---- envelopes ----
  const filing = () => {
    const year = pick([2022, 2023, 2024, 2025]), form = isCareful && one(2) ? 'energy_report' : one(6) ? 'energy_template' : one(6) ? 'business' : one(8) ? pick(Object.keys(standing)) : bad(60) ? 'water' : 'energy_report'
    const { value, within } = period(year), whole = { start: `${year}-01`, end: `${year}-12` }
    const head = /** @type {any} */ ({ form })
    optional(head, 'enterprise', 3, () => bad(10) ? text() : 'e1')
    optional(head, 'site', 3, () => 'all')
    if (!one(8)) head.form_version = bad(30) ? pick([0, 2, -1, 1.5, 1e10]) : 1
    if (!bad(40)) head.period = form === 'energy_report' || bad(20) ? value : whole
    if (!one(5)) head.pack = bad(30) ? pick(['CN-1999', '', 'cn-2025']) : isCareful ? pick(catalog.packs).id : pick([...catalog.packs.map(p => p.id), 'FUZZ-1', 'FUZZ-2'])
    if (form === 'energy_report' ? one(4) : bad(40)) head.overrides = distinct(rows(20, override))
    head.doc = standing[form] ? standing[form]() : form === 'energy_template' ? template() : form === 'business' ? business() : report(year, within)
    optional(head, 'ctx', 3, () => context(head.doc))
    return head
  }
  /** A place of the filing or its result; a careful one is a cell that was filled, if there is one. @param {any} filed */
  const placeIn = filed => {
    const cells = (filed.doc.energy ?? []).flatMap((/** @type {any} */ row, /** @type {number} */ i) => Object.keys(row).filter(key => /^m\d\d$/.test(key)).map(key => `/energy/${i}/${key}`))
    return isCareful && cells.length && one(2) ? pick(cells) + (one(3) ? '/tce' : '') : isCareful ? pick(['/totals/net_tco2', '/totals/direct_tco2', '/totals/tce_equivalent', '/months/0/tco2', '/carriers/0/tco2']) : place()
  }
  const explained = () => { const filed = filing(); return { op: 'explain', ...filed, at: placeIn(filed) } }
  const place = () => pick(['/totals/net_tco2', '/totals/tce_equivalent', '/scopes/scope1_tco2', '/months/0/tco2', '/months/1/tce', '/carriers/0/tco2', '/carriers/1/tce', '/energy/0/m01', '/doc/energy/0/m02/tce',
    '/result/totals/gross_tco2', '/spans/0', '/process/0', '/process/1/tco2', '/doc', '', '/', '//', '/totals', '/energy/99/m01', '/energy/-1', '/energy/4294967296/m01', '/energy/0/m13', '/totals/\u0000', '/~1/~2'])
  const side = () => {
    const known = structuredClone(pick(results)), out = /** @type {any} */ ({})
    if (!one(5)) out.doc = one(3) ? filing().doc : known.doc
    if (!one(4)) out.result = bad(20) ? structuredClone(pick(evilValues)) : known.result
    if (!one(4)) out.receipt = one(4) ? { ...known.receipt, pack_sha256: digits(64), rules: one(3) ? 2 : 1 } : known.receipt
    return out
  }
  const packText = () => {
    const id = isCareful ? 'FUZZ-' + digits(3) : pick(['FUZZ-1', 'FUZZ-2', 'FUZZ-' + digits(2), 'CN-2025'])
    const lines = [`pack,1,${id},甲,"A, ""quoted""",2020-01-0${int(1, 9)},2027-01-01`, 'source,S1,Doc,,', 'source,S2,"Doc, 2",c,2024']
    const tail = () => `R${digits(3)},SET,${pick(['S1', 'S2', 'S1', 'S9'].slice(0, bad(40) ? 4 : 3))},high,${pick(['checked', 'transcribed'])}`
    for (const c of catalog.carriers) if (one(3)) {
      if (c.kind === 'fuel') lines.push(`fuel,${c.id},${c.unit},${decimal(2, 3)},${one(2) ? `0.0${digits(4)},0.9${int(0, 9)},` : `,1,0.0${digits(4)}`},${tail()}`)
      else if (c.kind === 'heat') lines.push(`heat,${c.id},${c.unit},0.${digits(4)},${tail()}`)
      lines.push(`tce,${c.id},${c.unit},0.${digits(5)},${tail()}`)
    }
    for (const area of areaIds) if (one(4)) lines.push(`power,${area},${pick(classes)},${pick(['', '2021', '2022', '2023'])},0.${digits(4)},${tail()}`)
    if (bad(4)) lines.splice(int(0, lines.length), one(2) ? 1 : 0, pick(['', 'x', 'pack,1', 'fuel,,,', 'power,cn,average,20x3,1,R,S,S1,h,checked', '"', lines[int(0, lines.length - 1)]]))
    return lines.join(pick(['\n', '\n', '\n', '\r\n'])) + (one(10) ? '' : '\n')
  }
  const roundValue = () => {
    const row = /** @type {any} */ ({ value: signed() })
    if (!one(4)) row.decimals = bad(20) ? pick([13, -13, 1.5, 1e9]) : int(-12, 12)
    optional(row, 'mode', 3, () => isCareful ? 'half_up' : pick(['half_even', 'half_up', 'up']))
    if (bad(4)) Object.assign(row, { from: pick(unitIds), to: pick(unitIds) })
    else if (one(3)) { const { units } = pick(catalog.carriers); Object.assign(row, { from: pick(units), to: pick(units) }) }
    return row
  }
  const makers = /** @type {[number, () => any][]} */ ([
    [40, () => ({ op: 'calculate', ...filing(), ...(one(4) ? { display: one(2) } : {}), ...(one(6) ? { receipt: one(2) } : {}) })],
    [20, () => ({ op: 'check', ...filing() })],
    [14, explained],
    [8, () => ({ op: 'diff', form: isCareful ? 'energy_report' : pick(['energy_report', 'energy_report', 'energy_template', 'business', ...Object.keys(standing), 'x']), a: side(), b: side() })],
    [8, () => ({ op: 'round', values: rows(1001, roundValue) })],
    [4, () => ({ op: 'migrate', form: isCareful ? 'energy_report' : pick(['energy_report', 'energy_template', ...Object.keys(standing), 'x']), draft: { draft_format: isCareful ? 1 : pick([1, 1, 0, 2]), form_version: isCareful ? 1 : pick([1, 1, 0, 9]), doc: bad(5) ? structuredClone(pick(evilValues)) : filing().doc } })],
    [2, () => ({ op: 'load_pack', pack_text: packText() })],
    [3, () => ({ op: 'check_ids', ids: [idRow(rng), ...rows(101, () => idRow(rng))], ...(one(3) ? {} : { today: bad(20) ? '2026-13-01' : '2026-11-21' }) })],
    [1, () => ({ op: pick(['version', 'fly', '', 'catalog', 'version']) })]
  ])
  const weight = makers.reduce((sum, [w]) => sum + w, 0)
  const make = () => {
    let at = int(0, weight - 1)
    for (const [w, maker] of makers) if ((at -= w) < 0) return maker()
  }

  // ---- damage ----
  /** every place of a tree: [holder, key] @param {any} node @param {[any, string | number][]} out */
  const places = (node, out) => {
    for (const key of Object.keys(node)) {
      out.push([node, Array.isArray(node) ? Number(key) : key])
      if (node[key] && typeof node[key] === 'object') places(node[key], out)
    }
    return out
  }
  const damageTree = (/** @type {any} */ envelope) => {
    const all = places(envelope, [])
    if (all.length === 0) return
    const [holder, key] = pick(all)
    const kind = int(0, 5)
    if (kind === 0) delete holder[key]
    else if (kind === 1) holder[key] = structuredClone(pick(evilValues))
    else if (kind === 2) holder[key] = pick(evilNumbers)
    else if (kind === 3) holder[key] = pick(evilTexts)
    else if (kind === 4 && !Array.isArray(holder)) holder[pick(evilKeys)] = structuredClone(pick(evilValues))
    else if (Array.isArray(holder)) holder.push(structuredClone(holder[/** @type {number} */ (key)]))
    else holder[key] = Array.from({ length: int(0, 3) }, () => structuredClone(holder[key]))
  }
  const damageBytes = (/** @type {Buffer} */ bytes) => {
    const at = int(0, bytes.length - 1), kind = int(0, 4)
    if (kind === 0) return bytes.subarray(0, at)
    if (kind === 1) { bytes[at] = int(0, 255); return bytes }
    if (kind === 2) return Buffer.concat([bytes.subarray(0, at), pick([Buffer.from([0xc0, 0xae]), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from([0]), Buffer.from('\\u0000'), Buffer.from('"'), Buffer.from('{'), Buffer.from('\\ud800')]), bytes.subarray(at)])
    if (kind === 3) return Buffer.concat([bytes, pick([Buffer.from(' '), Buffer.from('x'), Buffer.from('{}'), Buffer.from('//c'), Buffer.from([0])])])
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + int(1, 5)))])
  }

  // D1–D8: shapes that only make sense as whole texts
  const rows_ = /** @type {(() => string)[]} */ ([
    () => '['.repeat(pick([31, 32, 33, 1000, 100000])), // D1
    () => '{"a":'.repeat(pick([32, 33, 30000])) + '1',
    () => `{"op":"version",${Array.from({ length: pick([254, 255, 256, 257]) }, (_, i) => `"k${i}":1`).join(',')}}`, // D2
    () => `{"op":"round","values":[${Array.from({ length: pick([999, 1000, 1001, 4999, 5001]) }, () => '{"value":"1.5"}').join(',')}]}`,
    () => JSON.stringify({ op: 'calculate', form: 'energy_report', doc: { note: 'x'.repeat(pick([4096, 4097, 200000, 262144])) } }),
    () => `{"op":"calculate","form":"energy_report","form_version":${pick(evilNumbers)},"doc":{}}`, // D3, D4, D6
    () => `{"op":"version","\\u006fp":"version"}`, // D7
    () => `{"op":"version${pick(['\u0000', '\u0001', '\u007f', '\\u0000', '\\u001f', '\u0085'])}"}` // D8
  ])
  const oddly = (/** @type {any} */ value) => JSON.stringify(value, null, pick([0, 1, '\t'])) // white space is not in the answer
    .replace(/[^\x20-\x7e]/g, c => c >= ' ' && one(2) ? '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0') : c)

  /** The next envelope's bytes (at most the border's cap); `next.made` tells what it is. */
  function next() {
    const kind = int(0, 99)
    isCareful = one(2)
    next.made = { op: 'none', kind: kind < 5 ? 'nearly JSON' : kind < 7 ? 'attack rows' : kind < 30 ? 'damaged members' : kind < 40 ? 'damaged bytes' : 'as drawn' }
    if (kind < 5) return nearlyJson(rng)
    if (kind < 7) return Buffer.from(pick(rows_)()).subarray(0, cap)
    const envelope = make()
    next.made.op = knownOps.has(envelope.op) ? envelope.op : 'unknown'
    if (kind < 30) for (let i = int(1, 3); i > 0; i--) damageTree(envelope)
    const bytes = Buffer.from(one(8) ? oddly(envelope) : JSON.stringify(envelope))
    return (kind >= 30 && kind < 40 ? damageBytes(bytes) : bytes).subarray(0, cap)
  }
  next.made = { op: '', kind: '' }
  return next
}
