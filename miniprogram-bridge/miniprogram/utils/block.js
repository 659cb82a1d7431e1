// @ts-check
/* A block copied from a spreadsheet as changes of the grid: cells by tab, rows by line end. Nothing is changed here. */
'use strict'

const { fromCell } = require('./digits')

const MOST_CELLS = 600

/** @param {string} text @returns {string[][]} */
function parse(text) {
  return text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n').map((line) => line.split('\t'))
}

/** What pasting would do, cell by cell; cells without a change are left out.
 * @param {string} text @param {{row: number, column: number}} at where the block starts
 * @param {any[]} rows of the table: {label, symbol, cells: [{value}]} @param {{month: string, name: string, open: boolean}[]} months
 * @param {{outside: string, no_number: string}} words */
function preview(text, at, rows, months, words) {
  /** @type {any[]} */
  const changes = []
  parse(text).forEach((cells, i) => cells.forEach((cell, j) => {
    if (changes.length >= MOST_CELLS) return
    const row = rows[at.row + i]
    const month = months[at.column + j]
    const value = fromCell(cell)
    if (!row || !month || !month.open) {
      if (cell.trim()) changes.push({ label: row ? row.label : '', month: month ? month.name : '', from: '', to: cell, bad: words.outside })
      return
    }
    const before = row.cells[at.column + j].value
    if (value === null) changes.push({ label: row.label, month: month.name, from: before, to: cell, bad: words.no_number })
    else if (value !== before && value !== '') changes.push({ row: at.row + i, month: month.month, label: row.label, from: before || '-', to: value, symbol: row.symbol, bad: '' })
  }))
  changes.forEach((one, id) => { one.id = id; if (!one.bad) one.month_name = months.filter((m) => m.month === one.month)[0].name })
  return changes
}

module.exports = { parse, preview }
