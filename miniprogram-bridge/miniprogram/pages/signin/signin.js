// @ts-check
/* Sign-in by what the server offers: WeChat, a code by text message, account and password; a look around with the demo or as a visitor; then
 * the choice of the enterprise. Nothing of a person is sent before he agreed to the privacy text. */
'use strict'

const app = require('../../services/app')
const people = require('../../services/people')
const scanning = require('../../services/scan')
const settings = require('../../services/settings')
const signing = require('../../services/signing')
const { screen } = require('../../utils/screen')

screen({
  words: ['signin'],
  title: 'signin.title',
  initial: true,
  data: {
    pc: false, again: false, expired: '', ways: [], way: '', demo: false, offline: false, agreed: false, asking: false, reading: false, phone: '', code: '', account: '', password: '', name: '', number: '', numberIssue: '',
    phoneNeeded: false, second: false, sent: false, rest: 0, phoneIssue: '', failure: '', unknown: false, busy: '', working: false, many: [], alone: '', visitor: false
  },

  /** @param {{again?: string}} query again: somebody who is signed in shows once more who he is */
  async open(query) {
    const { session } = app.bridge()
    this.isAgain = Boolean(query.again)
    const before = session.user()
    this.before = before && (this.isAgain || !session.signedIn()) ? before : null
    const enterprise = session.enterprise()
    this.at = enterprise ? enterprise.id : ''
    this.setData({ pc: scanning.isPc(), again: this.isAgain, expired: this.why(), agreed: signing.consented(), visitor: session.visiting() })
    if (session.signedIn() && (!session.enterprise() || session.mustChange()) && !this.isAgain) this.entered()
    const known = signing.known()
    if (known) this.offer(known)
    this.listen('network', () => { if (!this.data.ways.length || this.data.offline) this.ask() })
    return this.ask()
  },
  /** Why a known person is asked to sign in. */
  why() {
    return this.before ? settings.say(this.isAgain ? 'signin.again' : 'signin.expired', { name: this.before.name || this.before.account }) : ''
  },
  async ask() {
    try {
      this.offer(await this.waitFor(settings.say('signin.asking'), signing.ask))
    } catch (error) {
      if (/** @type {any} */ (error).retryable) this.setData({ offline: true })
      else this.fail(error)
    }
  },
  /** @param {{ways: string[], demo: boolean, way: string, face: string}} now */
  offer(now) {
    this.told = now
    this.setData({ ways: now.ways.map((id) => ({ id, label: settings.say('signin.way_' + id), title: settings.say('signin.title_' + id) })), demo: now.demo && (!this.before || this.before.provider === 'demo'), way: this.data.way || now.way, offline: false })
  },

  onLang() {
    settings.set({ lang: settings.lang() === 'zh' ? 'en' : 'zh' })
  },
  onWay(/** @type {any} */ event) {
    this.setData({ way: event.currentTarget.dataset.id, failure: '', phoneIssue: '', numberIssue: '', second: false, phoneNeeded: false, unknown: false, password: '' })
  },
  onInput(/** @type {any} */ event) {
    this.setData({ [event.currentTarget.dataset.name]: event.detail.value, failure: '', phoneIssue: '', numberIssue: '', unknown: false })
  },

  onAgreed() {
    if (this.data.agreed) signing.withdraw()
    else return this.setData({ asking: true, reading: true })
    this.setData({ agreed: false })
  },
  onRead() {
    this.setData({ reading: true, asking: !this.data.agreed })
  },
  onReadEnd() {
    this.then = null
    this.setData({ reading: false })
  },
  onConsent() {
    signing.consent()
    const then = this.then
    this.then = null
    this.setData({ agreed: true, reading: false })
    if (then) then()
  },
  /** Runs it, after the consent where there is none yet. @param {() => any} then */
  agreedTo(then) {
    if (this.data.agreed) return then()
    this.then = then
    this.setData({ asking: true, reading: true })
  },

  onDemo() {
    return this.enter('', () => app.bridge().session.demo())
  },
  onPc() {
    wx.navigateTo({ url: '/pages/pc/pc' })
  },
  onVisit() {
    try {
      app.bridge().session.visit()
      wx.reLaunch({ url: '/pages/home/home' })
    } catch (error) {
      this.fail(error)
    }
  },

  onWechat() {
    this.agreedTo(() => this.enter('wechat', async () => this.byWechat({ code: await signing.loginCode() })))
  },
  onPhoneNumber(/** @type {any} */ event) {
    const { code } = event.detail
    if (!code) return this.setData({ failure: settings.say('signin.phone_denied') })
    return this.enter('wechat', async () => this.byWechat({ code: await signing.loginCode(), phone_code: code }))
  },
  /** @param {any} shown */
  async byWechat(shown) {
    await app.bridge().session.signInBy('Wechat', Object.assign(shown, this.data.second && this.data.password ? { password: this.data.password } : {}))
  },

  /** The number in its normal form, or '' with the core's sentence at the field. */
  async mobile() {
    const { text, issue } = await signing.checked('mobile', this.data.phone)
    this.setData({ phoneIssue: text ? '' : settings.pick(issue) || settings.say('signin.both_phone') })
    return text
  },
  onSend() {
    this.agreedTo(() => this.send())
  },
  async send() {
    if (this.data.rest || this.data.working) return
    this.setData({ working: true, failure: '' })
    try {
      const phone = await this.mobile()
      if (!phone) return
      await this.waitFor(settings.say('signin.sending'), () => app.bridge().api.sendCode(phone))
      this.setData({ sent: true })
      this.countFrom(signing.REST_MS)
    } catch (error) {
      this.countFrom(/** @type {any} */ (error).waitMs || 0)
      this.fail(error)
    } finally {
      this.setData({ working: false })
    }
  },
  onSms() {
    this.agreedTo(() => this.enter('sms', async () => {
      const phone = await this.mobile()
      if (!phone) return false
      if (!this.data.code) return this.say('signin.both_code')
      const withWechat = this.told.ways.indexOf('wechat') >= 0
      const shown = Object.assign({ phone, code: this.data.code }, withWechat && { wechat_code: await signing.loginCode() }, this.data.second && this.data.password && { password: this.data.password })
      await app.bridge().session.signInBy('Sms', shown)
    }))
  },

  onFace() {
    const { name, number } = this.data
    if (!name.trim() || !number) return this.say('signin.both_face')
    this.agreedTo(() => this.enter('face', async () => {
      const { text, issue } = await signing.checked('resident_id', number)
      this.setData({ numberIssue: text ? '' : settings.pick(issue) })
      if (!text) return false
      const { api, session } = app.bridge()
      const provider = this.told.face
      const begun = await api.beginFace(Object.assign({ provider, name: name.trim(), id_number: text }, provider === 'wechat' && { wechat_code: await signing.loginCode() }))
      try {
        await signing.lookAtFace(begun.verify_id || '')
      } catch (_) {
        return this.say('signin.face_given_up')
      }
      await session.signInBy('Face', { face: begun.face })
      this.setData({ number: '' })
    }))
  },

  onSignIn() {
    const { account, password } = this.data
    if (!account || !password) return this.say('signin.both')
    return this.agreedTo(() => this.enter('password', async () => {
      await app.bridge().session.signIn(account, password)
      if (app.bridge().session.mustChange()) signing.hold(password)
    }))
  },
  /** The keyboard's own key. */
  onGo() {
    if (this.data.way === 'password') this.onSignIn()
    if (this.data.way === 'sms') this.onSms()
    if (this.data.way === 'face') this.onFace()
  },
  /** @param {string} place @returns {false} */
  say(place) {
    this.setData({ failure: settings.say(place) })
    return false
  },

  /** @param {string} way kept as the next time's first offer @param {() => Promise<any>} how false: not tried */
  async enter(way, how) {
    if (this.data.working) return
    this.setData({ working: true, failure: '', unknown: false })
    try {
      if ((await this.waitFor(settings.say('signin.waiting'), how)) === false) return
      if (way) signing.keep({ way })
      this.setData({ password: '', code: '', second: false, phoneNeeded: false })
      this.entered()
    } catch (error) {
      this.refused(/** @type {any} */ (error))
    } finally {
      this.setData({ working: false })
    }
  },
  /** What the server wants beside, asked for in the same card. @param {any} error */
  refused(error) {
    if (error.code === 'phone-needed') return this.setData({ phoneNeeded: true, busy: '' })
    if (error.code === 'second-proof-needed') this.setData({ second: true, code: '', sent: false })
    if (error.code === 'sign-in-unknown') this.setData({ unknown: true })
    this.fail(error)
  },

  entered() {
    const { session } = app.bridge()
    this.isChanging = session.mustChange()
    if (this.isChanging) return wx.navigateTo({ url: '/pages/password/password?back=1' })
    if (this.isBack()) return wx.navigateBack()
    if (!session.enterprise() && (session.enterprises().length || !session.bank())) return this.drawMany()
    wx.reLaunch({ url: scanning.nextPage() })
  },
  /** Back from the change of an initial password. */
  again() {
    const { session } = app.bridge()
    if (this.isChanging && session.signedIn() && !session.mustChange()) this.entered()
  },
  /** Whose sign-in had run out in the middle of something goes on with it. */
  isBack() {
    const { session } = app.bridge()
    const user = session.user()
    const enterprise = session.enterprise()
    return Boolean(this.before && user && user.account === this.before.account && (enterprise ? enterprise.id : '') === this.at && getCurrentPages().length > 1 && !scanning.waits())
  },
  drawMany() {
    const { session } = app.bridge()
    const many = people.enterprises()
    const user = session.user()
    this.setData({ many, alone: many.length || !user ? '' : user.name || user.account })
  },
  async onChoose(/** @type {any} */ event) {
    return this.enter('', () => app.bridge().session.choose(event.currentTarget.dataset.id))
  },
  onApply() {
    wx.navigateTo({ url: '/pages/applications/applications' })
  },
  /** Perhaps somebody added this person meanwhile. */
  onRefresh() {
    return this.enter('', () => app.bridge().session.refresh())
  },
  async onLeave() {
    try {
      if (await signing.leave()) this.setData({ alone: '', many: [], failure: '' })
    } catch (error) {
      this.fail(error)
    }
  },
  dressed() {
    if (this.told) this.offer(this.told)
    this.setData({ expired: this.why() })
    if (this.data.many.length) this.drawMany()
  }
})
