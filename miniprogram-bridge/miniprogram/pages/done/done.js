// @ts-check
/* After 提交: what became of the submission. Two receipts and 一致; or what differs and the choice; or what is to be answered first. */
'use strict'

const app = require('../../services/app')
const catalog = require('../../services/catalog')
const changes = require('../../services/changes')
const filings = require('../../services/filings')
const issues = require('../../services/issues')
const settings = require('../../services/settings')
const { screen } = require('../../utils/screen')

const OPEN = ['queued', 'sending']

screen({
  words: ['done'],
  needs: 'work',
  title: 'done.title',
  data: { drawn: false, failure: '', busy: '', state: '', ours: '', theirs: '', name: '', revision: 0, time: '', chain: '', online: true, inDoubt: false, error: '', changes: [], cause: '', issues: [], many: 0, working: false, all: false },

  onLoad(/** @type {any} */ query) {
    this.id = query.id
  },

  async open() {
    await catalog.load()
    this.listen('outbox', (/** @type {any} */ entry) => { if (entry.id === this.id) this.take(entry) })
    this.listen('network', () => this.draw())
    const entry = app.bridge().outbox.list().filter((one) => one.id === this.id)[0]
    if (!entry) return this.setData({ failure: settings.say('done.gone') })
    this.take(entry)
    app.bridge().outbox.settled(this.id, 30000).then((now) => this.take(now)).catch(() => undefined)
  },

  /** @param {any} entry */
  take(entry) {
    if (this.gone) return
    const before = this.entry && this.entry.state
    this.entry = entry
    this.draw()
    if (entry.state === 'differs' && before !== 'differs') this.compare()
    if (entry.state === 'accepted' && before !== 'accepted') app.bridge().contexts.fetch(entry.key).catch(() => undefined)
    if (OPEN.indexOf(entry.state) >= 0) this.soon()
  },

  /** The spinner comes after 300 ms. */
  soon() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => { if (!this.gone && OPEN.indexOf(this.entry.state) >= 0) this.setData({ slow: true }) }, 300)
  },

  draw() {
    const entry = this.entry
    if (!entry) return
    const { key, answer, receipt } = entry
    const form = settings.pick(catalog.find('forms', key.form), 'label')
    this.setData({
      drawn: true, state: entry.state, online: app.bridge().network.online(), inDoubt: entry.in_doubt, ours: receipt.code, theirs: answer ? answer.receipt.code : '',
      name: form + ' · ' + filings.periodName(key),
      revision: answer ? answer.revision : 0, saved: answer ? settings.say('done.saved', { n: answer.revision }) : '', time: answer ? filings.timeOf(answer.submitted_at) : '',
      chain: answer && answer.chain ? settings.say('done.chain', { n: answer.chain.sequence }) : '', hash: answer && answer.chain ? answer.chain.hash.slice(0, 12) + '…' : '',
      error: entry.error ? settings.pick(entry.error) : '', request: entry.error && entry.error.requestId ? entry.error.requestId : '',
      issues: entry.issues ? issues.view(entry.issues, { key, doc: {} }).filter((one) => one.open) : [], isReport: key.form === 'energy_report'
    })
  },

  async compare() {
    try {
      const got = await this.waitFor(settings.say('done.comparing'), () => app.bridge().outbox.difference(this.id))
      const list = changes.view(got.changes)
      this.setData({ changes: list, theirs: got.theirs.receipt ? got.theirs.receipt.code : '', cause: settings.say('done.cause_' + this.causeOf(got)), many: list.length })
    } catch (error) {
      this.fail(error)
    }
  },
  /** @param {any} got */
  causeOf(got) {
    if (got.cause === 'pack-retired') return 'pack'
    const ours = got.ours.receipt || {}
    const theirs = got.theirs.receipt || {}
    if (ours.rules !== theirs.rules) return 'rules'
    if (ours.pack_sha256 !== theirs.pack_sha256) return 'pack'
    return ours.input !== theirs.input ? 'data' : 'unknown'
  },
  onAll() {
    this.setData({ all: !this.data.all })
  },

  async onAccept() {
    if (this.data.working) return
    this.setData({ working: true, failure: '' })
    try {
      const entry = await app.bridge().outbox.accept(this.id)
      this.id = entry.id
      this.take(entry)
    } catch (error) {
      this.fail(error)
    } finally {
      this.setData({ working: false })
    }
  },
  onKeep() {
    const { key } = this.entry
    app.bridge().outbox.keep(this.id)
    this.edit(key)
  },
  /** @param {any} key */
  edit(key) {
    const page = key.form === 'energy_report' ? '/pages/report/report?' : key.form === 'energy_template' ? '/pages/template/template?year=' + key.start.slice(0, 4) + '&' : '/pages/form/form?form=' + key.form + '&'
    wx.redirectTo({ url: page + 'start=' + key.start + '&end=' + key.end })
  },

  /** A conflict: the live revision is looked at, then the draft may go on upon it. */
  onLook() {
    const problem = (this.entry.error && this.entry.error.problem) || {}
    const base = this.entry.answer
    const id = problem.filing || (base && base.id)
    if (id) return wx.navigateTo({ url: '/pages/filing/filing?id=' + id })
    wx.navigateTo({ url: '/pages/history/history?year=' + this.entry.key.start.slice(0, 4) })
  },
  async onRebase() {
    if (this.data.working) return
    this.setData({ working: true, failure: '' })
    const { contexts, drafts, outbox } = app.bridge()
    const { key } = this.entry
    try {
      const cached = await contexts.fetch(key)
      if (!cached || !cached.filing) return this.setData({ failure: settings.say('done.no_live') })
      await drafts.open(key)
      drafts.change(key, { base: { filing: cached.filing.id, revision: cached.filing.revision, etag: cached.filing.etag } })
      outbox.keep(this.id)
      const entry = await outbox.submit(key)
      this.id = entry.id
      this.take(entry)
    } catch (error) {
      this.fail(error)
    } finally {
      this.setData({ working: false })
    }
  },

  async onWithdraw() {
    const sure = await wx.showModal({ title: settings.say('done.withdraw'), content: settings.say('done.withdraw_line'), confirmText: settings.say('done.withdraw_yes'), cancelText: settings.say('common.cancel') })
    if (!sure.confirm) return
    const { key } = this.entry
    try {
      await app.bridge().outbox.withdraw(this.id)
      this.edit(key)
    } catch (error) {
      this.fail(error)
    }
  },
  onHome() {
    wx.reLaunch({ url: '/pages/home/home' })
  },
  onHistory() {
    wx.redirectTo({ url: '/pages/filing/filing?id=' + this.entry.answer.id })
  },
  onShareAppMessage() {
    return { title: settings.say('done.share', { name: this.data.name, code: this.data.theirs }), path: '/pages/home/home' }
  },
  dressed() {
    this.draw()
    if (this.entry && this.entry.state === 'differs') this.compare()
  }
})
