// @ts-check
/* Page() with what every page of ours needs: frame (theme, type size, width), words, title, and clean-up of subscriptions. */
'use strict'

const app = require('../services/app')
const settings = require('../services/settings')

/** Between the top of the page and what it was scrolled to. */
const MARGIN_PX = 72
const SECOND_MS = 1000
const SIGN_IN = '/pages/signin/signin'
const PASSWORD = '/pages/password/password'

/** Pages that show or change what an enterprise files. */
const WORK = ['enterprise', 'member', 'work']

/** Whether somebody must sign in, or choose an enterprise, before a page means anything. @param {string | undefined} needs */
function lacks(needs) {
  const { session } = app.bridge()
  return ((needs === 'account' || needs === 'member' || needs === 'bank') && !session.signedIn()) || ((needs === 'enterprise' || needs === 'member') && !session.enterprise())
}

/** Where somebody belongs instead of a page of this kind; '' = he may stay. @param {string | undefined} needs */
function elsewhere(needs) {
  if (lacks(needs)) return SIGN_IN
  return (WORK.indexOf(needs || '') >= 0 && app.reads()) || (needs === 'bank' && !app.reads()) ? app.home() : ''
}

/** Registers a page. `words`: sections of the word table; `title`: place of its title; `open(query)`: called once the bridge is ready; `needs`: who may come:
 * 'account' somebody who is signed in, 'enterprise' an enterprise or a visitor, 'member' both, 'bank' who reads what is shared with a bank, 'work' anybody
 * else; others find the sign-in or their own first page in its place;
 * `initial`: also for who has still to change an initial password, others lead there.
 * @param {Record<string, any> & ThisType<any>} page */
function screen(page) {
  const wanted = ['common'].concat(page.words || [])
  const { onLoad, onShow, onUnload } = page
  /** @type {Record<string, any> & ThisType<any>} */
  const shared = {
    data: Object.assign({ ui: settings.frame(), t: settings.words(wanted), ready: false }, page.data),

    /** @param {any} query */
    onLoad(query) {
      /** @type {(() => void)[]} */
      this.ends = [settings.onChange(() => this.dress())]
      this.dress()
      if (onLoad) onLoad.call(this, query)
      app.start().then(() => {
        if (this.gone) return
        if (app.bridge().session.mustChange() && !page.initial) return wx.redirectTo({ url: PASSWORD })
        const other = elsewhere(page.needs)
        if (other) return wx.redirectTo({ url: other })
        this.setData({ ready: true })
        if (page.open) return page.open.call(this, query)
      }).catch((/** @type {any} */ error) => this.fail(error))
    },

    onShow() {
      settings.paint()
      if (onShow) onShow.call(this)
      if (this.data.ready && page.again) page.again.call(this)
    },

    onUnload() {
      this.gone = true
      this.ends.forEach((/** @type {() => void} */ end) => end())
      if (onUnload) onUnload.call(this)
    },

    /** Frame and words anew; a page that shows more than words refreshes in `dressed`. */
    dress() {
      this.setData({ ui: settings.frame(), t: settings.words(wanted) })
      const title = typeof page.title === 'function' ? page.title.call(this) : page.title && settings.say(page.title)
      if (title) wx.setNavigationBarTitle({ title })
      settings.paint()
      if (page.dressed && this.data.ready) page.dressed.call(this)
    },

    /** An error with a sentence that says what to do; others are told apart in the log. @param {any} error */
    fail(error) {
      const text = settings.pick(error) || settings.say('common.unexpected')
      if (!error || error.name !== 'BridgeError') console.error(error)
      this.setData({ failure: text, busy: '' })
    },

    /** Brings the first field with a mistake into sight; fields carry the id at-<name>. @param {string[]} names in their order on the page @param {any} at */
    goToMistake(names, at) {
      const first = names.filter((name) => at[name])[0]
      if (first) wx.pageScrollTo({ selector: '#at-' + first, offsetTop: -MARGIN_PX, duration: 200 })
    },

    clearFailure() {
      this.setData({ failure: '' })
    },

    /** Fetches what the page shows and has it drawn; a page without anything yet is told whether it is the network that is missing.
     * @param {string} what it waits for @param {() => Promise<void>} run */
    async fetches(what, run) {
      this.setData({ failure: '', offline: false })
      try {
        await this.waitFor(what, run)
        this.draw()
      } catch (error) {
        this.setData({ offline: /** @type {any} */ (error).code === 'OFFLINE' })
        this.fail(error)
      }
    },

    /** Counts `rest` down in seconds; a later count takes the place of an earlier one. @param {number} ms */
    countFrom(ms) {
      clearTimeout(this.clock)
      const rest = Math.ceil(ms / SECOND_MS)
      this.setData({ rest })
      if (rest > 0) this.clock = setTimeout(() => { if (!this.gone) this.countFrom((rest - 1) * SECOND_MS) }, SECOND_MS)
    },

    /** Listens to the bridge until the page goes. @param {any} event @param {(detail: any) => void} listener */
    listen(event, listener) {
      this.ends.push(app.bridge().on(event, listener))
    },

    /** Runs something that waits for the network; says what it waits for after 300 ms. @param {string} what @param {() => Promise<any>} run */
    async waitFor(what, run) {
      const timer = setTimeout(() => { if (!this.gone) this.setData({ busy: what }) }, 300)
      try {
        return await run()
      } finally {
        clearTimeout(timer)
        if (!this.gone) this.setData({ busy: '' })
      }
    }
  }
  Page(Object.assign({}, page, shared))
}

module.exports = { screen }
