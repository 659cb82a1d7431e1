// Attack rows on uploads (group E) from outside, against a real server: each test is named after its row.
import test, { after, before, describe } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Runner } from './cases.mjs'
import { read, value } from './exposition.mjs'
import { until } from './raw.mjs'
import { binary, launch, people, send, startServer } from './server.mjs'
import { drawing, photo, plain, shownDrawing, shownPhoto } from './pictures.mjs'
import { files as sample, zip } from './uploads.mjs'

let server, runner, keys = 0
// closed: this client makes large bodies for so long that it misses the end of an idle connection and sends into it
const token = (as = 'alice') => ({ authorization: `Bearer ${runner.tokens[as]}`, connection: 'close' })
const key = () => ({ 'idempotency-key': `upload-key-${String(++keys).padStart(8, '0')}` })
const place = (as = 'alice') => `/v1/enterprises/${runner.variables[people[as].enterprise]}/files`
const BOUNDARY = 'tanheng-boundary'
const TYPE = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }

const part = (head, content) => Buffer.concat([Buffer.from(`--${BOUNDARY}\r\n${head}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')])
const fileHead = (name) => `Content-Disposition: form-data; name="file"; filename="${name}"`
const form = (...parts) => Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)])
const post = (body, { as = 'alice', headers = {} } = {}) => send(server.url, { method: 'POST', path: place(as), headers: { ...token(as), ...key(), ...TYPE, ...headers }, body })
const upload = (name, content, how) => post(form(part(fileHead(name), content)), how)
const download = (id, as = 'alice') => fetch(`${server.url}/v1/files/${id}`, { headers: token(as) })

/** Every file below the data folder's store, as paths. */
function stored(folder = join(server.data, 'files')) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((one) => one.isDirectory() ? stored(join(folder, one.name)) : [join(folder, one.name)])
}
const rss = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) * 1024

before(async () => {
  server = await startServer(['--connections-per-address', '256', '--uploads', '6'])
  runner = new Runner(server.url, null)
  for (const account of Object.keys(people)) await runner.signIn(account)
})
after(async () => { await server?.stop() })

/** Refused with this status and code, and nothing of it is kept. */
async function refused(name, content, status, code, how) {
  const before = stored().length
  const reply = await upload(name, content, how)
  assert.deepEqual([reply.status, reply.json.code], [status, code], `${JSON.stringify(name).slice(0, 80)}: ${reply.text}`)
  assert.equal(stored().length, before, name)
}

test('the list says whose, how much there is and how much there may be; names are masked', async () => {
  const list = async (as) => (await send(server.url, { method: 'GET', path: `${place(as)}?limit=100`, headers: token(as) })).json
  const before = await list('alice')
  const { json: made } = await upload('whose.pdf', sample.pdf)
  assert.equal(made.uploaded_by_name, undefined)
  const mine = await list('alice'), theirs = await list('vera')
  const row = (all) => all.items.find((one) => one.id === made.id)
  assert.deepEqual([row(mine).is_mine, row(theirs).is_mine], [true, false])
  assert.deepEqual([row(mine).uploaded_by_name, row(theirs).uploaded_by_name], ['测**', '测**'])
  assert.deepEqual([before.used_files, before.used_kb, mine.used_files, mine.used_kb], [0, 0, 1, 1])
  assert.deepEqual([mine.most_files, mine.most_kb], [5000, 2 * 1024 ** 2])
  const own = (await send(server.url, { method: 'GET', path: '/v1/account/files', headers: token() })).json
  assert.deepEqual([own.used_files, own.most_files, own.most_kb], [0, 50, 200 * 1024])
})

test('each type comes back byte for byte, under the name it was given', async () => {
  for (const [ending, content] of Object.entries(sample)) {
    const reply = await upload(`证明 (1)*.${ending}`, content)
    assert.equal(reply.status, 201, `${ending}: ${reply.text}`)
    assert.equal(reply.json.sha256, createHash('sha256').update(content).digest('hex'))
    assert.equal(reply.json.type, ending)
    const back = await download(reply.json.id)
    assert.deepEqual(Buffer.from(await back.arrayBuffer()), Buffer.from(content), ending)
    assert.equal(decodeURIComponent(/filename\*=UTF-8''(\S+)$/.exec(back.headers.get('content-disposition'))[1]), `证明 (1)*.${ending}`)
  }
})

test('E1 a name is shown, and never a place', async () => {
  const names = { '../../x.pdf': 'x.pdf', '/etc/passwd.pdf': 'passwd.pdf', 'C:\\temp\\y.pdf': 'y.pdf', 'con.pdf': 'con.pdf', '..pdf.pdf': '..pdf.pdf', '%2e%2e%2fz.pdf': '%2e%2e%2fz.pdf', "a'b;c.PDF": "a'b;c.PDF" }
  for (const [sent, kept] of Object.entries(names)) {
    const reply = await upload(sent, sample.pdf)
    assert.equal(reply.status, 201, sent)
    assert.equal(reply.json.name, kept)
  }
  for (const bad of ['', '/', '../', `${'x'.repeat(4096)}.pdf`, 'a\u202efdp.pdf', 'a\u200b.pdf', 'a\u0085.pdf', '.pdf', 'pdf'])
    await refused(bad, sample.pdf, 422, ['.pdf', 'pdf'].includes(bad) ? 'file-type' : 'file-name')
  await refused('a.pdf\0.html', sample.pdf, 400, 'bad-form')
  for (const path of stored()) assert.match(path.slice(server.data.length), /^\/files\/([0-9a-f]{2})\/\1[0-9a-f]{62}$/)
  assert.deepEqual(readdirSync(server.data).filter((name) => !/^(tanheng\.(db|lock)|admin\.sock|files)/.test(name)), [])
})

test('E2 two formats in one, a wrong beginning, a wrong ending', async () => {
  const pdf = sample.pdf.toString('latin1')
  await refused('a.pdf', `%PDF-1.4\n%<html><script>alert(1)</script></html>\n${pdf.slice(9)}`, 422, 'file-unsafe')
  await refused('a.pdf', Buffer.concat([sample.pdf, sample.xlsx]), 422, 'file-damaged')
  await refused('a.jpg', 'GIF89a/*\x01\x00\x01\x00*/=1;alert(1)', 422, 'file-type')
  await refused('a.jpg', Buffer.concat([sample.jpg, Buffer.from('<script>')]), 422, 'file-damaged')
  await refused('a.png', Buffer.concat([sample.png, sample.xlsx]), 422, 'file-damaged')
  await refused('a.png', sample.jpg, 422, 'file-type')
  await refused('a.pdf.exe', sample.pdf, 422, 'file-type')
  await refused('a.xlsx', zip([['AndroidManifest.xml', 'x']]), 422, 'file-type')
  await refused('a.pdf', Buffer.alloc(0), 422, 'file-type')
  const { json } = await upload('a.pdf', sample.pdf)
  const { headers } = await download(json.id)
  assert.match(headers.get('content-disposition'), /^attachment; /)
  assert.equal(headers.get('content-type'), 'application/octet-stream')
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
  assert.match(headers.get('content-security-policy'), /default-src 'none'.*sandbox/)
})

test('E3 SVG, HTML and XML are no evidence', async () => {
  const doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
  for (const [name, content] of [['a.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="x"/>'], ['a.html', '<!doctype html>'], ['a.xml', `<?xml version="1.0"?>${doctype}<x>&e;</x>`], ['a.pdf', '<svg/>'], ['a.xlsx', `<?xml version="1.0"?>${doctype}`]])
    await refused(name, content, 422, 'file-type')
  const workbook = zip([['[Content_Types].xml', `<?xml version="1.0"?>${doctype}<Types>&e;</Types>`], ['xl/workbook.xml', `${doctype}<x>&e;</x>`]])
  const reply = await upload('x.xlsx', workbook) // never opened: nothing of it is parsed, here or later
  assert.equal(reply.status, 201)
  assert.doesNotMatch(reply.text, /root:/)
})

test('E4 archives that open too large are refused unopened', async () => {
  const book = [['[Content_Types].xml', '<Types/>'], ['xl/workbook.xml', '<workbook/>']]
  const started = process.hrtime.bigint(), before = cpu()
  await refused('a.xlsx', zip([...book, ['xl/sheet.xml', Buffer.alloc(20_000_000)]]), 422, 'file-unsafe')
  await refused('a.xlsx', zip([...book, ...Array.from({ length: 1000 }, (_, i) => [`xl/${i}`, ''])]), 422, 'file-unsafe')
  await refused('a.xlsx', zip([...book, ...Array.from({ length: 20_000 }, (_, i) => [`xl/${i}`, ''])]), 422, 'file-unsafe')
  await refused('a.xlsx', zip([...book, ['xl/embeddings/inner.zip', zip(book)]]), 422, 'file-unsafe')
  await refused('a.xlsx', zip([...book, ['xl/vbaProject.bin', 'x']]), 422, 'file-unsafe')
  await refused('a.xlsx', zip([...book, ['xl/a', 'x'.repeat(100)], ['xl/b', 'x'.repeat(100)]], { isOverlapping: true }), 422, 'file-unsafe')
  assert.ok(cpu() - before < 1, `${cpu() - before} s of processor for six bombs in ${Number(process.hrtime.bigint() - started) / 1e9} s`)
})
/** Seconds of processor time that the server took so far. */
function cpu() {
  const fields = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

test('E5 pictures are measured by their headers', async () => {
  const huge = Buffer.from(sample.png)
  huge.writeUInt32BE(50_000, 16)
  huge.writeUInt32BE(50_000, 20)
  await refused('a.png', huge, 422, 'file-unsafe')
  const frame = Buffer.from(sample.jpg), at = frame.indexOf(Buffer.from([0xff, 0xc0]))
  frame.writeUInt16BE(50_000, at + 5)
  frame.writeUInt16BE(50_000, at + 7)
  await refused('a.jpg', frame, 422, 'file-unsafe')
})

const looked = async (path, as = 'alice') => {
  const reply = await fetch(`${server.url}${path}?copy=display`, { headers: token(as) })
  return { status: reply.status, headers: reply.headers, bytes: Buffer.from(await reply.arrayBuffer()) }
}

test('E5 the copy of a picture that is looked at does not say where, when or by whom it was taken', async () => {
  const own = (name, content) => send(server.url, { method: 'POST', path: '/v1/account/files', headers: { ...token(), ...key(), ...TYPE }, body: form(part(fileHead(name), content)) })
  for (const [name, picture, shown] of [['a.jpg', photo, shownPhoto], ['a.png', drawing, shownDrawing]]) {
    for (const turn of [1, 6]) {
      const content = picture(turn)
      assert.match(content.toString('latin1'), /SECRET-MAKER[^]*GPSLatitude/)
      for (const [bring, at] of [[upload, '/v1/files/'], [own, '/v1/account/files/']]) {
        const { json } = await bring(name, content)
        const { status, headers, bytes } = await looked(at + json.id)
        assert.equal(status, 200)
        assert.deepEqual(bytes, shown(turn), `${at} ${name} ${turn}`)
        assert.equal(Number(headers.get('content-length')), bytes.length)
        assert.match(headers.get('content-disposition'), /^attachment; /)
        const asked = await fetch(`${server.url}${at}${json.id}?copy=original`, { headers: token() })
        assert.deepEqual(Buffer.from(await asked.arrayBuffer()), content, 'evidence stays what it was')
        assert.equal(json.sha256, createHash('sha256').update(content).digest('hex'))
      }
    }
  }
  for (const [ending, content] of Object.entries({ pdf: sample.pdf, xlsx: sample.xlsx, jpg: plain.jpg })) {
    const { json } = await upload(`a.${ending}`, content)
    assert.deepEqual((await looked(`/v1/files/${json.id}`)).bytes, content, `${ending}: there is nothing to take out`)
  }
})

test('E5 of a large picture the copy comes whole, and of one that cannot be read to its end none', async () => {
  const scan = plain.jpg.indexOf(Buffer.from([0xff, 0xda])) + 14
  const pixels = Buffer.alloc(3_000_000, Buffer.from('0123456789abcdef, one after the other; '))
  const wide = (picture) => Buffer.concat([picture.subarray(0, -2), pixels, picture.subarray(-2)])
  const large = photo(8), second = large.lastIndexOf(Buffer.from([0xff, 0xd8]))
  const { json } = await upload('large.jpg', Buffer.concat([wide(large.subarray(0, second)), large.subarray(second)]))
  assert.deepEqual((await looked(`/v1/files/${json.id}`)).bytes, wide(shownPhoto(8)))
  const broken = Buffer.concat([plain.jpg.subarray(0, scan), Buffer.from([0xff, 0xfe, 0xff, 0xff]), Buffer.from([0xff, 0xd9])])
  const { json: kept } = await upload('broken.jpg', broken)
  const none = await looked(`/v1/files/${kept.id}`)
  assert.deepEqual([none.status, JSON.parse(none.bytes).code], [409, 'file-no-copy'])
  assert.deepEqual(Buffer.from(await (await download(kept.id)).arrayBuffer()), broken)
})

test('E5 another copy than these, and a right to none, is refused', async () => {
  const { json } = await upload('a.jpg', photo())
  for (const [query, status] of [['copy=thumb', 422], ['copy=', 422], ['copy=display&copy=original', 400], ['size=1', 422]])
    assert.equal((await fetch(`${server.url}/v1/files/${json.id}?${query}`, { headers: token() })).status, status, query)
  assert.equal((await looked(`/v1/files/${json.id}`, 'bob')).status, 404)
  assert.equal((await looked(`/v1/account/files/${json.id}`)).status, 404)
})

describe('E6 forms that are none', () => {
  const pdf = part(fileHead('a.pdf'), sample.pdf)
  const cases = {
    '1e5 parts': [() => form(...Array(100_000).fill(part('Content-Disposition: form-data; name="name"', 'x'))), 400],
    'nine fields': [() => form(pdf, ...Array(8).fill(part('Content-Disposition: form-data; name="x"', 'x'))), 400],
    'no end': [() => form(pdf).subarray(0, -4 - BOUNDARY.length), 400],
    'a head of 1 MB': [() => form(part(`X: ${'y'.repeat(1_000_000)}\r\n${fileHead('a.pdf')}`, sample.pdf)), 400],
    'the boundary in the content': [() => form(part(fileHead('a.pdf'), `x\r\n--${BOUNDARY}x`)), 400],
    nested: [() => form(part(`${fileHead('a.pdf')}\r\nContent-Type: multipart/mixed; boundary=b`, '--b--')), 400],
    'two files': [() => form(pdf, pdf), 400],
    'no file': [() => form(part('Content-Disposition: form-data; name="name"', 'x')), 400],
    'a field of 5 KB': [() => form(part('Content-Disposition: form-data; name="name"', 'x'.repeat(5000)), pdf), 413],
    'a file of 20 MB and a byte': [() => form(part(fileHead('a.pdf'), Buffer.alloc(20 * 1024 * 1024 + 1))), 413],
    'a body over the cap': [() => Buffer.alloc(22 * 1024 * 1024), 413],
    empty: [() => Buffer.alloc(0), 400]
  }
  for (const [name, [body, status]] of Object.entries(cases)) {
    test(name, async () => {
      const before = stored().length
      // what decides lies in the beginning; a client that never stops sending may lose the answer
      const reply = await raw(body(), {}, { most: name === 'a file of 20 MB and a byte' ? Infinity : 500_000 })
      assert.equal(reply.status, status, reply.text)
      await until(() => stored().length === before, 'the draft goes')
    })
  }
  test('chunked, and a length of 10 GB', async () => {
    assert.equal((await raw(Buffer.from('0\r\n\r\n'), { 'Transfer-Encoding': 'chunked', 'Content-Length': undefined })).status, 400)
    assert.equal((await raw(Buffer.from('x'), { 'Content-Length': '10000000000' })).status, 413)
  })
  test('boundaries that are none', async () => {
    for (const type of ['multipart/form-data', 'multipart/form-data; boundary=', `multipart/form-data; boundary=${'x'.repeat(71)}`, 'multipart/form-data; boundary=a b', `multipart/mixed; boundary=${BOUNDARY}`])
      assert.equal((await raw(form(pdf), { 'Content-Type': type })).status, 415, type)
  })
  test('a large file takes no memory', async () => {
    const large = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(19 * 1024 * 1024, 0x20), sample.pdf.subarray(9)])
    assert.equal((await upload('large.pdf', large)).status, 201)
    const before = rss()
    assert.equal((await upload('large.pdf', large)).status, 201)
    assert.ok(rss() - before < 1024 * 1024, `${rss() - before} bytes more`)
  })
})

/** One request by hand: the server may answer before it has read the body. */
function raw(body, headers = {}, { as = 'alice', hold = false, most = Infinity } = {}) {
  const { hostname, port } = new URL(server.url)
  const all = { Host: hostname, Connection: 'close', Authorization: token(as).authorization, 'Idempotency-Key': key()['idempotency-key'], 'Content-Type': TYPE['content-type'], 'Content-Length': body.length, ...headers }
  const head = `POST ${place(as)} HTTP/1.1\r\n${Object.entries(all).filter(([, text]) => text !== undefined).map(([name, text]) => `${name}: ${text}\r\n`).join('')}\r\n`
  return new Promise((done) => {
    let text = ''
    const socket = connect(port, hostname)
    socket.write(head)
    if (!hold) socket.write(body.subarray(0, most))
    const finish = () => done({ status: Number(text.slice(9, 12)), text, socket })
    socket.on('data', (chunk) => { text += chunk })
    socket.on('error', finish).on('close', finish)
    if (hold) done({ socket, answer: () => text })
  })
}

test('E6 nobody is read before he is known, and nothing of what he may not bring', async () => {
  for (const [headers, status] of [[{ Authorization: undefined }, 401], [{ Authorization: `Bearer ${runner.tokens.bob}` }, 404], [{ Authorization: `Bearer ${runner.tokens.vera}` }, 403], [{ 'Idempotency-Key': undefined }, 400]]) {
    const held = await raw(Buffer.alloc(1000), { ...headers, 'Content-Length': '20000000' }, { hold: true })
    await until(() => held.answer().startsWith('HTTP/1.1 '), 'an answer though no byte of the body was sent')
    assert.equal(Number(held.answer().slice(9, 12)), status)
    held.socket.destroy()
  }
})

test('E6 slow uploads take nobody else\'s place', async () => {
  const held = []
  for (let i = 0; i < 4; i++) held.push(await raw(Buffer.alloc(0), { 'Content-Length': '1000' }, { as: 'alice', hold: true }))
  const busy = async () => value(read((await send(server.url, { method: 'GET', path: '/metrics' })).text), 'tanheng_uploads')
  await until(async () => await busy() === 4, 'four uploads are under way')
  assert.equal((await upload('a.pdf', sample.pdf)).status, 429, 'the enterprise has its share')
  assert.equal((await upload('a.pdf', sample.pdf, { as: 'bob' })).status, 201, 'another has his')
  for (let i = 0; i < 2; i++) held.push(await raw(Buffer.alloc(0), { 'Content-Length': '1000' }, { as: 'bob', hold: true }))
  await until(async () => await busy() === 6, 'six uploads are under way')
  assert.equal((await upload('a.pdf', sample.pdf, { as: 'bob' })).status, 503)
  assert.equal((await send(server.url, { method: 'GET', path: place('bob'), headers: token('bob') })).status, 200, 'everything else goes on')
  for (const { socket } of held) socket.destroy()
  await until(async () => await busy() === 0, 'those that went away are forgotten')
  assert.deepEqual(readdirSync(join(server.data, 'files/tmp')), [])
  assert.equal((await upload('a.pdf', sample.pdf)).status, 201)
})

test('E6 who drips into every place gives way to whoever asks again', async (t) => {
  const held = []
  t.after(() => { for (const { timer, socket } of held) { clearInterval(timer); socket.destroy() } })
  for (const as of ['alice', 'alice', 'alice', 'alice', 'bob', 'bob']) {
    const { socket } = await raw(Buffer.alloc(0), { 'Content-Length': '20000000' }, { as, hold: true })
    socket.write(part(fileHead('slow.pdf'), '%PDF-1.4\n').subarray(0, -2))
    held.push({ socket, timer: setInterval(() => socket.write(Buffer.alloc(1000, 0x20)), 100) })
  }
  await until(async () => (await upload('a.pdf', sample.pdf, { as: 'bob' })).status === 201, 'a place comes free though each drips faster than the slowest rate')
  assert.ok(held.some(({ socket }) => !socket.closed), 'only as many are sent away as others wanted in')
})

test('E8 a content is what it was, or is not handed out', async () => {
  const { json } = await upload('before.pdf', Buffer.concat([sample.pdf, Buffer.from('\n\n\n')]))
  const path = join(server.data, 'files', json.sha256.slice(0, 2), json.sha256)
  assert.equal(statSync(path).mode & 0o777, 0o600)
  const bytes = readFileSync(path)
  for (const change of [(one) => { one[20] ^= 1; return one }, (one) => one.subarray(0, -1), () => null]) {
    const changed = change(Buffer.from(bytes))
    if (changed) writeFileSync(path, changed)
    else rmSync(path)
    assert.equal((await download(json.id)).status, 500)
    const verify = spawnSync(binary, ['verify', '--data', server.data], { encoding: 'utf8' })
    assert.equal(verify.status, 1, verify.stdout)
    assert.match(verify.stderr, new RegExp(`file ${json.id}: its content is missing or not as it was stored`))
    writeFileSync(path, bytes)
  }
  assert.equal((await download(json.id)).status, 200)
  const verify = spawnSync(binary, ['verify', '--data', server.data], { encoding: 'utf8' })
  assert.equal(verify.status, 0, verify.stderr)
  const again = await upload('before.pdf', Buffer.concat([sample.pdf, Buffer.from('\n\n\n\n')]))
  assert.notEqual(again.json.id, json.id)
  assert.equal((await download(json.id)).status, 200, 'a newer one takes no place of an older')
})

test('E9 an address that was guessed or stolen opens nothing', async () => {
  const { json } = await upload('secret.pdf', sample.pdf)
  assert.equal((await download(json.id, 'vera')).status, 200)
  for (const [id, headers, status] of [[json.id, {}, 401], [json.id, token('bob'), 404], [`b${'a'.repeat(26)}`, token(), 404], [json.sha256, token(), 404]]) {
    const reply = await send(server.url, { method: 'GET', path: `/v1/files/${id}`, headers })
    assert.equal(reply.status, status)
    assert.doesNotMatch(reply.text, /secret/)
  }
  const unknown = await send(server.url, { method: 'GET', path: `/v1/files/b${'a'.repeat(26)}`, headers: token('bob') })
  const foreign = await send(server.url, { method: 'GET', path: `/v1/files/${json.id}`, headers: token('bob') })
  const bare = ({ json: { request_id: id, ...rest } }) => rest
  assert.deepEqual(bare(unknown), bare(foreign))
  assert.equal((await download(json.id, 'agnes')).status, 200)
  await send(server.url, { method: 'DELETE', path: '/v1/session', headers: token('agnes') })
  assert.equal((await download(json.id, 'agnes')).status, 401, 'the next request knows')
  await runner.signIn('agnes')
})

test('A6 whose membership ends during an upload brings nothing, and his links open nothing', async () => {
  const role = (name) => {
    const { status, stderr } = spawnSync(binary, ['user', 'role', '--data', server.data, '--account', 'agnes', '--enterprise', 'alpha 有限公司', '--role', name], { encoding: 'utf8' })
    assert.equal(status, 0, stderr)
  }
  const { json } = await upload('before.pdf', sample.pdf, { as: 'agnes' })
  assert.equal((await download(json.id, 'agnes')).status, 200)
  const body = form(part(fileHead('after.pdf'), Buffer.concat([sample.pdf.subarray(0, 9), Buffer.from('%revoked\n'), sample.pdf.subarray(9)])))
  const before = stored().length
  const held = await raw(body, {}, { as: 'agnes', hold: true })
  held.socket.write(body.subarray(0, 200))
  await until(() => stored().length === before + 1, 'the draft is begun')
  role('none')
  held.socket.write(body.subarray(200))
  await until(() => held.answer().includes('request_id'), 'an answer')
  assert.match(held.answer(), /^HTTP\/1\.1 403 /)
  held.socket.destroy()
  assert.equal(stored().length, before, 'nothing of it stays')
  assert.equal((await download(json.id, 'agnes')).status, 401, 'the very next request')
  const again = await send(server.url, { method: 'POST', path: '/v1/sessions', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ account: 'agnes', password: 'agnes-password' }) })
  runner.tokens.agnes = again.json.token
  assert.equal((await download(json.id, 'agnes')).status, 404, 'a new session does not help')
  role('agent')
  await runner.signIn('agnes')
  assert.equal((await download(json.id, 'agnes')).status, 200)
})

test('a content goes with the last file that has it', async () => {
  const content = Buffer.concat([sample.pdf.subarray(0, 9), Buffer.from('%twice\n'), sample.pdf.subarray(9)])
  const [one, two] = [(await upload('one.pdf', content)).json, (await upload('two.pdf', content)).json]
  assert.equal(one.sha256, two.sha256)
  const path = join(server.data, 'files', one.sha256.slice(0, 2), one.sha256)
  const remove = (id) => send(server.url, { method: 'DELETE', path: `/v1/files/${id}`, headers: { ...token(), ...key() } })
  assert.equal((await remove(one.id)).status, 204)
  assert.equal((await download(two.id)).status, 200)
  assert.equal((await remove(two.id)).status, 204)
  assert.throws(() => statSync(path), { code: 'ENOENT' })
})

test('E17 what is sent stands in no log', async () => {
  const marks = ['canary-name', 'canary-content']
  await upload(`${marks[0]}%n%s.pdf`, Buffer.concat([sample.pdf.subarray(0, 9), Buffer.from(`% ${marks[1]}\n`), sample.pdf.subarray(9)]))
  await refused('x\r\n{"level":"error"}.pdf', sample.pdf, 400, 'bad-form')
  await refused('x\u001b[31m.pdf', sample.pdf, 400, 'bad-form')
  for (const mark of marks) assert.ok(!server.log().includes(mark), mark)
  for (const line of server.log().split('\n').filter((one) => one.startsWith('{'))) JSON.parse(line)
})

test('what was cut off is gone after the next start, and what nobody has', async () => {
  const data = mkdtempSync(join(tmpdir(), 'tanheng-upload-'))
  mkdirSync(join(data, 'files/tmp'), { recursive: true })
  mkdirSync(join(data, 'files/ab'))
  writeFileSync(join(data, 'files/tmp/7'), 'half')
  writeFileSync(join(data, 'files/ab', `ab${'0'.repeat(62)}`), 'whole, but of no row')
  writeFileSync(join(data, 'files/ab/somebody.txt'), 'not ours')
  const other = await launch(['--data', data])
  await other.stop()
  assert.deepEqual(stored(join(data, 'files')), [join(data, 'files/ab/somebody.txt')])
  rmSync(data, { recursive: true })
})

test('E7 the quota holds for uploads that come at once', async () => {
  // the room is taken by rows of another program, so that no gigabytes have to be sent
  await server.stop({ keep: true })
  const owner = runner.variables.beta, path = join(server.data, 'tanheng.db')
  const left = 3 * 5000 + 1000, padding = Buffer.alloc(5000, ' ')
  const script = `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
by = db.execute("SELECT id FROM account WHERE account = 'bob'").fetchone()[0]
used = db.execute("SELECT coalesce(sum(size), 0) FROM file WHERE owner_id = ?", (sys.argv[2],)).fetchone()[0]
db.execute("INSERT INTO file (id, owner_id, sha256, size, type, name, account_id, at_s, row_hash, state) VALUES ('bfill', ?, 'none', ?, 'pdf', 'fill', ?, 1, 'x', 'unscanned')", (sys.argv[2], 2 * 1024 ** 3 - used - int(sys.argv[3]), by))
db.commit()`
  const filled = spawnSync('python3', ['-c', script, path, owner, String(left)], { encoding: 'utf8' })
  assert.equal(filled.status, 0, filled.stderr)
  server = { ...await launch(['--data', server.data]), data: server.data }
  runner.url = server.url
  const before = stored().length
  const one = (i) => upload('q.pdf', Buffer.concat([sample.pdf.subarray(0, 9), Buffer.from(`%${String.fromCharCode(97 + i)}\n`), padding, sample.pdf.subarray(9)]), { as: 'bob' })
  const replies = await Promise.all(Array.from({ length: 12 }, (_, i) => one(i)))
  const statuses = replies.map((reply) => reply.status)
  assert.ok(statuses.every((status) => [201, 413, 429, 503].includes(status)), statuses.join())
  const kept = statuses.filter((status) => status === 201).length
  assert.ok(kept <= 3, `${kept} files into room for three`)
  assert.ok(statuses.some((status) => status !== 201))
  assert.equal(stored().length, before + kept, 'what was refused left nothing')
  for (const reply of replies.filter((reply) => reply.status === 413)) assert.equal(reply.json.code, 'files-full')
  assert.equal((await upload('a.pdf', sample.pdf)).status, 201, 'others have their own')
})
