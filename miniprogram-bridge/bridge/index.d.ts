/**
 * Types of the bridge: what the mini-program, the console and the tests may use. It is not the JSON contract (docs/contract.md),
 * only its shape in TypeScript; the rules themselves live in the core.
 */

/* ---- the contract's values ------------------------------------------------------------------------------------------------ */

/** Exact decimal text, never a number. */
export type Decimal = string
/** "2025-01" */
export type Month = string
export interface Period { start: Month; end: Month }
export type Severity = 'error' | 'confirm' | 'hint'

export interface Fix { path: string; value: unknown; zh: string; en: string }
export interface Issue {
  code: string
  severity: Severity
  /** JSON pointer into the envelope, e.g. "/doc/energy/0/m03" */
  path: string
  values?: Record<string, string>
  zh: string
  en: string
  fix?: Fix
  /** a confirm that doc.confirmations answers; only confirms without it block */
  answered?: boolean
}
export interface Receipt {
  input: string; result: string; pack: string; pack_sha256: string; rules: number
  /** "ABCD-EFGH" */
  code: string
  build?: string
}
export interface Confirmation { code: string; path: string; value: string; reason: string }
export interface Doc { [member: string]: any; confirmations?: Confirmation[] }
export interface Context {
  today?: string
  template?: Doc
  history?: { carrier: string; flow?: string; month: Month; quantity: Decimal }[]
  filed_periods?: Period[]
}
export type Op = 'version' | 'catalog' | 'load_pack' | 'check' | 'calculate' | 'explain' | 'diff' | 'migrate' | 'round' | 'check_ids'
export interface Envelope {
  op: Op
  enterprise?: string; site?: string; form?: string; form_version?: number; period?: Period; pack?: string
  overrides?: object[]; doc?: Doc; ctx?: Context; receipt?: boolean; display?: boolean; at?: string
  pack_text?: string
  draft?: DraftContent
  a?: Sided; b?: Sided
  values?: { value: Decimal; decimals: number; mode?: 'half_even' | 'half_up' }[]
  /** check_ids: each answered by a row of `result.ids`; what is wrong stands in the issues at "/ids/0/text" */
  ids?: { kind: 'uscc' | 'resident_id' | 'mobile'; text: string }[]
  today?: string
}
export interface Sided { doc?: Doc; result?: object; receipt?: Receipt }
export interface Answer<R = any> { ok: boolean; result?: R; display?: any; issues?: Issue[]; receipt?: Receipt }
export interface CheckedId { valid: boolean; text?: string; birth?: string; sex?: 'female' | 'male' }
export interface Change { path: string; label_zh: string; label_en: string; from?: string; to?: string; cause: string }

/* ---- errors -------------------------------------------------------------------------------------------------------------- */

/** Every error that the bridge throws or rejects with. Show `zh`/`en` as they are: they say what to do. */
export interface BridgeError extends Error {
  name: 'BridgeError'
  code: string
  zh: string
  en: string
  /** HTTP status, when a server answered */
  status?: number
  issues?: Issue[]
  /** the problem document or answer of the server */
  problem?: any
  /** the request may be repeated with the same key */
  retryable?: boolean
  /** the server may have stored it although no answer arrived */
  in_doubt?: boolean
  /** STORAGE_FULL: drafts that could be dropped, oldest first; UNSENT_DRAFTS: what would be lost */
  drafts?: DraftSummary[]
  requestId?: string
}

/* ---- core ---------------------------------------------------------------------------------------------------------------- */

