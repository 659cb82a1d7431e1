// @ts-check
/* 登录设备: where this account is signed in; one of them is ended, or all. */
'use strict'

const app = require('../../services/app')
const filings = require('../../services/filings')
const people = require('../../services/people')
const settings = require('../../services/settings')
const { screen } = require('../../utils/screen')

screen({
  words: ['devices'],
  needs: 'account',
  title: 'devices.title',
  data: { drawn: false, items: [], offline: false, failure: '', busy: '', working: false },

  open() {
    return this.refresh()
  },
  again() {
    return this.refresh()
  },
  refresh() {
    return this.fetches(settings.say('devices.waiting'), async () => { this.raw = (await app.bridge().api.sessions()).items })
  },
  draw() {
    this.setData({ drawn: true, items: this.raw.map((/** @type {any} */ one) => ({
      id: one.id, here: one.is_this_one, device: one.device || settings.say('devices.unnamed'), icon: one.kind === 'console' ? 'screen' : 'phone',
      how: people.word('devices.kind_', one.kind) + ' · ' + people.word('devices.way_', one.provider),
      seen: settings.say('devices.seen', { time: filings.timeOf(one.last_seen_at) })
    })) })
  },

  /** @param {string} place of the question's words @param {any} values */
  async sure(place, values) {
    const answer = await wx.showModal({ title: settings.say('devices.' + place), content: settings.say('devices.' + place + '_line', values), confirmText: settings.say('devices.end'), cancelText: settings.say('common.cancel') })
    return answer.confirm
  },
  async onEnd(/** @type {any} */ event) {
    const one = this.data.items[Number(event.currentTarget.dataset.at)]
    if (!(await this.sure(one.here ? 'end_here' : 'end_one', { device: one.device }))) return
    await this.end(() => app.bridge().api.endSession(one.id), one.here)
  },
  async onEndAll() {
    if (await this.sure('end_all', {})) await this.end(() => app.bridge().api.endSessions(), true)
  },
  /** @param {() => Promise<void>} how @param {boolean} isHere this device is among them: what was typed stays, the next page is the sign-in */
  async end(how, isHere) {
    if (this.data.working) return
    this.setData({ working: true, failure: '' })
    try {
      await this.waitFor(settings.say('devices.ending'), how)
      if (isHere) {
        app.bridge().session.expire()
        return wx.reLaunch({ url: '/pages/signin/signin' })
      }
      await this.refresh()
    } catch (error) {
      this.fail(error)
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
