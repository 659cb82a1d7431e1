// @ts-check
/* One shared report as the enterprise froze it, for the manager of a bank: each opening is written down for the enterprise, so it is asked for once. */
'use strict'

const app = require('../../services/app')
const catalog = require('../../services/catalog')
const settings = require('../../services/settings')
const sharing = require('../../services/sharing')
const { screen } = require('../../utils/screen')

screen({
  words: ['sharing'],
  needs: 'bank',
  title: 'sharing.shared_title',
  data: { drawn: false, shown: null, head: { term: '', given: '', since: '' }, over: false, failure: '', offline: false, busy: '' },

  onLoad(/** @type {any} */ query) {
    this.consent = query.consent
  },
  open() {
    return this.refresh()
  },
  refresh() {
    this.setData({ over: false })
    return this.fetches(settings.say('sharing.report_waiting'), async () => {
      const enterprise = app.bridge().session.enterprise()
      await catalog.load()
      this.told = enterprise ? await app.bridge().api.sharedReport(enterprise.id, this.consent).catch((error) => {
        if (!sharing.isGone(error)) throw error
        return null
      }) : null
    })
  },
  draw() {
    if (!this.told) return this.setData({ drawn: false, over: true })
    this.setData({ drawn: true, shown: sharing.report(this.told), head: sharing.shared(this.told) })
  },
  onBack() {
    wx.reLaunch({ url: app.home() })
  },
  dressed() {
    if (this.told) this.draw()
  }
})
