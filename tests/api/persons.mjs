// Invented people: numbers with right check digits of an area that does not exist, phones nobody is called on.
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
let count = 0

/** A resident id number nobody has. */
export function residentId(serial = ++count) {
  const head = `99000019900101${String(serial).padStart(3, '0')}`
  return head + '10X98765432'[[...head].reduce((sum, digit, i) => sum + +digit * weights[i], 0) % 11]
}
export const phoneNumber = () => `139001${String(10000 + ++count).padStart(5, '0')}`
export const maskedPhone = (phone) => `${phone.slice(0, 3)}****${phone.slice(7)}`
export const maskedId = (number) => `${number.slice(0, 6)}********${number.slice(14)}`

const signs = '0123456789ABCDEFGHJKLMNPQRTUWXY', factors = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
/** A credit code nobody has. */
export function creditCode(serial = ++count) {
  const head = `91440112${String(serial).padStart(9, '0')}`
  return head + signs[(31 - [...head].reduce((sum, sign, i) => sum + signs.indexOf(sign) * factors[i], 0) % 31) % 31]
}
