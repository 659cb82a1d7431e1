// @ts-check
/* The client of the HTTP door: one row per route, token, time limit, typed errors, at most N requests at a time, and repetition with
 * the SAME Idempotency-Key. Submissions are sent once per call here: the outbox decides when they go again. */
'use strict'

const { bridgeError } = require('./errors')
const { createQueue } = require('./queue')

/** name: [method, path] — the routes that the bridge uses (server/api/routes.def is the truth) @type {Object<string, [string, string]>} */
const ROUTES = {
  core: ['POST', '/v1/core'],
  signInWays: ['GET', '/v1/sign-in-ways'],
  signIn: ['POST', '/v1/sessions'],
  signInByWechat: ['POST', '/v1/sessions/wechat'],
  sendCode: ['POST', '/v1/sign-in-codes'],
  signInBySms: ['POST', '/v1/sessions/sms'],
  beginFace: ['POST', '/v1/faces'],
  signInByFace: ['POST', '/v1/sessions/face'],
  demo: ['POST', '/v1/sessions/demo'],
  scanIn: ['POST', '/v1/sessions/scan'],
  me: ['GET', '/v1/session'],
  signOut: ['DELETE', '/v1/session'],
  chooseEnterprise: ['PUT', '/v1/session/enterprise'],
  sessions: ['GET', '/v1/sessions'],
  endSession: ['DELETE', '/v1/sessions/{session}'],
  endSessions: ['DELETE', '/v1/sessions'],
  beginScan: ['POST', '/v1/scans'],
  pollScan: ['GET', '/v1/scans/{scan}'],
  lookAtScan: ['POST', '/v1/scans/look'],
  confirmScan: ['POST', '/v1/scans/confirm'],
  denyScan: ['POST', '/v1/scans/deny'],
  identities: ['GET', '/v1/account/identities'],
  sendTieCode: ['POST', '/v1/account/phone-codes'],
  tieWechat: ['PUT', '/v1/account/identities/wechat'],
  tiePhone: ['PUT', '/v1/account/identities/phone'],
  untie: ['DELETE', '/v1/account/identities/{kind}'],
  changePassword: ['PUT', '/v1/account/password'],
  people: ['GET', '/v1/enterprises/{enterprise}/people'],
  addPerson: ['POST', '/v1/enterprises/{enterprise}/people'],
  changePerson: ['PUT', '/v1/enterprises/{enterprise}/people/{person}'],
  files: ['GET', '/v1/enterprises/{enterprise}/files'],
  uploadFile: ['POST', '/v1/enterprises/{enterprise}/files'],
  file: ['GET', '/v1/files/{file}'],
  removeFile: ['DELETE', '/v1/files/{file}'],
  ownFiles: ['GET', '/v1/account/files'],
  uploadOwnFile: ['POST', '/v1/account/files'],
  ownFile: ['GET', '/v1/account/files/{file}'],
  removeOwnFile: ['DELETE', '/v1/account/files/{file}'],
  applications: ['GET', '/v1/applications'],
  application: ['GET', '/v1/applications/{application}'],
  createApplication: ['POST', '/v1/applications'],
  putApplication: ['PUT', '/v1/applications/{application}'],
  submitApplication: ['POST', '/v1/applications/{application}/submit'],
  applicationForm: ['GET', '/v1/applications/{application}/form.pdf'],
  removeApplication: ['DELETE', '/v1/applications/{application}'],
  withdrawApplication: ['POST', '/v1/applications/{application}/withdraw'],
  enterpriseApplications: ['GET', '/v1/enterprises/{enterprise}/applications'],
  applicationFile: ['GET', '/v1/enterprises/{enterprise}/applications/{application}/files/{file}'],
  vetoApplication: ['POST', '/v1/enterprises/{enterprise}/applications/{application}/veto'],
  bankManagers: ['GET', '/v1/bank-managers'],
  consentPreview: ['GET', '/v1/enterprises/{enterprise}/consent-preview'],
  consents: ['GET', '/v1/enterprises/{enterprise}/consents'],
  giveConsent: ['POST', '/v1/enterprises/{enterprise}/consents'],
  withdrawConsent: ['POST', '/v1/enterprises/{enterprise}/consents/{consent}/withdraw'],
  consentViews: ['GET', '/v1/enterprises/{enterprise}/consents/{consent}/views'],
  sharedReports: ['GET', '/v1/enterprises/{enterprise}/shared-reports'],
  sharedReport: ['GET', '/v1/enterprises/{enterprise}/shared-reports/{consent}'],
  context: ['GET', '/v1/enterprises/{enterprise}/context'],
  filings: ['GET', '/v1/enterprises/{enterprise}/filings'],
  submit: ['POST', '/v1/enterprises/{enterprise}/filings'],
  filing: ['GET', '/v1/filings/{filing}'],
  revise: ['POST', '/v1/filings/{filing}/revisions'],
  revisions: ['GET', '/v1/filings/{filing}/revisions'],
  revision: ['GET', '/v1/filings/{filing}/revisions/{n}'],
  diff: ['GET', '/v1/filings/{filing}/diff'],
  explain: ['GET', '/v1/filings/{filing}/explain'],
  withdraw: ['POST', '/v1/filings/{filing}/withdraw'],
  verdicts: ['GET', '/v1/filings/{filing}/verdicts'],
  giveVerdict: ['POST', '/v1/filings/{filing}/verdicts'],
  draft: ['GET', '/v1/enterprises/{enterprise}/drafts/{key}'],
  putDraft: ['PUT', '/v1/enterprises/{enterprise}/drafts/{key}'],
  removeDraft: ['DELETE', '/v1/enterprises/{enterprise}/drafts/{key}'],
  packs: ['GET', '/v1/packs'],
  packText: ['GET', '/v1/packs/{id}']
}

