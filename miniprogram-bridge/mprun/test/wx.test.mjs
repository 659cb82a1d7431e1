// @ts-check
// wx.* as a phone answers: storage limits, request semantics, network state, dialogs, navigation errors, wasm paths.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { callPage, CASE_LIMIT_MS, startFixture } from './fixture_app.mjs'

/** @type {Awaited<ReturnType<typeof startFixture>>} */
let app
/** @type {import('node:http').ServerResponse[]} */
let held = []
/** @type {{method?: string, url?: string, headers: import('node:http').IncomingHttpHeaders}[]} */
let seen = []

/** A stand-in for an API: status by path, /v1/hold keeps the answer back. */
const handle = (/** @type {import('node:http').IncomingMessage} */ request, /** @type {import('node:http').ServerResponse} */ response) => {
  if (!request.url?.startsWith('/v1/')) return false
  seen.push({ method: request.method, url: request.url, headers: request.headers })
  if (request.url.startsWith('/v1/hold')) {
    held.push(response)
    return true
  }
  let body = ''
  request.on('data', (chunk) => { body += chunk })
  request.on('end', () => {
    response.writeHead(Number(request.url?.slice(4, 7)) || 200, { 'content-type': 'application/json', 'x-echo': request.headers['content-type'] || '', 'set-cookie': 'a=1' })
    response.end(request.url?.includes('text') ? 'not json' : JSON.stringify({ body, url: request.url }))
  })
  return true
}

before(async () => { app = await startFixture(handle) })
after(() => app.end())

/** @param {string} name @param {(o: Awaited<ReturnType<typeof app.open>>) => Promise<void>} work */
function wxTest(name, work) {
  test(name, { timeout: CASE_LIMIT_MS }, async () => {
    held = []
    seen = []
    const opened = await app.open()
    try {
      await work(opened)
    } finally {
      for (const response of held) response.destroy()
      await opened.context.close()
    }
  })
}

/** @param {import('playwright-core').Page} page @param {string} name @param {...any} args @returns {Promise<any>} result, or {failed: errMsg} */
const wx = (page, name, ...args) => page.evaluate(([n, a]) => {
  const answer = (/** @type {any} */ e) => ({ failed: e.errMsg || e.message })
  try {
    return Promise.resolve(/** @type {any} */ (globalThis).__mprun__.page().callWx(n, ...a)).catch(answer)
  } catch (e) {
    return answer(e)
  }
}, /** @type {[string, any[]]} */ ([name, args]))

/** @param {import('playwright-core').Page} page @param {object} options of wx.request */
const request = (page, options) => page.evaluate((o) => new Promise((resolve) => {
  /** @type {any} */ (globalThis).__mprun__.page().callWx('request', { ...o, success: (/** @type {any} */ r) => resolve({ status: r.statusCode, data: r.data, header: r.header }), fail: (/** @type {any} */ e) => resolve({ failed: e.errMsg }) })
}), options)

wxTest('storage gives back what it was given, and an empty text for what is not there', async ({ page }) => {
  await wx(page, 'setStorageSync', 'k', { a: [1, '二', null] })
  assert.deepEqual(await wx(page, 'getStorageSync', 'k'), { a: [1, '二', null] })
  assert.equal(await wx(page, 'getStorageSync', 'none'), '')
  assert.deepEqual(await wx(page, 'getStorage', { key: 'none' }), { failed: 'getStorage:fail data not found' })
  assert.deepEqual((await wx(page, 'getStorageInfoSync')).keys, ['k'])
})

wxTest('storage survives a restart of the mini-program', async ({ page }) => {
  await wx(page, 'setStorageSync', 'draft', 'x')
  await page.reload()
  await page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__?.page())
  assert.equal(await wx(page, 'getStorageSync', 'draft'), 'x')
})

