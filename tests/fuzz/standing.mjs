// @ts-check
// Documents of 企业基础信息 and 用电户号 for the differential test, drawn from the catalog's lists; wrong by a little where `bad` says so.
import { creditCode } from './id_numbers.mjs'

/** @typedef {ReturnType<typeof import('./prng.mjs').prng>} Rng */
/** @typedef {{ bad: (n: number) => boolean, text: () => string, month: () => string, rows: (most: number, make: () => any) => any[] }} Tools */

/** @param {{ enums: any[] }} catalog @param {Rng} rng @param {Tools} tools @returns {Record<string, () => any>} */
export function standingDocuments(catalog, rng, { bad, text, month, rows }) {
  const { int, one, pick, digits } = rng
  const ids = (/** @type {string} */ list) => catalog.enums.find(e => e.id === list).values.map((/** @type {any} */ v) => v.id)
  const industries = ids('industry'), districts = ids('district'), natures = ids('nature'), patterns = ids('account_pattern')
  const industry = () => {
    const code = pick(industries) + digits(int(0, 2))
    return bad(6) ? pick([code.slice(1), 'A' + code.slice(1), code.toLowerCase(), 'C98', 'C', '', code + '1111', '水泥']) : code
  }
  const base = () => {
    const doc = /** @type {any} */ ({ name: text(), uscc: bad(8) ? creditCode(rng).toLowerCase() : one(3) ? '91440112000000019D' : one(20) ? '91350100M0001TGQXM' : creditCode(rng), industry: industry(), nature: bad(20) ? 'rich' : pick(natures) })
    if (!bad(8)) doc.district = bad(8) ? pick(['440102', '440107', '440116', '440183', '440184', '440300', '']) : pick(districts)
    if (doc.nature === 'other' && !bad(4)) doc.nature_note = text()
    if (one(3)) doc.phone = bad(4) ? pick(['1381234567', '020-87654321-', '+0', '']) : pick(['13812345678', '020-87654321', '02087654321-12', '+85212345678', '+86 138 1234 5678'])
    if (one(3)) doc.email = bad(4) ? pick(['a', 'a@', '@', 'a@b@c', 'a b@c']) : 'a@example.com'
    if (one(3)) doc.founded = bad(6) ? pick(['2030-01-01', '2023-02-29']) : '2001-02-28'
    if (one(4)) doc.employees = bad(6) ? -1 : int(0, 5000)
    for (const name of ['legal_person', 'registered_address', 'production_address', 'contact', 'main_products']) if (one(5)) doc[name] = text()
    for (const name of ['above_scale', 'key_emitter']) if (one(3)) doc[name] = one(2)
    return doc
  }
  const account = () => {
    const pattern = pick(patterns), row = /** @type {any} */ ({ account: digits(bad(10) ? int(1, 24) : Number(/\d+$/.exec(pattern)?.[0] ?? int(10, 20))), supplier: bad(30) ? text() : pick(['广州供电局', '佛山供电局']), start: month() })
    if (pattern !== 'any' || one(2)) row.pattern = pattern
    if (bad(12)) row.account = pick(['0123456789', '01234 6789', '０１２３４５６７８９'])
    if (bad(5)) row.end = month()
    if (one(3)) row.multiplier = bad(8) ? 0 : int(1, 4000)
    if (one(4)) row.metering_point = text()
    return row
  }
  return { enterprise_base: base, electricity_accounts: () => ({ accounts: rows(301, account) }) }
}
