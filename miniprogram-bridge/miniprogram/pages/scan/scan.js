// @ts-check
/* On the phone: scans the code of a PC (or is opened by it), shows which PC that is, and says yes or no. Nothing is signed in by looking. */
'use strict'

const app = require('../../services/app')
const scanning = require('../../services/scan')
const settings = require('../../services/settings')
const { screen } = require('../../utils/screen')

const SECOND_MS = 1000
/** The server's word for why not → what is shown. */
const REFUSALS = /** @type {Object<string, string>} */ ({ 'scan-expired': 'expired', 'scan-done': 'used', 'not-found': 'unknown', forbidden: 'forbidden', unauthenticated: 'signin' })
/** Steps that say something and end it: icon, and whether it is good news. */
const ENDS = /** @type {Object<string, string>} */ ({ confirmed: 'check', denied: 'shield', expired: 'clock', used: 'info', unknown: 'warn', foreign: 'warn', forbidden: 'shield', settled: 'ask' })

screen({
  words: ['scan'],
  title: 'scan.title',
  data: { step: '', rows: [], as: '', left: 0, elsewhere: false, knows: false, end: null, failure: '', busy: '', working: false },

  open(/** @type {any} */ query) {
    this.ticket = query.scene === undefined ? scanning.take() : scanning.ofScene(query.scene)
    if (query.scene !== undefined && !this.ticket) return this.close('foreign')
    return this.begin()
  },
  again() {
    if (this.data.step === 'signin') this.begin()
  },
  onUnload() {
    clearTimeout(this.clock)
  },

  begin() {
    const { session } = app.bridge()
    if (!session.signedIn()) {
      if (this.ticket) scanning.keep(this.ticket)
      return this.setData({ step: 'signin' })
    }
    return this.ticket ? this.look() : this.setData({ step: 'idle' })
  },
  onSignIn() {
    if (this.ticket) scanning.keep(this.ticket)
    wx.navigateTo({ url: '/pages/signin/signin' })
  },

  async onScan() {
    this.clearFailure()
    let seen
    try {
      seen = await wx.scanCode({ onlyFromCamera: true, scanType: ['qrCode'] })
    } catch (error) {
      const why = String(/** @type {any} */ (error).errMsg || '')
      return /cancel/.test(why) ? undefined : this.setData({ failure: settings.say('scan.no_camera') })
    }
    this.ticket = scanning.ofCode(seen)
    return this.ticket ? this.look() : this.close('foreign')
  },

  async look() {
    this.setData({ step: 'looking', failure: '', knows: false })
    try {
      this.show(await this.waitFor(settings.say('scan.looking'), () => app.bridge().api.lookAtScan(this.ticket)))
    } catch (error) {
      this.refused(/** @type {any} */ (error))
    }
  },
  /** @param {any} pc */
  show(pc) {
    this.pc = pc
    this.setData({ step: 'ask', elsewhere: pc.other_network })
    this.draw()
    this.count(pc.expires_in_s)
  },
  draw() {
    const { pc } = this
    const user = app.bridge().session.user()
    const enterprise = app.bridge().session.enterprise()
    const at = new Date(Date.parse(pc.created_at) + 8 * 3600 * SECOND_MS).toISOString().slice(11, 19)
    const city = settings.pick(pc, 'city')
    this.setData({
      rows: [
        { label: settings.say('scan.device'), text: pc.device || settings.say('scan.device_unknown') },
        { label: settings.say('scan.network'), text: pc.network, more: settings.say('scan.place_' + pc.place) },
        ...city ? [{ label: settings.say('scan.city'), text: city }] : [],
        { label: settings.say('scan.time'), text: at }
      ],
      as: settings.say('scan.as', { name: (user && (user.name || user.account)) || '', enterprise: enterprise ? enterprise.name : settings.say('scan.no_enterprise') })
    })
  },
  /** @param {number} seconds */
  count(seconds) {
    clearTimeout(this.clock)
    if (this.data.step !== 'ask') return
    if (seconds <= 0) return this.close('expired')
    this.setData({ left: seconds })
    this.clock = setTimeout(() => { if (!this.gone) this.count(seconds - 1) }, SECOND_MS)
  },

  onKnows() {
    this.setData({ knows: !this.data.knows })
  },
  onConfirm() {
    const { elsewhere, knows } = this.data
    if (elsewhere && !knows) return undefined
    return this.decide('confirmed', () => app.bridge().api.confirmScan(this.ticket, elsewhere))
  },
  onDeny() {
    return this.decide('denied', () => app.bridge().api.denyScan(this.ticket))
  },
  /** @param {string} step @param {() => Promise<void>} how */
  async decide(step, how) {
    if (this.data.working) return
    this.setData({ working: true, failure: '' })
    try {
      await this.waitFor(settings.say('scan.telling'), how)
      this.close(step)
    } catch (error) {
      const why = /** @type {any} */ (error)
      if (why.code === 'scan-done' && this.inDoubt) this.close('settled')
      else this.refused(why)
      this.inDoubt = Boolean(why.in_doubt)
    } finally {
      this.setData({ working: false })
    }
  },

  /** @param {any} error */
  refused(error) {
    const step = REFUSALS[error.code] || (error.status === 401 ? 'signin' : '')
    if (step === 'signin') return this.setData({ step })
    if (error.code === 'scan-network') this.setData({ elsewhere: true, knows: false })
    if (step) return this.close(step)
    if (this.data.step === 'looking') this.setData({ step: 'lost' })
    return this.fail(error)
  },
  /** @param {string} step */
  close(step) {
    clearTimeout(this.clock)
    this.setData({ step, end: { icon: ENDS[step], title: settings.say('scan.' + step), text: settings.say('scan.' + step + '_line'), good: step === 'confirmed', over: step === 'confirmed' || step === 'denied' || step === 'settled' } })
  },

  onAgain() {
    return this.look()
  },
  onSessions() {
    wx.redirectTo({ url: '/pages/sessions/sessions' })
  },
  onHome() {
    wx.reLaunch({ url: app.home() })
  },
  dressed() {
    if (this.data.step === 'ask') this.draw()
    else if (this.data.end) this.close(this.data.step)
  }
})
