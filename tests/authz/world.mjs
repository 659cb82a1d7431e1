// Three enterprises, everybody who can stand before the server (identities), and what each enterprise has of its own, marked with texts that nobody
// else may ever see. A real server; states of membership that take months to come about are put in by authz_seat while it is stopped.
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { creditCode } from '../api/persons.mjs'
import { addPerson, binary, launch, send } from '../api/server.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const seatBinary = process.env.AUTHZ_SEAT || join(dirname(binary), 'tests/authz/authz_seat')
const FAR = 4102444800 // 2100
const PAST = 1000000000

const member = (role, more = {}) => ({ role, modules: '', state: 'active', starts: 0, ends: 0, ...more })
/** Everybody who asks. `shown`: enterprises that consented to show a bank manager something; "over": the term has ended. `at`: memberships; `again`: signs in anew after the state was set; `bound`: chooses this enterprise; `broken`: what happens to the session. */
export const identities = {
  nobody: {},
  invented: { token: `th1_${'A'.repeat(43)}` },
  signed_out: { at: { alpha: member('legal_person') }, broken: 'signed out' },
  idle: { at: { alpha: member('legal_person') }, broken: 'idle_expiry_s' },
  expired: { at: { alpha: member('legal_person') }, broken: 'expires_s' },
  disabled: { at: { alpha: member('legal_person') }, broken: 'disabled' },
  visitor: { at: {} },
  legal_person: { at: { alpha: member('legal_person') } },
  agent: { at: { alpha: member('agent', { ends: FAR }) } },
  agent_people: { at: { alpha: member('agent', { modules: 'filing,people', ends: FAR }) } },
  agent_cut: { at: { alpha: member('agent', { modules: 'none_of_these' }) } },
  viewer: { at: { alpha: member('viewer') } },
  auditor: { at: { alpha: member('auditor', { ends: FAR }) } },
  auditor_unasked: { at: { beta: member('auditor') } },
  auditor_over: { at: { alpha: member('auditor', { ends: PAST }) } },
  bank: { at: {}, shown: { alpha: 'stands' } },
  bank_unasked: { at: {}, shown: { beta: 'stands' } },
  bank_over: { at: {}, shown: { alpha: 'over' } },
  suspended: { at: { alpha: member('agent', { state: 'suspended' }) } },
  suspended_again: { at: { alpha: member('agent', { state: 'suspended' }) }, again: true },
  revoked: { at: { alpha: member('agent', { state: 'revoked' }) } },
  revoked_again: { at: { alpha: member('agent', { state: 'revoked' }) }, again: true },
  too_early: { at: { alpha: member('agent', { starts: FAR }) } },
  term_over: { at: { alpha: member('agent', { ends: PAST }) } },
  unbound: { at: { alpha: member('legal_person'), beta: member('legal_person') } },
  bound_here: { at: { alpha: member('legal_person'), beta: member('legal_person') }, bound: 'alpha' },
  bound_there: { at: { alpha: member('legal_person'), beta: member('legal_person') }, bound: 'beta' },
  neighbour: { at: { beta: member('legal_person') } },
  admin: { at: {}, platform: 'admin' },
  reviewer: { at: {}, platform: 'reviewer' }
}
const passwordOf = (name) => `${name}-password`
export const enterpriseName = (key) => `${key} 有限公司`
const OWNERS = { alpha: 'legal_person', beta: 'neighbour' }
/** Who has proved a phone and may apply, and the credit codes that the enterprises have. */
const APPLICANTS = { legal_person: 'alpha', neighbour: 'beta', claimant: 'gamma' }
const CODES = { alpha: '91440112000000019D', beta: '91110000600037341L' }
const FREE_CODE = '91440300708461136T'
/** Sessions of one identity: each route that ends sessions takes one of its own, and the last is there to be ended by another. */
const SPARES = 6

let keys = 0
const run = randomBytes(6).toString('hex') // a furnished world has seen the keys of the run that furnished it
export const newKey = () => `authz-${run}-${String(++keys).padStart(8, '0')}`

