// @ts-check
/* The privacy text as a sheet: what is collected, what for, where it lies, who sees it. Agreeing tells WeChat, too. */
'use strict'

const words = require('../../behaviors/words')

Component({
  behaviors: [words],
  properties: {
    visible: { type: Boolean, value: false },
    /** asks for consent; else it is only read */
    asking: { type: Boolean, value: false },
    /** offers to take the consent back */
    withdrawable: { type: Boolean, value: false }
  },
  methods: {
    onAgree() {
      this.triggerEvent('agree')
    },
    onWithdraw() {
      this.triggerEvent('withdraw')
    },
    close() {
      this.triggerEvent('close')
    },
    onContract() {
      if (wx.openPrivacyContract) wx.openPrivacyContract({ fail() { /* WeChat has none for this program: our own text stands */ } })
    }
  }
})
