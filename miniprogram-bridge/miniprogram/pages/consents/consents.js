// @ts-check
/* 授权管理: which manager of which bank may see which year until when, how often it was looked at and by whom; one consent more, one taken back. */
'use strict'

const app = require('../../services/app')
const settings = require('../../services/settings')
const sharing = require('../../services/sharing')
const { screen } = require('../../utils/screen')

const CONFLICT = 409

screen({
  words: ['sharing'],
  needs: 'member',
  title: 'sharing.title',
  data: { drawn: false, items: [], shown: { name: '', title: '', facts: [] }, looks: null, looksFailure: '', open: false, failure: '', refusal: '', offline: false, busy: '', working: false },

  open() {
    return this.refresh()
  },
  again() {
    return this.refresh()
  },
  enterprise() {
    return /** @type {any} */ (app.bridge().session.enterprise()).id
  },
  refresh() {
    return this.fetches(settings.say('sharing.waiting'), async () => { this.raw = (await app.bridge().api.consents(this.enterprise())).consents })
  },
  draw() {
    const items = this.raw.map(sharing.consent)
    const shown = items.filter((/** @type {any} */ one) => one.id === this.data.shown.id)[0]
    this.setData(Object.assign({ drawn: true, items }, shown && { shown }, this.looks && { looks: this.looks.map(sharing.look) }))
  },

  onOpen(/** @type {any} */ event) {
    this.looks = null
    this.setData({ shown: this.data.items[Number(event.currentTarget.dataset.at)], looks: null, open: true, refusal: '' })
    return this.fetchLooks()
  },
  onClose() {
    this.setData({ open: false })
  },
  /** Who looked; the sheet stands there meanwhile. */
  async fetchLooks() {
    const { id } = this.data.shown
    this.setData({ looksFailure: '' })
    try {
      const { views } = await app.bridge().api.consentViews(this.enterprise(), id)
      if (this.gone || this.data.shown.id !== id) return
      this.looks = views
      this.draw()
    } catch (error) {
      if (!this.gone && this.data.shown.id === id) this.setData({ looksFailure: settings.pick(error) || settings.say('common.unexpected') })
    }
  },
  onNew() {
    wx.navigateTo({ url: '/pages/consent/consent' })
  },
  async onWithdraw() {
    const { id, name, year } = this.data.shown
    const sure = await wx.showModal({ title: settings.say('sharing.withdraw'), content: settings.say('sharing.withdraw_line', { name, year }), confirmText: settings.say('sharing.withdraw_yes'), cancelText: settings.say('common.cancel') })
    if (!sure.confirm || this.data.working) return
    this.setData({ working: true, refusal: '' })
    try {
      await this.waitFor(settings.say('sharing.working'), () => app.bridge().api.withdrawConsent(this.enterprise(), id))
      this.setData({ open: false })
      await this.refresh()
    } catch (error) {
      this.setData({ refusal: settings.pick(error) || settings.say('common.unexpected') })
      if (/** @type {any} */ (error).status === CONFLICT) await this.refresh() /* it is over already */
    } finally {
      this.setData({ working: false })
    }
  },
  async onPullDownRefresh() {
    await this.refresh()
    wx.stopPullDownRefresh()
  },
  dressed() {
    if (this.raw) this.draw()
  }
})
