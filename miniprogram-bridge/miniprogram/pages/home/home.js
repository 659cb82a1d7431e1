// @ts-check
/* Home: what this year still lacks, and the one next step. Drafts, submissions on their way and what was filed lie below. */
'use strict'

const app = require('../../services/app')
const catalog = require('../../services/catalog')
const overview = require('../../services/overview')
const people = require('../../services/people')
const scanning = require('../../services/scan')
const settings = require('../../services/settings')
const { FORM } = require('../../services/energy')
const { monthName } = require('../../services/issues')
const months = require('../../utils/months')
const { screen } = require('../../utils/screen')

const MARKS = { filed: 'check', draft: 'draft', queued: 'clock', missing: '', future: '' }

screen({
  words: ['home'],
  needs: 'work',
  title: 'home.title',
  data: { scans: false, enterprise: '', role: '', visitor: false, carried: '', many: false, choosing: false, enterprises: [], year: 0, strip: [], lines: [], info: [], mayPeople: false, mayFiles: false, mayConsent: false, next: null, offline: false, failure: '', busy: '', waiting: 0, drafts: 0, last: '' },

  async open() {
    const { session } = app.bridge()
    const enterprise = session.enterprise()
    if (!(session.signedIn() || session.visiting()) || !enterprise) return wx.reLaunch({ url: '/pages/signin/signin' })
    if (enterprise.is_suspended) return app.suspended()
    await catalog.load().catch(() => null)
    const redraw = () => this.draw()
    this.listen('outbox', (/** @type {any} */ now) => { if (now.state === 'accepted' && app.onTop() === 'pages/home/home') this.refresh(); else redraw() })
    this.listen('draft', redraw)
    this.listen('network', () => this.again())
    return this.again()
  },

  /** Shows what is at hand at once, then what the server says. */
  async again() {
    const { session } = app.bridge()
    const enterprise = session.enterprise()
    if (!enterprise) return
    this.year = this.year || overview.currentYear(this.cached(overview.currentYear(null)))
    const visitor = session.visiting()
    const enterprises = people.enterprises()
    this.setData({ visitor, scans: scanning.mayConfirm(), enterprise: visitor ? settings.say('home.visitor') : enterprise.name, role: people.roleName(enterprise.role), enterprises, many: enterprises.length > 1 })
    this.list = overview.remembered(this.year)
    if (this.list) this.draw()
    await this.refresh()
  },

  /** @param {number} year */
  key(year) {
    return app.keyOf(FORM, months.wholeYear(year))
  },
  /** @param {number} year @returns {any} */
  cached(year) {
    const found = app.bridge().contexts.cached(this.key(year))
    return found ? found.ctx : null
  },

  async refresh() {
    const year = this.year
    if (app.bridge().session.visiting()) return this.draw()
    try {
      const [list] = await this.waitFor(settings.say('home.waiting'), () => Promise.all([overview.filings(year), overview.filings(year - 1),
        app.bridge().contexts.fetch(this.key(year)), ...this.known().map(overview.standingFilings)]))
      if (year === this.year) this.list = list
      this.setData({ offline: false, failure: '' })
    } catch (error) {
      if (!app.bridge().network.online() || /** @type {any} */ (error).retryable) this.setData({ offline: true, failure: '' })
      else this.fail(error)
    }
    this.draw()
  },

  draw() {
    const standing = overview.standing(this.year, this.list || [], this.cached(this.year))
    const next = this.reads() ? { kind: app.may('verdict') ? 'verify' : 'look' } : overview.next(standing)
    const target = next.kind === 'report' || next.kind === 'continue' ? next.start : ''
    this.standing = standing
    this.setData({
      year: this.year, drawn: true, next: this.nextView(next), lines: this.linesOf(standing),
      strip: standing.strip.map((one) => Object.assign(this.cell(one), { next: one.month === target })),
      waiting: standing.queued.length, drafts: standing.drafts.filter((one) => !one.queued).length, last: this.lastYear(), info: this.infoLines(), mayPeople: !this.data.visitor && app.may('people_read'), mayFiles: !this.data.visitor && app.may('filing_read'), mayConsent: !this.data.visitor && app.may('consent'), carried: this.carriedLine(), reads: this.reads()
    })
  },
  /** Somebody who files nothing here: what he is led to is there to be read. */
  reads() {
    return !this.data.visitor && !app.may('filing_write')
  },

  /** @param {any} one */
  cell(one) {
    const name = settings.say('common.m' + months.numberOf(one.month))
    return { month: one.month, name, state: one.state, mark: /** @type {any} */ (MARKS)[one.state], label: name + ' ' + settings.say('home.state_' + one.state) }
  },

  /** @param {any} next */
  nextView(next) {
    const values = next.start ? { month: monthName(next.start), year: this.year } : { year: this.year }
    return Object.assign({}, next, { verb: settings.say('home.next_' + next.kind, values), line: settings.say('home.why_' + next.kind, values) })
  },

  /** @param {any} standing */
  linesOf(standing) {
    return [
      { id: 'energy', label: settings.say('home.energy'), text: settings.say('home.energy_count', { count: standing.filed }), done: standing.filed === 12, icon: 'power' },
      { id: 'business', label: settings.say('home.business'), text: settings.say('home.state_' + (standing.business || 'missing')), done: standing.business === 'filed', icon: 'building' },
      { id: 'template', label: settings.say('home.template'), text: settings.say(standing.template ? 'home.set' : 'home.not_set'), done: standing.template, icon: 'settings' }
    ].filter((one) => (one.id !== 'business' || standing.business) && (one.id !== 'template' || !this.reads()))
  },

  /** Forms of 企业信息管理 that this core knows. */
  known() {
    return overview.STANDING.filter((form) => catalog.find('forms', form))
  },
  /** The year whose information counts today, whatever year the page shows. */
  thisYear() {
    return months.yearOf(overview.today(this.cached(this.year)))
  },
  infoLines() {
    return this.known().map((/** @type {string} */ form) => {
      const now = overview.standingState(form, this.thisYear())
      const text = now.state === 'filed' ? settings.say('home.version', { n: now.revision }) : now.state === 'carried' ? settings.say('home.carried', { year: now.year }) : settings.say('home.state_' + now.state)
      return { id: form, label: settings.pick(catalog.find('forms', form), 'label'), text, done: now.state === 'filed' || now.state === 'carried', icon: form === 'enterprise_base' ? 'building' : 'power' }
    }).filter((/** @type {any} */ one) => one.done || !this.reads())
  },

  lastYear() {
    const list = (overview.remembered(this.year - 1) || []).filter((one) => one.form === FORM && one.state === 'live')
    const count = months.between(months.monthOf(this.year - 1, 1), months.monthOf(this.year - 1, 12))
      .filter((month) => list.some((one) => one.period.start <= month && month <= one.period.end)).length
    return settings.say(count ? 'home.last_some' : 'home.last_none', { year: this.year - 1, count })
  },

  /** What was typed before signing in. */
  carriedLine() {
    const count = app.bridge().visitorDrafts().length
    return count ? settings.say('home.visitor_drafts', { count, enterprise: this.data.enterprise }) : ''
  },
  async onCarry() {
    try {
      await app.bridge().adoptVisitorDrafts()
      this.draw()
      if (app.bridge().visitorDrafts().length) this.setData({ failure: settings.say('home.visitor_left') })
    } catch (error) {
      this.fail(error)
    }
  },
  async onDropCarried() {
    const sure = await wx.showModal({ title: settings.say('home.visitor_drop'), content: settings.say('home.visitor_drop_line'), confirmText: settings.say('home.visitor_drop_yes'), cancelText: settings.say('common.cancel') })
    if (!sure.confirm) return
    app.bridge().dropVisitorDrafts()
    this.setData({ failure: '' })
    this.draw()
  },
  onSignIn() {
    wx.navigateTo({ url: '/pages/signin/signin' })
  },

  onYear(/** @type {any} */ event) {
    this.year += Number(event.currentTarget.dataset.step)
    this.list = overview.remembered(this.year)
    this.draw()
    this.refresh()
  },

  onNext() {
    const next = this.data.next
    if (this.reads()) return this.onHistory()
    if (next.kind === 'template') return wx.navigateTo({ url: '/pages/template/template?year=' + this.year })
    if (next.kind === 'settle') return wx.navigateTo({ url: '/pages/done/done?id=' + next.id })
    if (next.kind === 'waiting') return this.onDrafts()
    if (next.kind === 'business') return this.form('business')
    if (next.kind === 'done') return wx.navigateTo({ url: '/pages/history/history?year=' + this.year })
    return this.report(next.start, next.end)
  },

  /** @param {string} start @param {string} end */
  report(start, end) {
    wx.navigateTo({ url: '/pages/report/report?start=' + start + '&end=' + end })
  },
  /** @param {string} form @param {number} [at] */
  form(form, at) {
    const year = months.wholeYear(at || this.year)
    wx.navigateTo({ url: '/pages/form/form?form=' + form + '&start=' + year.start + '&end=' + year.end })
  },

  onMonth(/** @type {any} */ event) {
    const { month, state } = event.detail
    if (state === 'future') return wx.showToast({ title: settings.say('home.future'), icon: 'none' })
    if (!this.standing.template && !this.reads()) return wx.navigateTo({ url: '/pages/template/template?year=' + this.year })
    const holds = (/** @type {any} */ period) => period.start <= month && month <= period.end
    const filed = (this.list || []).filter((/** @type {any} */ one) => one.form === FORM && one.state === 'live' && holds(one.period))[0]
    if (state === 'filed' && filed) return wx.navigateTo({ url: '/pages/filing/filing?id=' + filed.id })
    if (this.reads()) return wx.showToast({ title: settings.say('home.none_filed'), icon: 'none' })
    if (state === 'queued') return wx.navigateTo({ url: '/pages/drafts/drafts' })
    const draft = this.standing.drafts.filter((/** @type {any} */ one) => one.key.form === FORM && holds(one.key))[0]
    return draft ? this.report(draft.key.start, draft.key.end) : this.report(month, month)
  },

  onLine(/** @type {any} */ event) {
    const id = event.currentTarget.dataset.id
    if (id === 'template') return wx.navigateTo({ url: '/pages/template/template?year=' + this.year })
    if (id === 'business' && !this.reads()) return this.form('business')
    return wx.navigateTo({ url: '/pages/history/history?year=' + this.year })
  },
  onInfo(/** @type {any} */ event) {
    if (this.reads()) return wx.navigateTo({ url: '/pages/history/history' })
    this.form(event.currentTarget.dataset.id, this.thisYear())
  },
  onFiles() {
    wx.navigateTo({ url: '/pages/files/files' })
  },
  onConsents() {
    wx.navigateTo({ url: '/pages/consents/consents' })
  },
  onPeople() {
    wx.navigateTo({ url: '/pages/people/people' })
  },
  onDrafts() {
    wx.navigateTo({ url: '/pages/drafts/drafts' })
  },
  onHistory() {
    wx.navigateTo({ url: '/pages/history/history?year=' + this.year })
  },
  onScan() {
    wx.navigateTo({ url: '/' + scanning.PAGE })
  },
  onSettings() {
    wx.navigateTo({ url: '/pages/settings/settings' })
  },
  onEnterprise() {
    if (this.data.many) this.setData({ choosing: true })
  },
  onStay() {
    this.setData({ choosing: false })
  },
  async onChoose(/** @type {any} */ event) {
    this.setData({ choosing: false })
    try {
      await this.waitFor(settings.say('home.waiting'), () => app.bridge().session.choose(event.currentTarget.dataset.id))
      if (app.reads()) return wx.reLaunch({ url: app.home() })
      this.list = null
      this.again()
    } catch (error) {
      this.fail(error)
    }
  },
  async onPullDownRefresh() {
    await this.refresh()
    wx.stopPullDownRefresh()
  },
  dressed() {
    if (this.year) this.draw()
  }
})
