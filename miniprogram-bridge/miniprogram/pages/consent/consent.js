// @ts-check
/* A consent given: to which manager, for which year, seen exactly as the bank will see it, in which words, for how many days. What was seen is what is
 * sent: the server refuses when the report has changed meanwhile, and it is shown anew. */
'use strict'

const app = require('../../services/app')
const catalog = require('../../services/catalog')
const overview = require('../../services/overview')
const settings = require('../../services/settings')
const sharing = require('../../services/sharing')
const { FORM } = require('../../services/energy')
const months = require('../../utils/months')
const { screen } = require('../../utils/screen')

const UNFIT = 422
/** What was seen is no longer what would be shared. */
const CHANGED = 'report-changed'

screen({
  words: ['sharing'],
  needs: 'member',
  title: 'sharing.give',
  data: {
    drawn: false, manager: null, choosing: false, search: '', found: [], none: false, years: [], year: 0, shown: null, noReport: '', text: '', summary: '', days: '30', offered: [], agreed: false, at: {}, changed: false,
    failure: '', offline: false, busy: '', working: false
  },

  open() {
    return this.refresh()
  },
  enterprise() {
    return /** @type {any} */ (app.bridge().session.enterprise()).id
  },
  refresh() {
    const { api, contexts } = app.bridge()
    return this.fetches(settings.say('sharing.reading'), async () => {
      await catalog.load()
      const today = new Date()
      const cached = await contexts.fetch(app.keyOf(FORM, months.wholeYear(today.getFullYear())))
      this.now = months.yearOf(overview.today(cached && cached.ctx))
      this.managers = (await api.bankManagers()).managers
      if (!this.data.year) this.data.year = this.now - 1
      await this.look()
    })
  },
  /** The report of the chosen year; that there is none is said in its place. */
  async look() {
    const { year } = this.data
    try {
      const seen = await app.bridge().api.consentPreview(this.enterprise(), year)
      if (year === this.data.year) Object.assign(this, { seen, why: null })
    } catch (error) {
      const why = /** @type {any} */ (error)
      if (why.status !== UNFIT) throw error
      if (year === this.data.year) Object.assign(this, { seen: null, why: (why.issues || [])[0] || why })
    }
  },
  draw() {
    const { days, year, search, manager } = this.data
    this.setData({
      drawn: true, summary: sharing.summary(manager, year, days), found: sharing.found(this.managers, search), none: !this.managers.length, year,
      years: sharing.years(this.now).map((one) => ({ year: one, label: settings.say('common.year', { year: one }), on: one === year })),
      offered: sharing.DAYS.map((n) => ({ n, label: settings.say('sharing.days_n', { n }), on: String(n) === days })),
      shown: this.seen ? sharing.report(this.seen) : null, text: this.seen ? settings.pick(this.seen.text) : '', noReport: this.why ? settings.pick(this.why) : ''
    })
  },

  onManagers() {
    this.setData({ choosing: true, search: '' })
    this.draw()
  },
  onManagersEnd() {
    this.setData({ choosing: false })
  },
  onSearch(/** @type {any} */ event) {
    this.setData({ search: event.detail.value })
    this.draw()
  },
  onManager(/** @type {any} */ event) {
    const manager = this.data.found[Number(event.currentTarget.dataset.at)]
    this.setData({ manager, choosing: false, 'at.manager': '' })
    this.draw()
  },
  async onYear(/** @type {any} */ event) {
    const { year } = event.currentTarget.dataset
    if (year === this.data.year || this.data.working) return
    this.data.year = year
    this.seen = this.why = null
    this.setData({ agreed: false, changed: false, 'at.report': '' })
    this.draw()
    await this.fetches(settings.say('sharing.reading'), () => this.look())
  },
  onDays(/** @type {any} */ event) {
    this.setData({ days: event.detail.value, 'at.days': '' })
    this.draw()
  },
  onOffered(/** @type {any} */ event) {
    this.setData({ days: String(event.currentTarget.dataset.n), 'at.days': '' })
    this.draw()
  },
  onAgreed() {
    this.setData({ agreed: !this.data.agreed, 'at.agreed': '' })
  },

  /** What is still missing, by place. */
  missing() {
    const { manager, days, agreed } = this.data
    return {
      manager: manager ? '' : settings.say('sharing.need_manager'), report: this.seen ? '' : this.data.noReport || settings.say('sharing.need_report'),
      days: sharing.daysOf(days) ? '' : settings.say('sharing.need_days', { n: sharing.DAYS_MOST }), agreed: agreed ? '' : settings.say('sharing.need_agreed')
    }
  },
  async onGive() {
    if (this.data.working) return
    const at = /** @type {any} */ (this.missing())
    this.setData({ at, failure: '', changed: false })
    if (Object.keys(at).some((name) => at[name])) return this.goToMistake(Object.keys(at), at)
    this.setData({ working: true })
    try {
      const { manager, year, days } = this.data
      const { sha256, text } = this.seen
      await this.waitFor(settings.say('sharing.working'), () => app.bridge().api.giveConsent(this.enterprise(), { manager: manager.id, year, days: sharing.daysOf(days), text_version: text.version, sha256 }))
      wx.showToast({ title: settings.say('sharing.given_toast'), icon: 'none' })
      wx.navigateBack()
    } catch (error) {
      await this.refused(/** @type {any} */ (error))
    } finally {
      this.setData({ working: false })
    }
  },
  /** @param {any} error */
  async refused(error) {
    const issue = (error.issues || [])[0]
    const at = issue && issue.path === '/manager' ? 'manager' : ''
    if (at) {
      this.setData({ 'at.manager': settings.pick(issue) })
      return this.goToMistake([at], this.data.at)
    }
    if (error.code !== CHANGED && !(issue && ['/text_version', '/year'].indexOf(issue.path) >= 0)) return this.fail(issue ? Object.assign(error, { zh: issue.zh, en: issue.en }) : error)
    this.setData({ agreed: false, changed: true })
    await this.fetches(settings.say('sharing.reading'), () => this.look())
    wx.pageScrollTo({ selector: '#at-report', offsetTop: -16, duration: 200 })
  },
  dressed() {
    if (this.data.drawn) this.draw()
  }
})
