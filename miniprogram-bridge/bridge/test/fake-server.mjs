/* An in-memory HTTP server that speaks the project's contract for the routes of the bridge, with faults on demand: a reply that never
 * leaves, a request that never arrives, one that is answered late, or a refusal. It keeps every revision, so that tests can count. */
import http from 'node:http'
import { once } from 'node:events'

export async function startServer(core) {
  const server = new FakeServer(core)
  await server.listen()
  return server
}

class FakeServer {
  constructor(core) {
    this.core = core
    this.filings = new Map()
    this.replays = new Map()
    this.drafts = new Map()
    this.packTexts = {}
    this.log = []
    this.fault = () => null /* (request) → null | 'lost' | 'unanswered' | {status, problem}, or a promise of one: answered late */
    this.context = {}
    this.retired = {}
    this.next = 1
    this.cookie = false /* the token never stands in an answer */
    this.token = 'th1_good'
    this.others = [] /* further memberships */
    this.suspended = [] /* enterprises that may not work */
    this.bound = null /* the session's enterprise, when there are several */
    this.scan = null /* what is known of the newest code of a PC */
  }

  async listen() {
    this.http = http.createServer((request, reply) => this.take(request, reply))
    this.http.listen(0, '127.0.0.1')
    await once(this.http, 'listening')
    this.url = `http://127.0.0.1:${this.http.address().port}`
  }

  async close() {
    this.http.closeAllConnections()
    this.http.close()
    await once(this.http, 'close')
  }

  async take(request, reply) {
    let text = ''
    for await (const part of request) text += part
    const url = new URL(request.url, this.url)
    const seen = { method: request.method, path: url.pathname, query: url.searchParams, headers: request.headers, text }
    this.log.push(seen)
    const fault = await this.fault(seen)
    if (fault === 'lost') return request.socket.destroy()
    const [status, body, headers = {}] = fault && fault.status ? [fault.status, fault.problem, fault.headers] : this.answer(seen)
    if (fault === 'unanswered') return request.socket.destroy()
    reply.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json', ...headers })
    reply.end(status === 204 ? '' : typeof body === 'string' ? body : JSON.stringify(body))
  }

  answer(seen) {
    const { method, path, text } = seen
    if (path === '/v1/core') return [200, this.core.callText(text)]
    if (path.startsWith('/v1/packs/')) return this.packTexts[path.slice(10)] ? [200, this.packTexts[path.slice(10)]] : problem(404, 'not-found')
    if (path === '/v1/sessions') return this.signIn(JSON.parse(text))
    if (path === '/v1/sessions/scan' || path.startsWith('/v1/scans')) return this.scans(seen)
    if (seen.headers.authorization !== (this.cookie ? undefined : `Bearer ${this.token}`)) return problem(401, 'unauthenticated')
    if (path === '/v1/session/enterprise') return this.choose(JSON.parse(text).enterprise)
    if (path === '/v1/session') return method === 'DELETE' ? [204, ''] : [200, this.session()]
    if (path.endsWith('/context')) return this.contextOf(seen)
    if (path.includes('/drafts/')) return this.draft(seen)
    if (method === 'GET') return this.read(path)
    return this.once(seen, () => this.write(seen))
  }

  session(token) {
    return { ...(token && !this.cookie && { token }), expires_at: '2026-11-22T08:00:00Z', account: 'wang', name: '王', provider: 'password', ...((this.bound || !this.others.length) && { enterprise: this.bound || 'e1' }),
      enterprises: [{ id: 'e1', name: '甲厂', role: 'agent', permissions: [] }, ...this.others].map((one) => ({ ...one, ...(this.suspended.includes(one.id) && { is_suspended: true }) })) }
  }

  signIn({ account, password }) {
    this.bound = null
    return password === 'right' ? [201, { ...this.session(this.token), account }] : problem(401, 'sign-in-failed')
  }

  /** One code at a time; the test sets `scan.state`. */
  scans({ method, path, text, headers }) {
    if (path === '/v1/scans') {
      this.scan = { id: 's' + this.next++, secret: 'secret' + this.next, state: 'new', left: 120 }
      return [201, { scan: this.scan.id, ...(!this.cookie && { secret: this.scan.secret }), image: 'data:image/svg+xml;base64,' + this.scan.id, code: 'plain', expires_in_s: 120 }]
    }
    const id = method === 'GET' ? path.split('/')[3] : JSON.parse(text).scan
    if (id !== this.scan.id || headers['x-tanheng-scan'] !== (this.cookie ? undefined : this.scan.secret)) return problem(404, 'not-found')
    if (method === 'GET') return [200, { state: this.scan.state, expires_in_s: this.scan.left }]
    if (this.scan.state !== 'confirmed') return problem(409, 'scan-done')
    this.scan.state = 'consumed'
    return [201, this.session(this.token)]
  }