/** What a visitor may ask: nothing of his goes along, or he is about to sign in. */
const FOR_VISITORS = ['signInWays', 'signIn', 'signInByWechat', 'sendCode', 'signInBySms', 'beginFace', 'signInByFace', 'beginScan', 'pollScan', 'scanIn', 'demo', 'packs', 'packText']
const TRIES = 3
/** A file of 20 MB over a slow line. */
const FILE_TIMEOUT_MS = 120000
const BACK_OFF_MS = 500
const LONGEST_WAIT_MS = 20000
/** The platform has stopped an enterprise's work for a while. */
const SUSPENDED = 'enterprise-suspended'
/** An administrator made the password; it is changed first. */
const MUST_CHANGE = 'password-must-change'
/** Codes with a 5xx status that repeating cannot cure. */
const HOPELESS = ['no-memory', 'no-space']

/** @param {string} path @param {Object<string, any>} values @param {Object<string, any>} [query] */
function fillPath(path, values, query) {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name]))
  const parts = Object.keys(query || {}).filter((name) => /** @type {any} */ (query)[name] !== undefined)
    .map((name) => encodeURIComponent(name) + '=' + encodeURIComponent(/** @type {any} */ (query)[name]))
  return parts.length ? filled + '?' + parts.join('&') : filled
}

/** @param {string} text */
function parseJson(text) {
  try { return JSON.parse(text) } catch (_) { return undefined }
}

/** How long the server asks us to wait; 0 when it does not say. @param {import('../index').HttpReply} reply @param {number} now */
function retryAfterMs(reply, now) {
  const value = reply.headers['retry-after']
  if (!value) return 0
  if (/^[0-9]{1,6}$/.test(value)) return Number(value) * 1000
  const date = Date.parse(value)
  return isNaN(date) ? 0 : Math.max(0, date - now)
}

/** Which of our sentences stands in when the problem document has none. @param {number} status */
function fallbackCode(status) {
  if (status === 401) return 'SIGN_IN'
  if (status === 409 || status === 412) return 'CONFLICT'
  return status === 429 || status >= 500 ? 'SERVER_BUSY' : 'REFUSED'
}

/** A reply with status ≥ 400 as BridgeError. `in_doubt`: the write may have happened all the same.
 * @param {import('../index').HttpReply} reply @param {number} now */
