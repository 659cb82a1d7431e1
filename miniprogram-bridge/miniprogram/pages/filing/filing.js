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
const { FORM } = require('../../services/energy')
const { screen } = require('../../utils/screen')

screen({
  words: ['filing', 'result'],
  needs: 'enterprise',
  title: 'filing.title',
  data: { drawn: false, line: [], failure: '', busy: '', head: null, shown: null, fields: [], doc: {}, revisions: [], period: '', canWrite: false, sheet: '', changes: [], between: '', reason: '', explain: {}, explaining: false, working: false, pack: '', packNote: '', chain: '', code: '', withdrawn: false, why: '' },

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
    const [filing, revisions] = await Promise.all([api.filing(this.id), api.revisions(this.id)])
    this.filing = filing
    this.list = revisions.items
    this.draw()
    if (filing.form === FORM) this.drawLine()
  },

  draw() {
    const { filing } = this
    const pack = catalog.find('packs', filing.pack)
    const form = catalog.find('forms', filing.form)
    this.setData({
      drawn: true, head: filings.view([filing])[0], period: filings.periodName(filing.period), shown: filing.form === FORM && filing.result ? results.view(filing) : null,
      fields: filing.form === FORM || !form ? [] : form.fields.filter((/** @type {any} */ one) => one.name !== 'confirmations'), doc: filing.doc,
      revisions: this.list.map((/** @type {any} */ one) => Object.assign({}, filings.view([Object.assign({ period: filing.period, form: filing.form, id: '' }, one)])[0], { reason: one.reason || '' })),
      canWrite: app.may('filing_write') && filing.state === 'live', withdrawn: filing.state === 'withdrawn', why: filing.reason || '',
      pack: settings.pick(pack, 'label') || filing.pack, code: filing.receipt.code, chain: settings.say('filing.chain', { n: filing.chain.sequence }), hash: filing.chain.hash.slice(0, 16) + '…'
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