/** loading: not known yet · wasm: synchronous, offline · server: the server answers (async only) · none: neither at the moment */
export type CoreState = 'loading' | 'wasm' | 'server' | 'none'
export interface Core {
  state(): CoreState
  /** Loads once; resolves with the state, never rejects. `error()` says why the wasm is missing. */
  ready(): Promise<CoreState>
  error(): BridgeError | null
  /** Synchronous; throws CORE_NOT_HERE unless state() is 'wasm'. An answer with `ok:false` is returned, not thrown. */
  call<R = any>(envelope: Envelope): Answer<R>
  /** wasm when it is there, else POST /v1/core. Rejects OFFLINE or CORE_NOT_HERE when neither works. */
  ask<R = any>(envelope: Envelope): Promise<Answer<R>>
  /** Op catalog, asked once and again after a new pack. */
  catalog(): Promise<any>
  /** Ids of the packs that the core at hand knows. */
  packs(): Promise<string[]>
  /** Makes a pack known to the wasm: from storage, else from the server; a copy is kept in storage while there is room. */
  loadPack(id: string): Promise<void>
}

/* ---- drafts -------------------------------------------------------------------------------------------------------------- */

export interface FilingKey { enterprise: string; site: string; form: string; start: Month; end: Month }
/** What op migrate takes and gives. */
export interface DraftContent { draft_format: number; form_version: number; doc: Doc }
export interface Draft extends DraftContent {
  key: FilingKey
  /** absent = the newest pack at hand */
  pack?: string
  overrides?: object[]
  /** the live revision that this draft replaces; absent for a first filing */
  base?: { filing: string; revision: number; etag: string }
  /** ISO time of the last save; '' = never saved */
  saved_at: string
  /** grows by one with every change */
  edit: number
}
export interface DraftSummary {
  key: FilingKey; saved_at: string; bytes: number
  /** false: opened and never changed, nothing would be lost with it */
  touched: boolean
  queued: boolean
}
/** saved: on the device · pending: about to be written · full: NOT saved, storage is full (`error` lists what can be dropped) */
export type SaveState = 'saved' | 'pending' | 'full'
export interface Drafts {
  /** Reads the draft (from memory when it is open), brought to today's format by op migrate; null when there is none.
   * Rejects DRAFT_UNREADABLE when it cannot be migrated: it then stays in storage untouched. */
  open(key: FilingKey): Promise<Draft | null>
  /** Starts a draft (a new one or from a stored revision). The existing one is kept and returned unless `replace`. */
  create(key: FilingKey, start?: { doc?: Doc; form_version?: number; pack?: string; overrides?: object[]; base?: Draft['base']; replace?: boolean }): Promise<Draft>
  /** A change: kept in memory at once, written after at most 400 ms, at once on flush() (the app calls it on hide). */
  change(key: FilingKey, change: { doc?: Doc; overrides?: object[]; pack?: string | null; base?: Draft['base'] | null }): Draft
  flush(): SaveState
  saveState(key: FilingKey): SaveState
  list(enterprise?: string): DraftSummary[]
  /** Refuses with DRAFT_QUEUED while a submission of it waits. */
  remove(key: FilingKey): void
  /** Drafts of one enterprise become another's, where that one has none of its own; resolves with how many. */
  adopt(from: string, to: string): Promise<number>
  /** Storage: bytes used and the limit of this platform. */
  room(): { used: number; limit: number }
  /** Copies drafts that changed to the server (WeChat may clear storage); quiet, true when all are there. */
  backUp(enterprise?: string): Promise<boolean>
  /** Fetches the server's copy of a draft that this device does not have (or `null`). */
  fetchCopy(key: FilingKey): Promise<Draft | null>
}

/* ---- outbox -------------------------------------------------------------------------------------------------------------- */

export type OutboxState =
  | 'queued'        /* 待联网提交 */
  | 'sending'
  | 'accepted'      /* stored: `answer` is the server's */
  | 'differs'       /* 409: the server's result is not ours (or the pack is retired); difference(), accept(), keep() */
  | 'needs-answer'  /* 422 CONTEXT_CHANGED: answer `issues` in the draft, then submit again */
  | 'conflict'      /* 409/412: somebody else's revision or an overlapping filing stands there; `problem` says which */
  | 'withdrawn'     /* only in the event that tells of it: the entry is gone, the draft is there */
  | 'refused'       /* anything else that repeating cannot cure: `error` says what to do; the draft is kept */
