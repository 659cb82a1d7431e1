// @ts-check
/* The monthly grid: rows of carriers, one month open at a time, totals live in the foot. On a wide window the same draft as a table.
 * Gestures are in pad.js and table.js, sheets in sheets.js, what is shown in view.js. */
'use strict'

const app = require('../../services/app')
const energy = require('../../services/energy')
const filings = require('../../services/filings')
const issues = require('../../services/issues')
const settings = require('../../services/settings')
const months = require('../../utils/months')
const { screen } = require('../../utils/screen')
const view = require('./view')

const REST_MS = 400

/** @type {Record<string, any> & ThisType<any>} */
const page = {
  words: ['report'],
  needs: 'enterprise',
  title: 'report.title',
  data: {
    drawn: false, failure: '', busy: '', month: '', heads: [], lines: [], table: [], process: [], spans: [], issues: [], counts: { errors: 0, confirms: 0 }, summary: '',
    totals: { tco2: '-', tce: '-', partial: false }, saveState: '', saveText: '', saveError: '', coreLine: '', revising: '', period: '',
    active: -1, padOpen: false, typing: '', padName: '', padUnits: [], padUnit: '', padSame: '', padTold: '', padLast: false,
    sheet: '', choices: [], chosenPeriod: '', periodIssue: '', rowTitle: '', rowFields: [], rowValue: {}, rowPath: '', rowHide: [], rowRemovable: false, rowCalm: false,
    ownFields: [], ownValue: {}, ownPath: '', ownHide: [], ownOpen: false, addable: [], paste: [], pasteLine: '', pasteGood: 0, tableFocus: null
  },

  onLoad(/** @type {any} */ query) {
    this.query = query
  },

  async open() {
    this.setData({ failure: '' })
    this.listen('draft', (/** @type {any} */ now) => this.saved(now))
    this.listen('core', () => this.calculate())
    try {
      await this.waitFor(settings.say('common.waiting_server'), () => this.load(this.query.start, this.query.end))
      if (this.query.type && !settings.frame().wide) this.openCell(0)
    } catch (error) {
      this.fail(error)
    }
  },

  /** @param {string} start @param {string} end */
  async load(start, end) {
    const got = await energy.open({ start, end })
    this.take(got)
    if (!got.template && !got.stored) return wx.redirectTo({ url: '/pages/template/template?year=' + months.yearOf(start) })
    this.refreshContext(got.key)
  },

  /** @param {any} got */
  take(got) {
    this.draft = got.draft
    this.ctx = got.ctx
    this.template = got.template
    this.stored = got.stored
    this.month = null
    const month = this.firstOpen()
    this.setData({ drawn: true, month, period: filings.periodName(this.draft.key), revising: this.draft.base ? settings.say('report.revising', { n: this.draft.base.revision }) : '' })
    this.saved({ key: this.draft.key, state: this.stored ? app.bridge().drafts.saveState(this.draft.key) : '' })
    this.calculate()
  },

  /** The first month of the period without any value; else its first. */
  firstOpen() {
    const { start, end } = this.draft.key
    const lines = this.draft.doc.energy || []
    return months.between(start, end).filter((month) => !lines.some((/** @type {any} */ line) => line[months.cellOf(month)] !== undefined))[0] || start
  },

  /** Newer surroundings, quietly: earlier values and checks follow. @param {any} key */
  async refreshContext(key) {
    try {
      const cached = await app.bridge().contexts.fetch(key)
      if (!cached || this.gone || JSON.stringify(key) !== JSON.stringify(this.draft.key)) return
      this.template = cached.ctx.template || this.template
      this.ctx = Object.assign({}, cached.ctx, this.template ? { template: this.template } : {})
      this.calculate()
    } catch (error) {
      this.fail(error)
    }
  },

  /** Back from the template or from another page: rows may have changed. */
  again() {
    if (this.draft && this.left) {
      this.left = false
      this.load(this.draft.key.start, this.draft.key.end).catch((/** @type {any} */ error) => this.fail(error))
    }
  },

  rows() {
    return energy.rows(this.draft.doc, this.template)
  },

  /** Every change: kept at once, calculated at once. @param {any} change */
  change(change) {
    if (this.stored) {
      this.draft = app.bridge().drafts.change(this.draft.key, change)
    } else {
      this.draft = Object.assign({}, this.draft, change)
      this.storeFirst()
    }
    this.calculate()
  },

  /** The first change makes a draft on the device; changes meanwhile follow it. */
  async storeFirst() {
    if (this.storing) return
    this.storing = true
    const { drafts } = app.bridge()
    try {
      await energy.store(this.draft)
      this.stored = true
      const { doc, overrides } = this.draft
      this.draft = drafts.change(this.draft.key, { doc, overrides: overrides || null })
    } catch (error) {
      this.fail(error)
    } finally {
      this.storing = false
    }
  },

  /** @param {any} now {key, state, error} */
  saved(now) {
    if (!this.draft || JSON.stringify(now.key) !== JSON.stringify(this.draft.key)) return
    this.setData({ saveState: now.state, saveText: now.state ? settings.say('report.save_' + now.state) : '', saveError: now.error ? settings.pick(now.error) : '' })
  },

  /** Asks the core; on the device the answer is there at once, else after a short rest. */
  calculate() {
    if (!this.draft || this.gone) return
    const { core } = app.bridge()
    const state = core.state()
    const more = { receipt: false, display: true, ctx: this.ctx }
    if (state === 'wasm') {
      energy.evaluate(this.draft, more, (answer) => { this.answer = answer })
      this.setData({ coreLine: '' })
      return this.show()
    }
    this.setData({ coreLine: settings.say(state === 'server' ? 'report.by_server' : 'report.no_core') })
    this.show()
    clearTimeout(this.rest)
    this.rest = setTimeout(() => energy.evaluate(this.draft, more, (answer, error) => {
      if (this.gone) return
      if (answer) this.answer = answer
      if (error) this.setData({ coreLine: settings.pick(error) })
      this.show()
    }), REST_MS)
  },

  show() {
    if (!this.draft || this.gone) return
    const raw = (this.answer && this.answer.issues) || []
    const list = issues.view(raw, this.draft)
    const counts = issues.count(raw)
    const wide = settings.frame().wide
    const lines = wide ? [] : view.lines(this, this.data.month, list)
    this.markTyping(lines)
    this.setData({
      lines, table: wide ? view.table(this, list) : [], heads: wide ? this.heads(raw) : energy.monthsOf(this.draft, raw),
      process: view.process(this.draft, list), spans: view.spans(this.draft, list), issues: list, counts,
      totals: view.totals(this.answer), summary: this.summary(counts)
    })
    if (this.data.padOpen) this.showPad()
  },

  /** The cell being typed shows what was typed, dot and all. @param {any[]} lines */
  markTyping(lines) {
    const line = lines[this.data.active]
    if (this.data.padOpen && line && this.data.typing.slice(-1) === '.') line.text = this.data.typing
  },

  /** Heads of the table: the whole year, open where the period is. @param {any[]} raw */
  heads(raw) {
    const own = energy.monthsOf(this.draft, raw)
    const { start } = this.draft.key
    const year = months.yearOf(start)
    return months.between(months.monthOf(year, 1), months.monthOf(year, 12)).map((month) => {
      const head = own.filter((one) => one.month === month)[0]
      return Object.assign({ month, name: settings.say('common.m' + months.numberOf(month)), state: '', filled: 0, open: Boolean(head) }, head)
    })
  },

  /** @param {{errors: number, confirms: number}} counts */
  summary(counts) {
    const parts = []
    if (counts.errors) parts.push(settings.say('report.errors', { n: counts.errors }))
    if (counts.confirms) parts.push(settings.say('report.confirms', { n: counts.confirms }))
    return parts.join(' · ')
  },

  /* ---- issues ---- */
  onIssues() {
    this.onClosePad()
    this.setData({ sheet: 'issues' })
  },
  onGo(/** @type {any} */ event) {
    this.setData({ sheet: '' })
    this.goTo(event.detail.issue.path)
  },
  /** To the place of an issue. @param {string} path */
  goTo(path) {
    const parts = path.split('/')
    if (parts[2] === 'process' || parts[2] === 'spans') return this.openList(parts[2], Number(parts[3]))
    const line = parts[2] === 'energy' ? (this.draft.doc.energy || [])[Number(parts[3])] : null
    const at = line ? this.rows().findIndex((/** @type {any} */ row) => row.id === energy.idOf(line)) : -1
    if (at < 0) return
    const cell = months.CELLS.indexOf(parts[4])
    if (cell < 0) return this.onDetails({ currentTarget: { dataset: { at } }, detail: {} })
    const month = months.monthOf(months.yearOf(this.draft.key.start), cell + 1)
    if (settings.frame().wide) return this.setData({ tableFocus: { row: at, column: cell } })
    this.toMonth(month)
    this.openCell(at)
  },
  onFixAll(/** @type {any} */ event) {
    const { doc, overrides } = issues.allFixed(this.draft, event.detail.issues)
    this.change(Object.assign({ doc }, overrides ? { overrides } : {}))
  },
  onFix(/** @type {any} */ event) {
    this.change(issues.fixed(this.draft, event.detail.issue.fix))
  },
  onLineFix(/** @type {any} */ event) {
    const line = this.data.lines[Number(event.currentTarget.dataset.at)]
    const issue = this.data.issues.filter((/** @type {any} */ one) => one.id === line.issueId)[0]
    if (!issue) return
    this.change(issues.fixed(this.draft, issue.fix))
    if (this.data.padOpen) this.openCell(this.data.active)
  },
  onReason(/** @type {any} */ event) {
    this.change({ doc: issues.confirmed(this.draft.doc, event.detail.issue, event.detail.reason) })
  },

  /* ---- on ---- */
  onTemplate() {
    this.left = true
    wx.navigateTo({ url: '/pages/template/template?year=' + months.yearOf(this.draft.key.start) })
  },
  onDrafts() {
    wx.navigateTo({ url: '/pages/drafts/drafts' })
  },
  async onCalculate() {
    this.onClosePad()
    if (!this.stored) await energy.store(this.draft)
    this.stored = true
    this.left = true
    const { start, end } = this.draft.key
    wx.navigateTo({ url: '/pages/preview/preview?start=' + start + '&end=' + end })
  },
  dressed() {
    if (this.draft) this.take(this)
  }
}

screen(Object.assign(page, require('./pad'), require('./sheets'), require('./table')))