  /** As the real one: another token, the old one is dead at once. */
  choose(id) {
    this.bound = id
    this.token += '+'
    return [200, this.session(this.token)]
  }

  contextOf({ query }) {
    const live = this.liveOf(query.get('form'), query.get('site'), query.get('start'), query.get('end'))
    const filed = query.get('filing') || !live ? [] : [live.period]
    return [200, { ctx: { today: '2026-11-21', ...this.context, filed_periods: filed }, ...(live && { filing: { id: live.id, revision: live.revision, etag: live.etag } }) }]
  }

  /** Key, body hash and answer belong together, as on the real server: only stored writes are remembered. */
  once(seen, write) {
    const key = seen.headers['idempotency-key']
    if (!key) return problem(400, 'idempotency-key-required')
    const known = this.replays.get(key)
    if (known) return known.text === seen.text ? known.answer : problem(409, 'idempotency-key-reused')
    const answer = write()
    if (answer[0] < 400) this.replays.set(key, { text: seen.text, answer })
    return answer
  }

  liveOf(form, site, start, end) {
    return [...this.filings.values()].map((all) => all[all.length - 1])
      .find((one) => one.form === form && one.site === site && one.period.start === start && one.period.end === end)
  }

  write({ path, text, headers }) {
    const body = JSON.parse(text)
    const revise = /^\/v1\/filings\/([^/]+)\/revisions$/.exec(path)
    const all = revise ? this.filings.get(revise[1]) : []
    if (!all) return problem(404, 'not-found')
    const last = all[all.length - 1]
    if (revise && headers['if-match'] !== last.etag) return problem(412, 'stale', { current: String(last.revision), filing: last.id })
    const same = this.liveOf(body.form, body.site, body.period.start, body.period.end)
    if (!revise && same) return problem(409, 'period-overlap', { filing: same.id, current: String(same.revision) })
    return this.judge(body) || this.store(body, all, revise)
  }

  judge({ receipt, ...body }) {
    if (this.retired[body.pack]) return problem(409, 'pack-retired', { successor: this.retired[body.pack] })
    const own = this.core.calculate({ enterprise: 'e1', ...body })
    if (!own.ok) return problem(422, 'invalid', { issues: own.issues })
    if (this.newIssues) return problem(422, 'context-changed', { issues: this.newIssues })
    const equal = ['input', 'result', 'pack_sha256', 'rules'].every((member) => own.receipt[member] === receipt[member])
    return equal ? null : problem(409, 'receipt-mismatch', { server: { result: own.result, receipt: own.receipt, issues: [], doc: body.doc } })
  }

  store({ receipt, ...body }, all, revise) {
    const id = revise ? revise[1] : 'f' + this.next++
    const revision = all.length + 1
    const filing = { id, enterprise: 'e1', ...body, revision, state: 'live', receipt, etag: `"${revision}"`, result: { toy: true }, chain: { sequence: 1, hash: '00' } }
    this.filings.set(id, [...all, filing])
    return [201, filing]
  }

  read(path) {
    const all = this.filings.get(path.split('/')[3])
    return all ? [200, all[all.length - 1]] : problem(404, 'not-found')
  }

  draft({ method, path, text, headers }) {
    const key = path.split('/').pop()
    const kept = this.drafts.get(key)
    if (method === 'GET') return kept ? [200, { key, version: kept.version, draft: kept.draft }] : problem(404, 'not-found')
    if (headers['if-match'] !== (kept && `"${kept.version}"`)) return problem(412, 'stale')
    if (method === 'DELETE') { this.drafts.delete(key); return [204, ''] }
    const version = kept ? kept.version + 1 : 1
    this.drafts.set(key, { version, draft: JSON.parse(text) })
    return [200, { key, version }]
  }

  revisions() { return [...this.filings.values()].flat() }
}

export function problem(status, code, more = {}) {
  return [status, { type: 'urn:x', title: code, status, code, zh: code + '，请重试', en: code, request_id: 'r1', ...more }]
}
