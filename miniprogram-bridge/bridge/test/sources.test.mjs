/* What the mini-program's engine allows: ES2017 syntax, no DOM, no wx outside its adapter; and every error says what to do. */
import { test } from 'node:test'
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const ts = require('typescript')
const { ROWS } = require('../src/errors.js')
const { readAt, writeAt } = require('../src/pointer.js')
const folder = new URL('../src/', import.meta.url)
const files = fs.readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.js'))

/** Syntax of 2018 and later. */
const LATER = {
  SpreadAssignment: '{...x}', NullishCoalescing: '??', BigIntLiteral: '1n', QuestionDotToken: '?.', QuestionQuestionToken: '??', PrivateIdentifier: '#x', ForAwait: 'for await'
}

function walk(node, visit) {
  visit(node)
  ts.forEachChild(node, (child) => walk(child, visit))
}

test('the sources are ES2017 without a compile step', () => {
  assert.ok(files.length > 10)
  for (const name of files.filter((one) => !one.endsWith('node.js'))) {
    const source = ts.createSourceFile(name, fs.readFileSync(new URL(name, folder), 'utf8'), ts.ScriptTarget.Latest, true)
    walk(source, (node) => {
      const kind = ts.SyntaxKind[node.kind]
      assert.ok(!LATER[kind] && !node.questionDotToken && !(ts.isCatchClause(node) && !node.variableDeclaration) && !node.awaitModifier,
        `${name}: ${kind} ${node.getText().slice(0, 60)}`)
      if (ts.isObjectBindingPattern(node)) assert.ok(node.elements.every((one) => !one.dotDotDotToken), name + ': rest in an object pattern')
    })
  }
})

test('no platform global outside its adapter', () => {
  for (const name of files.filter((one) => !one.startsWith('adapters'))) {
    const source = ts.createSourceFile(name, fs.readFileSync(new URL(name, folder), 'utf8'), ts.ScriptTarget.Latest, true)
    walk(source, (node) => {
      if (!ts.isIdentifier(node) || ts.isPropertyAccessExpression(node.parent) && node.parent.name === node || ts.isPropertyAssignment(node.parent) && node.parent.name === node) return
      assert.ok(!['wx', 'window', 'document', 'fetch', 'TextEncoder', 'TextDecoder', 'localStorage', 'process', 'Buffer', 'WXWebAssembly', 'WebAssembly', 'setTimeout', 'crypto', 'eval', 'Function'].includes(node.text), `${name}: ${node.text}`)
    })
  }
})

test('every error row says in Chinese and English what happened and what to do', () => {
  for (const [code, [zh, en]] of Object.entries(ROWS)) {
    assert.match(zh, /[，。]/, code)
    assert.match(en, /[;,.]/, code)
    assert.ok(!/[!！]/.test(zh + en), code)
  }
})

test('pointers read and copy without changing what they are given', () => {
  const root = { doc: { energy: [{ 'a/b': '1', '~': '2' }, { m01: '3' }] } }
  const before = JSON.stringify(root)
  assert.equal(readAt(root, '/doc/energy/0/a~1b'), '1')
  assert.equal(readAt(root, '/doc/energy/0/~0'), '2')
  assert.equal(readAt(root, '/doc/energy/7/m01'), undefined)
  assert.equal(readAt(root, '/doc/energy/length'), 2)
  assert.equal(readAt(root, '/doc/constructor'), undefined)
  assert.equal(readAt(writeAt(root, '/doc/energy/1/m01', '4'), '/doc/energy/1/m01'), '4')
  assert.deepEqual(writeAt(root, '/doc/energy/0', undefined).doc.energy, [{ m01: '3' }])
  assert.deepEqual(writeAt(root, '/doc/energy/1/m01', undefined).doc.energy[1], {})
  assert.equal(writeAt(root, '/doc/energy/-', { x: 1 }).doc.energy.length, 3)
  for (const bad of ['doc', '/doc/none/x', '/doc/energy/9', '/doc/energy/01']) assert.throws(() => writeAt(root, bad, 1), RangeError, bad)
  assert.equal(JSON.stringify(root), before)
})
