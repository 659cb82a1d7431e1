// @ts-check
/* Language, theme, type size, factor packs in use, what lies on this device, signing out, versions. */
'use strict'

const app = require('../../services/app')
const catalog = require('../../services/catalog')
const people = require('../../services/people')
const scanning = require('../../services/scan')
const settings = require('../../services/settings')
const signing = require('../../services/signing')
const { screen } = require('../../utils/screen')

const CHOICES = { lang: ['zh', 'en'], theme: ['system', 'light', 'dark'], font: ['system', 'normal', 'large', 'largest'] }
const KB = 1024

screen({
  words: ['settings'],
  title: 'settings.title',
  data: { scans: false, groups: [], packs: [], room: '', drafts: 0, version: null, user: '', enterprise: '', role: '', many: false, reads: false, reading: false, agreed: false, failure: '', coreLine: '' },

  async open() {
    await catalog.load().catch((/** @type {any} */ error) => this.fail(error))
    this.draw()
    const answer = await app.bridge().core.ask({ op: 'version' }).catch(() => null)
    if (answer && answer.ok) this.setData({ version: answer.result })
  },

  draw() {
    const { core, drafts, session } = app.bridge()
    const choice = /** @type {any} */ (settings.choice())
    const room = drafts.room()
    const user = session.user()
    const enterprise = session.enterprise()
    this.setData({
      groups: Object.keys(CHOICES).map((id) => ({ id, label: settings.say('settings.' + id), values: /** @type {any} */ (CHOICES)[id].map((/** @type {string} */ value) => ({ value, label: settings.say('settings.' + id + '_' + value), on: choice[id] === value })) })),
      packs: catalog.all('packs').map((one) => ({ id: one.id, label: settings.pick(one, 'label'), line: settings.say('settings.pack_line', { published: one.published, years: (one.power_years || []).slice().sort().join(settings.say('common.comma')), until: one.accept_until }),
        sha: String(one.sha256).slice(0, 16), unchecked: one.unchecked_rows ? settings.say('settings.unchecked', { n: one.unchecked_rows }) : '' })),
      room: settings.say('settings.room', { used: Math.ceil(room.used / KB), limit: Math.round(room.limit / KB / KB) }), drafts: drafts.list().length,
      scans: scanning.mayConfirm(), user: user ? user.name || user.account : '', enterprise: user && enterprise ? enterprise.name : '', role: user && enterprise ? people.roleName(enterprise.role) : '', many: session.enterprises().length > 1, reads: app.reads(), agreed: signing.consented(), coreLine: settings.say('settings.core_' + core.state())
    })
  },

  onChoice(/** @type {any} */ event) {
    const { id, value } = event.currentTarget.dataset
    settings.set({ [id]: value })
  },
  onDrafts() {
    wx.navigateTo({ url: '/pages/drafts/drafts' })
  },
  onSignIn() {
    wx.navigateTo({ url: '/pages/signin/signin' })
  },

  onScan() {
    wx.navigateTo({ url: '/' + scanning.PAGE })
  },
  onSecurity() {
    wx.navigateTo({ url: '/pages/security/security' })
  },
  onSessions() {
    wx.navigateTo({ url: '/pages/sessions/sessions' })
  },
  onApplications() {
    wx.navigateTo({ url: '/pages/applications/applications' })
  },
  onRead() {
    this.setData({ reading: true })
  },
  onReadEnd() {
    this.setData({ reading: false })
  },
  /** Who withdraws his consent is signed out: without it nothing of him may be sent. */
  async onWithdraw() {
    this.setData({ reading: false })
    if (this.data.user && !(await this.onSignOut())) return
    signing.withdraw()
    if (!this.data.user) this.draw()
  },
  /** True when he is out. */
  async onSignOut() {
    try {
      if (!(await signing.leave())) return false
      wx.reLaunch({ url: '/pages/signin/signin' })
      return true
    } catch (error) {
      this.fail(error)
      return false
    }
  },
  dressed() {
    this.draw()
  }
})
