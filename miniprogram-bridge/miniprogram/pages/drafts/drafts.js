// @ts-check
/* What lies on this device: submissions that wait or want an answer, and drafts. */
'use strict'

const app = require('../../services/app')
const catalog = require('../../services/catalog')
const filings = require('../../services/filings')
const settings = require('../../services/settings')
const { FORM, TEMPLATE } = require('../../services/energy')
const { screen } = require('../../utils/screen')

const MARKS = { queued: 'clock', sending: 'send', accepted: 'check', differs: 'ask', 'needs-answer': 'ask', conflict: 'warn', refused: 'warn' }
const KB = 1024

screen({
  words: ['drafts'],
  needs: 'work',
  title: 'drafts.title',
  data: { drawn: false, drafts: [], entries: [], room: '', failure: '' },

  async open() {
    await catalog.load()
    this.listen('draft', () => this.draw())
    this.listen('outbox', () => this.draw())
    this.draw()
  },
  again() {
    if (this.data.drawn) this.draw()
  },

  draw() {
    const { drafts, outbox, session } = app.bridge()
    const enterprise = session.enterprise()
    const id = enterprise ? enterprise.id : ''
    const name = (/** @type {any} */ key) => settings.pick(catalog.find('forms', key.form), 'label') || key.form
    this.list = drafts.list(id).filter((one) => !one.queued)
    this.out = outbox.list(id)
    const room = drafts.room()
    this.setData({
      drawn: true, room: settings.say('drafts.room', { used: Math.ceil(room.used / KB), limit: Math.round(room.limit / KB / KB) }),
      drafts: this.list.map((/** @type {any} */ one) => ({ id: one.key.form + one.key.start + one.key.end, name: name(one.key), period: filings.periodName(one.key), saved: filings.timeOf(one.saved_at) })),
      entries: this.out.map((/** @type {any} */ one) => ({ id: one.id, name: name(one.key), period: filings.periodName(one.key), code: one.receipt.code, state: one.state, mark: /** @type {any} */ (MARKS)[one.state] || 'info',
        text: settings.say('drafts.state_' + one.state), line: one.error ? settings.pick(one.error) : '', waits: one.state === 'queued' && !one.in_doubt, quiet: one.state === 'accepted' }))
    })
  },

  onDraft(/** @type {any} */ event) {
    const { key } = this.list[Number(event.currentTarget.dataset.at)]
    const page = key.form === FORM ? 'report/report?' : key.form === TEMPLATE ? 'template/template?year=' + key.start.slice(0, 4) + '&' : 'form/form?form=' + key.form + '&'
    wx.navigateTo({ url: '/pages/' + page + 'start=' + key.start + '&end=' + key.end })
  },
  async onRemove(/** @type {any} */ event) {
    const { key } = this.list[Number(event.currentTarget.dataset.at)]
    const sure = await wx.showModal({ title: settings.say('drafts.remove'), content: settings.say('drafts.remove_line', { period: filings.periodName(key) }), confirmText: settings.say('drafts.remove_yes'), cancelText: settings.say('common.cancel') })
    if (!sure.confirm) return
    try {
      app.bridge().drafts.remove(key)
      this.draw()
    } catch (error) {
      this.fail(error)
    }
  },
  onEntry(/** @type {any} */ event) {
    wx.navigateTo({ url: '/pages/done/done?id=' + this.out[Number(event.currentTarget.dataset.at)].id })
  },
  async onTakeBack(/** @type {any} */ event) {
    const entry = this.out[Number(event.currentTarget.dataset.at)]
    try {
      await app.bridge().outbox.withdraw(entry.id)
      this.draw()
    } catch (error) {
      this.fail(error)
    }
  },
  onDismiss(/** @type {any} */ event) {
    app.bridge().outbox.keep(this.out[Number(event.currentTarget.dataset.at)].id)
    this.draw()
  },
  dressed() {
    this.draw()
  }
})
