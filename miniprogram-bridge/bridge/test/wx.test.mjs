/* The adapters against what their platforms document: results in callbacks, headers in any case, storage that throws. */
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { wxAdapter, webAdapter } = require('../src/index.js')

function fakeWx(more = {}) {
  const map = new Map()
  return {
    map,
    getStorageSync: (key) => (map.has(key) ? map.get(key) : ''),
    setStorageSync: (key, value) => {
      if (value.length > 1000) throw { errMsg: 'setStorageSync:fail exceed max size 1MB' }
      map.set(key, value)
    },
    removeStorageSync: (key) => map.delete(key),
    getStorageInfoSync: () => ({ keys: [...map.keys()], currentSize: 3, limitSize: 10240 }),
    ...more
  }
}

test('wx storage: absent is null, full is STORAGE_FULL, room is in bytes', () => {
  const { storage } = wxAdapter(fakeWx())
  assert.equal(storage.get('a'), null)
  storage.set('a', 'text')
  assert.equal(storage.get('a'), 'text')
  assert.throws(() => storage.set('a', 'x'.repeat(1001)), { code: 'STORAGE_FULL' })
  assert.equal(storage.get('a'), 'text')
  assert.deepEqual(storage.room(), { used: 3072, limit: 10485760, perKey: 1048576 })
  storage.remove('a')
  assert.deepEqual(storage.keys(), [])
})

test('wx request: every status resolves, headers are lower-cased, a failure rejects and says whether it left', async () => {
  const seen = []
  const wx = fakeWx({ request: (ask) => { seen.push(ask); ask.success({ statusCode: 409, header: { 'Retry-After': 3, ETag: '"1"' }, data: '{"a":1}' }) } })
  const reply = await wxAdapter(wx).request({ method: 'PUT', url: 'https://x/y', headers: { A: 'b' }, body: '{}', timeoutMs: 7 })
  assert.deepEqual(reply, { status: 409, headers: { 'retry-after': '3', etag: '"1"' }, text: '{"a":1}' })
  assert.deepEqual([seen[0].method, seen[0].data, seen[0].timeout, seen[0].header.A, seen[0].dataType], ['PUT', '{}', 7, 'b', 'text'])
  const failing = (errMsg) => wxAdapter(fakeWx({ request: (ask) => ask.fail({ errMsg }) })).request({ method: 'GET', url: '', headers: {}, timeoutMs: 1 })
  await assert.rejects(failing('request:fail timeout'), { sent: true })
  await assert.rejects(failing('request:fail url not in domain list'), { sent: false })
})

test('wx files: sent as multipart by WeChat itself, fetched to a path; the body of a refusal is read from its file', async () => {
  const seen = []
  const wx = fakeWx({
    uploadFile: (ask) => { seen.push(ask); ask.success({ statusCode: 201, data: '{"id":"b1"}' }) },
    downloadFile: (ask) => ask.success({ statusCode: ask.url.endsWith('no') ? 404 : 200, header: { ETag: '"1"' }, tempFilePath: 'http://tmp/a.pdf' }),
    getFileSystemManager: () => ({ readFileSync: (path, as) => `${path} ${as}` })
  })
  const adapter = wxAdapter(wx)
  const sent = await adapter.upload({ method: 'POST', url: 'https://x/files', headers: { A: 'b' }, timeoutMs: 9, file: { path: 'http://tmp/b.pdf', field: 'file', fields: { name: '表.pdf' } } })
  assert.deepEqual(sent, { status: 201, headers: {}, text: '{"id":"b1"}' })
  assert.deepEqual([seen[0].filePath, seen[0].name, seen[0].formData, seen[0].header, seen[0].timeout], ['http://tmp/b.pdf', 'file', { name: '表.pdf' }, { A: 'b' }, 9])
  const fetched = (url) => adapter.download({ method: 'GET', url, headers: {}, timeoutMs: 9, toFile: true })
  assert.deepEqual(await fetched('yes'), { status: 200, headers: { etag: '"1"' }, text: '', path: 'http://tmp/a.pdf' })
  assert.equal((await fetched('no')).text, 'http://tmp/a.pdf utf8')
  const failing = wxAdapter(fakeWx({ uploadFile: (ask) => ask.fail({ errMsg: 'uploadFile:fail timeout' }) }))
  await assert.rejects(failing.upload({ url: '', headers: {}, timeoutMs: 1, file: { path: 'x', field: 'file', fields: {} } }), { sent: true })
})

test('wx network: the system\'s word is followed and told', () => {
  let change
  const adapter = wxAdapter(fakeWx({ getNetworkType: (ask) => ask.success({ networkType: 'none' }), onNetworkStatusChange: (listener) => { change = listener } }))
  assert.equal(adapter.online(), false)
  const heard = []
  const off = adapter.onNetwork((online) => heard.push(online))
  change({ isConnected: true })
  change({ isConnected: true })
  off()
  change({ isConnected: false })
  assert.deepEqual(heard, [true])
  assert.equal(adapter.online(), false)
})

test('wx random: the system source where there is one, else never the same twice', async () => {
  const system = wxAdapter(fakeWx({ getRandomValues: (ask) => ask.success({ randomValues: new Uint8Array(ask.length).fill(7).buffer }) }))
  assert.deepEqual(await system.random(3), new Uint8Array([7, 7, 7]))
  const old = wxAdapter(fakeWx())
  const keys = new Set()
  for (let i = 0; i < 2000; i++) keys.add((await old.random(16)).join())
  assert.equal(keys.size, 2000)
})

test('wx wasm: the module comes by its package path, and a library without WXWebAssembly is said', async () => {
  const asked = []
  const wasm = { instantiate: async (path, imports) => { asked.push([path, imports]); return { instance: { exports: 1 } } } }
  assert.equal((await wxAdapter(fakeWx(), wasm).instantiate()).exports, 1)
  assert.deepEqual(asked, [['/core/core.wasm', {}]])
  await assert.rejects(wxAdapter(fakeWx()).instantiate(), /missing/)
})

test('web storage and network follow the browser', () => {
  const store = { rows: {}, get length() { return Object.keys(this.rows).length }, key(i) { return Object.keys(this.rows)[i] }, getItem(k) { return this.rows[k] ?? null },
    setItem(k, v) { if (v.length > 100) throw Object.assign(new Error('full'), { name: 'QuotaExceededError' }); this.rows[k] = v }, removeItem(k) { delete this.rows[k] } }
  const listeners = {}
  const adapter = webAdapter({ localStorage: store, navigator: { onLine: false }, addEventListener: (name, run) => { listeners[name] = run }, removeEventListener: (name) => { delete listeners[name] } })
  adapter.storage.set('a', 'b')
  assert.throws(() => adapter.storage.set('a', 'x'.repeat(101)), { code: 'STORAGE_FULL' })
  assert.deepEqual([adapter.storage.get('a'), adapter.storage.get('z'), adapter.storage.room().used, adapter.online()], ['b', null, 2, false])
  const heard = []
  const off = adapter.onNetwork((online) => heard.push(online))
  listeners.online()
  listeners.offline()
  off()
  assert.deepEqual(heard, [true, false])
  assert.deepEqual(listeners, {})
})