export interface OutboxEntry {
  id: string
  key: FilingKey
  state: OutboxState
  /** the device's receipt as it was queued */
  receipt: Receipt
  queued_at: string
  attempts: number
  /** sent at least once without a known outcome: cannot be withdrawn, is resent with the same key */
  in_doubt: boolean
  /** when it will be tried again (ISO), after a failed try */
  retry_at?: string
  /** accepted: what the server stored, without doc, overrides and result */
  answer?: FilingItem & { receipt: Receipt; chain: { sequence: number; hash: string }; etag: string }
  issues?: Issue[]
  error?: { code: string; zh: string; en: string; status?: number; requestId?: string; problem?: any }
}
export interface Outbox {
  /** Queues the draft as it stands and sends it when the network is there. The core calculates and receipts it first: with error issues or
   * open confirms it rejects NOT_READY with `issues`. Resolves as soon as it is safely queued. */
  submit(key: FilingKey): Promise<OutboxEntry>
  /** Resolves when the entry leaves queued/sending (or at once); after `timeoutMs` with the entry as it stands. */
  settled(id: string, timeoutMs?: number): Promise<OutboxEntry>
  list(enterprise?: string): OutboxEntry[]
  find(key: FilingKey): OutboxEntry | null
  /** Takes a queued entry back; rejects IN_DOUBT when it may have arrived already. The draft stays. */
  withdraw(id: string): Promise<void>
  /** differs: what is different, by the core's op diff. */
  difference(id: string): Promise<{
    changes: Change[]; ours: Sided; theirs: Sided
    /** problem code: receipt-mismatch or pack-retired */
    cause: string
    /** data: the server saw another document (accept sends ours again) · same: both receipts are equal, the request was changed on its way
     * (accept sends it again) · pack, rules, result: the server computes otherwise */
    kind: 'data' | 'pack' | 'rules' | 'result' | 'same'
  }>
  /** differs: take the server's result (or the successor pack) and submit again. */
  accept(id: string): Promise<OutboxEntry>
  /** differs, conflict, needs-answer, refused: forget the entry, keep the draft. accepted: dismiss. A conflict is settled by looking at the
   * live revision (contexts.fetch(key) → filing), `drafts.change(key, { base: {filing: id, revision, etag} })` and submit again. */
  keep(id: string): void
  /** Sends what waits, in order. Called by the bridge when the network returns and when the app is shown. */
  send(): Promise<void>
}

/* ---- session, context, network, api -------------------------------------------------------------------------------------- */

