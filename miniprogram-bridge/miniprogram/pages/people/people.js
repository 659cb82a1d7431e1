// @ts-check
/* 代理人: who acts for the enterprise, what each may do and until when; suspending, resuming, revoking. The server decides who may do what to whom. */
'use strict'

const app = require('../../services/app')
const people = require('../../services/people')
const settings = require('../../services/settings')
const { screen } = require('../../utils/screen')

screen({
  words: ['people'],
  title: 'people.title',
  data: { drawn: false, items: [], mayChange: false, shown: { name: '' }, open: false, failure: '', refusal: '', offline: false, busy: '', working: false },

  open() {
    return this.refresh()
  },
  again() {
    if (this.data.drawn) this.refresh()
  },
  enterprise() {
    const enterprise = app.bridge().session.enterprise()
    return enterprise ? enterprise.id : ''
  },
  async refresh() {
    this.setData({ failure: '', offline: false })
    try {
      const { items } = await this.waitFor(settings.say('people.waiting'), () => app.bridge().api.people(this.enterprise()))
      this.raw = items
      this.draw()
    } catch (error) {
      if (/** @type {any} */ (error).code === 'OFFLINE') this.setData({ offline: true })
      this.fail(error)
    }
  },
  draw() {
    this.setData({ drawn: true, items: this.raw.map(people.view), mayChange: app.may('people_write') })
  },

  onOpen(/** @type {any} */ event) {
    const one = this.data.items[Number(event.currentTarget.dataset.at)]
    this.setData({ shown: one, open: true, refusal: '' })
  },
  onClose() {
    this.setData({ open: false })
  },
  onAdd() {
    wx.navigateTo({ url: '/pages/person/person' })
  },
  onChange() {
    people.pass(this.data.shown)
    this.setData({ open: false })
    wx.navigateTo({ url: '/pages/person/person?id=' + this.data.shown.id })
  },
  async onState(/** @type {any} */ event) {
    const { state, verb } = event.currentTarget.dataset
    const one = this.data.shown
    const sure = await wx.showModal({ title: settings.say('people.' + verb), content: settings.say('people.' + verb + '_line', { name: one.name }), confirmText: settings.say('people.' + verb), cancelText: settings.say('common.cancel') })
    if (!sure.confirm || this.data.working) return
    this.setData({ working: true, refusal: '' })
    try {
      await this.waitFor(settings.say('people.working'), () => app.bridge().api.changePerson(this.enterprise(), one.id, Object.assign({ state, modules: one.modules }, one.ends_on && { ends_on: one.ends_on })))
      this.setData({ open: false })
      await this.refresh()
    } catch (error) {
      const why = /** @type {any} */ (error)
      this.setData({ refusal: settings.pick((why.issues || [])[0]) || settings.pick(why) || settings.say('common.unexpected') })
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
