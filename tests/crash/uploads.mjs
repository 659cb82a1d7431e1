// Uploads that are cut off: by kill -9 at any moment, and by a disk without space. What was answered 201 comes back byte for byte; what was not is
// there once its key is sent again, and only then; nothing else lies in the folder of contents.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { check, digest, newServer, rounds, sleep, verify } from './rig.mjs'

/** A right PDF of `size` bytes or a little more, in ASCII. */
export const pdf = (mark, size) => `%PDF-1.4\n%${mark}\n${'% padding of evidence\n'.repeat(Math.ceil(size / 22))}1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n`
const form = (name, content) => `--b1\r\nContent-Disposition: form-data; name="file"; filename="${name}.pdf"\r\n\r\n${content}\r\n--b1--\r\n`
const TYPE = 'multipart/form-data; boundary=b1'

const below = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap(one => one.isDirectory() ? below(join(folder, one.name)) : [one.name])
export const contents = (data) => below(join(data, 'files'))

export const send = (server, key, content) => server.ask('POST', `/v1/enterprises/${server.enterprise}/files`, form(key, content), { 'idempotency-key': key, 'content-type': TYPE })

async function listed(server) {
  const found = []
  for (let cursor = ''; ;) {
    const { status, text } = await server.ask('GET', `/v1/enterprises/${server.enterprise}/files?limit=100${cursor}`)
    if (status !== 200) throw new Error(`list: ${status} ${text}`)
    const { items, next } = JSON.parse(text)
    found.push(...items)
    if (!next) return found
    cursor = `&cursor=${next}`
  }
}

/** Uploads one after another until the server is gone or `isOver`. */
async function client(server, sent, random, isOver) {
  for (;;) {
    const key = `cut-upload-${String(sent.size).padStart(8, '0')}`
    const entry = { content: pdf(random.chance(0.2) ? 'the same again' : key, random.pick([100, 5000, 200_000, 2_000_000])) }
    sent.set(key, entry)
    try {
      const { status, text } = await send(server, key, entry.content)
      if (status === 201) entry.id = JSON.parse(text).id
      else if (status !== 429) entry.unexpected = `${status} ${text}`
    } catch { return } // killed
    if (isOver()) return
  }
}

/** The server over the same data: every key has its file, every file its content, and there is nothing more. */
async function judge(server, sent, what) {
  for (const [key, entry] of sent) {
    check(!entry.unexpected, `${what}: ${key}: ${entry.unexpected}`)
    if (entry.isJudged) continue
    const { status, text } = await send(server, key, entry.content)
    check(status === 201, `${what}: ${key} again: ${status} ${text}`)
    const { id, sha256 } = JSON.parse(text)
    check(!entry.id || entry.id === id, `${what}: ${key} was acknowledged as ${entry.id} and is ${id} now`)
    check(sha256 === digest(entry.content), `${what}: ${key} has another content`)
    const back = await server.ask('GET', `/v1/files/${id}`)
    check(back.status === 200 && back.text === entry.content, `${what}: ${key} comes back with ${back.status}, ${back.text.length} bytes`)
    Object.assign(entry, { id, sha256, isJudged: true, content: entry.content })
  }
  const items = await listed(server)
  check(items.length === sent.size, `${what}: ${sent.size} keys, ${items.length} files`)
  const wanted = [...new Set([...sent.values()].map(one => one.sha256))].sort()
  check(JSON.stringify(contents(server.data).sort()) === JSON.stringify(wanted), `${what}: ${wanted.length} contents are named, ${contents(server.data).length} lie there`)
}

export async function uploadsKilled(random) {
  const server = await newServer('uploads'), sent = new Map()
  const count = rounds('uploads', 12, 300)
  let cut = 0
  for (let n = 0; n < count; n++) {
    const clients = Array.from({ length: 3 }, () => client(server, sent, random, () => false))
    await sleep(random.int(5, 200))
    await server.kill()
    await Promise.all(clients)
    cut += [...sent.values()].filter(one => !one.id).length
    await server.start()
    check(!contents(server.data).some(name => name.length !== 64), `kill ${n}: a draft outlived the start`)
    await judge(server, sent, `kill ${n}`)
  }
  await server.kill('SIGTERM')
  const verified = verify(server.data)
  check(verified.status === 0, `uploads: ${verified.text}`)
  check(cut > 0, 'no upload was cut off: the moments are too late')
  console.log(`${count} kills during uploads: ${sent.size} files, ${cut} cut off and sent again`)
}
