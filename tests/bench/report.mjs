// @ts-check
// The table on the screen and the page docs/benchmarks.md. The page's fixed words, "where the time goes" among them, stand in tests/bench/page.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { here, root } from './tools.mjs'

const verdict = (/** @type {import('./tools.mjs').Row} */ row) => row.met === undefined ? '' : row.met ? 'met' : 'MISSED'
const width = (/** @type {string} */ text) => [...text].length

/** @param {import('./tools.mjs').Row[]} rows @param {boolean} isSmoke numbers of a smoke run are not judged */
export function tableText(rows, isSmoke) {
  const cells = rows.map(row => [row.what, row.value, row.ratio ?? '', row.goal ?? '', isSmoke ? '' : verdict(row)])
  const wide = [0, 1, 2, 3].map(i => Math.max(...cells.map(line => width(line[i]))))
  return cells.map(line => '  ' + line.map((cell, i) => cell + ' '.repeat(Math.max(0, (wide[i] ?? 0) - width(cell)))).join('  ').trimEnd()).join('\n')
}

const markdown = (/** @type {import('./tools.mjs').Row[]} */ rows) => ['| what | measured | ratio | goal | |', '|---|---|---|---|---|',
  ...rows.map(row => `| ${row.what} | ${row.value} | ${row.ratio ?? ''} | ${row.goal ?? ''} | ${verdict(row) === 'MISSED' ? '**missed**' : verdict(row)} |`)].join('\n')

/** @param {{facts: Record<string, string>, disk: {value: string}, parts: any[], minutes: number, isLong: boolean}} run */
export function writePage({ facts, disk, parts, minutes, isLong }) {
  const judged = parts.flatMap(part => part.rows).filter(row => row.met !== undefined), missed = judged.filter(row => !row.met)
  const values = /** @type {Record<string, string>} */ ({
    machine: [`${facts.date}, commit ${facts.commit}, one run of ${minutes.toFixed(0)} minutes (\`./dev bench${isLong ? ' --long' : ''} --write\`).`,
      `${facts.processor}, ${facts.memory}, ${facts.system} (Linux ${facts.kernel}); load before the run ${facts.load}.${Number(facts.load.split(' ')[0]) > 1 ? ' **The machine was busy with other work: absolute numbers are too high, and ratios unsteady.**' : ''}`, `${facts.compiler}; emscripten ${facts.emcc}; Node ${facts.node}. Disk: ${disk.value}.`].join('\n'),
    goals: `${judged.length - missed.length} of ${judged.length} goals met.${missed.length ? ` Missed: ${missed.map(row => `${row.what} (${row.ratio ?? row.value}, goal ${row.goal})`).join('; ')}.` : ''}`,
    tables: parts.map(part => `### ${part.title}\n${markdown(part.rows)}\n\n${part.notes.join(' ')}`).join('\n\n')
  })
  const page = readFileSync(join(here, 'page.md'), 'utf8').replace(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? '')
  writeFileSync(join(root, 'docs/benchmarks.md'), page)
  console.log('\nwrote docs/benchmarks.md')
}