wxTest('a key above 1 MB is refused and the old value stays', async ({ page }) => {
  await wx(page, 'setStorageSync', 'k', 'old')
  const failed = await page.evaluate(() => {
    try {
      /** @type {any} */ (globalThis).__mprun__.page().callWx('setStorageSync', 'k', '碳'.repeat(349525))
      return ''
    } catch (e) {
      return /** @type {Error} */ (e).message
    }
  })
  assert.match(failed, /^setStorageSync:fail entry size limit reached/)
  assert.equal(await wx(page, 'getStorageSync', 'k'), 'old')
})

wxTest('storage ends at its total, with the text of WeChat', async ({ page }) => {
  const failed = await page.evaluate(() => {
    const call = /** @type {any} */ (globalThis).__mprun__.page().callWx
    try {
      for (let i = 0; i < 11; i++) call('setStorageSync', `k${i}`, 'x'.repeat(1000000))
      return ''
    } catch (e) {
      return /** @type {Error} */ (e).message
    }
  })
  assert.equal(failed, 'setStorageSync:fail exceed storage max size 10Mb')
})

wxTest('what is removed or overwritten no longer counts', async ({ page }) => {
  await wx(page, 'setStorageSync', 'a', 'x'.repeat(500 * 1024))
  await wx(page, 'setStorageSync', 'a', 'x'.repeat(100 * 1024))
  assert.equal((await wx(page, 'getStorageInfoSync')).currentSize, 101)
  await wx(page, 'removeStorage', { key: 'a' })
  assert.equal((await wx(page, 'getStorageInfoSync')).currentSize, 0)
})

wxTest('every HTTP status is a success', async ({ page }) => {
  for (const status of [200, 404, 409, 422, 500]) assert.equal((await request(page, { url: `/v1/${status}` })).status, status)
})

wxTest('data becomes a query for GET and JSON for POST, and an answer that is no JSON stays text', async ({ page }) => {
  assert.equal((await request(page, { url: '/v1/200', data: { a: '1 2' } })).data.url, '/v1/200?a=1+2')
  const posted = await request(page, { url: '/v1/200', method: 'POST', data: { a: 1 } })
  assert.deepEqual([posted.data.body, posted.header['x-echo']], ['{"a":1}', 'application/json'])
  assert.equal((await request(page, { url: '/v1/200text' })).data, 'not json')
})

wxTest('there is no cookie jar', async ({ page }) => {
  await request(page, { url: '/v1/200' })
  await request(page, { url: '/v1/200' })
  assert.equal(seen[1].headers.cookie, undefined)
})

wxTest('the eleventh request waits for one of ten', async ({ page }) => {
  await page.evaluate(() => {
    for (let i = 0; i < 11; i++) /** @type {any} */ (globalThis).__mprun__.page().callWx('request', { url: `/v1/hold${i}`, fail() {} })
  })
  const wait = async (/** @type {number} */ n) => { while (held.length < n) await page.waitForTimeout(10) }
  // A browser opens six connections to one origin: at most six of the ten arrive together.
  await wait(6)
  assert.equal(seen.some((r) => r.url === '/v1/hold10'), false)
  while (!seen.some((r) => r.url === '/v1/hold10')) {
    held.shift()?.end('{}')
    await page.waitForTimeout(10)
  }
})

wxTest('abort and timeout end a request with their texts', async ({ page }) => {
  const texts = await page.evaluate(() => Promise.all(['abort', 'timeout'].map((kind) => new Promise((resolve) => {
    const task = /** @type {any} */ (globalThis).__mprun__.page().callWx('request', { url: '/v1/hold', timeout: kind === 'timeout' ? 50 : 60000, fail: (/** @type {any} */ e) => resolve(e.errMsg) })
    if (kind === 'abort') task.abort()
  }))))
  assert.deepEqual(texts, ['request:fail abort', 'request:fail timeout'])
})

wxTest('a relative or foreign-scheme url is refused', async ({ page }) => {
  assert.deepEqual(await request(page, { url: 'v1/200' }), { failed: 'request:fail invalid url "v1/200"' })
})

