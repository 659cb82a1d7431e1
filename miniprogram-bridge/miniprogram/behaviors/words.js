// @ts-check
/* Words and frame for components: `t` and `ui` follow the settings. The component names its sections in data.sections. */
'use strict'

const settings = require('../services/settings')

module.exports = Behavior({
  data: { t: {}, ui: settings.frame() },
  lifetimes: {
    /** @this {any} */
    attached() {
      const dress = () => this.setData({ t: settings.words(['common'].concat(this.data.sections || [])), ui: settings.frame() })
      this.endWords = settings.onChange(() => { dress(); if (this.dressed) this.dressed() })
      dress()
    },
    /** @this {any} */
    detached() {
      this.endWords()
    }
  }
})