/** Hashes what must not change by a refusal, tables read by another program and the files beside them. */
class Watch {
  constructor(data) {
    this.child = spawn('python3', [join(here, 'digest.py'), data], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]()
  }

  async ask(question) {
    this.child.stdin.write(`${question}\n`)
    const { value, done } = await this.lines.next()
    if (done) throw new Error('digest.py ended')
    return JSON.parse(value)
  }

  stop() { this.child.stdin.end() }
}

export class World {
  /** A running world of its own. AUTHZ_WORLD names a folder that holds a furnished one (save): whoever builds many servers need not furnish each. */
  static async build() {
    const world = new World()
    const base = mkdtempSync(join(tmpdir(), 'tanheng-authz-'))
    Object.assign(world, { base, data: join(base, 'data'), key: join(base, 'signing.key'), secret: join(base, 'secret.key'), tokens: {}, ids: {}, numbers: [], log: '' })
    if (process.env.AUTHZ_WORLD) {
      cpSync(process.env.AUTHZ_WORLD, base, { recursive: true })
      Object.assign(world, JSON.parse(readFileSync(join(base, 'world.json'), 'utf8')))
    } else await world.furnishAll()
    await world.start()
    await world.untilSigned()
    world.watch = new Watch(world.data)
    return world
  }

  async furnishAll() {
    this.command('key', this.key)
    writeFileSync(this.secret, '5a'.repeat(32), { mode: 0o600 })
    this.enrol()
    await this.start()
    for (const [name, { again, shown }] of Object.entries(identities)) if (!again && !shown) await this.enter(name)
    await this.furnish()
    for (const [name, { shown }] of Object.entries(identities)) if (shown) await this.enter(name)
    for (const { key, consent } of this.ending) {
      const reply = await this.send({ method: 'POST', path: `/v1/enterprises/${this.ids[key]}/consents/${consent}/withdraw`, token: this.ownerToken(key), key: newKey() })
      if (reply.status !== 200) throw new Error(`not withdrawn: ${reply.text}`)
    }
    await this.stopServer()
    this.seat()
    await this.start()
    for (const name of Object.keys(identities)) if (identities[name].again) await this.enter(name)
    await this.furnishApplications()
    await this.stopServer()
    this.breakSessions()
  }

  /** Keeps a furnished world in this folder. */
  static async save(folder) {
    const world = await World.build()
    const { tokens, ids, things, canaries, numbers } = world
    await world.stop(folder)
    writeFileSync(join(folder, 'world.json'), JSON.stringify({ tokens, ids, things, canaries, numbers }))
  }

  /** Everybody begins as an active member; who belongs nowhere was one once. */
  enrol() {
    for (const [name, one] of Object.entries(identities)) {
      if (!one.at) continue
      if (one.platform) {
        addPerson(this.data, name, { role: one.platform })
        continue
      }
      const places = Object.entries(one.at)
      for (const [key, { role }] of places.length ? places : [['gamma', member('viewer')]])
        addPerson(this.data, name, { enterprise: key, role })
      if (!places.length) this.command('user', 'role', '--data', this.data, '--account', name, '--enterprise', enterpriseName('gamma'), '--role', 'none')
    }
    addPerson(this.data, 'second_admin', { role: 'admin' })
    for (const name of ['witness', 'claimant']) addPerson(this.data, name, { enterprise: 'gamma', role: 'viewer' })
  }

  command(...args) {
    const { status, stdout, stderr } = spawnSync(binary, args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`tanheng ${args.join(' ')}: ${stderr}${stdout}`)
    return stdout
  }

  async start() { this.server = await launch(['--data', this.data, '--connections-per-address', '256', '--checkpoint-key', this.key, '--secret-key-file', this.secret]) }

  /** The first checkpoint is signed a moment after the start. */
  async untilSigned() {
    for (let i = 0; i < 200; i++) {
      if ((await this.send({ method: 'GET', path: '/v1/checkpoint' })).status === 200) return
      await new Promise((done) => setTimeout(done, 50))
    }
    throw new Error('no checkpoint')
  }

  async stopServer() {
    const { log } = await this.server.stop()
    this.log += log
  }