wxTest('flight mode fails requests, tells the listeners, ends what is running, and outlives a reload', async ({ page }) => {
  await page.evaluate(() => {
    const g = /** @type {any} */ (globalThis)
    g.states = []
    g.__mprun__.page().callWx('onNetworkStatusChange', (/** @type {any} */ s) => g.states.push(s.networkType))
    g.__mprun__.page().callWx('request', { url: '/v1/hold', fail: (/** @type {any} */ e) => { g.ended = e.errMsg } })
  })
  await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.setOffline(true))
  await page.waitForFunction(() => /** @type {any} */ (globalThis).ended)
  assert.deepEqual(await page.evaluate(() => [/** @type {any} */ (globalThis).ended, /** @type {any} */ (globalThis).states]), ['request:fail net::ERR_INTERNET_DISCONNECTED', ['none']])
  assert.match((await request(page, { url: '/v1/200' })).failed, /^request:fail/)
  await page.reload()
  await page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__?.page())
  assert.equal((await wx(page, 'getNetworkType')).networkType, 'none')
  await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.setOffline(false))
  assert.equal((await request(page, { url: '/v1/200' })).status, 200)
})

wxTest('a modal is drawn in the page and answers', async ({ page }) => {
  const answer = wx(page, 'showModal', { title: '撤回', content: '撤回后不可恢复', confirmText: '撤回' })
  await page.getByRole('dialog').getByRole('button', { name: '撤回', exact: true }).click()
  assert.equal((await answer).confirm, true)
  assert.equal(await page.getByRole('dialog').count(), 0)
})

wxTest('an editable modal gives its text, and Escape cancels', async ({ page }) => {
  const answer = wx(page, 'showModal', { title: '原因', editable: true, placeholderText: '请填写' })
  await page.getByPlaceholder('请填写').fill('抄表错误')
  await page.getByRole('button', { name: '确定' }).click()
  assert.equal((await answer).content, '抄表错误')
  const second = wx(page, 'showModal', { title: '原因', editable: true })
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  assert.equal((await second).cancel, true)
})

wxTest('what stands in a code is typed: a plain text, or the page path of a code of WeChat\'s own', async ({ page }) => {
  const answer = async (/** @type {string} */ typed, /** @type {string} */ button) => {
    const asked = wx(page, 'scanCode', { onlyFromCamera: true })
    await page.locator('.mp-modal textarea').fill(typed)
    await page.locator('.mp-modal').getByText(button).click()
    return asked
  }
  assert.deepEqual(await answer(' https://tanheng.example/码 ', '确定'), { errMsg: 'scanCode:ok', charSet: 'utf-8', rawData: Buffer.from('https://tanheng.example/码').toString('base64'), result: 'https://tanheng.example/码', scanType: 'QR_CODE' })
  const own = await answer('/pages/index/index?scene=t%3Dx', '确定')
  assert.deepEqual([own.scanType, own.path, own.result], ['WX_CODE', 'pages/index/index?scene=t%3Dx', ''])
  assert.equal((await answer('x', '取消')).failed, 'scanCode:fail cancel')
  assert.equal((await answer('  ', '确定')).failed, 'scanCode:fail no code was found')
})

wxTest('an action sheet gives the index or fails with cancel', async ({ page }) => {
  const answer = wx(page, 'showActionSheet', { itemList: ['kWh', 'MWh'] })
  await page.getByRole('button', { name: 'MWh' }).click()
  assert.equal((await answer).tapIndex, 1)
  const second = wx(page, 'showActionSheet', { itemList: ['a'] })
  await page.getByRole('button', { name: '取消' }).click()
  assert.deepEqual(await second, { failed: 'showActionSheet:fail cancel' })
})

