// tanheng-render as a process: JSON in, PDF out, and the tools that read the PDF back.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
export const program = `${process.env.TANHENG_BIN || join(root, 'build/dev/tanheng')}-render`
export const folder = mkdtempSync(join(tmpdir(), 'tanheng-report-'))
const PATIENCE_MS = 60_000

/** Runs it over bytes or a document: {status, signal, pdf, line}. `before`: a command to start it with. */
export function render(input, { before = [], args = [] } = {}) {
  const text = typeof input === 'string' || Buffer.isBuffer(input) ? input : JSON.stringify(input)
  const [command, ...rest] = [...before, program, ...args]
  const { status, signal, stdout, stderr } = spawnSync(command, rest, { input: text, env: {}, timeout: PATIENCE_MS, maxBuffer: 1 << 26 })
  return { status, signal, pdf: stdout, line: stderr.toString() }
}

function tool(command, pdf, ...args) {
  const file = join(folder, 'form.pdf')
  writeFileSync(file, pdf)
  const { status, stdout, stderr, error } = spawnSync(command, args.map((one) => (one === 'PDF' ? file : one)), { encoding: 'utf8', timeout: PATIENCE_MS })
  if (status !== 0 || stderr) throw new Error(`${command}: ${error?.message ?? stderr}`)
  return stdout
}

/** What a reader finds in it, without blanks and line ends: lines are broken where the page says. */
export const shown = (pdf) => tool('pdftotext', pdf, '-raw', 'PDF', '-').replace(/\s/gu, '')
export const lines = (pdf) => tool('pdftotext', pdf, '-layout', 'PDF', '-').split('\n')
export const info = (pdf) => Object.fromEntries(tool('pdfinfo', pdf, 'PDF').trim().split('\n').map((line) => line.split(/:\s+/)))
export const fonts = (pdf) => tool('pdffonts', pdf, 'PDF').trim().split('\n').slice(2)
/** What the QR codes of page `page` say. */
export function codes(pdf, page) {
  tool('pdftoppm', pdf, '-r', '200', '-png', '-singlefile', '-f', String(page), '-l', String(page), 'PDF', join(folder, 'page'))
  const { stdout } = spawnSync('zbarimg', ['-q', '--raw', '--nodbus', join(folder, 'page.png')], { encoding: 'utf8', timeout: PATIENCE_MS })
  return stdout.trim().split('\n')
}

export const form = (more = {}) => ({ ...JSON.parse(readFileSync(join(root, 'tests/data/report/application.json'), 'utf8')), ...more })