  /** Ends the server and removes the folder, or keeps it under another name. */
  async stop(kept) {
    this.watch.stop()
    await this.stopServer()
    if (kept) cpSync(this.base, kept, { recursive: true })
    rmSync(this.base, { recursive: true, force: true })
  }

  async signIn(name) {
    const reply = await this.send({ method: 'POST', path: '/v1/sessions', body: { account: name, password: passwordOf(name) } })
    if (reply.status !== 201) throw new Error(`${name} cannot sign in: ${reply.status} ${reply.text}`)
    for (const one of reply.json.enterprises) this.ids[one.name.split(' ')[0]] = one.id
    return reply.json.token
  }

  async enter(name) {
    const { at, token, bound, broken } = identities[name]
    this.tokens[name] = []
    if (token) this.tokens[name] = Array(SPARES).fill(token)
    for (let i = 0; at && i < SPARES; i++) {
      let held = await this.signIn(name)
      if (bound) held = (await this.send({ method: 'PUT', path: '/v1/session/enterprise', token: held, body: { enterprise: this.ids[bound] } })).json.token
      if (broken === 'signed out') await this.send({ method: 'DELETE', path: '/v1/session', token: held })
      this.tokens[name].push(held)
    }
  }

  seat() {
    const lines = Object.entries(identities).flatMap(([name, { at = {}, shown = {}, broken }]) => [
      ...Object.entries(at).map(([key, one]) => ['member', name, enterpriseName(key), one.role, one.modules, one.state, one.starts, one.ends]),
      ...(broken === 'disabled' ? [['disable', name]] : []), ...(Object.values(shown).includes('over') ? [['over', name]] : [])])
    for (const [i, name] of Object.keys(APPLICANTS).entries()) {
      lines.push(['phone', name, `1390013900${i}`], ['person', name, `passport:E7654321${i}`])
      this.numbers.push(`1390013900${i}`, `E7654321${i}`)
    }
    for (const [key, uscc] of Object.entries(CODES)) lines.push(['registry', uscc, enterpriseName(key)])
    const { status, stderr } = spawnSync(seatBinary, [this.data, this.secret], { input: lines.map((words) => words.join('\t') + '\n').join(''), encoding: 'utf8' })
    if (status !== 0) throw new Error(`authz_seat: ${stderr}`)
    this.command('verify', '--data', this.data)
  }

  breakSessions() {
    for (const [name, { broken }] of Object.entries(identities))
      if (/_s$/.test(broken ?? '')) {
        const { status, stderr } = spawnSync('python3', [join(here, 'digest.py'), this.data, 'age', name, broken], { encoding: 'utf8' })
        if (status !== 0) throw new Error(stderr)
      }
  }

  /** {method, path, token, key, match, body | raw, headers} */
  async send({ method, path, token, key, match, body, raw, type, headers = {} }) {
    const all = { ...headers }
    if (token) all.authorization = `Bearer ${token}`
    if (key) all['idempotency-key'] = key
    if (match) all['if-match'] = match
    const text = raw ?? (body === undefined ? undefined : JSON.stringify(body))
    if (text !== undefined) all['content-type'] = type ?? 'application/json'
    const http = { method, path, headers: all, body: text }
    // a kept connection may be closed just when the next request goes out: that request was never read
    return send(this.server.url, http).catch(() => send(this.server.url, http))
  }

  /* ---- what the enterprises have ---- */

  /** A filing that is right, of a site that nobody used yet, with the receipt that a device would give it. */
  async filing(enterprise, { mark = 'x', site = `site-${run}-${++keys}`, revenue = '90' } = {}) {
    const content = { site, form: 'business', form_version: 1, period: { start: '2024-01', end: '2024-12' }, pack: 'CN-2025',
      doc: { output_value: '100', added_value: '20', tax: '5', revenue, products: [{ name: mark, unit_name: '件', quantity: '7' }] } }
    const { json } = await this.send({ method: 'POST', path: '/v1/core', body: { op: 'calculate', enterprise, ...content } })
    if (!json?.receipt) throw new Error(`no receipt: ${JSON.stringify(json)}`)
    return { ...content, receipt: json.receipt }
  }

  ownerToken(key) { return this.tokens[OWNERS[key]][0] }