wxTest('a toast beside an icon has at most seven characters', async ({ page, problems }) => {
  await wx(page, 'showToast', { title: '已保存' })
  assert.equal(await page.getByRole('status').innerText(), '已保存')
  assert.deepEqual(problems, [])
  await wx(page, 'showToast', { title: '这条提示显然太长了' })
  assert.match(problems.join(), /more than 7 characters/)
})

wxTest('navigation fails for an unknown page and beyond ten pages', async ({ page }) => {
  assert.deepEqual(await wx(page, 'navigateTo', { url: '/pages/none/none' }), { failed: 'navigateTo:fail page "pages/none/none" is not found' })
  for (let i = 0; i < 9; i++) await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.go('navigateTo', '/pages/index/index'))
  assert.deepEqual(await wx(page, 'navigateTo', { url: '/pages/index/index' }), { failed: 'navigateTo:fail webview count limit exceed' })
})

wxTest('the bar shows a set title, and a page may ask before it is left', async ({ page }) => {
  await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.go('navigateTo', '/pages/index/index'))
  await wx(page, 'setNavigationBarTitle', { title: '2025 年 3 月' })
  assert.equal(await page.locator('.mp-page:not([hidden]) .mp-title').innerText(), '2025 年 3 月')
  await wx(page, 'enableAlertBeforeUnload', { message: '尚未提交' })
  await page.getByRole('button', { name: '返回' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '取消' }).click()
  assert.equal((await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.stack())).length, 2)
})

wxTest('wasm comes from a path inside the package only', async ({ page }) => {
  assert.equal(await callPage(page, 'wasm', '/core/core.wasm'), 'ok')
  assert.equal(await callPage(page, 'wasm', '/core/core.wasm.br'), 'ok')
  for (const path of ['https://example.com/core.wasm', 'wxfile://usr/core.wasm', '/core/core.js']) assert.match(await callPage(page, 'wasm', path), /not support/)
  assert.match(await callPage(page, 'wasm', '/core/other.wasm'), /file not found/)
})

wxTest('files are written, read, listed and removed with the error texts of the phone', async ({ page }) => {
  const got = await page.evaluate(() => {
    const call = /** @type {any} */ (globalThis).__mprun__.page().callWx
    const fs = call('getFileSystemManager')
    fs.mkdirSync('wxfile://usr/a')
    fs.writeFileSync('wxfile://usr/a/b.txt', '碳')
    const read = fs.readFileSync('wxfile://usr/a/b.txt', 'utf8')
    const list = fs.readdirSync('wxfile://usr/a')
    fs.unlinkSync('wxfile://usr/a/b.txt')
    try {
      fs.accessSync('wxfile://usr/a/b.txt')
      return []
    } catch (e) {
      return [read, list, /** @type {Error} */ (e).message]
    }
  })
  assert.deepEqual(got, ['碳', ['b.txt'], 'accessSync:fail no such file or directory, wxfile://usr/a/b.txt'])
})

wxTest('hiding and showing the app reaches App and the page', async ({ page }) => {
  await page.evaluate(() => {
    const m = /** @type {any} */ (globalThis).__mprun__
    m.setForeground(false)
    m.setForeground(true)
  })
  assert.deepEqual(await page.evaluate(() => [/** @type {any} */ (globalThis).__mprun__.app().globalData.shows, /** @type {any} */ (globalThis).__mprun__.page().trail.slice(-2)]), [2, ['hide', 'show']])
})

