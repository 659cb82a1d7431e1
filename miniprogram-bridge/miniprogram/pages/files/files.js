// @ts-check
/* 证明材料: the enterprise's uploaded files with size, who, when and the word of the virus check; a new one, one looked at, one deleted, and how much room there is. */
'use strict'

const app = require('../../services/app')
const evidence = require('../../services/evidence')
const settings = require('../../services/settings')
const uploads = require('../../services/uploads')
const { screen } = require('../../utils/screen')

/** How soon a file that is being checked is asked after, each time twice as long. */
const CHECK_MS = 2000
const CHECK_MOST_MS = 60000

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
    this.setData({ drawn: true, items: this.raw.map(evidence.view), next: this.page.next || '', mayChange: app.may('filing_write'), room: evidence.room(this.page) })
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
    const file = await uploads.pick(evidence.EVIDENCE).catch((/** @type {any} */ error) => this.fail(error))
    if (!file) return
    const large = evidence.tooLarge(file.size)
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
