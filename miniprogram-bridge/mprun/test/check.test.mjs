// @ts-check
// The static checker: each rule is broken once and must be named with file and line.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { check } from '../check.mjs'
import { checkTypes } from '../check/scripts.mjs'
import { Problems } from '../build/problems.mjs'
import { temporaryFolder } from '../testing/browser.mjs'
import { changedFixture, fixture } from './fixture_app.mjs'

const cli = path.join(path.dirname(fileURLToPath(import.meta.url)), '../check.mjs')

test('the fixture has no problem, and its packages are measured', async () => {
  const { problems, sizes } = await check({ src: fixture })
  assert.deepEqual(problems.lines(), [])
  assert.ok(sizes.main > 10000 && sizes.packageMore > 0)
})

/** @param {string} name @param {Record<string, string>} changes @param {RegExp} line */
function rule(name, changes, line) {
  test(`the check names ${name}`, async () => {
    const { problems } = await check({ src: changedFixture(changes) })
    assert.ok(problems.lines().some((l) => line.test(l)), problems.lines().join('\n') || 'no problem found')
  })
}

const detail = 'pages/detail/detail'
rule('an unknown wx function', { [`${detail}.js`]: 'Page({})\nwx.openEverything()' }, /detail\.js:2: wx\.openEverything is not in the typings/)
rule('a browser global', { [`${detail}.js`]: 'Page({ onLoad() {\n  document.title = 1 } })' }, /detail\.js:2: document does not exist/)
rule('a browser global as shorthand', { [`${detail}.js`]: 'Page({\n fetch })' }, /detail\.js:2: fetch does not exist/)
rule('code from text', { [`${detail}.js`]: "Page({ f: new Function('return 1') })" }, /detail\.js:1: Function does not exist/)
rule('a host in code', { [`${detail}.js`]: "Page({ url: 'https://example.com/x' })" }, /detail\.js:1: a host belongs into config\.js/)
rule('http even in config.js', { 'config.js': "module.exports = 'http://example.com'", [`${detail}.js`]: "require('../../config')\nPage({})" }, /config\.js:1: only https/)
rule('a list without key', { [`${detail}.wxml`]: '<view/>\n<view wx:for="{{a}}">x</view>' }, /detail\.wxml:2: <view wx:for> needs wx:key/)
rule('a remote picture', { [`${detail}.wxml`]: '<image src="https://example.com/a.png"/>' }, /detail\.wxml:1: <image> names a host/)
rule('a picture file in a style', { [`${detail}.wxss`]: '/* url(x) */\n.a { background: url("/assets/leaf.svg") }' }, /detail\.wxss:2: url\(\/assets\/leaf\.svg/)
rule('json that nobody includes', { 'sitemap.json': '{"a":1,}' }, /sitemap\.json:1: not JSON/)
rule('a source of more than 600 lines', { 'utils/long.js': '\n'.repeat(601) }, /utils\/long\.js:601: 601 lines/)
rule('a handler that nobody has', { [`${detail}.wxml`]: '<view/>\n<view bind:tap="onNothing" data-x="{{1}}"/>' }, /detail\.wxml:2: pages\/detail\/detail\.js has no onNothing\(\) for tap/)
rule('a component that is declared and not used', { [`${detail}.json`]: '{"usingComponents":{"kpi-card":"/components/kpi-card/kpi-card"}}' }, /detail\.json:1: <kpi-card> is declared and not used/)
rule('a missing page', { 'app.json': '{"pages":["pages/none/none"]}' }, /app\.json:1: page lacks pages\/none\/none/)
rule('a main package above 2 MB', { 'assets/big.svg': `<svg>${'x'.repeat(2 * 1024 * 1024)}</svg>` }, /app\.json:1: package main has \d+ bytes/)
rule('a sub-package above 2 MB', { 'packageMore/big.png': 'x'.repeat(2 * 1024 * 1024 + 1) }, /app\.json:1: package packageMore has \d+ bytes/)

test('a local variable with the name of a global is nobody\'s business, and typeof may ask', async () => {
  const src = changedFixture({ [`${detail}.js`]: "const name = typeof window\nPage({ status: name, onLoad(event) { const open = event; return { open, length: 1 } } })", [`${detail}.wxml`]: '<view />' })
  assert.deepEqual((await check({ src })).problems.lines(), [])
})

test('the type checker reports with file and line', () => {
  const folder = temporaryFolder()
  fs.writeFileSync(path.join(folder, 'jsconfig.json'), '{"compilerOptions":{"checkJs":true,"strict":true,"types":[]},"include":["*.js"]}')
  fs.writeFileSync(path.join(folder, 'a.js'), '\nconst x = 1\nx.y()\n')
  const problems = new Problems()
  checkTypes(path.join(folder, 'jsconfig.json'), problems)
  assert.match(problems.lines().join(), /^a\.js:3: Property 'y' does not exist/)
})

test('the command exits with 1 on a problem and with 0 on none', () => {
  assert.equal(spawnSync(process.execPath, [cli, '--src', fixture]).status, 0)
  const src = changedFixture({ [`${detail}.js`]: 'Page({})\nwx.openEverything()' })
  const run = spawnSync(process.execPath, [cli, '--src', src], { encoding: 'utf8' })
  assert.equal(run.status, 1)
  assert.match(run.stdout, /detail\.js:2: wx\.openEverything/)
})
