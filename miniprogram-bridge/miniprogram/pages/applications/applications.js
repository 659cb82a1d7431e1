// @ts-check
/* My applications: what waits, what was decided and why; a new one. */
'use strict'

const app = require('../../services/app')
const applying = require('../../services/applying')
const settings = require('../../services/settings')
const { screen } = require('../../utils/screen')

screen({
  words: ['applying'],
  needs: 'account',
  title: 'applying.title',
  data: { drawn: false, items: [], failure: '', offline: false, busy: '' },

  open() {
    return this.refresh()
  },
  again() {
    return this.refresh()
  },
  refresh() {
    return this.fetches(settings.say('applying.waiting'), async () => { this.raw = (await app.bridge().api.applications()).items })
  },
  draw() {
    this.setData({ drawn: true, items: this.raw.map(applying.view) })
  },
  onOpen(/** @type {any} */ event) {
    wx.navigateTo({ url: '/pages/application/application?id=' + event.currentTarget.dataset.id })
  },
  onNew() {
    wx.navigateTo({ url: '/pages/application/application' })
  },
  async onPullDownRefresh() {
    await this.refresh()
    wx.stopPullDownRefresh()
  },
  dressed() {
    if (this.raw) this.draw()
  }
})