wxTest('what WeChat asks the person is drawn, the answer is pressed, and the codes come from the tester\'s stand-in', async ({ page, context }) => {
  assert.match((await wx(page, 'login')).code, /^mprun-[0-9a-f]{32}$/)
  /** @type {any[]} */
  const asked = []
  await context.exposeFunction('mprunWeChat', (/** @type {string} */ what, /** @type {any} */ detail) => {
    asked.push([what, detail])
    return what === 'login' ? 'code-of-the-stand-in' : undefined
  })
  await page.reload()
  await page.waitForFunction(() => /** @type {any} */ (globalThis).__mprun__?.stack().length > 0)
  assert.equal((await wx(page, 'login')).code, 'code-of-the-stand-in')
  assert.equal((await wx(page, 'getPrivacySetting')).needAuthorization, true)
  assert.match((await wx(page, 'requirePrivacyAuthorize')).failed, /privacy permission is not authorized/)
  const press = async (/** @type {Promise<any>} */ answer, /** @type {string} */ button) => {
    await page.locator('.mp-layer').getByText(button, { exact: true }).click()
    return answer
  }
  assert.match((await press(wx(page, 'requestFacialVerify', { verifyId: 'V1' }), '取消')).failed, /user cancel/)
  assert.deepEqual(asked.map(([what]) => what), ['login'], 'who cancels was not looked at')
  assert.equal((await press(wx(page, 'requestFacialVerify', { verifyId: 'V1' }), '完成核验')).errMsg, 'requestFacialVerify:ok')
  assert.deepEqual(await press(wx(page, 'requestSubscribeMessage', { tmplIds: ['a', 'b'] }), '拒绝'), { a: 'reject', b: 'reject', errMsg: 'requestSubscribeMessage:ok' })
  assert.deepEqual(asked.slice(1), [['face', { verifyId: 'V1' }], ['notices', { tmplIds: ['a', 'b'], isAllowed: false }]])
})

wxTest('a chosen file is sent as multipart and a fetched one is opened', async ({ page }) => {
  const chooser = page.waitForEvent('filechooser')
  const chosen = wx(page, 'chooseMessageFile', { count: 1, type: 'file', extension: ['pdf'] })
  await (await chooser).setFiles({ name: '申请表.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 碳衡') })
  const { tempFiles: [file] } = await chosen
  assert.deepEqual([file.name, file.size, file.type], ['申请表.pdf', 15, 'file'])
  assert.match(file.path, /^http:\/\/tmp\/[0-9a-f]{24}\.pdf$/)
  const send = (/** @type {any} */ options) => page.evaluate((o) => new Promise((resolve) => {
    /** @type {any} */ (globalThis).__mprun__.page().callWx(o.call, { ...o, success: resolve, fail: resolve })
  }), options)
  const sent = /** @type {any} */ (await send({ call: 'uploadFile', url: '/v1/201', filePath: file.path, name: 'file', formData: { name: '申请表.pdf' }, header: { 'Content-Type': 'text/plain', Authorization: 'Bearer t' } }))
  assert.equal(sent.statusCode, 201)
  assert.match(JSON.parse(sent.data).body, /name="name"\r\n\r\n申请表\.pdf\r\n[\s\S]*name="file"; filename="[0-9a-f]{24}\.pdf"\r\nContent-Type: application\/pdf\r\n\r\n%PDF-1\.4/)
  assert.match(seen[0].headers['content-type'] || '', /^multipart\/form-data; boundary=/)
  assert.equal(seen[0].headers.authorization, 'Bearer t')
  assert.match((await wx(page, 'openDocument', { filePath: 'http://tmp/none.pdf' })).failed, /no such file/)
  const download = page.waitForEvent('download')
  assert.equal((await wx(page, 'openDocument', { filePath: file.path, fileType: 'pdf' })).errMsg, 'openDocument:ok')
  assert.match((await download).suggestedFilename(), /^[0-9a-f]{24}\.pdf$/)
  const got = /** @type {any} */ (await send({ call: 'downloadFile', url: '/v1/200' }))
  assert.deepEqual([got.statusCode, /^http:\/\/tmp\/[0-9a-f]{24}\.unknown$/.test(got.tempFilePath)], [200, true])
  await page.evaluate(() => /** @type {any} */ (globalThis).__mprun__.setOffline(true))
  assert.match((/** @type {any} */ (await send({ call: 'downloadFile', url: '/v1/200' }))).errMsg, /ERR_INTERNET_DISCONNECTED/)
})
