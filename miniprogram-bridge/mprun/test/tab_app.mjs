// @ts-check
// A second, tiny mini-program with a tab bar, written into a temporary folder.
import fs from 'node:fs'
import path from 'node:path'
import { build } from '../build.mjs'
import { serve } from '../serve.mjs'
import { launchBrowser, openContext, temporaryFolder } from '../testing/browser.mjs'

const APP = {
  pages: ['a/a', 'b/b'],
  window: { navigationBarTitleText: '页签' },
  tabBar: { color: '#555555', selectedColor: '#07754a', backgroundColor: '#ffffff', list: [{ pagePath: 'a/a', text: '首页' }, { pagePath: 'b/b', text: '我的' }] }
}

export async function startTabs() {
  const src = temporaryFolder()
  const out = temporaryFolder()
  fs.writeFileSync(path.join(src, 'app.json'), JSON.stringify(APP))
  for (const name of ['a', 'b']) {
    fs.mkdirSync(path.join(src, name))
    fs.writeFileSync(path.join(src, name, `${name}.wxml`), '<view class="where">{{name}} {{shows}}</view>')
    fs.writeFileSync(path.join(src, name, `${name}.js`), `Page({ data: { name: '${name}', shows: 0 }, onShow() { this.setData({ shows: this.data.shows + 1 }) } })`)
  }
  await build({ src, out, site: false })
  const server = await serve({ dir: out })
  const browser = await launchBrowser()
  return {
    async open() {
      const opened = await openContext(browser)
      await opened.page.goto(`${server.url}app/`)
      await opened.page.locator('.where').waitFor()
      return opened
    },
    async end() {
      await browser.close()
      await server.close()
    }
  }
}
