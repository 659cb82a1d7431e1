// Runs cases/*.json in order of their file names: every case is one request (or many at once) and what must come back.
//
// {"name", "as": account | null, "request": {method, path, headers, key, match, body | raw | bytes: n of them, type}, "repeat": n (all at once, same answer),
//  "race": {status: count} (as many requests at once, each with its own key),
//  "status", "headers": {name: pattern}, "body": subset, "absent": [pointers], "save": {variable: pointer | "header:name"}, "unchanged": true}
// "${name}" anywhere in a request or an expectation is a saved variable; a text that is only "${name}" becomes the saved JSON value.
// {"use": "bodies/x.json", …members} takes a body from a file and replaces members; null removes one.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { send } from './server.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const readJson = (path) => JSON.parse(readFileSync(join(here, path), 'utf8'))

export function readCases() {
  return readdirSync(join(here, 'cases')).filter((name) => name.endsWith('.json')).sort()
    .flatMap((file) => readJson(`cases/${file}`).map((one) => ({ ...one, file })))
}

export function pointer(root, path) {
  return path.split('/').slice(1).reduce((at, part) => (at === undefined || at === null ? undefined : at[part]), root)
}

function setAt(root, path, value) {
  const parts = path.split('/').slice(1)
  const last = parts.pop()
  const parent = parts.reduce((at, part) => at[part], root)
  if (value === null) delete parent[last]
  else parent[last] = value
}

/** Saved variables put into a JSON value. */
export function fill(value, variables) {
  if (typeof value === 'string') {
    const whole = /^\$\{(\w+)\}$/.exec(value)
    const known = (name) => {
      if (!(name in variables)) throw new Error(`no variable ${name} was saved before`)
      return variables[name]
    }
    return whole ? structuredClone(known(whole[1])) : value.replace(/\$\{(\w+)\}/g, (_, name) => known(name))
  }
  if (Array.isArray(value)) return value.map((one) => fill(one, variables))
  if (value && typeof value === 'object') {
    const { use, ...members } = value
    const filled = Object.fromEntries(Object.entries(members).map(([key, one]) => [key, fill(one, variables)]))
    if (!use) return filled
    const body = fill(readJson(use), variables)
    for (const [key, one] of Object.entries(filled)) setAt(body, key.startsWith('/') ? key : `/${key}`, one)
    return body
  }
  return value
}

/** Where `have` lacks what `want` asks for; "" = nothing lacks. Objects: subset; arrays: same length; texts "/…/" are patterns. */
export function lack(want, have, at = '') {
  if (typeof want === 'string' && /^\/.+\/$/.test(want)) return new RegExp(want.slice(1, -1)).test(String(have)) ? '' : `${at} is ${JSON.stringify(have)}, not ${want}`
  if (want === null || typeof want !== 'object') return want === have ? '' : `${at} is ${JSON.stringify(have)}, not ${JSON.stringify(want)}`
  if (have === null || typeof have !== 'object') return `${at} is ${JSON.stringify(have)}`
  if (Array.isArray(want) && want.length !== have.length) return `${at} has ${have.length} elements, not ${want.length}: ${JSON.stringify(have).slice(0, 300)}`
  for (const [key, value] of Object.entries(want)) {
    const found = lack(value, have[key], `${at}/${key}`)
    if (found) return found
  }
  return ''
}

let keys = 0
function toHttp(request, token) {
  const headers = { ...request.headers }
  if (token) headers.authorization = `Bearer ${token}`
  if (request.key !== undefined) headers['idempotency-key'] = request.key === 'new' ? `case-key-${String(++keys).padStart(8, '0')}` : request.key
  if (request.match !== undefined) headers['if-match'] = request.match
  let body = request.raw
  if (request.bytes !== undefined) body = 'x'.repeat(request.bytes)
  if (request.body !== undefined) body = JSON.stringify(request.body)
  if (body !== undefined) headers['content-type'] = request.type || 'application/json'
  return { method: request.method, path: request.path, headers, body }
}

export class Runner {
  constructor(url, contract, variables = {}) {
    this.url = url
    this.contract = contract
    this.tokens = {}
    this.variables = variables
  }

