// @ts-check
/* Any form of the catalog, drawn from its fields and checked by the core while typing. 企业生产经营 is one of them. */
'use strict'

const app = require('../../services/app')
const catalog = require('../../services/catalog')
const energy = require('../../services/energy')
const filings = require('../../services/filings')
const issues = require('../../services/issues')
const overview = require('../../services/overview')
const settings = require('../../services/settings')
const { screen } = require('../../utils/screen')

const REST_MS = 400

screen({
  words: ['form'],
  needs: 'enterprise',
  title() {
    return settings.pick(catalog.find('forms', /** @type {any} */ (this).query ? /** @type {any} */ (this).query.form : ''), 'label') || settings.say('form.title')
  },
  data: { drawn: false, calm: false, asked: false, same: false, failure: '', busy: '', fields: [], value: {}, issues: [], top: [], counts: { errors: 0, confirms: 0 }, leftText: '', saveText: '', saveState: '', period: '', revising: '', working: false, visitor: false, hide: ['confirmations'], coreLine: '' },

  onLoad(/** @type {any} */ query) {
    this.query = query
  },

  async open() {
    this.setData({ failure: '' })
    try {
      await catalog.load()
      this.form = catalog.find('forms', this.query.form)
      if (!this.form) return this.setData({ failure: settings.say('form.unknown') })
      wx.setNavigationBarTitle({ title: settings.pick(this.form, 'label') })
      this.key = app.keyOf(this.form.id, { start: this.query.start, end: this.query.end })
      await this.waitFor(settings.say('common.waiting_server'), () => this.load())
      this.listen('draft', (/** @type {any} */ now) => this.saved(now))
    } catch (error) {
      this.fail(error)
    }
  },

  async load() {
    const { contexts, drafts } = app.bridge()
    const kept = await drafts.open(this.key)
    const cached = await contexts.fetch(this.key)
    this.ctx = cached ? cached.ctx : {}
    this.draft = kept || (await this.started(cached))
    this.stored = Boolean(kept)
    this.calm = !kept && !this.draft.base && !this.carried
    this.setData({ period: filings.periodName(this.key) })
    this.calculate()
  },
  /** @param {any} cached */
  async started(cached) {
    const empty = { key: this.key, draft_format: 1, form_version: this.form.version, doc: {}, saved_at: '', edit: 0 }
    if (!cached || !cached.filing) return this.form.standing ? this.carriedOver(empty) : empty
    const live = await app.bridge().api.filing(cached.filing.id)
    return Object.assign(empty, { doc: live.doc, pack: live.pack, base: { filing: live.id, revision: live.revision, etag: live.etag } })
  },

  /** What stands until a later one begins with the last one's document. @param {any} empty */
  async carriedOver(empty) {
    const before = await overview.standingBefore(this.form.id, this.key.start)
    if (!before) return empty
    this.carried = before.year
    return Object.assign(empty, { doc: before.doc })
  },

  onChange(/** @type {any} */ event) {
    this.change(event.detail.value)
  },
  /** Kept at once; the first change makes the draft on the device. @param {any} doc */
  change(doc) {
    if (this.stored) {
      this.draft = app.bridge().drafts.change(this.key, { doc })
    } else {
      this.draft = Object.assign({}, this.draft, { doc })
      this.storeFirst()
    }
    this.calculate()
  },
  async storeFirst() {
    if (this.storing) return
    this.storing = true
    try {
      await energy.store(this.draft)
      this.stored = true
      this.draft = app.bridge().drafts.change(this.key, { doc: this.draft.doc })
    } catch (error) {
      this.fail(error)
    } finally {
      this.storing = false
    }
  },

  calculate() {
    clearTimeout(this.rest)
    const wasm = app.bridge().core.state() === 'wasm'
    const run = () => energy.evaluate(this.draft, { receipt: false, ctx: this.ctx }, (answer, error) => {
      if (this.gone) return
      this.answer = answer || this.answer
      this.setData({ coreLine: error ? settings.pick(error) : '' })
      this.draw()
    })
    if (wasm) return run()
    this.draw()
    this.rest = setTimeout(run, REST_MS)
  },

  draw() {
    const raw = (this.answer && this.answer.issues) || []
    const list = issues.view(raw, this.draft)
    this.setData({ drawn: true, visitor: app.bridge().session.visiting(), calm: this.calm, same: Boolean(this.draft.base) && !this.stored && !this.storing, fields: this.form.fields, value: this.draft.doc, issues: list, top: list.filter((one) => one.severity !== 'hint' && (one.severity === 'confirm' || one.path.split('/').length < 3)), counts: issues.count(raw), leftText: this.left(issues.count(raw)), revising: this.revising() })
  },
  /** What still keeps it from being submitted, in numbers. @param {{errors: number, confirms: number}} counts */
  left(counts) {
    return [counts.errors && settings.say('form.errors', { n: counts.errors }), counts.confirms && settings.say('form.confirms', { n: counts.confirms })].filter(Boolean).join(settings.say('common.comma'))
  },
  revising() {
    const { base } = this.draft
    if (!base) return this.carried ? settings.say('form.carried', { year: this.carried }) : ''
    return settings.say(this.stored || this.storing ? 'form.revising' : 'form.filed', { n: base.revision })
  },
  /** @param {any} now */
  saved(now) {
    if (!this.draft || JSON.stringify(now.key) !== JSON.stringify(this.key)) return
    this.setData({ saveState: now.state, saveText: settings.say('form.save_' + now.state) })
  },
  onFixAll(/** @type {any} */ event) {
    const { doc } = issues.allFixed(this.draft, event.detail.issues)
    this.change(doc)
  },
  onFix(/** @type {any} */ event) {
    this.change(issues.fixed(this.draft, event.detail.issue.fix).doc)
  },
  onReason(/** @type {any} */ event) {
    this.change(issues.confirmed(this.draft.doc, event.detail.issue, event.detail.reason))
  },

  async onSubmit() {
    if (this.data.working || this.data.same) return
    this.calm = false
    this.setData({ asked: true })
    this.draw()
    if (this.data.counts.errors || this.data.counts.confirms) return wx.pageScrollTo({ scrollTop: 0, duration: 200 })
    this.setData({ working: true, failure: '' })
    try {
      if (app.bridge().session.visiting()) return wx.navigateTo({ url: '/pages/signin/signin' })
      if (!this.stored) await energy.store(this.draft)
      this.stored = true
      const entry = await app.bridge().outbox.submit(this.key)
      wx.redirectTo({ url: '/pages/done/done?id=' + entry.id })
    } catch (error) {
      this.fail(error)
    } finally {
      this.setData({ working: false })
    }
  },
  dressed() {
    if (this.draft) this.draw()
  }
})
