// E10: uploaded files are judged by clamd (a stand-in on a unix socket) before anybody gets them.
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EICAR, startClamd } from '../standins/clamd.mjs'
import { Runner } from './cases.mjs'
import { read, value } from './exposition.mjs'
import { until } from './raw.mjs'
import { launch, send, startServer } from './server.mjs'
import { files as sample } from './uploads.mjs'

let folder, path, clamd, server, runner, old, keys = 0
const headers = () => ({ authorization: `Bearer ${runner.tokens.alice}`, connection: 'close' })
const place = () => `/v1/enterprises/${runner.variables.alpha}/files`
const pdf = (mark) => Buffer.concat([sample.pdf.subarray(0, 9), Buffer.from(`%${mark}\n`), sample.pdf.subarray(9)])

async function upload(content, name = 'a.pdf') {
  const body = Buffer.concat([Buffer.from(`--b1\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`), content, Buffer.from('\r\n--b1--\r\n')])
  const reply = await send(server.url, { method: 'POST', path: place(), body, headers: { ...headers(), 'idempotency-key': `virus-test-key-${++keys}`, 'content-type': 'multipart/form-data; boundary=b1' } })
  assert.equal(reply.status, 201, reply.text)
  return reply.json
}
const download = (id) => send(server.url, { method: 'GET', path: `/v1/files/${id}`, headers: headers() })
const stateOf = async (id) => (await send(server.url, { method: 'GET', path: place(), headers: headers() })).json.items.find((one) => one.id === id)?.state
const becomes = (id, state) => until(async () => await stateOf(id) === state, `${id} is ${state}`)
const scans = async (result) => value(read((await send(server.url, { method: 'GET', path: '/metrics', headers: { connection: 'close' } })).text), 'tanheng_virus_scans_total', { result })

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tanheng-virus-'))
  path = join(folder, 'clamd.sock')
  clamd = await startClamd(path)
  server = await startServer() // first without a scanner
  runner = new Runner(server.url, null)
  await runner.signIn('alice')
  old = [await upload(pdf('old')), await upload(pdf(`old ${EICAR}`))]
  for (const one of old) assert.equal(one.state, 'unscanned')
  assert.equal((await download(old[1].id)).status, 200, 'without a scanner nobody knows')
  await server.stop({ keep: true })
  const { data } = server
  server = { ...await launch(['--data', data, '--clamd-socket', path]), data }
})
after(async () => {
  await clamd.stop()
  await server.stop()
  for (const one of [folder, server.data]) rmSync(one, { recursive: true, force: true })
})

test('E10 a file of before there was a scanner is judged, too', async () => {
  await becomes(old[0].id, 'clean')
  await becomes(old[1].id, 'infected')
  assert.equal((await download(old[0].id)).status, 200)
  assert.equal((await download(old[1].id)).json.code, 'file-infected')
})

test('E10 a file is handed out when it was found clean, and all of it was looked at', async () => {
  const large = Buffer.concat([sample.pdf.subarray(0, 9), Buffer.alloc(3_000_000, '%x\n'), sample.pdf.subarray(9)])
  const file = await upload(large)
  assert.equal(file.state, 'pending')
  await becomes(file.id, 'clean')
  assert.ok(clamd.state.contents.at(-1).equals(large))
  assert.equal((await download(file.id)).status, 200)
  assert.deepEqual(clamd.state.faults, [])
})

test('E10 an infected file is handed out to nobody, is named in the log, and may be deleted', async () => {
  const file = await upload(pdf(EICAR), 'invoice.pdf')
  await becomes(file.id, 'infected')
  const refused = await download(file.id)
  assert.deepEqual([refused.status, refused.json.code], [409, 'file-infected'])
  assert.ok(refused.json.zh && refused.json.en)
  assert.ok(!refused.text.includes('EICAR'))
  await until(() => server.log().includes('Eicar-Test-Signature'), 'the log names it')
  assert.ok(server.log().includes(file.id) && !server.log().includes('invoice.pdf'))
  const gone = await send(server.url, { method: 'DELETE', path: `/v1/files/${file.id}`, headers: { ...headers(), 'idempotency-key': 'virus-test-delete' } })
  assert.equal(gone.status, 204)
})

for (const behave of ['error', 'garbage', 'half', 'endless', 'slow'])
  test(`E10 while the scanner answers "${behave}" a file is pending, and judged afterwards`, async () => {
    const asked = clamd.state.asked, failed = await scans('failed')
    clamd.state.behave = behave
    const file = await upload(pdf(`${behave} ${EICAR}`))
    await until(() => clamd.state.asked > asked, 'it was asked')
    assert.equal((await download(file.id)).json.code, 'file-pending')
    if (behave !== 'slow') await until(async () => await scans('failed') > failed, 'the failure is counted')
    assert.equal(await stateOf(file.id), 'pending')
    clamd.state.behave = ''
    for (const socket of clamd.state.held) socket.destroy()
    await becomes(file.id, 'infected')
  })

test('E10 without the scanner\'s socket files wait, nothing else does, and a restart goes on', async () => {
  await clamd.stop()
  const [bad, good] = [await upload(pdf(`gone ${EICAR}`)), await upload(pdf('gone'))]
  const failed = await scans('failed')
  await until(async () => await scans('failed') > failed, 'it is tried again')
  for (const { id } of [bad, good]) assert.equal((await download(id)).json.code, 'file-pending')
  assert.equal((await download(old[0].id)).status, 200, 'what was judged stays so')
  clamd = await startClamd(path)
  clamd.state.behave = 'slow'
  await until(() => clamd.state.asked > 0, 'it is asked again')
  const { code } = await server.stop({ keep: true }) // in the middle of a question
  assert.equal(code, 0)
  clamd.state.behave = ''
  const { data } = server
  server = { ...await launch(['--data', data, '--clamd-socket', path]), data }
  await becomes(bad.id, 'infected')
  await becomes(good.id, 'clean')
})
