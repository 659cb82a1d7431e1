// @ts-check
/* In WeChat on a computer: a code that the phone scans, and what became of it. Guests see nothing else of an enterprise. */
'use strict'

const app = require('../../services/app')
const settings = require('../../services/settings')
const { screen } = require('../../utils/screen')

/** Steps that end a code: a new one is one press away. */
const OVER = ['denied', 'expired', 'used', 'failed']

screen({
  words: ['pc'],
  title: 'pc.title',
  data: { step: 'loading', image: '', mini: false, left: 0, slow: false, over: false, line: '', failure: '', busy: '' },

  open() {
    this.wait = app.bridge().waitForPhone((/** @type {any} */ view) => { if (!this.gone) this.show(view) })
    return this.wait.again()
  },
  again() {
    if (this.wait) this.wait.resume()
  },
  onHide() {
    if (this.wait) this.wait.rest()
  },
  onUnload() {
    if (this.wait) this.wait.stop()
  },

  /** @param {import('tanheng-bridge').ScanView} view */
  show(view) {
    this.view = view
    const over = OVER.indexOf(view.step) >= 0
    const line = view.step === 'failed' ? settings.pick(view.error) : settings.say('pc.' + (view.step === 'code' && !view.mini ? 'code_plain' : view.step) + '_line')
    this.setData({ step: view.step, image: view.image, mini: view.mini, left: view.left, slow: view.slow, over, line })
    if (view.step === 'entered') this.entered()
  },
  entered() {
    wx.reLaunch({ url: app.bridge().session.enterprise() ? app.home() : '/pages/signin/signin' })
  },
  onAgain() {
    return this.wait.again()
  },
  onOther() {
    wx.reLaunch({ url: '/pages/signin/signin' })
  },
  dressed() {
    if (this.view) this.show(this.view)
  }
})
