// @ts-check
// Credit codes, resident ids and mobile numbers, right or wrong by a little; the check digits are computed here from the standards' texts.
/** @typedef {ReturnType<typeof import('./prng.mjs').prng>} Rng */
const uscc = '0123456789ABCDEFGHJKLMNPQRTUWXY' // GB 32100-2015: no I, O, S, V, Z
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2], residentWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const sum = (/** @type {string} */ text, /** @type {(c: string) => number} */ value, /** @type {(i: number) => number} */ weight) => [...text].reduce((all, c, i) => all + value(c) * weight(i), 0)

/** A credit code, one in eight with a wrong digit. @param {Rng} rng */
export function creditCode({ int, one, pick, digits }) {
  const organisation = digits(8), rest = 11 - sum(organisation, Number, i => organisationWeights[i]) % 11
  const ninth = one(8) ? digits(1) : rest === 10 ? 'X' : rest === 11 ? '0' : String(rest)
  const body = pick(['91', '92', '12', '51', one(10) ? 'A1' : '91']) + '44' + digits(4) + organisation + ninth
  const total = sum(body, c => uscc.indexOf(c), i => Number(3n ** BigInt(i) % 31n))
  const check = uscc[(31 - total % 31) % 31]
  return body + (one(8) ? uscc[int(0, 30)] : check)
}

/** @param {Rng} rng */
function residentId({ int, one, pick, digits }) {
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0')
  const body = '44' + digits(4) + pick(['19', '20', one(8) ? '21' : '19']) + digits(2) + two(int(1, 12)) + two(int(1, one(6) ? 31 : 28)) + digits(3)
  const check = '10X98765432'[sum(body, Number, i => residentWeights[i]) % 11]
  return body + (one(8) ? pick(['0', 'X', '5']) : check)
}

/** A row of op check_ids. @param {Rng} rng */
export function idRow(rng) {
  const { int, one, pick, digits } = rng, kind = pick(['uscc', 'resident_id', 'mobile'])
  let text = kind === 'uscc' ? creditCode(rng) : kind === 'resident_id' ? residentId(rng) : pick(['', '', '+86', '0086', '86']) + '1' + digits(one(8) ? 9 : 10)
  if (one(8)) text = text.toLowerCase()
  if (one(8)) text = text.slice(0, 4) + pick([' ', '-', '\u3000', '  ']) + text.slice(4)
  if (one(8)) text = text.replace(/[0-9A-Z]/g, c => one(2) ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c)
  if (one(12)) text = text.slice(0, int(0, text.length)) + pick(['I', 'O', '中', 'z', '9', '']) + text.slice(int(0, text.length))
  return { kind: one(60) ? 'passport' : kind, text }
}
