// @ts-check
// The auditor must find what it promises to find: otherwise a clean audit would mean nothing.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openContext } from '../../miniprogram-bridge/mprun/testing/browser.mjs'
import { launchBrowser } from './harness.mjs'
import { auditPage } from './harness_audit.mjs'

/** @type {import('playwright-core').Browser} */
let browser
before(async () => { browser = await launchBrowser() })
after(() => browser.close())

/** @param {string} body what stands in the page @returns {Promise<import('./harness_audit.mjs').Audit>} */
async function audit(body) {
  const { page, context } = await openContext(browser)
  await page.setContent(`<style>body{margin:0;font:16px sans-serif}</style><div class="mp-page">${body}</div>`)
  const found = await page.evaluate(auditPage)
  await context.close()
  return found
}

test('dark text on white is readable and fits', async () => {
  assert.deepEqual(await audit('<p style="color:#222">读数</p>'), { contrast: [], overflow: [], small: [] })
})

const pale = {
  'pale text': '<p style="color:#999">读数</p>',
  'text made pale by opacity': '<p style="color:#222;opacity:0.4">读数</p>',
  'translucent text': '<p style="color:rgba(0,0,0,0.4)">读数</p>',
  'white text on a light green': '<p style="color:#fff;background:#07c160">提交</p>',
  'text on the light end of a gradient': '<p style="color:#fff;background:linear-gradient(90deg, rgb(0,90,50), rgb(200,230,210))">合计</p>',
  'typed text': '<input style="color:#bbb;border:0" value="12.5">'
}
for (const [name, body] of Object.entries(pale)) {
  test(`the audit finds ${name}`, async () => {
    assert.equal((await audit(body)).contrast.length > 0, true)
  })
}

test('a disabled control and hidden text may be pale', async () => {
  assert.deepEqual((await audit('<button disabled style="color:#ccc">x</button><p hidden style="color:#eee">y</p>')).contrast, [])
})

const wide = {
  'text that leaves the window': '<p style="white-space:nowrap;width:600px">很长的一行文字很长的一行文字</p>',
  'text wider than its box': '<div style="width:60px;white-space:nowrap;overflow:hidden">很长的一行文字很长</div>',
  'text cut in height': '<div style="width:60px;height:20px;overflow:hidden">很长的文字会折成几行</div>'
}
for (const [name, body] of Object.entries(wide)) {
  test(`the audit finds ${name}`, async () => {
    assert.equal((await audit(body)).overflow.length > 0, true)
  })
}

test('an ellipsis and a sideways scroller are intended', async () => {
  const body = '<div style="width:60px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis">很长的一行文字很长</div>' +
    '<div style="overflow-x:auto;width:100px"><div style="width:900px">很宽的表格</div></div>'
  assert.deepEqual((await audit(body)).overflow, [])
})

test('a small press target is named', async () => {
  assert.equal((await audit('<div role="button" style="height:20px">x</div>')).small.length, 1)
})