  async file(key, options) {
    const reply = await this.send({ method: 'POST', path: `/v1/enterprises/${this.ids[key]}/filings`, token: this.ownerToken(key), key: newKey(), body: await this.filing(this.ids[key], options) })
    if (reply.status !== 201) throw new Error(`${key} cannot file: ${reply.text}`)
    return { id: reply.json.id, etag: reply.json.etag, content: reply.json }
  }

  async revise(key, filing, mark) {
    const body = await this.filing(this.ids[key], { mark, site: filing.content.site, revenue: '91' })
    const reply = await this.send({ method: 'POST', path: `/v1/filings/${filing.id}/revisions`, token: this.ownerToken(key), key: newKey(), match: filing.etag, body })
    if (reply.status !== 201) throw new Error(`${key} cannot revise: ${reply.text}`)
    return reply.json
  }

  draftBody(mark = 'x') { return { draft_format: 1, form_version: 1, form: 'business', site: mark, doc: { revenue: '1', note: mark } } }

  async draft(key, name, mark) {
    const reply = await this.send({ method: 'PUT', path: `/v1/enterprises/${this.ids[key]}/drafts/${name}`, token: this.ownerToken(key), key: newKey(), body: this.draftBody(mark) })
    if (reply.status !== 201 && reply.status !== 200) throw new Error(`${key} cannot save a draft: ${reply.text}`)
    return name
  }

  /** A report of energy, whose results a bank may be shown. */
  async energy(key, site) {
    const file = async (name) => {
      const content = { ...JSON.parse(readFileSync(new URL(`../api/bodies/${name}.json`, import.meta.url), 'utf8')), site }
      const { json } = await this.send({ method: 'POST', path: '/v1/core', body: { op: 'calculate', enterprise: this.ids[key], ...content } })
      const reply = await this.send({ method: 'POST', path: `/v1/enterprises/${this.ids[key]}/filings`, token: this.ownerToken(key), key: newKey(), body: { ...content, receipt: json.receipt } })
      if (reply.status !== 201) throw new Error(`${key} cannot file ${name}: ${reply.text}`)
      return reply.json.id
    }
    return [await file('template'), await file('quarter')]
  }

  async makeManager(account) {
    const reply = await this.send({ method: 'PUT', path: `/v1/admin/accounts/${account}/bank`, token: this.tokens.admin[0], key: newKey(), body: { bank: '测试银行' } })
    if (reply.status !== 200) throw new Error(`no bank manager: ${reply.text}`)
    return account
  }

  async newManager() { return this.makeManager((await this.addAccount()).id) }

  /** What a legal person sends who has looked at the report. */
  async consentBody(key, manager) {
    const seen = await this.send({ method: 'GET', path: `/v1/enterprises/${this.ids[key]}/consent-preview?year=2025`, token: this.ownerToken(key) })
    return { manager, year: 2025, days: 30, text_version: seen.json.text.version, sha256: seen.json.sha256 }
  }

  async consent(key, manager) {
    const reply = await this.send({ method: 'POST', path: `/v1/enterprises/${this.ids[key]}/consents`, token: this.ownerToken(key), key: newKey(), body: await this.consentBody(key, manager) })
    if (reply.status !== 201) throw new Error(`${key} cannot consent: ${reply.text}`)
    return reply.json.id
  }

  /** What shall be over ends once he has signed in by it. */
  async furnishConsents() {
    this.ending = []
    for (const [name, { shown }] of Object.entries(identities))
      for (const [key, state] of Object.entries(shown ?? {})) {
        const { json } = await this.send({ method: 'GET', path: `/v1/admin/accounts?search=${name}&limit=100`, token: this.tokens.admin[0] })
        const consent = await this.consent(key, await this.makeManager(json.items.find((one) => one.account === name).id))
        this.canaries[key].push(consent)
        if (state === 'stands') this.things[key].consent = consent
        else this.ending.push({ key, consent })
      }
  }

