// @ts-check
/* Start, show and hide of the program. State lives in services/. */
'use strict'

const app = require('./services/app')
const settings = require('./services/settings')

const SIGN_IN = 'pages/signin/signin'

App({
  onLaunch() {
    settings.start()
    app.start()
    const { on, session } = app.bridge()
    on('session', () => { if (session.mustChange()) app.mustChange() })
    on('suspended', ({ enterprise }) => { if ((session.enterprise() || {}).id === enterprise) app.suspended() })
    on('sign-in-needed', () => {
      const top = getCurrentPages().slice(-1)[0]
      if (top && top.route !== SIGN_IN) wx.navigateTo({ url: '/' + SIGN_IN })
    })
  },
  onShow() {
    app.bridge().show()
  },
  onHide() {
    app.bridge().hide()
  }
})
