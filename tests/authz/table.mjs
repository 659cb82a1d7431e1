// expected.csv: one row for each operation, one column for each identity, the statuses at one's own thing, at the other enterprise's and at one
// that does not exist ("200/404/404"), or one status where all three are alike or nothing is named.
import { readFileSync } from 'node:fs'

export function readTable() {
  const text = readFileSync(new URL('expected.csv', import.meta.url), 'utf8')
  const [head, ...lines] = text.split('\n').filter((line) => line.trim() && !line.startsWith('#')).map((line) => line.split(',').map((cell) => cell.trim()))
  const names = head.slice(1)
  const rows = new Map()
  for (const [operation, ...cells] of lines) {
    if (rows.has(operation)) throw new Error(`expected.csv: ${operation} stands twice`)
    if (cells.length !== names.length) throw new Error(`expected.csv: ${operation} has ${cells.length} cells, not ${names.length}`)
    rows.set(operation, Object.fromEntries(cells.map((cell, i) => [names[i], statuses(operation, names[i], cell)])))
  }
  return { names, rows }
}

function statuses(operation, name, cell) {
  const all = cell.split('/').map(Number)
  if (!all.every((status) => status >= 200 && status < 500) || ![1, 3].includes(all.length)) throw new Error(`expected.csv: ${operation} ${name}: "${cell}"`)
  const [own, other = own, guess = own] = all
  return { any: own, own, other, guess }
}