  /** An agent of whom nothing is known but what the enterprise wrote down. */
  person(mark = '测试代理') {
    const [number] = new Uint32Array(randomBytes(4).buffer)
    const phone = `139${String(number % 1e8).padStart(8, '0')}`, id_number = `E${number}00000`
    this.numbers.push(phone, id_number)
    return { name: mark, phone, id_type: 'passport', id_number, modules: ['filing'], ends_on: '2090-01-01' }
  }

  async addAgent(key, mark) {
    const reply = await this.send({ method: 'POST', path: `/v1/enterprises/${this.ids[key]}/people`, token: this.ownerToken(key), key: newKey(), body: this.person(mark) })
    if (reply.status !== 201) throw new Error(`${key} cannot add an agent: ${reply.text}`)
    return reply.json.id
  }

  /** One that nobody has, nor its credit code. */
  enterprise() {
    const [number] = new Uint32Array(randomBytes(4).buffer)
    return { name: `新企业 ${run} ${++keys}`, uscc: creditCode(number % 1e9) }
  }

  asAdmin(path, body, what = 'enterprises') { return this.send({ method: 'POST', path: `/v1/admin/${what}${path}`, token: this.tokens.admin[0], key: newKey(), body }) }

  async addEnterprise({ isSuspended = false } = {}) {
    const made = await this.asAdmin('', this.enterprise())
    if (made.status !== 201) throw new Error(`no enterprise: ${made.text}`)
    if (isSuspended) await this.suspend(made.json.id)
    return made.json
  }

  async addAccount({ isDisabled = false, ...place } = {}) {
    const made = await this.asAdmin('', { account: newKey(), name: '新账号', ...place }, 'accounts')
    if (made.status !== 201) throw new Error(`no account: ${made.text}`)
    const done = isDisabled ? await this.asAdmin(`/${made.json.id}/disable`, { reason: 'x' }, 'accounts') : made
    if (done.status >= 300) throw new Error(`not disabled: ${done.text}`)
    return made.json
  }

  async accountOf(account) {
    const reply = await this.send({ method: 'GET', path: `/v1/admin/accounts?search=${account}`, token: this.tokens.admin[0] })
    return reply.json.items.find((one) => one.account === account).id
  }

  /** Somebody of this enterprise whose phone is to be seen: asked for by one administrator, approved by the other when the first is `admin`. */
  async disclosure(key, asker) {
    this.second ??= await this.signIn('second_admin')
    const as = (token, path, body) => this.send({ method: 'POST', path: `/v1/admin/disclosures${path}`, token, key: newKey(), body })
    const token = asker === 'admin' ? this.tokens.admin[0] : this.second
    const account = await this.accountOf(OWNERS[key])
    const made = await as(token, '', { account, fields: ['phone'], reason: '核实' })
    if (made.status === 409) { // one is open: a request that was refused left it
      const { json } = await this.send({ method: 'GET', path: `/v1/admin/disclosures?account=${account}`, token })
      return json.items.find((one) => one.is_mine && one.state !== 'over').id
    }
    const done = made.status === 201 && asker === 'admin' ? await as(this.second, `/${made.json.id}/decision`, { decision: 'approve' }) : made
    if (done.status >= 300) throw new Error(`no disclosure: ${done.text}`)
    return made.json.id
  }

  async suspend(id, reason = '资料不实') {
    const reply = await this.asAdmin(`/${id}/suspend`, { reason })
    if (reply.status !== 200) throw new Error(`not suspended: ${reply.text}`)
  }

  async resume(id) {
    const reply = await this.asAdmin(`/${id}/resume`, { reason: '已核实' })
    if (reply.status !== 200) throw new Error(`not resumed: ${reply.text}`)
  }

  formType = 'multipart/form-data; boundary=b1'

  /** A small right PDF, marked in name and content. */
  form(mark) {
    return `--b1\r\nContent-Disposition: form-data; name="file"; filename="${mark}.pdf"\r\n\r\n%PDF-1.4\n% ${mark}\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\r\n--b1--\r\n`
  }

  upload(key, mark) { return this.bring(key, `/v1/enterprises/${this.ids[key]}/files`, mark) }
  uploadOwn(key, mark) { return this.bring(key, '/v1/account/files', mark) }

