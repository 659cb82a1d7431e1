// @ts-check
// Mistakes that only show when a page runs: each must be reported, so that a test with a clean console means something.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { CASE_LIMIT_MS, changedFixture, startFixture } from './fixture_app.mjs'

const page = (/** @type {string} */ name, /** @type {string} */ wxml, /** @type {string} */ js) => ({ [`wrong/${name}/${name}.wxml`]: wxml, [`wrong/${name}/${name}.js`]: js, [`wrong/${name}/${name}.json`]: '{}' })

/** @type {Record<string, [Record<string, string>, RegExp]>} */
const MISTAKES = {
  property: [page('property', '<view foo="1">x</view>', 'Page({})'), /wrong\/property\/property: "foo" is not a valid property/],
  silent: [page('silent', '<view>x</view>', 'const a = 1'), /silent\.js called Page\(\) or Component\(\) 0 times/],
  throws: [page('throws', '<view>x</view>', "throw new Error('at load')"), /throws\.js failed to register: Error: at load/],
  hook: [page('hook', '<view>x</view>', "Page({ onShow() { throw new Error('in hook') } })"), /wrong\/hook\/hook onShow: Error: in hook/],
  promise: [page('promise', '<view>x</view>', "Page({ onLoad() { return Promise.reject(new Error('nobody waits')) } })"), /unhandled rejection: Error: nobody waits/],
  behavior: [page('behavior', '<view>x</view>', "Component({ behaviors: ['wx://unknown'] })"), /behavior wx:\/\/unknown is not known/],
  picture: [page('picture', '<image src="/assets/none.svg" />', 'Page({})'), /file is not in the package: \/assets\/none\.svg/],
  data: [page('data', '<view>{{f}}</view>', 'Page({ data: { f() {} } })'), /wrong\/data\/data: data\.f is function/],
  isolation: [page('isolation', '<view>x</view>', "Component({ options: { styleIsolation: 'shared' } })"), /put styleIsolation into the json file/],
  keys: [page('keys', '<view wx:for="{{a}}" wx:key="id">{{item.id}}</view>', 'Page({ data: { a: [] }, onLoad() { this.setData({ a: [{ id: 1 }] }); this.setData({ a: [{ id: 1 }, { id: 1 }] }) } })'), /keys are not unique/]
}

/** @type {Awaited<ReturnType<typeof startFixture>>} */
let app
before(async () => {
  const names = Object.keys(MISTAKES)
  const pages = ['pages/index/index', ...names.map((n) => `wrong/${n}/${n}`)]
  const files = Object.assign({}, ...names.map((n) => MISTAKES[n][0]))
  app = await startFixture(undefined, changedFixture({ ...files, 'app.json': JSON.stringify({ pages, usingComponents: { 't-button': 'tdesign-miniprogram/button/button' } }) }))
})
after(() => app.end())

for (const [name, [, wanted]] of Object.entries(MISTAKES)) {
  test(`a mistake is reported: ${name}`, { timeout: CASE_LIMIT_MS }, async () => {
    const { page: tab, context } = await app.open()
    const before = await tab.evaluate(() => /** @type {any} */ (globalThis).__mprun__.errors.length)
    await tab.evaluate((n) => {
      try {
        /** @type {any} */ (globalThis).__mprun__.go('navigateTo', `/wrong/${n}/${n}`)
      } catch { /* a page that did not register cannot open */ }
    }, name)
    const told = () => tab.evaluate(() => /** @type {any} */ (globalThis).__mprun__.errors)
    for (let i = 0; i < 100 && !(await told()).some((/** @type {string} */ t) => wanted.test(t)); i++) await tab.waitForTimeout(20)
    assert.ok((await told()).some((/** @type {string} */ t) => wanted.test(t)), `${wanted} not in\n${(await told()).join('\n')}`)
    assert.ok(before >= 3, 'what fails while registering is told at start')
    await context.close()
  })
}
