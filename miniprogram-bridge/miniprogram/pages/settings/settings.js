// @ts-check
/* Language, theme, type size, factor packs in use, what lies on this device, signing out, versions. */
'use strict'

const app = require('../../services/app')
const catalog = require('../../services/catalog')
const overview = require('../../services/overview')
const settings = require('../../services/settings')
const { screen } = require('../../utils/screen')

const CHOICES = { lang: ['zh', 'en'], theme: ['system', 'light', 'dark'], font: ['system', 'normal', 'large', 'largest'] }
const KB = 1024

screen({
  words: ['settings'],
  title: 'settings.title',
  data: { groups: [], packs: [], room: '', drafts: 0, version: null, user: '', enterprise: '', failure: '', coreLine: '' },

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
      user: user ? user.name || user.account : '', enterprise: enterprise ? enterprise.name : '', coreLine: settings.say('settings.core_' + core.state())
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

  async onSignOut() {
    try {
      await app.bridge().session.signOut()
      this.left()
    } catch (error) {
      if (/** @type {any} */ (error).code !== 'UNSENT_DRAFTS') return this.fail(error)
      const sure = await wx.showModal({ title: settings.say('settings.sign_out'), content: settings.pick(error), confirmText: settings.say('settings.discard'), cancelText: settings.say('common.cancel') })
      if (!sure.confirm) return
      await app.bridge().session.signOut({ discard: true })
      this.left()
    }
  },
  left() {
    overview.forget()
    wx.reLaunch({ url: '/pages/signin/signin' })
  },
  dressed() {
    this.draw()
  }
})
