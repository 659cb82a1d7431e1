// @ts-check
/* Monthly emissions of the year before, as filed, for the thin line of the chart. Kept on the device, so that the line is there without a
 * network too; a line that cannot be had is left out. */
'use strict'

const app = require('./app')
const overview = require('./overview')
const { FORM } = require('./energy')
const keeping = require('./keeping')
const months = require('../utils/months')

/** @param {string[]} wanted months of this year @returns {Promise<(string | undefined)[]>} texts of last year's tCO₂ */
async function emissions(wanted) {
  const year = months.yearOf(wanted[0]) - 1
  const before = wanted.map((month) => months.shift(month, -12))
  const list = (overview.remembered(year) || (await overview.filings(year))).filter((one) => one.form === FORM && one.state === 'live')
  /** @type {Object<string, string>} */
  const found = {}
  for (const one of list.filter((filing) => before.some((month) => filing.period.start <= month && month <= filing.period.end))) {
    const rows = await monthsOf(one)
    rows.forEach((row) => { found[row.month] = row.tco2 })
  }
  return before.map((month) => found[month])
}

/** A revision never changes: what was read once is kept under its code. @param {any} one @returns {Promise<any[]>} */
async function monthsOf(one) {
  const name = overview.KEPT + 'months.' + one.id + '.' + one.revision
  const kept = keeping.get(name)
  if (kept) return kept
  const filing = await app.bridge().api.filing(one.id)
  const rows = ((filing.result && filing.result.months) || []).map((/** @type {any} */ row) => ({ month: row.month, tco2: row.tco2 }))
  keeping.set(name, rows)
  return rows
}

/** As lengths for the chart; null where nothing was filed. @param {(string | undefined)[]} texts */
function line(texts) {
  return texts.map((text) => (text === undefined ? null : parseFloat(text)))
}

module.exports = { emissions, line }
