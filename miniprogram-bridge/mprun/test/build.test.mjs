// @ts-check
// The packer: every mistake fails it and is named by file and line; what it writes is what a server needs.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import zlib from 'node:zlib'
import { build, BuildError } from '../build.mjs'
import { makePackage } from '../package.mjs'
import { rewriteSelector, Styles } from '../build/styles.mjs'
import { Problems } from '../build/problems.mjs'
import { Project } from '../build/project.mjs'
import { readTags, renameTags } from '../build/wxml.mjs'
import { fixWxs } from '../build/wxs.mjs'
import { fixLengths } from '../shared/lengths.mjs'
import { temporaryFolder } from '../testing/browser.mjs'
import { changedFixture, fixture } from './fixture_app.mjs'

const cli = path.join(path.dirname(fileURLToPath(import.meta.url)), '../build.mjs')

/** @param {string} name @param {Record<string, string | null>} changes @param {RegExp} line */
function mistake(name, changes, line) {
  test(`the build fails: ${name}`, async () => {
    const src = changedFixture(changes)
    const out = temporaryFolder()
    await assert.rejects(build({ src, out, site: false }), (/** @type {any} */ error) => error instanceof BuildError && error.lines.some((l) => line.test(l)))
    assert.deepEqual(fs.readdirSync(out), [])
  })
}

mistake('a page is missing', { 'pages/detail/detail.wxml': null }, /^app\.json:1: page lacks pages\/detail\/detail\.wxml/)
mistake('a component is missing', { 'pages/detail/detail.json': '{"usingComponents":{"x-y":"/components/none/none"}}' }, /^pages\/detail\/detail\.json:1: component not found: x-y/)
mistake('a component takes the name of a built-in', { 'pages/detail/detail.json': '{"usingComponents":{"icon":"/components/kpi-card/kpi-card"}}' }, /<icon> is a built-in tag/)
mistake('a tag is unknown', { 'pages/detail/detail.wxml': '<view/>\n<x-foo></x-foo>' }, /^pages\/detail\/detail\.wxml:2: <x-foo> is neither/)
mistake('a template does not parse', { 'pages/detail/detail.wxml': '<view>\n{{ a + }}</view>' }, /^pages\/detail\/detail\.wxml:2: .*expression/)
mistake('a module is missing', { 'pages/detail/detail.js': "const a = 1\nconst b = require('../../none')\nPage({})" }, /^pages\/detail\/detail\.js:2: module not found: \.\.\/\.\.\/none/)
mistake('a script does not parse', { 'pages/detail/detail.js': 'Page({\n' }, /^pages\/detail\/detail\.js:\d+: /)
mistake('json does not parse', { 'pages/detail/detail.json': '{\n"a": }' }, /^pages\/detail\/detail\.json:2: not JSON/)
mistake('an @import is missing', { 'pages/detail/detail.wxss': '.a{}\n@import "./none.wxss";' }, /^pages\/detail\/detail\.wxss:2: @import/)
mistake('a remote font', { 'app.wxss': '@font-face{font-family:x;src:url(https://example.com/x.woff)}' }, /^app\.wxss:1: fonts must be local/)
mistake('a wxs is missing', { 'pages/index/base.wxs': null }, /wxs does not exist: pages\/index\/base\.wxs/)

test('the command exits with 1 and prints the lines', () => {
  const src = changedFixture({ 'pages/detail/detail.wxml': null })
  const run = spawnSync(process.execPath, [cli, '--src', src, '--out', temporaryFolder()], { encoding: 'utf8' })
  assert.equal(run.status, 1)
  assert.match(run.stderr, /^app\.json:1: page lacks/)
})

test('the manifest describes every file, names carry their hash, and the siblings unpack to the same bytes', async () => {
  const out = temporaryFolder()
  await build({ src: fixture, out })
  const manifest = JSON.parse(fs.readFileSync(path.join(out, 'manifest.json'), 'utf8'))
  const paths = manifest.map((/** @type {any} */ e) => e.path)
  for (const needed of ['index.html', 'phone/index.html', 'app/index.html']) assert.ok(paths.includes(needed), needed)
  for (const entry of manifest) {
    const bytes = fs.readFileSync(path.join(out, entry.path))
    assert.equal(entry.immutable, /^assets\/.+\.[0-9a-f]{10}\.\w+$/.test(entry.path), entry.path)
    if (!entry.br) continue
    assert.deepEqual(zlib.brotliDecompressSync(fs.readFileSync(path.join(out, `${entry.path}.br`))), bytes)
    assert.deepEqual(zlib.gunzipSync(fs.readFileSync(path.join(out, `${entry.path}.gz`))), bytes)
  }
})

