// @ts-check
/* The energy template of a year: which carriers are reported, in which unit, in which grid area. A carrier in use is hidden, not removed. */
'use strict'

const app = require('../../services/app')
const catalog = require('../../services/catalog')
const issues = require('../../services/issues')
const settings = require('../../services/settings')
const { TEMPLATE, FORM, evaluate, store } = require('../../services/energy')
const overview = require('../../services/overview')
const months = require('../../utils/months')
const { screen } = require('../../utils/screen')

/** What an enterprise starts with: electricity, bought in Guangdong. */
const FIRST = { grid_area: 'guangdong', carriers: ['electricity'] }
const SETTLE_MS = 2500

screen({
  words: ['template'],
  needs: 'enterprise',
  title: 'template.title',
  data: { chosen: [], others: [], search: '', area: '', areaLabel: '', areas: [], areaNames: [], areaAt: 0, unitsOf: null, issues: [], failure: '', busy: '', working: false, drawn: false, fresh: true },

  onLoad(/** @type {any} */ query) {
    this.year = Number(query.year) || new Date().getFullYear()
    this.key = app.keyOf(TEMPLATE, months.wholeYear(this.year))
  },

  async open() {
    this.setData({ failure: '' })
    try {
      this.key = app.keyOf(TEMPLATE, months.wholeYear(this.year))
      const bridge = app.bridge()
      await catalog.load()
      const kept = await bridge.drafts.open(this.key)
      const context = await this.waitFor(settings.say('common.waiting_server'), async () => bridge.contexts.cached(this.key) || bridge.contexts.fetch(this.key))
      this.stored = Boolean(kept)
      this.draft = kept || this.start(context)
      this.setData({ fresh: !this.draft.base && !(context && context.ctx.template) })
      this.draw()
    } catch (error) {
      this.fail(error)
    }
  },

  /** What is in force, else what an enterprise starts with; it becomes a draft with its first change. @param {any} context */
  start(context) {
    const form = catalog.find('forms', TEMPLATE)
    const live = context && context.filing
    const known = context && context.ctx.template
    const carriers = FIRST.carriers.map((id) => ({ carrier: id, unit: catalog.find('carriers', id).units[0] }))
    return {
      key: this.key, draft_format: 1, form_version: form.version, saved_at: '', edit: 0, doc: known || { grid_area: FIRST.grid_area, carriers },
      base: live ? { filing: live.id, revision: live.revision, etag: live.etag } : undefined
    }
  },

  /** @param {any} doc */
  change(doc) {
    if (this.stored) this.draft = app.bridge().drafts.change(this.key, { doc })
    else {
      this.draft = Object.assign({}, this.draft, { doc })
      this.keep()
    }
    this.draw()
  },
  /** Makes the draft on the device; what was typed meanwhile follows. */
  async keep() {
    if (this.stored || this.keeping) return this.keeping
    this.keeping = store(this.draft)
    await this.keeping
    this.stored = true
    this.draft = app.bridge().drafts.change(this.key, { doc: this.draft.doc })
  },

  draw() {
    const { doc } = this.draft
    const chosen = (doc.carriers || []).map((/** @type {any} */ line) => {
      const carrier = catalog.find('carriers', line.carrier) || {}
      const units = carrier.units || [line.unit]
      return { id: line.carrier, label: catalog.label('carriers', line.carrier), icon: carrier.icon, symbol: catalog.symbol(line.unit), hidden: Boolean(line.hidden),
        units, symbols: units.map(catalog.symbol), at: units.indexOf(line.unit) }
    })
    const areas = catalog.all('areas')
    this.setData({
      drawn: true, chosen, others: this.others(chosen), areas: areas.map((one) => one.id), areaNames: areas.map((one) => settings.pick(one, 'label')),
      areaAt: areas.findIndex((one) => one.id === doc.grid_area), areaLabel: doc.grid_area ? catalog.label('areas', doc.grid_area) : ''
    })
    evaluate(this.draft, { receipt: false }, (answer) => { if (answer && !this.gone) this.setData({ issues: issues.view(answer.issues, this.draft) }) })
  },

  /** Carriers not chosen yet that match the search; those without a sourced factor come last. @param {any[]} chosen */
  others(chosen) {
    const taken = chosen.map((one) => one.id)
    const search = this.data.search.trim().toLowerCase()
    return catalog.all('carriers').filter((one) => taken.indexOf(one.id) < 0)
      .filter((one) => !search || [one.id, one.label_zh, one.label_en].some((text) => String(text).toLowerCase().indexOf(search) >= 0))
      .sort((a, b) => Number(b.offered) - Number(a.offered))
      .map((one) => ({ id: one.id, label: settings.pick(one, 'label'), icon: one.icon, offered: one.offered, symbol: catalog.symbol(one.units[0]) }))
  },

  onSearch(/** @type {any} */ event) {
    this.data.search = event.detail.value
    this.setData({ search: event.detail.value, others: this.others(this.data.chosen) })
  },
  onAdd(/** @type {any} */ event) {
    const id = event.currentTarget.dataset.id
    const unit = catalog.find('carriers', id).units[0]
    this.setData({ search: '' })
    this.change(Object.assign({}, this.draft.doc, { carriers: this.draft.doc.carriers.concat({ carrier: id, unit }) }))
  },

  /** @param {string} id @param {(line: any) => any} how null: the line goes */
  edit(id, how) {
    const carriers = this.draft.doc.carriers.map((/** @type {any} */ line) => (line.carrier === id ? how(line) : line)).filter(Boolean)
    this.change(Object.assign({}, this.draft.doc, { carriers }))
  },
  onUnit(/** @type {any} */ event) {
    const id = event.currentTarget.dataset.id
    const one = this.data.chosen.filter((/** @type {any} */ row) => row.id === id)[0]
    this.edit(id, (/** @type {any} */ line) => Object.assign({}, line, { unit: one.units[Number(event.detail.value)] }))
  },
  onShowOrHide(/** @type {any} */ event) {
    this.edit(event.currentTarget.dataset.id, (/** @type {any} */ line) => {
      const next = Object.assign({}, line, { hidden: true })
      if (line.hidden) delete (/** @type {any} */ (next)).hidden
      return next
    })
  },
  onRemove(/** @type {any} */ event) {
    this.edit(event.currentTarget.dataset.id, () => null)
  },
  onArea(/** @type {any} */ event) {
    this.change(Object.assign({}, this.draft.doc, { grid_area: this.data.areas[Number(event.detail.value)] }))
  },
  onFixAll(/** @type {any} */ event) {
    const { doc } = issues.allFixed(this.draft, event.detail.issues)
    this.change(doc)
  },
  onFix(/** @type {any} */ event) {
    this.change(issues.fixed(this.draft, event.detail.issue.fix).doc)
  },

  /** Files the template and goes on to the readings; without a network it waits in the outbox, and the readings can be typed. */
  async onSave() {
    if (this.data.working) return
    this.setData({ working: true, failure: '' })
    const { outbox, contexts } = app.bridge()
    try {
      await this.keep()
      if (app.bridge().session.visiting()) return this.leave()
      const entry = await outbox.submit(this.key)
      const settled = await this.waitFor(settings.say('template.waiting'), () => outbox.settled(entry.id, SETTLE_MS))
      if (settled.state === 'accepted') await contexts.fetch(this.nextKey())
      if (['accepted', 'queued', 'sending'].indexOf(settled.state) >= 0) this.leave()
      else wx.redirectTo({ url: '/pages/done/done?id=' + entry.id })
    } catch (error) {
      this.fail(error)
    } finally {
      this.setData({ working: false })
    }
  },

  /** The first month of the year that still lacks readings. */
  nextKey() {
    const ctx = (app.bridge().contexts.cached(this.key) || { ctx: null }).ctx
    const step = overview.next(Object.assign(overview.standing(this.year, overview.remembered(this.year) || [], ctx), { template: true, waiting: [] }))
    const start = /** @type {any} */ (step).start || months.monthOf(this.year, 1)
    return app.keyOf(FORM, { start, end: /** @type {any} */ (step).end || start })
  },

  leave() {
    const key = this.nextKey()
    const before = getCurrentPages().slice(-2)[0]
    if (!this.data.fresh || (before && before.route === 'pages/report/report')) return wx.navigateBack()
    wx.redirectTo({ url: '/pages/report/report?start=' + key.start + '&end=' + key.end + '&type=1' })
  },
  dressed() {
    if (this.draft) this.draw()
  }
})
