// @ts-check
/* 证明材料: the enterprise's uploaded files with size, who, when and the word of the virus check; a new one, one looked at, one deleted, and how much room there is. */
'use strict'

const app = require('../../services/app')
const filings = require('../../services/filings')
const settings = require('../../services/settings')
const uploads = require('../../services/uploads')
const { screen } = require('../../utils/screen')

const ICONS = { pdf: 'file', xlsx: 'table', jpg: 'image', png: 'image' }
/** state of the virus check: tag in the list, colour, whether the server hands it out */
const STATES = { unscanned: ['', '', false], clean: ['', 'brand', false], pending: ['tag-amber', 'amber', true], infected: ['tag-red', 'red', true] }
const KB = 1024
const FULL_PERCENT = 95
/** How soon a file that is being checked is asked after, each time twice as long. */
const CHECK_MS = 2000
const CHECK_MOST_MS = 60000

/** @param {any} one of the server */
function view(one) {
  const [tag, colour, locked] = /** @type {any} */ (STATES)[one.state] || ['', '', false]
  return {
    id: one.id, name: one.name, type: one.type, kind: one.type.toUpperCase(), icon: /** @type {any} */ (ICONS)[one.type] || 'file', sizeText: uploads.sizeText(one.size), time: filings.timeOf(one.uploaded_at),
    who: one.is_mine ? settings.say('files.me') : one.uploaded_by_name || one.uploaded_by, tag, colour, locked, sha: one.sha256.slice(0, 16) + '…',
    stateName: settings.say('files.state_' + one.state), says: locked ? settings.say('files.says_' + one.state) : ''
  }
}

screen({
  words: ['files'],
  needs: 'member',
  title: 'files.title',
  data: { drawn: false, items: [], room: {}, next: '', mayChange: false, shown: { kind: '' }, open: false, failure: '', offline: false, busy: '', working: false },

  open() {
    return this.refresh()
  },
  again() {
    return this.refresh()
  },
  onHide() {
    clearTimeout(this.clock)
  },
  onUnload() {
    clearTimeout(this.clock)
  },
  enterprise() {
    return /** @type {any} */ (app.bridge().session.enterprise()).id
  },
  refresh() {
    return this.fetches(settings.say('files.waiting'), async () => this.take(await app.bridge().api.files(this.enterprise()), []))
  },
  /** @param {any} page of the list @param {any[]} before */
  take(page, before) {
    this.raw = before.concat(page.items)
    this.page = page
  },
  draw() {
    const { used_kb, most_kb, used_files, most_files, next } = this.page
    const percent = Math.min(100, Math.max((used_kb * 100) / most_kb, (used_files * 100) / most_files))
    this.setData({
      drawn: true, items: this.raw.map(view), next: next || '', mayChange: app.may('filing_write'),
      room: { bytes: uploads.sizeText(used_kb * KB) + ' / ' + uploads.sizeText(most_kb * KB), files: settings.say('files.count', { n: used_files, most: most_files }), percent, full: percent >= FULL_PERCENT }
    })
    this.await()
  },
  /** Looks again while the virus check has not spoken. */
  await() {
    clearTimeout(this.clock)
    if (this.gone || !this.raw.some((/** @type {any} */ one) => one.state === 'pending')) return
    this.pause = Math.min(CHECK_MOST_MS, (this.pause || CHECK_MS / 2) * 2)
    this.clock = setTimeout(() => { if (!this.data.working) this.refresh() }, this.pause)
  },

  /** @param {string} what it waits for @param {() => Promise<any>} work */
  async run(what, work) {
    if (this.data.working) return
    this.setData({ working: true, failure: '' })
    try {
      await this.waitFor(settings.say('files.' + what), work)
    } catch (error) {
      const why = /** @type {any} */ (error)
      this.fail(why.issues && why.issues[0] ? Object.assign(why, { zh: why.issues[0].zh, en: why.issues[0].en }) : why)
    } finally {
      if (!this.gone) this.setData({ working: false })
    }
  },
  onMore() {
    return this.run('waiting', async () => {
      this.take(await app.bridge().api.files(this.enterprise(), this.page.next), this.raw)
      this.draw()
    })
  },
  async onUpload() {
    const file = await uploads.pick(uploads.EVIDENCE).catch((/** @type {any} */ error) => this.fail(error))
    if (!file) return
    const large = uploads.tooLarge(file.size)
    if (large) return this.setData({ failure: large })
    await this.run('uploading', async () => {
      await app.bridge().api.uploadFile(this.enterprise(), file)
      wx.showToast({ title: settings.say('files.uploaded'), icon: 'none' })
      this.pause = 0
      await this.refresh()
    })
  },

  onOpen(/** @type {any} */ event) {
    this.setData({ shown: this.data.items[Number(event.currentTarget.dataset.at)], open: true, failure: '' })
  },
  onClose() {
    this.setData({ open: false, failure: '' })
  },
  onLook() {
    const { id, type } = this.data.shown
    return this.run('fetching', () => uploads.look((copy) => app.bridge().api.file(id, copy), type))
  },
  async onRemove() {
    const { id, name } = this.data.shown
    const sure = await wx.showModal({ title: settings.say('files.remove'), content: settings.say('files.remove_line', { name }), confirmText: settings.say('files.remove'), cancelText: settings.say('common.cancel') })
    if (!sure.confirm) return
    await this.run('removing', async () => {
      await app.bridge().api.removeFile(id)
      this.setData({ open: false })
      await this.refresh()
    })
  },
  async onPullDownRefresh() {
    await this.refresh()
    wx.stopPullDownRefresh()
  },
  dressed() {
    if (this.raw) this.draw()
  }
})
