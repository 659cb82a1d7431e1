// @ts-check
/* Months as text "2025-03": names, neighbours, lists. Only the calendar; which months may be filed is the core's business. */
'use strict'

const CELLS = ['m01', 'm02', 'm03', 'm04', 'm05', 'm06', 'm07', 'm08', 'm09', 'm10', 'm11', 'm12']

/** @param {number} year @param {number} number 1…12 */
function monthOf(year, number) {
  return year + '-' + (number < 10 ? '0' : '') + number
}

/** @param {string} month */
function yearOf(month) {
  return Number(month.slice(0, 4))
}

/** @param {string} month 1…12 */
function numberOf(month) {
  return Number(month.slice(5, 7))
}

/** @param {string} month the cell's member in a line of the report: "m03" */
function cellOf(month) {
  return CELLS[numberOf(month) - 1]
}

/** @param {string} month @param {number} steps */
function shift(month, steps) {
  const count = yearOf(month) * 12 + numberOf(month) - 1 + steps
  return monthOf(Math.floor(count / 12), (count % 12) + 1)
}

/** @param {string} start @param {string} end @returns {string[]} both included */
function between(start, end) {
  const list = []
  for (let month = start; month <= end && list.length < 120; month = shift(month, 1)) list.push(month)
  return list
}

/** @param {number} year */
function wholeYear(year) {
  return { start: monthOf(year, 1), end: monthOf(year, 12) }
}

module.exports = { CELLS, monthOf, yearOf, numberOf, cellOf, shift, between, wholeYear }