  async bring(key, path, mark) {
    const reply = await this.send({ method: 'POST', path, token: this.ownerToken(key), key: newKey(), raw: this.form(mark), type: this.formType })
    if (reply.status !== 201) throw new Error(`${key} cannot upload: ${reply.text}`)
    return reply.json.id
  }

  /** An application of somebody who may apply, complete; submitted unless it is to stay a draft. */
  async application(who, { mark = '申请人', code = FREE_CODE, submits = true } = {}) {
    const token = who === 'claimant' ? await this.signIn('claimant') : this.ownerToken(APPLICANTS[who])
    const person = this.person(mark)
    const path = '/v1/applications'
    const upload = await this.send({ method: 'POST', path: '/v1/account/files', token, key: newKey(), raw: this.form(`form-${run}-${++keys}`), type: this.formType })
    const made = await this.send({ method: 'POST', path, token, key: newKey(), body: { kind: 'agent', enterprise_name: '申请企业', uscc: code, legal_name: '法人', legal_id_type: 'passport',
      name: mark, id_type: person.id_type, id_number: person.id_number, stamped_file: upload.json.id } })
    const done = made.status === 201 && submits ? await this.send({ method: 'POST', path: `${path}/${made.json.id}/submit`, token, key: newKey(), match: made.json.etag }) : made
    if (done.status >= 300) throw new Error(`${who} cannot apply: ${done.text}`)
    return done.json
  }

  /** Drafts are marked; what was submitted is for the eyes of the platform. */
  async furnishApplications() {
    for (const [who, key] of Object.entries(APPLICANTS))
      if (key !== 'gamma') {
        const draft = await this.application(who, { mark: `canary-${key}-applicant`, submits: false })
        const submitted = await this.application(who)
        Object.assign(this.things[key], { draft_application: draft.id, application: submitted.id, application_file: submitted.stamped_file })
        this.canaries[key].push(draft.id)
      }
    Object.assign(this.things.guess, { draft_application: 'a1b2', application: 'a1b2', application_file: 'b1b2' })
  }

  /** One that waits for a decision and names this enterprise. */
  applicationFor(key) { return this.application('claimant', { code: CODES[key] }) }
  applicationOf(key, options) { return this.application(OWNERS[key], options) }

  /** Marked things of alpha and beta, and the texts that betray them. */
  async furnish() {
    this.things = {}
    this.canaries = {}
    for (const key of ['alpha', 'beta']) {
      const mark = `canary-${key}`
      const filing = await this.file(key, { mark: `${mark}-product`, site: `${mark}-site` })
      await this.revise(key, filing, `${mark}-product`)
      const withdrawn = await this.file(key, { mark: `${mark}-taken-back` })
      await this.send({ method: 'POST', path: `/v1/filings/${withdrawn.id}/withdraw`, token: this.ownerToken(key), key: newKey(), match: withdrawn.etag, body: { reason: `${mark}-reason` } })
      await this.draft(key, `${mark}-draft`, `${mark}-note`)
      const file = await this.upload(key, `${mark}-evidence`)
      const own_file = await this.uploadOwn(key, `${mark}-own`)
      const person = await this.addAgent(key, `${mark}-person`)
      const energy = await this.energy(key, `${mark}-energy`)
      const who = await this.send({ method: 'GET', path: '/v1/sessions', token: this.tokens[OWNERS[key]].at(-1) })
      this.things[key] = { enterprise: this.ids[key], filing: filing.id, file, own_file, key: `${mark}-draft`, revision: '1', person, session: who.json.items.find((one) => one.is_this_one).id }
      this.canaries[key] = [mark, enterpriseName(key), this.ids[key], filing.id, withdrawn.id, ...energy, file, own_file, person, this.things[key].session]
    }
    await this.furnishConsents()
    const some = (prefix) => `${prefix}${'a1b2c3d4e5'.repeat(3).slice(0, 26)}`
    this.things.guess = { enterprise: some('e'), account: some('u'), disclosure: some('d'), filing: some('f'), file: some('b'), own_file: some('b'), key: 'no-such-draft', revision: '1', person: some('u'), session: some('s'), consent: some('c') }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await World.save(process.argv[2])
