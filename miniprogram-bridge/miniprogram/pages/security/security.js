// @ts-check
/* 账号与安全: one's own ways to sign in, tied and untied, and the password. Each change wants a recent sign-in on this device: it is asked for when it is needed. */
'use strict'

const app = require('../../services/app')
const settings = require('../../services/settings')
const signing = require('../../services/signing')
const { screen } = require('../../utils/screen')

const ICONS = { phone: 'phone', wechat: 'user', person: 'shield' }
/** Where the server's issues belong. */
const PLACES = { '/code': 'code', '/phone': 'phone', '/old_password': 'old', '/password': 'fresh' }
const EMPTY = { old: '', fresh: '', repeat: '', phone: '', code: '', at: {}, failure: '', sent: false }

screen({
  words: ['security', 'signin'],
  needs: 'account',
  title: 'security.title',
  data: Object.assign({ drawn: false, items: [], hasPassword: false, sheet: { kind: '', title: '' }, open: false, rest: 0, offline: false, busy: '', working: false }, EMPTY),

  open() {
    return this.refresh()
  },
  again() {
    return this.refresh()
  },
  refresh() {
    return this.fetches(settings.say('security.waiting'), async () => { this.raw = await app.bridge().api.identities() })
  },
  /** @param {string} kind @returns {any} */
  tied(kind) {
    return this.raw.items.filter((/** @type {any} */ one) => one.kind === kind)[0]
  },
  /** @param {string} kind what can be tied here */
  offers(kind) {
    return this.raw.offers.indexOf(kind) >= 0
  },
  draw() {
    const kinds = ['phone', 'wechat', 'person'].filter((kind) => this.tied(kind) || this.offers(kind) || (kind === 'phone' && this.offers('wechat_phone')))
    this.setData({
      drawn: true, hasPassword: this.raw.has_password, items: kinds.map((kind) => {
        const one = this.tied(kind)
        return { kind, tied: Boolean(one), icon: /** @type {any} */ (ICONS)[kind], label: settings.say('security.' + kind), line: kind === 'person' ? settings.say('security.person_line') : '', plain: kind === 'person',
          text: one ? one.shown || settings.say('security.tied') : settings.say('security.untied') }
      })
    })
  },

  /** True when the sign-in is recent enough; else it is asked for, and this page is there again behind it. */
  async isFresh() {
    if (this.raw.is_fresh) return true
    const sure = await wx.showModal({ title: settings.say('security.again'), content: settings.say('security.again_line'), confirmText: settings.say('security.again_yes'), cancelText: settings.say('common.cancel') })
    if (sure.confirm) wx.navigateTo({ url: '/pages/signin/signin?again=1' })
    return false
  },
  /** @param {any} sheet */
  async ask(sheet) {
    if (await this.isFresh()) this.setData(Object.assign({ sheet, open: true }, EMPTY))
  },
  onWay(/** @type {any} */ event) {
    const { kind } = event.currentTarget.dataset
    if (kind === 'person') return
    const one = this.tied(kind)
    const sms = kind === 'phone' && this.offers('phone')
    const verb = kind === 'wechat' && this.offers('wechat') ? settings.say(one ? 'security.change_wechat' : 'security.tie_wechat') : sms ? settings.say(one ? 'security.change_phone' : 'security.tie_phone') : ''
    return this.ask({ kind, title: settings.say('security.' + kind), line: settings.say('security.' + kind + (one ? '_change' : '_tie'), { shown: one ? one.shown || '' : '' }), sms, shares: kind === 'phone' && this.offers('wechat_phone'), verb,
      mayEnd: Boolean(one && one.may_end), only: Boolean(one && !one.may_end) })
  },
  onPassword() {
    return this.ask({ kind: 'password', title: settings.say('security.password'), line: settings.say('security.password_line'), verb: settings.say('security.password_save') })
  },
  onClose() {
    this.setData(Object.assign({ open: false }, EMPTY))
  },
  onInput(/** @type {any} */ event) {
    const { name } = event.currentTarget.dataset
    this.setData({ [name]: event.detail.value, ['at.' + name]: '', failure: '' })
  },

  /** @param {string} what it waits for @param {() => Promise<any>} work */
  async run(what, work) {
    if (this.data.working) return
    this.setData({ working: true, failure: '' })
    try {
      await this.waitFor(settings.say('security.' + what), work)
    } catch (error) {
      this.refused(/** @type {any} */ (error))
    } finally {
      if (!this.gone) this.setData({ working: false })
    }
  },
  /** Each issue at its field, else in the sheet. @param {any} error */
  refused(error) {
    /** @type {any} */
    const at = {}
    ;(error.issues || []).forEach((/** @type {any} */ one) => { at[/** @type {any} */ (PLACES)[one.path] || 'other'] = settings.pick(one) })
    this.setData({ at })
    if (at.other || !Object.keys(at).length) this.fail(at.other ? Object.assign(error, { zh: at.other, en: at.other }) : error)
  },
  /** A change that gives a new token; then the page as it is. @param {string} told @param {() => Promise<any>} ask */
  change(told, ask) {
    return this.run('saving', async () => {
      await app.bridge().session.renew(ask)
      this.setData(Object.assign({ open: false }, EMPTY))
      wx.showToast({ title: settings.say('security.' + told), icon: 'none' })
      await this.refresh()
    })
  },

  onDo() {
    const { kind } = this.data.sheet
    if (kind === 'password') return this.doPassword()
    return kind === 'wechat' ? this.change('done', async () => app.bridge().api.tieWechat(await signing.loginCode())) : this.doPhone()
  },
  doPassword() {
    const { old, fresh, repeat } = this.data
    const at = { old: old ? '' : settings.say('security.need_old'), fresh: fresh ? '' : settings.say('security.need_fresh'), repeat: fresh && fresh !== repeat ? settings.say('security.differs') : '' }
    this.setData({ at })
    if (at.old || at.fresh || at.repeat) return
    return this.change('password_done', () => app.bridge().api.changePassword(old, fresh))
  },
  /** The number in its normal form, or '' with the core's sentence at the field. */
  async mobile() {
    const { text, issue } = await signing.checked('mobile', this.data.phone)
    this.setData({ 'at.phone': text ? '' : settings.pick(issue) || settings.say('signin.both_phone') })
    return text
  },
  onSend() {
    return this.run('sending', async () => {
      const phone = await this.mobile()
      if (!phone) return
      await app.bridge().api.sendTieCode(phone).catch((/** @type {any} */ error) => {
        this.countFrom(error.waitMs || 0)
        throw error
      })
      this.setData({ sent: true })
      this.countFrom(signing.REST_MS)
    })
  },
  async doPhone() {
    const phone = await this.mobile()
    if (!phone) return
    if (!this.data.code) return this.setData({ 'at.code': settings.say('signin.both_code') })
    return this.change('done', () => app.bridge().api.tiePhone({ phone, code: this.data.code }))
  },
  onShared(/** @type {any} */ event) {
    const { code } = event.detail
    if (code) return this.change('done', () => app.bridge().api.tiePhone({ phone_code: code }))
  },
  async onUntie() {
    const { kind } = this.data.sheet
    const sure = await wx.showModal({ title: settings.say('security.untie'), content: settings.say('security.untie_line', { way: settings.say('security.' + kind) }), confirmText: settings.say('security.untie'), cancelText: settings.say('common.cancel') })
    if (sure.confirm) await this.change('untie_done', () => app.bridge().api.untie(kind))
  },
  async onPullDownRefresh() {
    await this.refresh()
    wx.stopPullDownRefresh()
  },
  dressed() {
    if (this.raw) this.draw()
  }
})
