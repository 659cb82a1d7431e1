// Turns a row of calc_vectors.csv into an envelope and the place of its result. A row that no form can hold yet is in `waiting`, with the reason.
export const waiting = {
  'TV-006': 'carbon products: the form of GB/T 32151.34 comes later', 'TV-007': 'carbon products: the form of GB/T 32151.34 comes later',
  'TV-008': 'carbon products: the form of GB/T 32151.34 comes later', 'TV-010': 'desulphurisation: typed process methods come later',
  'WW-0.003150': 'wastewater: typed process methods come later', 'WW-0.000175': 'wastewater: typed process methods come later',
  'WW-0.001008': 'wastewater: typed process methods come later', 'WW-0.000168': 'wastewater: typed process methods come later',
  'CARB-CaCO3': 'carbonates: typed process methods come later', 'CARB-FeCO3': 'carbonates: typed process methods come later',
  'CARB-BaCO3': 'carbonates: typed process methods come later', 'CARB-Li2CO3': 'carbonates: typed process methods come later',
  'CARB-K2CO3': 'carbonates: typed process methods come later', 'CARB-CaMg(CO3)2': 'carbonates: typed process methods come later',
  'ELEC-3.6': 'a constant behind a published coefficient, not a line of a form'
}
export const waitingGroups = {
  'rating_LC-GZ-1': 'low-carbon rating form',
  'rating_LC-GZ-2': 'low-carbon rating form', target: 'target form', reduction: 'reduction form', water: 'water form',
  data_quality: 'data quality of the calculator', display: 'list 我的核算数据 and masking of numbers', uncertainty: 'uncertainty of the calculator'
}

// Moves the decimal point of a decimal text: exact, no binary floats.
export function shift(text, places) {
  const negative = text.startsWith('-')
  const [whole, fraction = ''] = text.replace('-', '').split('.')
  let digits = whole + fraction, point = whole.length + places
  while (point <= 0) { digits = '0' + digits; point++ }
  while (digits.length < point) digits += '0'
  const left = digits.slice(0, point).replace(/^0+(?=\d)/, ''), right = digits.slice(point).replace(/0+$/, '')
  return (negative ? '-' : '') + left + (right ? '.' + right : '')
}

const evidence = 'published test vector'
const envelope = (year, pack, doc, overrides = []) => ({ op: 'calculate', form: 'energy_report', form_version: 1, period: { start: `${year}-01`, end: `${year}-01` },
  pack, ...(overrides.length ? { overrides: overrides.map(o => ({ ...o, provenance: 'measured', evidence })) } : {}), doc })
const line = (carrier, unit, quantity, more = {}) => ({ carrier, unit, ...more, m01: quantity })
const fuel = ({ quantity, unit = 't', carrier = 'bituminous', ...factors }) =>
  [envelope(2025, 'CN-2025', { energy: [line(carrier, unit, quantity)] }, [{ carrier, ...factors }]), '/totals/direct_tco2']
const tce = (carrier, unit, quantity, coefficient) =>
  [envelope(2025, 'CN-2025', { grid_area: 'cn', energy: [line(carrier, unit, quantity)] }, [{ carrier, tce: coefficient }]), '/totals/tce_equivalent']

// A signed sum of products: fuels (… * 44/12) on carriers of their own, other products and single numbers as process rows.
function sum(items) {
  const carriers = ['anthracite', 'bituminous', 'cleaned_coal', 'coke', 'petcoke', 'diesel', 'fuel_oil']
  const doc = { energy: [], process: [] }, overrides = []
  for (const [, sign, product] of items.replace(/\s/g, '').replace(/^(?![+-])/, '+').matchAll(/([+-])([^+-]+)/g)) {
    const isFuel = product.endsWith('*44/12')
    const [first, second, third, fourth] = product.replace('*44/12', '').split('*')
    if (isFuel) {
      const isGas = product.includes('173.854') || product.includes('389.31')
      const carrier = isGas ? (product.includes('389.31') ? 'natural_gas' : 'coke_oven_gas') : carriers.shift()
      doc.energy.push(line(carrier, isGas ? '10k_m3' : 't', first))
      overrides.push({ carrier, ncv_gj: second, cc_tc_per_gj: third, oxidation: fourth ?? '1' })
    } else if (second) doc.process.push({ name: `row ${doc.process.length + 1}`, activity: first, factor: (sign === '-' ? '-' : '') + second })
    else doc.process.push({ name: `row ${doc.process.length + 1}`, tco2: (sign === '-' ? '-' : '') + first })
  }
  for (const key of ['energy', 'process']) if (!doc[key].length) delete doc[key]
  return [envelope(2025, 'CN-2025', doc, overrides), '/totals/net_tco2']
}