export interface Enterprise {
  id: string; name: string; permissions?: string[]
  /** The platform has stopped its work: nothing is sent, what waits goes on waiting. `suspended`: the sentence with the reason, once the server has said it. */
  is_suspended?: boolean; suspended?: { zh: string; en: string }
  [more: string]: any
}
export interface Session {
  signedIn(): boolean
  user(): any | null
  enterprises(): Enterprise[]
  /** the chosen one, or null */
  enterprise(): Enterprise | null
  /** what this person may do above all enterprises, or null */
  platform(): { role: string; permissions: string[] } | null
  /** of which bank this person is a manager, or null */
  bank(): { bank: string; branch?: string } | null
  /** Binds the session to one of the enterprises; the server replaces the token. What waits for another enterprise stays until it is chosen again.
   * A suspended one is asked for anew each time: rejects enterprise-suspended, or it works again. */
  choose(id: string): Promise<void>
  signIn(account: string, password: string): Promise<void>
  /** By WeChat or by a code of a text message; what was shown works once. Rejects with the server's code, such as phone-needed, second-proof-needed,
   * sign-in-unknown. */
  signInBy(way: 'Wechat', shown: { code: string; phone_code?: string; password?: string }): Promise<void>
  signInBy(way: 'Sms', shown: { phone: string; code: string; wechat_code?: string; password?: string }): Promise<void>
  signInBy(way: 'Face', shown: { face: string }): Promise<void>
  /** A look around without an account: forms, checks and sums work, no request leaves the device, submitting rejects VISITOR. */
  visit(): void
  visiting(): boolean
  /** This device forgets the token and keeps all that was typed: after the server has ended the session. */
  expire(): void
  /** Demo provider; rejects DEMO_OFF on a server without it. */
  demo(role?: string): Promise<void>
  /** The session that a phone has agreed to: once. `secret` unless a cookie holds it. */
  signInByScan(scan: string, secret?: string): Promise<void>
  /** An administrator made the password that opened the session: nothing is sent, and the server answers 403 password-must-change, until it is changed
   * (renew with api.changePassword). */
  mustChange(): boolean
  /** Takes the new session that a change of one's own account answers with (api.tieWechat, tiePhone, untie, changePassword). */
  renew(ask: () => Promise<any>): Promise<void>
  /** Asks the server who we are; offline it keeps what it knows. */
  refresh(): Promise<void>
  /** Clears everything of this user on the device. With changed drafts or queued submissions it rejects UNSENT_DRAFTS (with `drafts`)
   * unless `discard`. */
  signOut(options?: { discard?: boolean }): Promise<void>
}
export interface CachedContext {
  ctx: Context
  /** the live filing with this identity when the snapshot was taken */
  filing?: { id: string; revision: number; etag: string }
  fetched_at: string
  age_ms: number
  /** younger than a day; an older snapshot comes without `today` */
  fresh: boolean
}
export interface Contexts {
  /** What is at hand, synchronously: for checks while typing. `ctx.today` is the snapshot's day, never the device's clock. A template that
   * waits in the outbox (or was accepted after the snapshot) stands in `ctx.template`; without any snapshot `fetched_at` is ''. */
  cached(key: FilingKey): CachedContext | null
  /** The exact snapshot, else what one of another period or form of this site can lend: `preview` and `outbox.submit` use it. */
  atHand(key: FilingKey): CachedContext | null
  /** From the server, else what is at hand, else null. Never rejects for want of a network. */
  fetch(key: FilingKey): Promise<CachedContext | null>
}
/** 企业自评 or verified: what the server works out of the verdicts each time. */
export type Label = 'self_assessed' | 'verified'
export interface Verdict {
  id: string; filing: string; revision: number; hash: string; outcome: 'verified' | 'not_verified'; opinion?: string
  auditor: string; institution?: string; given_at: string; state: 'holds' | 'superseded' | 'outdated'
}
export interface FilingItem {
  id: string; enterprise: string; form: string; site: string; period: Period; revision: number; state: 'live' | 'withdrawn'; label?: Label
  pack: string; net_tco2?: Decimal; tce?: Decimal; author: string; submitted_at: string; code: string
}
export interface Filing extends FilingItem {
  form_version: number; doc: Doc; overrides?: object[]; result: any; receipt: Receipt; reason?: string
  chain: { sequence: number; hash: string }
  etag: string
}
export interface Network { online(): boolean }

/** A member of an enterprise; phone and id_number are masked. */
export interface Person {
  id: string; name: string; phone?: string; id_type?: string; id_number?: string; role: string; modules: string[]
  state: 'active' | 'suspended' | 'revoked'; ends_on?: string; is_live: boolean
}
export interface Application {
  id: string; number: string; kind: 'agent' | 'foreign_legal_person'; state: 'draft' | 'pending' | 'approved' | 'rejected' | 'withdrawn'
  enterprise_name: string; uscc: string; legal_name: string; legal_id_type?: string; name: string; id_type?: string; id_number?: string; phone?: string
  modules: string[]; ends_on?: string; stamped_file?: string; licence_file?: string; submitted_at?: string; due_on?: string; is_overdue: boolean
  reason?: string; issues: Issue[]; etag: string; [more: string]: any
}
/** A temporary file of the platform; type '' when the platform keeps the server's word to itself. */
export interface FetchedFile {
  path: string
  type: string
}

