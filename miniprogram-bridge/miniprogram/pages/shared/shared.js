// @ts-check
/* 授权报告: where the manager of a bank begins. The reports that the chosen enterprise lets him see, until when; nothing else of it. */
'use strict'

const app = require('../../services/app')
const people = require('../../services/people')
const settings = require('../../services/settings')
const sharing = require('../../services/sharing')
const { screen } = require('../../utils/screen')

screen({
  words: ['sharing', 'home'],
  needs: 'bank',
  title: 'sharing.shared_title',
  data: { drawn: false, enterprise: '', bank: '', many: false, enterprises: [], choosing: false, over: '', items: [], failure: '', offline: false, busy: '' },

  open() {
    return this.refresh()
  },
  again() {
    return this.refresh()
  },
  /** Who has let him in may be another one each time: the session is asked, too. */
  refresh() {
    const { api, session } = app.bridge()
    return this.fetches(settings.say('sharing.shared_waiting'), async () => {
      const before = session.enterprise()
      await session.refresh()
      const now = session.enterprise()
      this.over = before && (!now || now.id !== before.id) ? before.name : ''
      this.raw = []
      if (!now) return
      this.raw = await api.sharedReports(now.id).then((got) => got.reports, (error) => {
        if (!sharing.isGone(error)) throw error
        this.over = now.name
        return []
      })
    })
  },
  draw() {
    const { session } = app.bridge()
    const now = session.enterprise()
    const enterprises = people.enterprises()
    const bank = session.bank()
    this.setData({
      drawn: true, enterprise: now ? now.name : '', bank: bank ? sharing.bankName(bank) : people.roleName('bank'), enterprises, many: enterprises.length > (now ? 1 : 0), over: this.over && settings.say('sharing.over_of', { name: this.over }), items: this.raw.map(sharing.shared)
    })
  },

  onOpen(/** @type {any} */ event) {
    wx.navigateTo({ url: '/pages/sharedreport/sharedreport?consent=' + event.currentTarget.dataset.id })
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
    this.setData({ choosing: false, failure: '' })
    try {
      await this.waitFor(settings.say('sharing.shared_waiting'), () => app.bridge().session.choose(event.currentTarget.dataset.id))
      wx.reLaunch({ url: app.home() })
    } catch (error) {
      this.fail(error)
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