function errorOf(reply, now) {
  const problem = parseJson(reply.text)
  const said = problem && typeof problem === 'object' ? problem : {}
  const status = reply.status
  const refusedBusy = status === 429 || (status === 503 && said.code === 'overloaded')
  const retryable = (status === 408 || status === 429 || status >= 500) && HOPELESS.indexOf(said.code) < 0
  const fallback = bridgeError(fallbackCode(status))
  return bridgeError(fallback.code, {
    code: said.code || fallback.code, zh: said.zh || fallback.zh, en: said.en || fallback.en, status, retryable,
    in_doubt: retryable && !refusedBusy, issues: Array.isArray(said.issues) ? said.issues : undefined, problem: said,
    requestId: said.request_id || reply.headers['x-request-id'], waitMs: retryAfterMs(reply, now)
  })
}

/**
 * @param {object} the
 * @param {import('../index').Adapter} the.adapter
 * @param {import('../index').BridgeOptions} the.options
 * @param {() => string | null} the.token
 * @param {() => boolean} the.visiting
 * @param {() => void} the.onSignedOut the server refused the token
 * @param {(enterprise: string, error: any) => void} the.onSuspended an enterprise may not work at the moment; '' = the session's
 * @param {() => void} the.onMustChange the session is good for nothing but a change of its password
 * @param {() => Promise<string>} the.newKey
 */
