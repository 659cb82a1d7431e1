// @ts-check
/* The platform has suspended the enterprise at work: why, what becomes of what was typed, and what can be done here. */
'use strict'

const app = require('../../services/app')
const people = require('../../services/people')
const settings = require('../../services/settings')
const signing = require('../../services/signing')
const { screen } = require('../../utils/screen')

screen({
  words: ['suspended'],
  title: 'suspended.title',
  data: { name: '', reason: '', kept: '', others: [], still: false, failure: '', busy: '', working: false },

  open() {
    const { session } = app.bridge()
    const enterprise = session.enterprise()
    if (!session.signedIn() || !enterprise) return wx.reLaunch({ url: '/pages/signin/signin' })
    if (!enterprise.is_suspended) return wx.reLaunch({ url: app.home() })
    this.listen('suspended', () => this.draw())
    this.draw()
    return this.choose(enterprise.id, true)
  },
  draw() {
    const { drafts, session } = app.bridge()
    const enterprise = session.enterprise()
    if (!enterprise) return
    const count = drafts.list(enterprise.id).length
    this.setData({ name: enterprise.name, reason: settings.pick(enterprise.suspended), kept: count ? settings.say('suspended.kept', { count }) : '',
      others: people.enterprises().filter((one) => one.id !== enterprise.id) })
  },

  /** The server is asked anew; it says why not, or the work goes on. @param {string} id @param {boolean} [quietly] nobody pressed anything */
  async choose(id, quietly) {
    if (this.data.working) return
    this.setData({ working: true, still: false, failure: '' })
    try {
      await this.waitFor(settings.say('suspended.asking'), () => app.bridge().session.choose(id))
      wx.reLaunch({ url: app.home() })
    } catch (error) {
      const why = /** @type {any} */ (error)
      if (why.code === 'enterprise-suspended') this.setData({ still: !quietly })
      else this.fail(error)
    } finally {
      this.setData({ working: false })
    }
  },
  onCheck() {
    const enterprise = app.bridge().session.enterprise()
    return enterprise ? this.choose(enterprise.id) : undefined
  },
  onOther(/** @type {any} */ event) {
    return this.choose(event.currentTarget.dataset.id)
  },
  async onLeave() {
    try {
      if (await signing.leave()) wx.reLaunch({ url: '/pages/signin/signin' })
    } catch (error) {
      this.fail(error)
    }
  },
  async onPullDownRefresh() {
    await this.onCheck()
    wx.stopPullDownRefresh()
  },
  dressed() {
    this.draw()
  }
})
