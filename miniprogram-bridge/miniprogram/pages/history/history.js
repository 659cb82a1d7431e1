// @ts-check
/* What was filed: newest period first, by year and form; the next page comes when the end is reached. */
'use strict'

const app = require('../../services/app')
const catalog = require('../../services/catalog')
const filings = require('../../services/filings')
const overview = require('../../services/overview')
const settings = require('../../services/settings')
const { screen } = require('../../utils/screen')

const PAGE = 20

screen({
  words: ['history', 'verdict'],
  needs: 'enterprise',
  title: 'history.title',
  data: { items: [], form: '', forms: [], year: '', drawn: false, more: false, offline: false, failure: '', busy: '' },

  onLoad(/** @type {any} */ query) {
    this.setData({ year: query.year || '' })
  },

  async open() {
    await catalog.load()
    this.setData({ forms: catalog.all('forms').map((one) => ({ id: one.id, label: settings.pick(one, 'label') })) })
    return this.refresh()
  },
  again() {
    if (this.data.drawn) this.refresh()
  },

  async refresh() {
    try {
      await this.waitFor(settings.say('history.waiting'), () => this.page(''))
      this.setData({ offline: false, failure: '' })
    } catch (error) {
      const kept = this.data.year ? overview.remembered(Number(this.data.year)) : null
      if (/** @type {any} */ (error).retryable && kept) this.take(kept.filter((one) => !this.data.form || one.form === this.data.form), true)
      else this.fail(error)
    }
  },
  /** @param {string} cursor */
  async page(cursor) {
    const { api, session } = app.bridge()
    const enterprise = session.enterprise()
    const { form, year } = this.data
    const query = Object.assign({ limit: PAGE }, form && { form }, year && { year }, cursor && { cursor })
    const got = await api.filings(enterprise ? enterprise.id : '', query)
    this.next = got.next || ''
    this.take(cursor ? this.raw.concat(got.items) : got.items, false)
  },
  /** @param {any[]} raw @param {boolean} offline */
  take(raw, offline) {
    this.raw = raw
    this.setData({ items: filings.view(raw), drawn: true, more: Boolean(this.next), offline })
  },

  onForm(/** @type {any} */ event) {
    const id = event.currentTarget.dataset.id
    this.setData({ form: this.data.form === id ? '' : id })
    this.refresh()
  },
  onAllYears() {
    this.setData({ year: '' })
    this.refresh()
  },
  onOpen(/** @type {any} */ event) {
    wx.navigateTo({ url: '/pages/filing/filing?id=' + event.currentTarget.dataset.id })
  },
  onMore() {
    if (this.next) this.page(this.next).catch((/** @type {any} */ error) => this.fail(error))
  },
  onReachBottom() {
    this.onMore()
  },
  async onPullDownRefresh() {
    await this.refresh()
    wx.stopPullDownRefresh()
  },
  dressed() {
    if (this.raw) this.take(this.raw, this.data.offline)
  }
})
