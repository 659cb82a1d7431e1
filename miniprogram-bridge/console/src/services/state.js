/* What the frame and several pages watch: session, network, core and what waits to be sent, kept in step with the bridge's events. */
import { reactive } from 'vue'
import overview from '../../../miniprogram/services/overview.js'
import * as app from './app.js'

const OPEN = ['queued', 'sending']

/** `ended`: the enterprise whose consent was found to be over, for the manager of a bank */
export const state = reactive({ ready: false, failure: null, signedIn: false, mustChange: false, user: null, enterprise: null, enterprises: [], platform: null, bank: null, ended: '', online: true, core: 'loading', waiting: 0, stuck: 0 })

function readSession() {
  const { session } = app.bridge()
  const before = state.enterprise
  Object.assign(state, { signedIn: session.signedIn(), mustChange: session.mustChange(), user: session.user(), enterprise: session.enterprise(), enterprises: session.enterprises(), platform: session.platform(), bank: session.bank() })
  if (!state.signedIn) overview.forget()
  if (!state.signedIn) state.ended = ''
  else if (before && (before.permissions || []).includes('shared_read') && !state.enterprises.some((one) => one.id === before.id)) state.ended = before.name
  readOutbox()
}

function readOutbox() {
  const list = state.enterprise ? app.bridge().outbox.list(state.enterprise.id) : []
  state.waiting = list.filter((one) => OPEN.includes(one.state)).length
  state.stuck = list.filter((one) => !OPEN.includes(one.state) && one.state !== 'accepted').length
}

/** @param {() => Promise<any>} more what else must be there before the first page */
export async function start(more) {
  const bridge = app.bridge()
  bridge.on('session', readSession)
  bridge.on('outbox', readOutbox)
  bridge.on('network', (now) => { state.online = now.online })
  bridge.on('core', (now) => { state.core = now.state })
  addEventListener('visibilitychange', () => (document.hidden ? bridge.hide() : bridge.show()))
  addEventListener('pagehide', () => bridge.hide())
  try {
    await app.start()
    state.online = bridge.network.online()
    state.core = bridge.core.state()
    await more()
    state.failure = null
  } catch (error) {
    state.failure = error
  }
  readSession()
  state.ready = true
  bridge.session.refresh().catch((error) => console.error(error))
}
