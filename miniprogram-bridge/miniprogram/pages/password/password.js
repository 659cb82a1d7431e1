// @ts-check
/* 设置自己的密码: whoever signed in by a password that an administrator made chooses one of his own before anything else; then on to where he wanted. */
'use strict'

const app = require('../../services/app')
const scanning = require('../../services/scan')
const settings = require('../../services/settings')
const signing = require('../../services/signing')
const { screen } = require('../../utils/screen')

/** Where the server's issues belong. */
const PLACES = { '/old_password': 'old', '/password': 'fresh' }

screen({
  words: ['initial', 'security'],
  title: 'initial.title',
  initial: true,
  data: { account: '', asks: false, old: '', fresh: '', repeat: '', at: {}, failure: '', busy: '', working: false },

  /** @param {{back?: string}} query back: the sign-in lies below and goes on by itself */
  open(query) {
    const { session } = app.bridge()
    this.isBack = Boolean(query.back) && getCurrentPages().length > 1
    if (!session.signedIn()) return wx.reLaunch({ url: '/pages/signin/signin' })
    if (!session.mustChange()) return wx.reLaunch({ url: app.home() })
    const old = signing.release()
    this.setData({ account: (session.user() || {}).account, old, asks: !old })
  },
  onInput(/** @type {any} */ event) {
    const { name } = event.currentTarget.dataset
    this.setData({ [name]: event.detail.value, ['at.' + name]: '', failure: '' })
  },

  async onSave() {
    const { old, fresh, repeat } = this.data
    const at = { old: old ? '' : settings.say('initial.need_old'), fresh: fresh ? '' : settings.say('security.need_fresh'), repeat: fresh && fresh !== repeat ? settings.say('security.differs') : '' }
    this.setData({ at, failure: '' })
    if (at.old || at.fresh || at.repeat || this.data.working) return
    this.setData({ working: true })
    try {
      await this.waitFor(settings.say('security.saving'), () => app.bridge().session.renew(() => app.bridge().api.changePassword(old, fresh)))
      this.setData({ old: '', fresh: '', repeat: '' })
      wx.showToast({ title: settings.say('security.password_done'), icon: 'none' })
      this.goOn()
    } catch (error) {
      this.refused(/** @type {any} */ (error))
    } finally {
      if (!this.gone) this.setData({ working: false })
    }
  },
  goOn() {
    const { session } = app.bridge()
    if (this.isBack) return wx.navigateBack()
    wx.reLaunch({ url: session.enterprise() ? scanning.nextPage() : '/pages/signin/signin' })
  },
  /** Each issue at its field, else below. @param {any} error */
  refused(error) {
    /** @type {any} */
    const at = {}
    ;(error.issues || []).forEach((/** @type {any} */ one) => { at[/** @type {any} */ (PLACES)[one.path] || 'other'] = settings.pick(one) })
    this.setData({ at, asks: this.data.asks || Boolean(at.old) })
    if (at.other || !Object.keys(at).length) this.fail(error)
  },
  async onLeave() {
    try {
      if (await signing.leave()) wx.reLaunch({ url: '/pages/signin/signin' })
    } catch (error) {
      this.fail(error)
    }
  }
})
