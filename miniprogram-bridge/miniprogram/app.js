// @ts-check
/* Start, show and hide of the program. State lives in services/. */
'use strict'

const app = require('./services/app')
const settings = require('./services/settings')

App({
  onLaunch() {
    settings.start()
    app.start()
  },
  onShow() {
    app.bridge().show()
  },
  onHide() {
    app.bridge().hide()
  }
})
