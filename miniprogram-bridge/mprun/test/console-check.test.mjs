// @ts-check
// The checks of the console's sources: what stands here is clean, and each mistake put into a copy is named.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Problems } from '../build/problems.mjs'
import { checkConsole } from '../check/console.mjs'
import { temporaryFolder } from '../testing/browser.mjs'

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** @param {string} folder @returns {Promise<string[]>} */
async function problemsOf(folder) {
  const problems = new Problems()
  await checkConsole(folder, problems)
  return problems.lines()
}

/** A copy beside the same neighbours. @returns {string} */
function copy() {
  const folder = temporaryFolder('tanheng-console-')
  for (const name of ['miniprogram', 'bridge', 'node_modules']) fs.symlinkSync(path.join(root, name), path.join(folder, name))
  fs.cpSync(path.join(root, 'console'), path.join(folder, 'console'), { recursive: true })
  return path.join(folder, 'console')
}

test('the console is clean', async () => assert.deepEqual(await problemsOf(path.join(root, 'console')), []))

test('each mistake is named with its file', async () => {
  const folder = copy()
  const change = (/** @type {string} */ file, /** @type {string} */ from, /** @type {string} */ to) => {
    const name = path.join(folder, 'src', file)
    const text = fs.readFileSync(name, 'utf8')
    assert.ok(text.includes(from), `${file}: ${from}`)
    fs.writeFileSync(name, text.replace(from, to))
  }
  change('components/BusyLine.vue', '{{ props.text }}', '<b v-html="props.text" /> {{ porps.text }} <t-unknown /> {{ say("console.nowhere") }}')
  change('components/PageHead.vue', '<h1>', '<h1 style="color: red">忘了翻译')
  change('services/task.js', "import { ref, shallowRef } from 'vue'", "import { computed, ref, shallowRef } from 'vue'\nexport const half = (n) => (n / 2).toFixed(2)")
  change('words/en.js', "product: 'Tanheng', ", '')
  const found = (await problemsOf(folder)).join('\n')
  for (const part of [/BusyLine\.vue:\d+: text never becomes HTML/, /BusyLine\.vue:\d+: the template uses porps/, /BusyLine\S+:\d+: nobody registers <t-unknown>/, /console\.nowhere is asked for and missing/, /PageHead\.vue:\d+: the content policy forbids style/,
    /PageHead\.vue:\d+: texts stand in src\/words/, /task\.js:\d+: numbers are made and written by the core/, /task\.js:\d+: 'computed' is declared/, /en\.js:\d+: console\.product is missing/]) assert.match(found, part)
})
