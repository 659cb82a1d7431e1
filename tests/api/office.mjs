// How the tests of the administration begin: a server with its outside world, each of its people signed in, one way to ask.
import assert from 'node:assert/strict'
import { send, startOutside, startServer } from './server.mjs'

/** By account and password. */
export const enter = (server, account, password = `${account}-password`) =>
  send(server.url, { method: 'POST', path: '/v1/sessions', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ account, password }) })

/** `ask(as, …)`: as one of the folks, with any other token, or undefined for nobody; every change has a key of its own unless it is given one.
 * `ids`: of the folks' enterprises by their short names. */
export async function openOffice(folks, env = {}) {
  const around = await startOutside()
  const server = await startServer(around.flags, folks, undefined, env)
  const tokens = {}, ids = {}
  let keys = 0
  for (const account of Object.keys(folks)) {
    const { status, text, json } = await enter(server, account)
    assert.equal(status, 201, text)
    tokens[account] = json.token
    for (const one of json.enterprises) ids[one.name.split(' ')[0]] = one.id
  }
  function ask(as, method, path, { body, match, key, type = 'application/json' } = {}) {
    const headers = { ...(as && { authorization: `Bearer ${tokens[as] ?? as}` }), ...(match && { 'if-match': match }) }
    if (method !== 'GET') headers['idempotency-key'] = key ?? `office-key-${String(++keys).padStart(8, '0')}`
    if (body !== undefined) headers['content-type'] = type
    return send(server.url, { method, path, headers, body: body === undefined || type === 'text/csv' ? body : JSON.stringify(body) })
  }
  const close = async () => { await server.stop(); await around.stop() }
  return { around, server, tokens, ids, ask, close }
}

/** Status, code of the problem, and each issue with its place. */
export const faults = (reply) => [reply.status, reply.json.code, ...(reply.json.issues ?? []).map((issue) => `${issue.path} ${issue.code}`)]
