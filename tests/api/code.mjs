// What a camera reads from a code of ours: the picture drawn as pixels and given to zbar, a decoder of other people.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SCALE = 6

/** The text of a code given as data URI of SVG. */
export function readCode(image) {
  const svg = Buffer.from(image.replace(/^data:image\/svg\+xml;base64,/, ''), 'base64').toString()
  const side = Number(/viewBox="0 0 (\d+)/.exec(svg)[1])
  const rows = Array.from({ length: side }, () => new Array(side).fill(255))
  for (const [, x, y, run] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) rows[y].fill(0, Number(x), Number(x) + Number(run))
  const pixels = rows.flatMap((row) => new Array(SCALE).fill(row.flatMap((one) => new Array(SCALE).fill(one))).flat())
  const folder = mkdtempSync(join(tmpdir(), 'tanheng-code-'))
  writeFileSync(join(folder, 'code.pgm'), Buffer.concat([Buffer.from(`P5 ${side * SCALE} ${side * SCALE} 255\n`), Buffer.from(pixels)]))
  const { status, stdout, stderr, error } = spawnSync('zbarimg', ['-q', '--raw', join(folder, 'code.pgm')], { encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  if (status !== 0) throw new Error(`the code cannot be read: ${error?.message ?? stderr}`)
  return stdout.trim()
}
/** The ticket in the text of a code. */
export const ticketOf = (text) => /[?&]scene=t%3D([\w-]{22})$/.exec(text)[1]