function createApi(the) {
  const { adapter, options } = the
  const queue = createQueue(options.parallel || 4)
  const timeoutMs = options.timeoutMs || 15000

  /** @param {number} ms */
  const pause = (ms) => new Promise((resolve) => adapter.setTimeout(() => resolve(undefined), ms))

  /** Files go by the platform's own ways. @param {import('../index').HttpRequest} request */
  function carry(request) {
    if (request.file && adapter.upload) return adapter.upload(request)
    return request.toFile && adapter.download ? adapter.download(request) : adapter.request(request)
  }

  /** One try. @param {import('../index').HttpRequest} request @param {string} as the token it goes with, '' = anybody's
   * @returns {Promise<import('../index').HttpReply>} */
  async function attempt(request, as) {
    if (!adapter.online()) throw bridgeError('OFFLINE', { in_doubt: false })
    let reply
    try {
      reply = await queue.run(() => carry(request))
    } catch (failure) {
      const why = /** @type {any} */ (failure)
      throw bridgeError(adapter.online() ? 'NO_ANSWER' : 'OFFLINE', { in_doubt: !(why && why.sent === false), cause: why && (why.message || why.errMsg) })
    }
    if (reply.status < 400) return reply
    const error = errorOf(reply, adapter.now())
    if (reply.status === 401 && as && as === the.token()) the.onSignedOut()
    throw error
  }

  /** @param {any} error @param {number} tries already made */
  function waitMs(error, tries) {
    const wait = Math.max(error.waitMs || 0, BACK_OFF_MS * Math.pow(2, tries - 1))
    return Math.round(wait * (0.75 + Math.random() / 2))
  }

  /** @param {import('../index').HttpRequest} request @param {number} tries @param {string} as */
  async function attempts(request, tries, as) {
    for (let made = 1; ; made++) {
      try {
        return await attempt(request, as)
      } catch (error) {
        const why = /** @type {any} */ (error)
        const wait = waitMs(why, made)
        if (made >= tries || !why.retryable || why.code === 'OFFLINE' || wait > LONGEST_WAIT_MS) throw why
        await pause(wait)
      }
    }
  }

  /** `keyed`: an Idempotency-Key to send, or true for a fresh one. Reads and keyed writes are repeated, others never.
   * @param {string | [string, string]} name of a row of ROUTES, or such a row
   * @param {{path?: any, query?: any, body?: any, text?: string, type?: string, keyed?: string | true, etag?: string, scan?: string, anyone?: boolean, tries?: number, file?: any, toFile?: boolean}} [how]
   *   `scan`: the secret of a PC that waits for a phone
   * @returns {Promise<import('../index').HttpReply>} */
  async function send(name, how) {
    const { path, query, body, text, type, keyed, etag, scan, anyone, tries, file, toFile } = how || {}
    const [method, pattern] = typeof name === 'string' ? ROUTES[name] : name
    if (the.visiting() && (typeof name !== 'string' || FOR_VISITORS.indexOf(name) < 0)) throw bridgeError('VISITOR', { in_doubt: false })
    /** @type {Object<string, string>} */
    const headers = Object.assign({ Accept: '*/*' }, options.headers)
    const token = anyone ? '' : the.token() || ''
    if (token && !options.cookie) headers.Authorization = 'Bearer ' + token
    if (keyed) headers['Idempotency-Key'] = keyed === true ? await the.newKey() : keyed
    if (etag) headers['If-Match'] = etag
    if (scan) headers['X-Tanheng-Scan'] = scan
    const content = text !== undefined ? text : body === undefined ? undefined : JSON.stringify(body)
    if (content !== undefined) headers['Content-Type'] = type || 'application/json'
    const url = (options.baseUrl || '') + fillPath(pattern, path || {}, query)
    const repeatable = method === 'GET' || name === 'core' || keyed
    const request = Object.assign({ method, url, headers, body: content, timeoutMs: file || toFile ? FILE_TIMEOUT_MS : timeoutMs }, file && { file }, toFile && { toFile })
    try {
      return await attempts(request, tries || (repeatable ? TRIES : 1), token)
    } catch (error) {
      if (/** @type {any} */ (error).code === MUST_CHANGE) the.onMustChange()
      if (/** @type {any} */ (error).code === SUSPENDED) the.onSuspended((path && path.enterprise) || (body && body.enterprise) || '', error)
      throw error
    }
  }

  /** As send, the reply's JSON, null for 204. Any other success that is no JSON is BAD_ANSWER (of a write: in doubt). @param {string | [string, string]} name @param {any} [how] */
  async function json(name, how) {
    const reply = await send(name, how)
    const value = reply.status === 204 ? null : parseJson(reply.text)
    if (value === undefined) throw bridgeError('BAD_ANSWER', { in_doubt: true, status: reply.status })
    return value
  }

  /** @param {import('../index').FilingKey} key */
  const identity = (key) => ({ form: key.form, site: key.site, start: key.start, end: key.end })

  /** A sign-in: never repeated, what was proved works once. @param {string} name @param {any} body */
  const enter = (name, body) => json(name, { body: Object.assign({}, body, options.device && { device: options.device }), anyone: true })

  /** The server's form wants it as "file", with the name that the person knows. @param {{path: string, name: string}} file */
  const formFile = (file) => ({ path: file.path, field: 'file', fields: { name: file.name } })

  /** A file fetched by the platform: where it lies, and what the server says it is ('' when the platform keeps that to itself).
   * @param {string} name @param {any} how */
  async function fetched(name, how) {
    const reply = await send(name, Object.assign({ toFile: true }, how))
    const named = /filename="[^"]*\.([a-z0-9]{1,8})"/i.exec(reply.headers['content-disposition'] || '')
    return { path: reply.path || '', type: named ? named[1].toLowerCase() : '' }
  }

  /** @param {string} [role] */
  async function demo(role) {
    try {
      return await json('demo', { body: role ? { role } : {}, anyone: true })
    } catch (error) {
      throw /** @type {any} */ (error).status === 404 ? bridgeError('DEMO_OFF', { status: 404 }) : error
    }
  }

  return {
    core: (/** @type {any} */ envelope) => json('core', { body: envelope, anyone: true }),
    signInWays: () => json('signInWays', { anyone: true }),
    signIn: (/** @type {string} */ account, /** @type {string} */ password) => enter('signIn', { account, password }),
    signInByWechat: (/** @type {any} */ shown) => enter('signInByWechat', shown),
    sendCode: async (/** @type {string} */ phone) => { await send('sendCode', { body: { phone }, anyone: true }) },
    signInBySms: (/** @type {any} */ shown) => enter('signInBySms', shown),
    beginFace: (/** @type {any} */ who) => json('beginFace', { body: who, anyone: true }),
    signInByFace: (/** @type {any} */ shown) => enter('signInByFace', shown),
    demo,
    signOut: async () => { await send('signOut') },
    me: () => json('me'),
    chooseEnterprise: (/** @type {string} */ enterprise) => json('chooseEnterprise', { body: { enterprise } }),
    sessions: () => json('sessions'),
    endSession: async (/** @type {string} */ session) => { await send('endSession', { path: { session } }) },
    endSessions: async () => { await send('endSessions') },
    /** A PC: a code to show; what became of it, asked once (scan.js decides when again); the session, once. */
    beginScan: () => json('beginScan', { anyone: true }),
    pollScan: (/** @type {string} */ id, /** @type {string} */ secret) => json('pollScan', { path: { scan: id }, scan: secret, anyone: true, tries: 1 }),
    scanIn: (/** @type {string} */ id, /** @type {string} */ secret) => json('scanIn', { body: { scan: id }, scan: secret, anyone: true }),
    /** The phone: which PC shows this ticket; yes; no. */
    lookAtScan: (/** @type {string} */ ticket) => json('lookAtScan', { body: { ticket } }),
    confirmScan: async (/** @type {string} */ ticket, /** @type {boolean} */ elsewhere) => { await send('confirmScan', { body: Object.assign({ ticket }, elsewhere && { other_network: true }) }) },
    denyScan: async (/** @type {string} */ ticket) => { await send('denyScan', { body: { ticket } }) },
    identities: () => json('identities'),
    sendTieCode: async (/** @type {string} */ phone) => { await send('sendTieCode', { body: { phone } }) },
    tieWechat: (/** @type {string} */ code) => json('tieWechat', { body: { code } }),
    tiePhone: (/** @type {any} */ shown) => json('tiePhone', { body: shown }),
    untie: (/** @type {string} */ kind) => json('untie', { path: { kind } }),
    changePassword: (/** @type {string} */ old_password, /** @type {string} */ password) => json('changePassword', { body: { old_password, password } }),
    people: (/** @type {string} */ enterprise) => json('people', { path: { enterprise } }),
    addPerson: (/** @type {string} */ enterprise, /** @type {any} */ body) => json('addPerson', { path: { enterprise }, body, keyed: true }),
    changePerson: (/** @type {string} */ enterprise, /** @type {string} */ person, /** @type {any} */ body) => json('changePerson', { path: { enterprise, person }, body, keyed: true }),
    /** @param {{path: string, name: string}} file */
    uploadOwnFile: (file) => json('uploadOwnFile', { keyed: true, file: formFile(file) }),
    ownFiles: () => json('ownFiles'),
    ownFile: (/** @type {string} */ file, /** @type {'display' | undefined} */ copy) => fetched('ownFile', { path: { file }, query: { copy } }),
    removeOwnFile: async (/** @type {string} */ file) => { await send('removeOwnFile', { path: { file }, keyed: true }) },
    files: (/** @type {string} */ enterprise, /** @type {string | undefined} */ cursor) => json('files', { path: { enterprise }, query: { cursor } }),
    uploadFile: (/** @type {string} */ enterprise, /** @type {{path: string, name: string}} */ file) => json('uploadFile', { path: { enterprise }, keyed: true, file: formFile(file) }),
    /** @param {string} file @param {'display'} [copy] */
    file: (file, copy) => fetched('file', { path: { file }, query: { copy } }),
    removeFile: async (/** @type {string} */ file) => { await send('removeFile', { path: { file }, keyed: true }) },
    applications: () => json('applications'),
    application: (/** @type {string} */ application) => json('application', { path: { application } }),
    createApplication: (/** @type {any} */ body) => json('createApplication', { body, keyed: true }),
    putApplication: (/** @type {string} */ application, /** @type {string} */ etag, /** @type {any} */ body) => json('putApplication', { path: { application }, body, etag, keyed: true }),
    submitApplication: (/** @type {string} */ application, /** @type {string} */ etag) => json('submitApplication', { path: { application }, etag, keyed: true }),
    applicationForm: (/** @type {string} */ application) => fetched('applicationForm', { path: { application } }),
    removeApplication: async (/** @type {string} */ application, /** @type {string} */ etag) => { await send('removeApplication', { path: { application }, etag, keyed: true }) },
    withdrawApplication: (/** @type {string} */ application, /** @type {string} */ etag) => json('withdrawApplication', { path: { application }, etag, keyed: true }),
    enterpriseApplications: (/** @type {string} */ enterprise) => json('enterpriseApplications', { path: { enterprise } }),
    /** A paper of an application that names the enterprise. */
    applicationFile: (/** @type {string} */ enterprise, /** @type {string} */ application, /** @type {string} */ file, /** @type {'display' | undefined} */ copy) => fetched('applicationFile', { path: { enterprise, application, file }, query: { copy } }),
    vetoApplication: (/** @type {string} */ enterprise, /** @type {string} */ application, /** @type {string} */ reason) => json('vetoApplication', { path: { enterprise, application }, body: { reason }, keyed: true }),
    bankManagers: () => json('bankManagers'),
    consentPreview: (/** @type {string} */ enterprise, /** @type {number} */ year) => json('consentPreview', { path: { enterprise }, query: { year } }),
    consents: (/** @type {string} */ enterprise) => json('consents', { path: { enterprise } }),
    giveConsent: (/** @type {string} */ enterprise, /** @type {any} */ body) => json('giveConsent', { path: { enterprise }, body, keyed: true }),
    withdrawConsent: (/** @type {string} */ enterprise, /** @type {string} */ consent) => json('withdrawConsent', { path: { enterprise, consent }, keyed: true }),
    consentViews: (/** @type {string} */ enterprise, /** @type {string} */ consent) => json('consentViews', { path: { enterprise, consent } }),
    sharedReports: (/** @type {string} */ enterprise) => json('sharedReports', { path: { enterprise } }),
    /** Each look is written down for the enterprise: asked once, never repeated by itself. */
    sharedReport: (/** @type {string} */ enterprise, /** @type {string} */ consent) => json('sharedReport', { path: { enterprise, consent }, tries: 1 }),
    context: (/** @type {any} */ key, /** @type {string} */ filing) => json('context', { path: key, query: Object.assign({ filing }, identity(key)) }),
    filings: (/** @type {string} */ enterprise, /** @type {any} */ query) => json('filings', { path: { enterprise }, query }),
    filing: (/** @type {string} */ filing) => json('filing', { path: { filing } }),
    revisions: (/** @type {string} */ filing) => json('revisions', { path: { filing } }),
    revision: (/** @type {string} */ filing, /** @type {number} */ n) => json('revision', { path: { filing, n } }),
    diff: (/** @type {string} */ filing, /** @type {number} */ from, /** @type {number} */ to) => json('diff', { path: { filing }, query: { from, to } }),
    explain: (/** @type {string} */ filing, /** @type {string} */ at, /** @type {number} */ revision) => json('explain', { path: { filing }, query: { at, revision } }),
    withdraw: (/** @type {string} */ filing, /** @type {string} */ etag, /** @type {string} */ reason) => json('withdraw', { path: { filing }, body: { reason }, etag, keyed: true }),
    verdicts: (/** @type {string} */ filing) => json('verdicts', { path: { filing } }),
    giveVerdict: (/** @type {string} */ filing, /** @type {any} */ body) => json('giveVerdict', { path: { filing }, body, keyed: true }),
    /** One try of a first filing (base undefined) or a revision. @param {{enterprise: string, base?: any, text: string, keyed: string}} one */
    submit: (one) => one.base
      ? json('revise', { path: { filing: one.base.filing }, text: one.text, keyed: one.keyed, etag: one.base.etag, tries: 1 })
      : json('submit', { path: one, text: one.text, keyed: one.keyed, tries: 1 }),
    draft: (/** @type {string} */ enterprise, /** @type {string} */ key) => json('draft', { path: { enterprise, key } }),
    putDraft: (/** @type {string} */ enterprise, /** @type {string} */ key, /** @type {any} */ body, /** @type {string} */ etag) => json('putDraft', { path: { enterprise, key }, body, etag, keyed: true }),
    removeDraft: (/** @type {string} */ enterprise, /** @type {string} */ key, /** @type {string} */ etag) => send('removeDraft', { path: { enterprise, key }, etag, keyed: true }),
    packs: () => json('packs', { anyone: true }),
    /** a route that only one of the clients uses, by its own row */
    ask: (/** @type {[string, string]} */ route, /** @type {any} */ how) => json(route, how),
    /** the same where the answer is a text, as a table of CSV */
    askText: async (/** @type {[string, string]} */ route, /** @type {any} */ how) => (await send(route, how)).text,
    packText: async (/** @type {string} */ id) => (await send('packText', { path: { id }, anyone: true })).text
  }
}

/** @typedef {ReturnType<typeof createApi>} ApiClient */
module.exports = { createApi, ROUTES }