export interface FileRow {
  id: string
  name: string
  type: string
  size: number
  sha256: string
  state: string
  uploaded_by: string
  /** masked; in lists only */
  uploaded_by_name?: string
  is_mine?: boolean
  uploaded_at: string
}

/** Newest first, and how much room the owner has. */
export interface FileList {
  items: FileRow[]
  next?: string
  used_files: number
  most_files: number
  /** units of 1024 bytes */
  used_kb: number
  most_kb: number
}

export interface BankManager { id: string; name: string; bank: string; branch?: string }
/** One year's summary, frozen: all that a bank sees. */
export interface SharedReport {
  report_format: number
  year: number
  enterprise: { name: string; uscc?: string; division?: string }
  units: { tce: string; net_tco2: string }
  /** site: which of its sites, 1, 2 …, without a name; code: of the receipt; status: self_assessed, or verified by an auditor */
  filings: { form: string; label_zh: string; label_en: string; site: number; period: Period; revision: number; filed_on: string; tce?: Decimal; net_tco2?: Decimal; code: string; result_sha256: string;
    status: string; status_zh: string; status_en: string }[]
}
/** One manager of a bank may see one frozen report until ends_at. */
export interface Consent {
  id: string; manager: BankManager; year: number; text_version: string; state: 'active' | 'withdrawn' | 'expired' | 'ended'
  given_by: string; given_at: string; ends_at: string; over_at?: string; sha256: string; views: number; last_view_at?: string
  /** of an active one: days that are left, the begun one too; what the enterprise did to that year's filings since */
  days_left?: number; since?: 'same' | 'revised' | 'withdrawn'
}
/** What a manager is shown of a consent to him. */
export interface Shared { consent: string; year: number; given_at: string; ends_at: string; days_left: number; sha256: string }

