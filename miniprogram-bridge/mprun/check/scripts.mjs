// @ts-check
// What JavaScript of the mini-program must not do: unknown wx.*, browser globals, code from text, hosts in strings.
import fs from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { FORBIDDEN_GLOBALS } from '../shared/names.mjs'

const FORBIDDEN = new Set([...FORBIDDEN_GLOBALS, 'Function', 'process', 'Buffer', '__dirname'])
/** `typeof x` of a forbidden name is how code may ask what it runs on. */
const isTypeof = (/** @type {ts.Node} */ node) => ts.isTypeOfExpression(node.parent)

/** @type {Map<string, Set<string>>} */
const readNames = new Map()

/** @param {string} nodeModules @returns {Set<string>} the members of the global wx */
export function wxNames(nodeModules) {
  const known = readNames.get(nodeModules)
  if (known) return known
  const file = path.join(nodeModules, 'miniprogram-api-typings/types/wx/lib.wx.api.d.ts')
  const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022)
  /** @type {Set<string>} */
  const names = new Set()
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isInterfaceDeclaration(node) && node.name.text === 'Wx') {
      for (const member of node.members) if (member.name && ts.isIdentifier(member.name)) names.add(member.name.text)
    } else ts.forEachChild(node, visit)
  }
  visit(source)
  if (names.size < 300) throw new Error(`only ${names.size} members of wx found in ${file}`)
  readNames.set(nodeModules, names)
  return names
}

/** @param {ts.Node} node @returns {boolean} whether an identifier here is a use of a variable */
function isVariableUse(node) {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false
  if ((ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isPropertyDeclaration(parent)) && parent.name === node) return false
  if (ts.isBindingElement(parent) && parent.propertyName === node) return false
  return !ts.isJSDoc(parent) && !isInJsDoc(node)
}

/** @param {ts.Node} node */
function isInJsDoc(node) {
  for (let at = node; at; at = at.parent) if (at.kind >= ts.SyntaxKind.FirstJSDocNode && at.kind <= ts.SyntaxKind.LastJSDocNode) return true
  return false
}

/**
 * @param {{rel: string, file: string}[]} files
 * @param {{wx: Set<string>, mayNameHosts: (rel: string) => boolean, mayProbe: (rel: string) => boolean}} rules
 * @param {import('../build/problems.mjs').Problems} problems
 */
export function checkScripts(files, rules, problems) {
  const program = ts.createProgram(files.map((f) => f.file), { allowJs: true, noLib: true, noResolve: true, target: ts.ScriptTarget.ES2022 })
  const checker = program.getTypeChecker()
  for (const { rel, file } of files) {
    const source = program.getSourceFile(file)
    if (!source) throw new Error(`cannot read ${file}`)
    const tell = (/** @type {ts.Node} */ node, /** @type {string} */ text) => problems.add(rel, source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1, text)
    const visit = (/** @type {ts.Node} */ node) => {
      if (ts.isIdentifier(node) && FORBIDDEN.has(node.text) && isVariableUse(node) && !isTypeof(node) && !rules.mayProbe(rel)) {
        if (!isDeclared(checker, node)) tell(node, `${node.text} does not exist in the logic layer of a phone`)
      }
      if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'wx' && !rules.wx.has(node.name.text)) {
        if (!isDeclared(checker, node.expression)) tell(node, `wx.${node.name.text} is not in the typings of the base library`)
      }
      if (ts.isStringLiteralLike(node) && /^(https?|wss?):\/\/(?!www\.w3\.org\/)/.test(node.text)) {
        if (/^(http|ws):/.test(node.text)) tell(node, `only https and wss are allowed: ${node.text}`)
        else if (!rules.mayNameHosts(rel)) tell(node, `a host belongs into config.js: ${node.text}`)
      }
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
}

/** @param {ts.TypeChecker} checker @param {ts.Identifier} node */
function isDeclared(checker, node) {
  const symbol = ts.isShorthandPropertyAssignment(node.parent) ? checker.getShorthandAssignmentValueSymbol(node.parent) : checker.getSymbolAtLocation(node)
  return Boolean(symbol?.declarations?.length)
}

/**
 * Runs the type checker with the folder's own jsconfig.json or tsconfig.json.
 * @param {string} configFile
 * @param {import('../build/problems.mjs').Problems} problems
 */
export function checkTypes(configFile, problems) {
  const folder = path.dirname(configFile)
  const { config, error } = ts.readConfigFile(configFile, ts.sys.readFile)
  if (error) return problems.add(path.basename(configFile), 0, ts.flattenDiagnosticMessageText(error.messageText, ' '))
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, folder, undefined, configFile)
  const program = ts.createProgram(parsed.fileNames, { ...parsed.options, noEmit: true })
  for (const d of ts.getPreEmitDiagnostics(program)) {
    const at = d.file && d.start !== undefined ? d.file.getLineAndCharacterOfPosition(d.start) : { line: 0 }
    const rel = d.file ? path.relative(folder, d.file.fileName) : path.basename(configFile)
    problems.add(rel, at.line + 1, typeof d.messageText === 'string' ? d.messageText : d.messageText.messageText)
  }
}