const areas = { 全国: 'cn', 广东: 'guangdong', 南方: 'south' }
function grid(id, quantity) {
  const [, area, year] = id.split('-')
  return [envelope(year, 'CN-2024', { grid_area: areas[area], energy: [line('electricity', 'MWh', quantity)] }), '/totals/indirect_tco2']
}

function indirect(inputs) { // bought and sold power and heat, the products being given: factor 1
  const energy = [line('electricity', 'MWh', inputs.pe), line('electricity', 'MWh', inputs.se, { flow: 'sold' }), line('heat', 'GJ', inputs.ph), line('heat', 'GJ', inputs.sh, { flow: 'sold' })]
  return [envelope(2025, 'CN-2025', { grid_area: 'cn', energy }, [{ carrier: 'electricity', ef_tco2: '1' }, { carrier: 'heat', ef_tco2: '1' }]), '/totals/indirect_tco2']
}

function product(row, i) {
  if (/^EL-/.test(row.id)) return grid(row.id, i.Q)
  if (/^STEEL-[PC]-/.test(row.id)) return [envelope(2025, 'CN-2025', { process: [{ name: row.description.slice(0, 40), activity: i.Q, factor: i.EF }] }), '/totals/process_tco2']
  if (row.id === 'TV-012') return [envelope(2025, 'CN-2025', { grid_area: 'cn', energy: [line('electricity', 'MWh', i.Q)] }, [{ carrier: 'electricity', ef_tco2: i.EF }]), '/totals/indirect_tco2']
  return fuel({ carrier: 'natural_gas', unit: '10k_m3', quantity: i.Q, ef_tco2: i.EF })
}

function perThousand(row, i) {
  if (row.id.startsWith('BLD-co2-电')) return [envelope(2025, 'CN-2025', { grid_area: 'cn', energy: [line('electricity', 'kWh', i.Q)] }, [{ carrier: 'electricity', ef_tco2: i.EF }]), '/totals/indirect_tco2']
  return fuel({ carrier: row.id.includes('汽油') ? 'gasoline' : 'diesel', unit: 'kg', quantity: i.Q, ef_tco2: i.EF })
}

function standardCoal(row, i) {
  if (row.id.includes('天然气')) return tce('natural_gas', 'm3', i.Q, shift(i.k, 1))
  if (row.id.includes('-电')) return tce('electricity', 'kWh', i.Q, i.k)
  if (row.id.includes('-热')) return tce('heat', 'MJ', i.Q, i.k)
  return tce(row.id.includes('汽油') ? 'gasoline' : 'diesel', 'kg', i.Q, i.k)
}

const shapes = {
  'FC*NCV*CC*OF*44/12': (row, i) => fuel({ carrier: 'natural_gas', unit: '10k_m3', quantity: i.FC, ncv_gj: i.NCV, cc_tc_per_gj: i.CC, oxidation: i.OF }),
  'FC*NCV*CC*44/12': (row, i) => fuel({ quantity: i.FC, ncv_gj: i.NCV, cc_tc_per_gj: i.CC, oxidation: '1' }),
  'NCV*CC/1000*OF*44/12': (row, i) => fuel({ quantity: '1', ncv_gj: i.NCV, cc_tc_per_gj: shift(i.CC, -3), oxidation: i.OF }),
  'NCV/1000000*CC*OF*44/12': (row, i) => fuel({ quantity: '1', ncv_gj: shift(i.NCV, -3), cc_tc_per_gj: shift(i.CC, -3), oxidation: i.OF }),
  'NCV/1000000*CC*OF*44/12/1000': (row, i) => fuel({ carrier: 'natural_gas', unit: 'm3', quantity: '1', ncv_gj: shift(i.NCV, -2), cc_tc_per_gj: shift(i.CC, -3), oxidation: i.OF }),
  'Q*EF': product,
  'Q*EF/1000': perThousand,
  'Q*k/1000': standardCoal,
  'a+b': (row, i) => sum(`${i.a}+${i.b}`),
  'pe+ph-se-sh': (row, i) => indirect(i),
  'sum of items': (row, i) => sum(i.items)
}

/** [envelope, JSON pointer into result] of a calc vector, or null when its formula has no form yet. */
export function envelopeOf(row) {
  const inputs = Object.fromEntries(row.inputs.split(';').map(pair => { const at = pair.indexOf('='); return [pair.slice(0, at), pair.slice(at + 1)] }))
  return shapes[row.formula]?.(row, inputs) ?? null
}