export interface Api {
  core(envelope: Envelope): Promise<Answer>
  /** ways: password, wechat, sms, face, demo …: what this server is set up for; faces: who looks at them */
  signInWays(): Promise<{ ways: string[]; faces?: string[] }>
  signIn(account: string, password: string): Promise<any>
  signInByWechat(shown: { code: string; phone_code?: string; password?: string }): Promise<any>
  /** A text message with a code, if the phone is known; the answer is the same when it is not. */
  sendCode(phone: string): Promise<void>
  signInBySms(shown: { phone: string; code: string; wechat_code?: string; password?: string }): Promise<any>
  /** What the device's own check of the face needs; the face is then shown to signInBy, once. */
  beginFace(who: { name: string; id_number: string; wechat_code?: string; provider?: string }): Promise<{ face: string; verify_id?: string; expires_in_s: number }>
  signInByFace(shown: { face: string }): Promise<any>
  demo(role?: string): Promise<any>
  signOut(): Promise<void>
  me(): Promise<any>
  /** On the phone: which PC shows the code with this ticket; then yes (`elsewhere`: told that it is in another network) or no. */
  lookAtScan(ticket: string): Promise<ScanPc>
  confirmScan(ticket: string, elsewhere?: boolean): Promise<void>
  denyScan(ticket: string): Promise<void>
  sessions(): Promise<{ items: { id: string; is_this_one: boolean; kind: string; device?: string; [more: string]: any }[] }>
  endSession(id: string): Promise<void>
  /** ends all of them, this one too */
  endSessions(): Promise<void>
  /** Numbers come masked. */
  people(enterprise: string): Promise<{ items: Person[] }>
  addPerson(enterprise: string, body: { name: string; phone: string; id_type: string; id_number: string; modules: string[]; ends_on?: string }): Promise<Person>
  /** without ends_on there is no end */
  changePerson(enterprise: string, person: string, body: { state: Person['state']; modules: string[]; ends_on?: string }): Promise<Person>
  /** A file of one's own, for an application. @param file path as the platform's chooser gave it */
  uploadOwnFile(file: { path: string; name: string }): Promise<FileRow>
  ownFiles(): Promise<FileList>
  /** Fetched to the device; resolves with its path there. */
  ownFile(file: string, copy?: 'display'): Promise<FetchedFile>
  removeOwnFile(file: string): Promise<void>
  /** One's own ways to sign in. Changes want a recent sign-in on this device (403 sign-in-again) and answer with a session of a new token: session.renew. */
  identities(): Promise<{ items: { kind: string; shown?: string; verified_at: string; may_end: boolean }[]; offers: string[]; has_password: boolean; is_fresh: boolean; fresh_for_s?: number }>
  sendTieCode(phone: string): Promise<void>
  tieWechat(code: string): Promise<any>
  tiePhone(shown: { phone_code: string } | { phone: string; code: string }): Promise<any>
  untie(kind: string): Promise<any>
  changePassword(oldPassword: string, password: string): Promise<any>
  /** Evidence of an enterprise. */
  files(enterprise: string, cursor?: string): Promise<FileList>
  uploadFile(enterprise: string, file: { path: string; name: string }): Promise<FileRow>
  /** As ownFile; `display`: a picture without what its camera noted. */
  file(file: string, copy?: 'display'): Promise<FetchedFile>
  removeFile(file: string): Promise<void>
  applications(): Promise<{ items: Application[] }>
  application(id: string): Promise<Application>
  createApplication(content: object): Promise<Application>
  putApplication(id: string, etag: string, content: object): Promise<Application>
  submitApplication(id: string, etag: string): Promise<Application>
  /** The page to be stamped, as a PDF fetched to the device. */
  applicationForm(id: string): Promise<FetchedFile>
  removeApplication(id: string, etag: string): Promise<void>
  withdrawApplication(id: string, etag: string): Promise<Application>
  /** Applications that name the enterprise. */
  enterpriseApplications(enterprise: string): Promise<{ items: Application[] }>
  /** The legal person refuses one that waits. */
  /** A paper of such an application, for the legal person. */
  applicationFile(enterprise: string, application: string, file: string, copy?: 'display'): Promise<FetchedFile>
  vetoApplication(enterprise: string, application: string, reason: string): Promise<Application>
  /** Whom an enterprise can let see a report. */
  bankManagers(): Promise<{ managers: BankManager[] }>
  /** The year's report exactly as a bank would see it, and what is consented to. */
  consentPreview(enterprise: string, year: number): Promise<{ year: number; sha256: string; text: { version: string; zh: string; en: string }; report: SharedReport }>
  consents(enterprise: string): Promise<{ consents: Consent[] }>
  /** `sha256` is that of the report that was seen: rejects 409 when it has changed meanwhile. */
  giveConsent(enterprise: string, body: { manager: string; year: number; days: number; text_version: string; sha256: string }): Promise<Consent>
  withdrawConsent(enterprise: string, consent: string): Promise<Consent>
  consentViews(enterprise: string, consent: string): Promise<{ views: { at: string; name: string; device?: string }[] }>
  /** For the manager of a bank: what this enterprise lets him see. */
  sharedReports(enterprise: string): Promise<{ reports: Shared[] }>
  /** Writes a view that the enterprise is shown, each time; so it is asked once and not repeated by itself. */
  sharedReport(enterprise: string, consent: string): Promise<Shared & { since: string; report: SharedReport }>
  /** `filing` = the live filing with exactly this identity, if any */
  context(key: FilingKey, without?: string): Promise<{ ctx: Context; filing?: { id: string; revision: number; etag: string } }>
  filings(enterprise: string, query?: { form?: string; year?: number | string; cursor?: string; limit?: number }): Promise<{ items: FilingItem[]; next?: string }>
  filing(id: string): Promise<Filing>
  revisions(id: string): Promise<{ items: any[] }>
  revision(id: string, revision: number): Promise<Filing>
  /** the core's answer to op diff */
  diff(id: string, from: number, to: number): Promise<Answer<{ changes: Change[] }>>
  /** the core's answer to op explain; the latest revision by default */
  explain(id: string, at: string, revision?: number): Promise<Answer>
  /** Retried with one key until the outcome is known, as far as the network allows. */
  withdraw(id: string, etag: string, reason: string): Promise<Filing>
  verdicts(filing: string): Promise<{ items: Verdict[]; label?: Label; may_give: boolean; obstacle?: string }>
  giveVerdict(filing: string, body: { outcome: Verdict['outcome']; opinion?: string; revision: number; hash: string }): Promise<Verdict>
  packs(): Promise<{ items: { id: string; sha256: string; accept_until: string }[] }>
  packText(id: string): Promise<string>
  /** a route that only one of the clients uses: ['GET', '/v1/…/{name}'] */
  ask(route: [string, string], how?: { path?: any; query?: any; body?: any; text?: string; type?: string; keyed?: string | true; etag?: string; anyone?: boolean; tries?: number }): Promise<any>
  /** the same where the answer is a text, as a table of CSV */
  askText(route: [string, string], how?: { path?: any; query?: any; tries?: number }): Promise<string>
}

