// @ts-check
/* My applications: what waits, what was decided and why; a new one. */
'use strict'

const app = require('../../services/app')
const applying = require('../../services/applying')
const settings = require('../../services/settings')
const { screen } = require('../../utils/screen')

screen({
  words: ['applying'],
  title: 'applying.title',
  data: { drawn: false, items: [], failure: '', offline: false, busy: '' },

  open() {
    return this.refresh()
  },
  again() {
    if (this.data.drawn) this.refresh()
  },
  async refresh() {
    this.setData({ failure: '', offline: false })
    try {
      const { items } = await this.waitFor(settings.say('applying.waiting'), () => app.bridge().api.applications())
      this.raw = items
      this.draw()
    } catch (error) {
      if (/** @type {any} */ (error).code === 'OFFLINE') this.setData({ offline: true })
      this.fail(error)
    }
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
