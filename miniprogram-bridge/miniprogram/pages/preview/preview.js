// @ts-check
/* The full calculation before 提交: by block, carrier and month, every number can be asked, open issues stand on top. */
'use strict'

const app = require('../../services/app')
const catalog = require('../../services/catalog')
const energy = require('../../services/energy')
const explaining = require('../../services/explaining')
const filings = require('../../services/filings')
const issues = require('../../services/issues')
const lastYear = require('../../services/last_year')
const results = require('../../services/results')
const settings = require('../../services/settings')
const { screen } = require('../../utils/screen')

screen({
  words: ['preview', 'result'],
  needs: 'enterprise',
  title: 'preview.title',
  data: { drawn: false, line: [], failure: '', busy: '', shown: null, issues: [], counts: { errors: 0, confirms: 0 }, receipt: '', pack: '', period: '', explain: {}, explaining: false, working: false, hints: false, queued: false, visitor: false },

  onLoad(/** @type {any} */ query) {
    this.query = query
  },

  async open() {
    try {
      await catalog.load()
      const got = await energy.open({ start: this.query.start, end: this.query.end })
      this.draft = got.draft
      this.ctx = got.ctx
      this.calculate()
      if (this.answer) this.drawLine()
    } catch (error) {
      this.fail(error)
    }
  },

  calculate() {
    energy.evaluate(this.draft, { receipt: true, display: true, ctx: this.ctx }, (answer, error) => {
      if (this.gone) return
      if (error || !answer.result) return this.fail(error || (answer.issues || [])[0])
      this.answer = answer
      this.draw()
    })
  },

  draw() {
    const answer = this.answer
    const list = issues.view(answer.issues || [], this.draft)
    const pack = answer.receipt ? catalog.find('packs', answer.receipt.pack) : null
    this.setData({
      drawn: true, failure: '', visitor: app.bridge().session.visiting(), shown: results.view(answer), issues: list.filter((one) => one.severity !== 'hint'), hintList: list.filter((one) => one.severity === 'hint'),
      counts: issues.count(answer.issues), receipt: answer.receipt ? answer.receipt.code : '', pack: answer.receipt ? settings.pick(pack, 'label') || answer.receipt.pack : '',
      period: filings.periodName(this.draft.key)
    })
  },

  /** @param {any} change */
  change(change) {
    this.draft = app.bridge().drafts.change(this.draft.key, change)
    this.calculate()
  },
  onFixAll(/** @type {any} */ event) {
    const { doc, overrides } = issues.allFixed(this.draft, event.detail.issues)
    this.change(Object.assign({ doc }, overrides ? { overrides } : {}))
  },
  onFix(/** @type {any} */ event) {
    this.change(issues.fixed(this.draft, event.detail.issue.fix))
  },
  onReason(/** @type {any} */ event) {
    this.change({ doc: issues.confirmed(this.draft.doc, event.detail.issue, event.detail.reason) })
  },
  onGo() {
    wx.navigateBack()
  },
  onHints() {
    this.setData({ hints: !this.data.hints })
  },

  /** Last year's line, when it can be had. */
  async drawLine() {
    const rows = (this.answer.result && this.answer.result.months) || []
    if (rows.length < 2) return
    const texts = await lastYear.emissions(rows.map((/** @type {any} */ row) => row.month)).catch(() => [])
    if (!this.gone && texts.some(Boolean)) this.setData({ line: lastYear.line(texts) })
  },

  onAsk(/** @type {any} */ event) {
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
      this.setData({ explain: await explaining.ofDraft(this.draft, at, title), explaining: true })
    } catch (error) {
      this.fail(error)
    }
  },
  onExplained() {
    this.setData({ explaining: false })
  },

  /** Queued at once, sent when the network is there; the next page tells what became of it. */
  async onSubmit() {
    if (this.data.working) return
    if (this.data.counts.errors || this.data.counts.confirms) return wx.pageScrollTo({ scrollTop: 0, duration: 200 })
    if (app.bridge().session.visiting()) return wx.navigateTo({ url: '/pages/signin/signin' })
    this.setData({ working: true, failure: '' })
    try {
      const entry = await app.bridge().outbox.submit(this.draft.key)
      wx.redirectTo({ url: '/pages/done/done?id=' + entry.id })
    } catch (error) {
      const why = /** @type {any} */ (error)
      if (why.issues) this.setData({ issues: issues.view(why.issues, this.draft).filter((one) => one.severity !== 'hint'), counts: issues.count(why.issues) })
      this.fail(error)
    } finally {
      this.setData({ working: false })
    }
  },
  dressed() {
    if (this.answer) this.draw()
  }
})
