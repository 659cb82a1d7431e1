// @ts-check
/* 代理人: who acts for the enterprise, what each may do and until when; suspending, resuming, revoking. The server decides who may do what to whom. */
'use strict'

const app = require('../../services/app')
const applying = require('../../services/applying')
const people = require('../../services/people')
const settings = require('../../services/settings')
const uploads = require('../../services/uploads')
const { screen } = require('../../utils/screen')

screen({
  words: ['people', 'applying'],
  needs: 'member',
  title: 'people.title',
  data: { drawn: false, items: [], mayChange: false, mayRefuse: false, asked: [], asking: { name: '', facts: [], papers: [] }, looking: false, shown: { name: '' }, open: false, failure: '', refusal: '', offline: false, busy: '', working: false },

  open() {
    return this.refresh()
  },
  again() {
    return this.refresh()
  },
  enterprise() {
    const enterprise = app.bridge().session.enterprise()
    return enterprise ? enterprise.id : ''
  },
  refresh() {
    const { api } = app.bridge()
    return this.fetches(settings.say('people.waiting'), async () => {
      const [{ items }, asked] = await Promise.all([api.people(this.enterprise()), api.enterpriseApplications(this.enterprise())])
      this.raw = items
      this.asked = asked.items.filter((/** @type {any} */ one) => one.state === 'pending')
    })
  },
  draw() {
    this.setData({ drawn: true, items: this.raw.map(people.view), mayChange: app.may('people_write'), mayRefuse: app.may('veto'), asked: this.asked.map((/** @type {any} */ one) => Object.assign(applying.view(one), { name: one.name, facts: applying.facts(one), papers: applying.papers(one) })) })
  },

  onOpen(/** @type {any} */ event) {
    const one = this.data.items[Number(event.currentTarget.dataset.at)]
    this.setData({ shown: one, open: true, refusal: '' })
  },
  onClose() {
    this.setData({ open: false })
  },
  onAsked(/** @type {any} */ event) {
    this.setData({ asking: this.data.asked[Number(event.currentTarget.dataset.at)], looking: true, refusal: '' })
  },
  /** The stamped page itself: who signed it is seen there. */
  async onPaper(/** @type {any} */ event) {
    if (this.data.working) return
    this.setData({ working: true, refusal: '' })
    try {
      await this.waitFor(settings.say('files.fetching'), () => uploads.look((copy) => app.bridge().api.applicationFile(this.enterprise(), this.data.asking.id, event.currentTarget.dataset.id, copy), 'pdf'))
    } catch (error) {
      this.setData({ refusal: settings.pick(error) || settings.say('common.unexpected') })
    } finally {
      this.setData({ working: false })
    }
  },
  onAskedEnd() {
    this.setData({ looking: false })
  },
  /** The legal person says no; the applicant hears why. */
  async onRefuse() {
    const answer = /** @type {any} */ (await wx.showModal({ title: settings.say('people.refuse'), editable: true, placeholderText: settings.say('people.refuse_reason'), confirmText: settings.say('people.refuse'), cancelText: settings.say('common.cancel') }))
    if (!answer.confirm || this.data.working) return
    const reason = (answer.content || '').trim()
    if (!reason) return this.setData({ refusal: settings.say('people.refuse_reason') })
    this.setData({ working: true, refusal: '' })
    try {
      await this.waitFor(settings.say('people.working'), () => app.bridge().api.vetoApplication(this.enterprise(), this.data.asking.id, reason))
      this.setData({ looking: false })
      await this.refresh()
    } catch (error) {
      this.setData({ refusal: settings.pick(error) || settings.say('common.unexpected') })
    } finally {
      this.setData({ working: false })
    }
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
