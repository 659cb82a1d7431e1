// @ts-check
/* Sign-in: a look around with the demo, or account and password. Further providers (WeChat, face) become further entries of `ways`. */
'use strict'

const app = require('../../services/app')
const settings = require('../../services/settings')
const { screen } = require('../../utils/screen')

screen({
  words: ['signin'],
  title: 'signin.title',
  data: { account: '', password: '', failure: '', busy: '', working: false, many: [] },

  open() {
    const { session } = app.bridge()
    if (session.signedIn() && !session.enterprise()) this.setData({ many: session.enterprises() })
  },

  onLang() {
    settings.set({ lang: settings.lang() === 'zh' ? 'en' : 'zh' })
  },
  onAccount(/** @type {any} */ event) {
    this.setData({ account: event.detail.value, failure: '' })
  },
  onPassword(/** @type {any} */ event) {
    this.setData({ password: event.detail.value, failure: '' })
  },
  onDemo() {
    return this.enter(() => app.bridge().session.demo())
  },
  onSignIn() {
    const { account, password } = this.data
    if (!account || !password) return this.setData({ failure: settings.say('signin.both') })
    return this.enter(() => app.bridge().session.signIn(account, password))
  },

  /** @param {() => Promise<void>} how */
  async enter(how) {
    if (this.data.working) return
    this.setData({ working: true, failure: '' })
    try {
      await this.waitFor(settings.say('signin.waiting'), how)
      this.entered()
    } catch (error) {
      this.fail(error)
    } finally {
      this.setData({ working: false })
    }
  },

  entered() {
    const { session } = app.bridge()
    if (session.enterprise()) return wx.reLaunch({ url: '/pages/home/home' })
    const many = session.enterprises()
    this.setData({ many, failure: many.length ? '' : settings.say('signin.none') })
  },
  async onChoose(/** @type {any} */ event) {
    try {
      await this.waitFor(settings.say('signin.waiting'), () => app.bridge().session.choose(event.currentTarget.dataset.id))
      wx.reLaunch({ url: '/pages/home/home' })
    } catch (error) {
      this.fail(error)
    }
  }
})