/* ---- signing in a PC by a phone ------------------------------------------------------------------------------------------ */

/** What the server knows of the PC whose code was scanned. */
export interface ScanPc { device?: string; network: string; place: 'this_machine' | 'local' | 'internet'; other_network: boolean; created_at: string; expires_in_s: number }
/** loading · code: to be scanned · scanned: the phone asks · entering, entered: signed in · denied, expired, used: over, `again` gives a new code ·
 * failed: `error` says why */
export type ScanStep = 'loading' | 'code' | 'scanned' | 'entering' | 'entered' | 'denied' | 'expired' | 'used' | 'failed'
export interface ScanView {
  step: ScanStep
  /** data URI */
  image: string
  /** WeChat's own code: any camera of WeChat reads it; else the mini-program's page does */
  mini: boolean
  /** seconds that the code is still good for */
  left: number
  /** the network does not answer; goes on by itself */
  slow: boolean
  error: BridgeError | null
}
export interface ScanWait {
  /** a new code; the old one is forgotten */
  again(): Promise<void>
  /** the page is hidden: asks nothing; and shown again */
  rest(): void
  resume(): void
  stop(): void
}

/* ---- the whole ----------------------------------------------------------------------------------------------------------- */

export interface BridgeEvents {
  /** a draft's save state changed */
  draft: { key: FilingKey; state: SaveState; error?: BridgeError }
  outbox: OutboxEntry
  network: { online: boolean }
  core: { state: CoreState }
  /** signed in, out, or another enterprise */
  session: { signedIn: boolean }
  /** an enterprise was found suspended, or the reason of it is known now */
  suspended: { enterprise: string }
  /** the server refused the token: show the sign-in page; nothing is lost */
  'sign-in-needed': {}
}
export interface Bridge {
  core: Core; drafts: Drafts; outbox: Outbox; session: Session; contexts: Contexts; network: Network; api: Api
  /** The filing members of a draft as an envelope; `more` adds op-specific members (ctx, at, receipt, display). ctx defaults to the cached one. */
  envelope(op: Op, draft: Draft, more?: Partial<Envelope>): Envelope
  /** Short for core.call(envelope(op, draft, more)): synchronous, for every keystroke. */
  preview(op: 'calculate' | 'check' | 'explain', draft: Draft, more?: Partial<Envelope>): Answer
  /** Shows a code until a phone has agreed; `again()` starts it. */
  waitForPhone(show: (view: ScanView) => void): ScanWait
  /** What a visitor typed before signing in: offered to the chosen enterprise, or dropped. */
  visitorDrafts(): DraftSummary[]
  adoptVisitorDrafts(): Promise<number>
  dropVisitorDrafts(): void
  on<E extends keyof BridgeEvents>(event: E, listener: (detail: BridgeEvents[E]) => void): () => void
  /** App.onLaunch: loads the core, reads the session, resumes the outbox. */
  start(): Promise<void>
  /** App.onHide: writes everything at once. */
  hide(): void
  /** App.onShow: sends what waits. */
  show(): void
  /** Ends timers and listeners (tests, hot reload). */
  stop(): void
}
export interface BridgeOptions {
  /** '' = same origin; on a device the listed https domain */
  baseUrl?: string
  timeoutMs?: number
  /** sent with every request: the console's mark */
  headers?: Record<string, string>
  /** the server keeps the token in a cookie: the browser sends it, no script ever holds it */
  cookie?: boolean
  /** name of this device in the list of sessions */
  device?: string
  /** parallel requests at most, default 4 */
  parallel?: number
  saveDelayMs?: number
  /** how long after a change drafts are copied to the server, default 5 s */
  backUpDelayMs?: number
  /** hears of errors thrown by event listeners */
  report?: (error: any) => void
}

