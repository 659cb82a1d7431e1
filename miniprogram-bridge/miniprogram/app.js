// @ts-check
/* Start, show and hide of the program. State lives in services/. */
'use strict'

const app = require('./services/app')
const settings = require('./services/settings')

App({
  onLaunch() {
    settings.start()
    app.start()
    const { on, session } = app.bridge()
    on('suspended', ({ enterprise }) => { if ((session.enterprise() || {}).id === enterprise) app.suspended() })
  },
  onShow() {
    app.bridge().show()
  },
  onHide() {
    app.bridge().hide()
  }
})