  async signIn(account) {
    const reply = await send(this.url, toHttp({ method: 'POST', path: '/v1/sessions', body: { account, password: `${account}-password` } }))
    if (reply.status !== 201) throw new Error(`${account} cannot sign in: ${reply.status} ${reply.text}`)
    this.tokens[account] = reply.json.token
    for (const { name, id } of reply.json.enterprises.slice(0, 1)) this.variables[name.split(' ')[0]] = id
  }

  /** Everything that both enterprises can see of themselves: must be the same bytes before and after a refusal. */
  async visible() {
    const seen = []
    for (const [account, enterprise] of [['alice', 'alpha'], ['bob', 'beta']]) {
      for (const part of ['filings?limit=100', 'drafts']) {
        const path = `/v1/enterprises/${this.variables[enterprise]}/${part}`
        const reply = await send(this.url, toHttp({ method: 'GET', path }, this.tokens[account]))
        if (reply.status !== 200) throw new Error(`what ${account} stored cannot be read: ${reply.status} ${reply.text}`)
        seen.push(reply.text)
      }
    }
    return seen.join('\n')
  }

  async run(one) {
    const before = one.unchanged ? await this.visible() : ''
    const request = fill(one.request, this.variables)
    const token = one.token ? fill(one.token, this.variables) : this.tokens[one.as]
    if (one.as && !token) throw new Error(`nobody called ${one.as}`)
    const replies = one.race ? await this.race(one, request, token) : await this.plain(one, toHttp(request, token))
    for (const [name, from] of Object.entries(one.save || {}))
      this.variables[name] = from.startsWith('header:') ? replies[0].headers.get(from.slice(7)) : pointer(replies[0].json, from)
    if (one.unchanged && (await this.visible()) !== before) throw new Error('the refused request changed what is stored')
  }

  async plain(one, http) {
    const replies = await Promise.all(Array.from({ length: one.repeat || 1 }, () => send(this.url, http)))
    for (const reply of replies) this.judge(one, http, reply, replies[0])
    return replies
  }

  /** Rivals: exactly so many of each status. The replies of the case's own status come first. */
  async race(one, request, token) {
    const total = Object.values(one.race).reduce((sum, count) => sum + count, 0)
    const https = Array.from({ length: total }, () => toHttp(request, token))
    const replies = await Promise.all(https.map((http) => send(this.url, http)))
    const counts = {}
    for (const reply of replies) counts[reply.status] = (counts[reply.status] || 0) + 1
    if (JSON.stringify(counts) !== JSON.stringify(one.race)) throw new Error(`statuses ${JSON.stringify(counts)}: ${replies.map((reply) => reply.text.slice(0, 300)).join('\n')}`)
    const winners = replies.filter((reply) => reply.status === one.status)
    for (const reply of winners) this.judge(one, https[0], reply, reply)
    return winners
  }

  judge(one, http, reply, first) {
    const short = reply.text.slice(0, 1500)
    if (reply.status !== one.status) throw new Error(`status ${reply.status}, not ${one.status}: ${short}`)
    const faults = this.contract.faults(http.method, http.path, reply, one.as)
    if (faults.length) throw new Error(`the reply is not what the document promises: ${faults.join('; ')}\n${short}`)
    const wrong = lack(fill(one.body ?? {}, this.variables), reply.json ?? {})
    if (wrong) throw new Error(`${wrong}\n${short}`)
    for (const path of one.absent || [])
      if (pointer(reply.json, path) !== undefined) throw new Error(`${path} must not be there: ${short}`)
    for (const [name, pattern] of Object.entries(fill(one.headers ?? {}, this.variables)))
      if (!new RegExp(pattern).test(reply.headers.get(name) ?? '')) throw new Error(`header ${name} is ${reply.headers.get(name)}, not ${pattern}`)
    if (one.contains && !reply.text.includes(one.contains)) throw new Error(`"${one.contains}" is not in the body: ${short}`)
    if (one.repeat && reply.text !== first.text) throw new Error(`answers differ:\n${short}\n${first.text.slice(0, 1500)}`)
  }
}
