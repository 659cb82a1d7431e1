// @ts-check
// What sources of the console must be: templates without unknown names, nothing imported in vain, words in both languages and all of
// them used, no number made or formatted here, no HTML from text, no place for styles that the content policy forbids.
import fs from 'node:fs'
import path from 'node:path'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import { compileScript, parse } from '@vue/compiler-sfc'
import { lineAt } from '../build/problems.mjs'

/** Given to every template by main.js and by Vue itself. */
const GIVEN = new Set(['say', 'pick', '$refs', '$slots'])
const BUILT_IN = new Set(['router-view', 'router-link'])
/** What the compiler of TypeScript may say about plain JavaScript: unknown names and modules, and what nobody reads. */
const CODES = new Set([2304, 2306, 2307, 2552, 2614, 6133, 6192, 6196, 6198])
const LINE_LIMIT = 600
const BANNED = /** @type {[RegExp, string][]} */ ([
  [/\.(toFixed|toPrecision|toExponential|toLocaleString)\(|\bIntl\.|\bparseFloat\(|\bMath\.(round|floor|ceil|trunc)\(/, 'numbers are made and written by the core'],
  [/\bv-html\b|\b(innerHTML|outerHTML|insertAdjacentHTML|DOMParser)\b|\beval\(|\bnew Function\b/, 'text never becomes HTML or code'],
  [/\bwx\./, 'wx does not exist in a browser'],
  [/['"`](https?:)?\/\/[a-z]/i, 'the console knows no other host'],
  [/\bdocument\.cookie\b/, 'no script reads the session']
])
const WORD = /^[a-z]+\.\w*$/

/** @param {string} folder @returns {string[]} */
function filesOf(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? filesOf(path.join(folder, entry.name)) : [path.join(folder, entry.name)]))
}

/** @param {string} source without comments, same lines */
const bare = (source) => source.replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->/g, (all) => all.replace(/[^\n]/g, ' '))

/**
 * @param {string} folder of the console
 * @param {import('../build/problems.mjs').Problems} problems
 */
export async function checkConsole(folder, problems) {
  const files = filesOf(path.join(folder, 'src'))
  const scripts = new Map(/** @type {[string, string][]} */ ([]))
  for (const file of files) {
    const rel = path.relative(folder, file)
    const source = fs.readFileSync(file, 'utf8')
    if (source.split('\n').length > LINE_LIMIT) problems.add(rel, 0, `more than ${LINE_LIMIT} lines`)
    checkText(rel, source, problems)
    if (file.endsWith('.vue')) scripts.set(`${file}.js`, compiled(rel, source, problems))
    else if (file.endsWith('.js')) scripts.set(file, source)
  }
  checkNames(folder, scripts, problems)
  await checkWords(folder, [...scripts].filter(([file]) => !file.includes('/words/')).map(([, text]) => text), problems)
}

/** @param {string} rel @param {string} source @param {import('../build/problems.mjs').Problems} problems */
function checkText(rel, source, problems) {
  bare(source).split('\n').forEach((line, at) => {
    for (const [pattern, why] of BANNED) if (pattern.test(line)) problems.add(rel, at + 1, why)
    if (!rel.includes('words/') && /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/.test(line.replace(/\/\/ .*$/, ''))) problems.add(rel, at + 1, 'texts stand in src/words')
    if (rel.endsWith('.vue') && /<[^>]*\sstyle="/.test(line)) problems.add(rel, at + 1, 'the content policy forbids style attributes')
  })
}

/** Script and template as one module. @param {string} rel @param {string} source @param {import('../build/problems.mjs').Problems} problems */
function compiled(rel, source, problems) {
  const { descriptor, errors } = parse(source, { filename: rel })
  for (const error of errors) problems.add(rel, 0, error.message)
  try {
    const { content } = compileScript(descriptor, { id: rel, inlineTemplate: true })
    for (const [, name] of content.matchAll(/\b_ctx\.([\w$]+)/g)) if (!GIVEN.has(name)) problems.add(rel, lineAt(source, source.indexOf(name)), `the template uses ${name}, which nobody declares`)
    return content
  } catch (error) {
    problems.add(rel, 0, /** @type {Error} */ (error).message)
    return ''
  }
}

/** @param {string} folder @param {Map<string, string>} scripts @param {import('../build/problems.mjs').Problems} problems */
function checkNames(folder, scripts, problems) {
  const known = new Set([...(/const components = \{([\s\S]*?)\}/.exec(fs.readFileSync(path.join(folder, 'src/td.js'), 'utf8'))?.[1] || '').matchAll(/(T\w+):/g)].map(([, name]) => name.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase()))
  for (const [file, text] of scripts) {
    for (const [, name] of text.matchAll(/_resolveComponent\("([^"]+)"/g)) if (!known.has(name) && !BUILT_IN.has(name) && !file.endsWith(`/${name}.vue.js`)) problems.add(path.relative(folder, file), 0, `nobody registers <${name}>`)
  }
  for (const name of known) if (![...scripts.values()].some((text) => text.includes(`_resolveComponent("${name}"`))) problems.add('src/td.js', 0, `no page uses <${name}>`)
  const options = { allowJs: true, checkJs: true, noEmit: true, noUnusedLocals: true, noUnusedParameters: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, skipLibCheck: true, lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], types: [] }
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (file) => scripts.has(file) || fileExists(file)
  host.readFile = (file) => scripts.get(file) ?? readFile(file)
  host.getSourceFile = (file, target, ...more) => (scripts.has(file) ? ts.createSourceFile(file, /** @type {string} */ (scripts.get(file)), target) : getSourceFile(file, target, ...more))
  const program = ts.createProgram([...scripts.keys()], options, host)
  for (const file of scripts.keys()) {
    const source = program.getSourceFile(file)
    for (const one of source ? [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)] : []) {
      const text = ts.flattenDiagnosticMessageText(one.messageText, ' ')
      if (!CODES.has(one.code) || /phone-tokens|__CORE_WASM__|'\$event'|'_\w*'/.test(text)) continue
      problems.add(path.relative(folder, file).replace(/\.vue\.js$/, '.vue'), file.endsWith('.vue.js') ? 0 : ts.getLineAndCharacterOfPosition(/** @type {ts.SourceFile} */ (source), one.start || 0).line + 1, text)
    }
  }
}

/** @param {string} folder @param {string[]} scripts @param {import('../build/problems.mjs').Problems} problems */
async function checkWords(folder, scripts, problems) {
  const read = async (/** @type {string} */ name) => (await import(pathToFileURL(path.join(folder, `src/words/${name}.js`)).href)).default
  const [zh, en] = [flat(await read('zh')), flat(await read('en'))]
  const { TABLES } = createRequire(import.meta.url)(path.join(folder, '../miniprogram/utils/i18n/index.js'))
  const phone = flat(TABLES.zh)
  const marks = (/** @type {string} */ text) => [...text.matchAll(/\{\w+\}/g)].map(([mark]) => mark).sort().join()
  for (const [place, text] of zh) {
    if (!en.has(place)) problems.add('src/words/en.js', 0, `${place} is missing`)
    else if (marks(text) !== marks(/** @type {string} */ (en.get(place)))) problems.add('src/words/en.js', 0, `${place} names other values than zh`)
    if (phone.get(place) === text) problems.add('src/words/zh.js', 0, `${place} stands in the phone's words already`)
  }
  for (const place of en.keys()) if (!zh.has(place)) problems.add('src/words/zh.js', 0, `${place} is missing`)
  const { whole, heads } = placesIn(scripts)
  const sections = new Set([...zh.keys(), ...phone.keys()].map((place) => place.split('.')[0]))
  for (const place of whole) if (sections.has(place.split('.')[0]) && !zh.has(place) && !phone.has(place) && !/\.(js|csv)$/.test(place)) problems.add('src/words/zh.js', 0, `${place} is asked for and missing`)
  for (const place of zh.keys()) if (!whole.has(place) && ![...heads].some((head) => place.startsWith(head))) problems.add('src/words/zh.js', 0, `nobody says ${place}`)
}

/** @param {Record<string, Record<string, string>>} table */
const flat = (table) => new Map(Object.entries(table).flatMap(([section, words]) => Object.entries(words).map(([name, text]) => /** @type {[string, string]} */ ([`${section}.${name}`, text]))))

/** Words named in the sources, and beginnings that are completed while running. @param {string[]} scripts */
function placesIn(scripts) {
  const whole = new Set(/** @type {string[]} */ ([]))
  const heads = new Set(/** @type {string[]} */ ([]))
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isStringLiteralLike(node) && WORD.test(node.text)) (node.text.endsWith('_') || ts.isBinaryExpression(node.parent) && node.parent.operatorToken.kind === ts.SyntaxKind.PlusToken ? heads : whole).add(node.text)
    if (ts.isTemplateHead(node) && WORD.test(node.text)) heads.add(node.text)
    ts.forEachChild(node, visit)
  }
  for (const text of scripts) visit(ts.createSourceFile('x.js', text, ts.ScriptTarget.ES2022, true))
  return { whole, heads }
}