test('a second build removes what is stale and gives the same names', () => {
  const out = temporaryFolder()
  // Two processes: the template compiler orders its output by a seed that moves on within one.
  const again = () => assert.equal(spawnSync(process.execPath, [cli, '--src', fixture, '--out', out]).status, 0)
  again()
  const before = fs.readFileSync(path.join(out, 'manifest.json'), 'utf8')
  fs.writeFileSync(path.join(out, 'assets/old.0123456789.js'), '')
  again()
  assert.equal(fs.readFileSync(path.join(out, 'manifest.json'), 'utf8'), before)
  assert.equal(fs.existsSync(path.join(out, 'assets/old.0123456789.js')), false)
})

test('a folder with other files is refused and stays as it is', async () => {
  const out = temporaryFolder()
  fs.writeFileSync(path.join(out, 'thesis.txt'), 'mine')
  await assert.rejects(build({ src: fixture, out }), /holds other files/)
  assert.deepEqual(fs.readdirSync(out), ['thesis.txt'])
})

test('a package for DevTools holds the used npm files and the core, and a stale copy of them does not reach the browser build', async () => {
  const src = changedFixture({ 'miniprogram_npm/tdesign-miniprogram/button/button.wxml': '<stale-tag />' })
  const done = await makePackage({ src, wasm: path.join(fixture, 'core/core.wasm') })
  assert.deepEqual(done.problems, [])
  assert.ok(done.files > 20 && done.bytes < 2 * 1024 * 1024)
  for (const name of ['button/button.js', 'common/utils.wxs', 'common/style/index.wxss']) assert.ok(fs.existsSync(path.join(src, 'miniprogram_npm/tdesign-miniprogram', name)), name)
  assert.doesNotMatch(fs.readFileSync(path.join(src, 'miniprogram_npm/tdesign-miniprogram/button/button.wxml'), 'utf8'), /stale/)
  assert.ok(fs.existsSync(path.join(src, 'core/core.wasm')))
})

test('pages hold no inline script and no inline handler', async () => {
  const out = temporaryFolder()
  await build({ src: fixture, out })
  for (const name of ['index.html', 'phone/index.html', 'app/index.html']) {
    assert.doesNotMatch(fs.readFileSync(path.join(out, name), 'utf8'), /<script(?![^>]*\bsrc=)|\son\w+=|\{\{|https?:\/\//)
  }
})

test('lengths: rpx and vh become variables, other words stay', () => {
  assert.equal(fixLengths('-32rpx .5rpx 100vh 3vw'), 'calc(-32 * var(--mp-rpx)) calc(0.5 * var(--mp-rpx)) calc(100 * var(--mp-vh)) 3vw')
  assert.equal(fixLengths('calc(100% - 8rpx)'), 'calc(100% - calc(8 * var(--mp-rpx)))')
  assert.equal(fixLengths('a1rpxb'), 'a1rpxb')
})

test('selectors: scope, tags, ids, host, and a page stays in its page', () => {
  const scoped = { path: 'c/c', file: '', scope: 'c1' }
  assert.equal(rewriteSelector('.a > view #x', scoped), '.c1--a > wx-view [id$="--x"]')
  assert.equal(rewriteSelector(':host(.a), :host', scoped).includes('[wx-is="c/c"]'), true)
  assert.equal(rewriteSelector('.a, page .b', { path: 'p/p', file: '', page: true }), ':where(wx-page[wx-is="p/p"]) .a, wx-page[wx-is="p/p"] .b')
})

test('themes: a media query becomes a condition, also joined with a width', () => {
  const src = changedFixture({ 'a.wxss': '@media (min-width: 700px) and (prefers-color-scheme: dark) { .a { color: red } }' })
  const styles = new Styles(new Project(src, src), new Problems())
  styles.add({ path: 'app', file: 'a.wxss' })
  assert.equal(styles.source().replace(/\s+/g, ' '), '@media (min-width: 700px) { :where(html[data-theme="dark"]) .a { color: red } }')
})

test('tags: comments, wxs content and quoted signs are not tags', () => {
  const text = '<!-- <a/> --><wxs module="m">if (1 <b) {}</wxs><view x="{{1>0}}"><input/></view>'
  assert.deepEqual(readTags(text).map((t) => t.name), ['wxs', 'wxs', 'view', 'input', 'view'])
  assert.equal(renameTags('<view><input/></view>', new Set(['view', 'input'])), '<wx-view><wx-input/></wx-view>')
})

test('wxs: constructor is a name, and undefined has none', () => {
  assert.equal(fixWxs("x.constructor === 'Array'"), "x?.constructor?.name === 'Array'")
})
