/* Where a filing is worked on: the energy report has its own page, every other form the one that is drawn from the catalog. */
import { FORM } from '../../../miniprogram/services/energy.js'

/** @param {string} form @param {{start: string, end: string}} period */
export function workplace(form, period) {
  const query = { start: period.start, end: period.end }
  return form === FORM ? { path: '/report', query } : { path: '/form', query: { form, ...query } }
}
