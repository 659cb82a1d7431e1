// @ts-check
/* Words and frame for components: `t` and `ui` follow the settings. */
'use strict'

const settings = require('../services/settings')

/** Every section that a component speaks. */
const SECTIONS = ['common', 'pad', 'issue', 'explain', 'form', 'report', 'privacy']

module.exports = Behavior({
  data: { t: settings.words(SECTIONS), ui: settings.frame() },
  lifetimes: {
    /** @this {any} */
    attached() {
      const dress = () => this.setData({ t: settings.words(SECTIONS), ui: settings.frame() })
      this.endWords = settings.onChange(() => { dress(); if (this.dressed) this.dressed() })
      dress()
    },
    /** @this {any} */
    detached() {
      this.endWords()
    }
  }
})
