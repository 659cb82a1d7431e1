// @ts-check
/* One filing: its live result, its revisions, what changed between two of them, revising and withdrawing. */
'use strict'

const app = require('../../services/app')
const catalog = require('../../services/catalog')
const changes = require('../../services/changes')
const explaining = require('../../services/explaining')
const filings = require('../../services/filings')
const lastYear = require('../../services/last_year')
const results = require('../../services/results')
const settings = require('../../services/settings')
const verdicts = require('../../services/verdicts')
const { FORM } = require('../../services/energy')
const { screen } = require('../../utils/screen')

screen({
  words: ['filing', 'result', 'verdict'],
  needs: 'enterprise',
  title: 'filing.title',
  data: { drawn: false, line: [], failure: '', busy: '', head: null, shown: null, fields: [], doc: {}, revisions: [], period: '', canWrite: false, sheet: '', changes: [], between: '', reason: '', explain: {}, explaining: false, working: false, pack: '', packNote: '', chain: '', code: '', withdrawn: false, why: '', verdicts: [], mayGive: false, obstacle: '', outcomes: [], outcome: '', opinion: '', sure: false, lack: '', giveTitle: '', giveLine: '', sureLine: '', outdated: '', lookAt: '' },

  onLoad(/** @type {any} */ query) {
    this.id = query.id
  },
  async open() {
    this.setData({ failure: '' })
    try {
      await catalog.load()
      await this.waitFor(settings.say('common.waiting_server'), () => this.load())
    } catch (error) {
      this.fail(error)
    }
  },
  async load() {
    const { api } = app.bridge()
    const [filing, revisions, given] = await Promise.all([api.filing(this.id), api.revisions(this.id), api.verdicts(this.id)])
    this.filing = filing
    this.given = given
    this.list = revisions.items
    this.draw()
    if (filing.form === FORM) this.drawLine()
  },

  draw() {
    const { filing, given } = this
    const pack = catalog.find('packs', filing.pack)
    const form = catalog.find('forms', filing.form)
    this.setData({
      drawn: true, head: filings.view([filing])[0], period: filings.periodName(filing.period), shown: filing.form === FORM && filing.result ? results.view(filing) : null,
      fields: filing.form === FORM || !form ? [] : form.fields.filter((/** @type {any} */ one) => one.name !== 'confirmations'), doc: filing.doc,
      revisions: this.list.map((/** @type {any} */ one) => Object.assign({}, filings.view([Object.assign({ period: filing.period, form: filing.form, id: '' }, one)])[0], { reason: one.reason || '' })),
      canWrite: app.may('filing_write') && filing.state === 'live', withdrawn: filing.state === 'withdrawn', why: filing.reason || '',
      pack: settings.pick(pack, 'label') || filing.pack, code: filing.receipt.code, chain: settings.say('filing.chain', { n: filing.chain.sequence }), hash: filing.chain.hash.slice(0, 16) + '…',
      verdicts: verdicts.view(given.items), mayGive: given.may_give, obstacle: verdicts.obstacle(given), outcomes: verdicts.outcomes(), giveTitle: settings.say(given.items.length ? 'verdict.again' : 'verdict.give'),
      giveLine: settings.say('verdict.give_line', { n: filing.revision, code: filing.receipt.code }), sureLine: settings.say('verdict.sure', { n: filing.revision })
    })
  },

  /** Last year's line, when it can be had. */
  async drawLine() {
    const rows = (this.filing.result && this.filing.result.months) || []
    if (rows.length < 2) return
    const texts = await lastYear.emissions(rows.map((/** @type {any} */ row) => row.month)).catch(() => [])
    if (!this.gone && texts.some(Boolean)) this.setData({ line: lastYear.line(texts) })
  },

  async onAsk(/** @type {any} */ event) {
    const { at, title } = event.currentTarget.dataset
    return this.ask(at, title)
  },
  onPart(/** @type {any} */ event) {
    return this.ask(event.detail.at, event.detail.title)
  },
  /** @param {string} at @param {string} title */
  async ask(at, title) {
    if (!at) return
    try {
      const explain = await this.waitFor(settings.say('common.waiting_server'), () => explaining.ofFiling(this.id, at, title))
      this.setData({ explain, explaining: true })
    } catch (error) {
      this.fail(error)
    }
  },
  onExplained() {
    this.setData({ explaining: false })
  },

  /** What changed from the revision before to this one. */
  async onDiff(/** @type {any} */ event) {
    const to = Number(event.currentTarget.dataset.n)
    if (to < 2) return
    try {
      const answer = await this.waitFor(settings.say('common.waiting_server'), () => app.bridge().api.diff(this.id, to - 1, to))
      this.setData({ sheet: 'diff', between: settings.say('filing.between', { from: to - 1, to }), changes: answer.result ? changes.view(answer.result.changes) : [] })
    } catch (error) {
      this.fail(error)
    }
  },
  onSheetClose() {
    this.setData({ sheet: '', reason: '' })
  },

  /** A new draft upon the live revision. */
  async onRevise() {
    const { filing } = this
    const { drafts } = app.bridge()
    const key = app.keyOf(filing.form, filing.period)
    const base = { filing: filing.id, revision: filing.revision, etag: filing.etag }
    try {
      await drafts.create(key, { doc: filing.doc, form_version: filing.form_version, pack: filing.pack, overrides: filing.overrides, base })
      const page = filing.form === FORM ? 'report/report?' : filing.form === 'energy_template' ? 'template/template?year=' + key.start.slice(0, 4) + '&' : 'form/form?form=' + filing.form + '&'
      wx.navigateTo({ url: '/pages/' + page + 'start=' + key.start + '&end=' + key.end })
    } catch (error) {
      this.fail(error)
    }
  },

  onGive() {
    this.setData({ sheet: 'give', sure: false, lack: '' })
  },
  onOutcome(/** @type {any} */ event) {
    this.setData({ outcome: event.currentTarget.dataset.id, lack: '' })
  },
  onOpinion(/** @type {any} */ event) {
    this.setData({ opinion: event.detail.value, lack: '' })
  },
  onSure() {
    this.setData({ sure: !this.data.sure, lack: '' })
  },
  /** What was written stays until it is given, whatever comes between. */
  async onGiveYes() {
    const { outcome, opinion, sure, working } = this.data
    const lack = verdicts.lack({ outcome, opinion, sure })
    this.setData({ lack })
    if (lack || working) return
    this.setData({ working: true, failure: '' })
    try {
      await this.waitFor(settings.say('verdict.waiting'), () => app.bridge().api.giveVerdict(this.id, verdicts.bodyOf(this.filing, { outcome, opinion })))
      this.setData({ sheet: '', outcome: '', opinion: '', outdated: '' })
      await this.load()
    } catch (error) {
      const n = verdicts.revisionNow(error)
      this.setData({ sheet: '' })
      if (n) this.setData({ outdated: settings.say('verdict.changed', { n, seen: this.filing.revision }), lookAt: settings.say('verdict.look', { n }) })
      else this.fail(error)
    } finally {
      this.setData({ working: false })
    }
  },
  async onLook() {
    await this.open()
    if (!this.data.failure) this.setData({ outdated: '' })
  },

  onWithdraw() {
    this.setData({ sheet: 'withdraw', reason: '' })
  },
  onReason(/** @type {any} */ event) {
    this.setData({ reason: event.detail.value })
  },
  async onWithdrawYes() {
    const reason = this.data.reason.trim()
    if (!reason || this.data.working) return
    this.setData({ working: true })
    try {
      await this.waitFor(settings.say('common.waiting_server'), () => app.bridge().api.withdraw(this.id, this.filing.etag, reason))
      this.setData({ sheet: '' })
      await this.load()
    } catch (error) {
      this.setData({ sheet: '' })
      this.fail(error)
    } finally {
      this.setData({ working: false })
    }
  },
  dressed() {
    if (this.filing) this.draw()
  }
})