/* ---- adapters: the only files that know a platform ----------------------------------------------------------------------- */

export interface Storage {
  /** null when absent */
  get(key: string): string | null
  /** Durable when it returns. Throws an Error with code 'STORAGE_FULL' when there is no room. */
  set(key: string, value: string): void
  remove(key: string): void
  keys(): string[]
  /** bytes */
  room(): { used: number; limit: number; perKey: number }
}
declare global {
  /* The only timers that every platform has under these names. */
  function setTimeout(run: () => void, ms: number): any
  function clearTimeout(timer: any): void
}
export interface HttpRequest {
  method: string; url: string; headers: Record<string, string>; body?: string; timeoutMs: number
  /** sent as multipart: one file and further fields */
  file?: { path: string; field: string; fields: Record<string, string> }
  /** the body becomes a file; its path stands in the reply */
  toFile?: boolean
}
export interface HttpReply { status: number; headers: Record<string, string>; text: string; path?: string }
export interface Adapter {
  name: string
  storage: Storage
  /** Resolves for every HTTP status; rejects only when no answer came. `failure.sent === false` = surely not sent. */
  request(request: HttpRequest): Promise<HttpReply>
  /** where the platform has its own way for files; as request */
  upload?(request: HttpRequest): Promise<HttpReply>
  download?(request: HttpRequest): Promise<HttpReply>
  /** `{ exports }` of the core, or rejects */
  instantiate(): Promise<{ exports: any }>
  /** n unpredictable bytes; Promise because wx has only an asynchronous source */
  random(n: number): Promise<Uint8Array>
  online(): boolean
  onNetwork(listener: (online: boolean) => void): () => void
  now(): number
  setTimeout(run: () => void, ms: number): any
  clearTimeout(timer: any): void
}

export function createBridge(adapter: Adapter, options?: BridgeOptions): Bridge
/** For the mini-program: `createBridge(wxAdapter(wx, WXWebAssembly), { baseUrl })`. */
export function wxAdapter(wx: any, wasm?: any, options?: { wasmPath?: string }): Adapter
/** For the console: same-origin fetch, localStorage. */
export function webAdapter(scope: any, options?: { wasmUrl?: string }): Adapter
/** Text of a BridgeError or Issue in one language. */
export function textOf(what: { zh: string; en: string }, language?: 'zh' | 'en'): string
/** JSON pointer read, and a copy with one place set (undefined removes it): for one-tap fixes and grids. */
export function readAt(root: any, pointer: string): any
export function writeAt<T>(root: T, pointer: string, value: unknown): T
