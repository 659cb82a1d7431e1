// E16 E17: texts that are SQL, formats, control sequences or lines of a log, in every parameter of a query and every text of a body that the document names.
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Runner } from './cases.mjs'
import { sample } from '../authz/requests.mjs'
import { binary, people, send, startServer } from './server.mjs'
import { files } from './uploads.mjs'

const document = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'))
const payloads = ["' OR '1'='1", "x'; DROP TABLE account; --", '"; DELETE FROM file; --', "' UNION SELECT account, name FROM account --", '%', '_', '\\', '1 OR 1=1', "a'||(SELECT sqlite_version())||'", '%n%s%x', '$(reboot)`id`', '\u001b[31mred', '{"level":"error"}\r\n{"event":"x"}']
/** What ends the sessions that the others need. */
const ENDS = ['sign_out', 'end_session', 'end_sessions', 'switch_enterprise']

let server, folder, runner, values, keys = 0, asked = 0
const headers = (as) => ({ authorization: `Bearer ${runner.tokens[as]}`, connection: 'close' })
const newKey = () => `injection-key-${String(++keys).padStart(6, '0')}`

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tanheng-injection-'))
  writeFileSync(join(folder, 'secret.key'), `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 })
  server = await startServer(['--connections-per-address', '256', '--secret-key-file', join(folder, 'secret.key')])
  runner = new Runner(server.url, null)
  for (const account of Object.keys(people)) await runner.signIn(account)
  values = { enterprise: runner.variables.alpha, pack: 'CN-2025', revision: '1' }
})
after(async () => { await server?.stop(); rmSync(folder, { recursive: true, force: true }) })

const resolve = (given) => (given?.$ref ? resolve(given.$ref.split('/').slice(1).reduce((at, part) => at[part], document)) : given)

/** A right body whose every free text is `text`. */
function withTexts(given, text) {
  const schema = resolve(given) ?? {}
  if (schema.type === 'object' || schema.properties) return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, one]) => [name, withTexts(one, text)]))
  if (schema.type === 'array') return [withTexts(schema.items, text)]
  return schema.type === 'string' && !schema.enum ? text : sample(document, schema)
}

async function ask(path, method, { id, parameters = [], body, type }) {
  const place = path.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? 'nothing')
  const wants = (name) => parameters.some((one) => one.in === 'header' && one.name === name)
  const all = { ...headers(path.startsWith('/v1/admin/') ? 'adam' : 'alice') }
  if (wants('Idempotency-Key')) all['idempotency-key'] = newKey()
  if (wants('If-Match')) all['if-match'] = '"1"'
  if (body !== undefined) all['content-type'] = type
  const reply = await send(server.url, { method: method.toUpperCase(), path: place, headers: all, body })
  asked++
  assert.ok(reply.status < 500, `${id}: ${reply.status} ${reply.text}`)
  assert.doesNotMatch(reply.text, /SQLite|syntax error|no such (table|column)|\b3\.4\d\.\d\b/, id)
}

test('E16 no parameter of a query and no text of a body reaches the database as SQL', async () => {
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods)) {
      if (!operation.operationId || ENDS.includes(operation.operationId)) continue
      const parameters = (operation.parameters ?? []).map(resolve), id = operation.operationId
      const [type, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? []
      for (const text of payloads) {
        for (const one of parameters.filter((parameter) => parameter.in === 'query'))
          await ask(`${path}?${one.name}=${encodeURIComponent(text)}`, method, { id, parameters })
        if (type === 'application/json') await ask(path, method, { id, parameters, type, body: JSON.stringify(withTexts(media.schema, text)) })
        else if (type === 'text/csv') await ask(path, method, { id, parameters, type, body: `${text},${text}\n${text}` })
      }
    }
  assert.ok(asked > 300, `${asked} requests`)
  const { status, stderr } = spawnSync(binary, ['verify', '--data', server.data], { encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  for (const account of Object.keys(people)) assert.equal((await send(server.url, { method: 'GET', path: '/v1/session', headers: headers(account) })).status, 200, account)
})

test('E16 a search means its letters', async () => {
  const csv = 'uscc,name,legal_name,id_type,id_number,district,industry\n91440112000000019D,一百%_公司,陈建国,护照,E12345678,,\n'
  const imported = await send(server.url, { method: 'POST', path: '/v1/admin/registry', headers: { ...headers('adam'), 'content-type': 'text/csv', 'idempotency-key': newKey() }, body: csv })
  assert.equal(imported.status, 200, imported.text)
  const found = async (text) => {
    const { status, text: answer, json } = await send(server.url, { method: 'GET', path: `/v1/admin/registry?search=${encodeURIComponent(text)}`, headers: headers('adam') })
    assert.equal(status, 200, answer)
    return json.items.length
  }
  assert.equal(await found('一百%_'), 1)
  for (const text of ['一百_%', '%公司', "一百' OR '1'='1", '___']) assert.equal(await found(text), 0, text)
})

test('E16 a text that is SQL is kept as it is', async () => {
  const name = "x'); DROP TABLE file; --.pdf"
  const body = Buffer.concat([Buffer.from(`--b1\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`), files.pdf, Buffer.from('\r\n--b1--\r\n')])
  const place = `/v1/enterprises/${values.enterprise}/files`
  const reply = await send(server.url, { method: 'POST', path: place, headers: { ...headers('alice'), 'idempotency-key': newKey(), 'content-type': 'multipart/form-data; boundary=b1' }, body })
  assert.equal(reply.json.name, name)
  assert.equal((await send(server.url, { method: 'GET', path: place, headers: headers('alice') })).json.items[0].name, name)
})

test('E17 every line of the log is one of ours', () => {
  const lines = server.log().split('\n').filter((line) => line.startsWith('{'))
  assert.ok(lines.length > 0)
  for (const line of lines) {
    const { ts, level, event } = JSON.parse(line)
    assert.ok(ts && level && event && event !== 'x', line)
  }
  assert.doesNotMatch(server.log(), /DROP TABLE|\u001b|UNION SELECT/)
})
