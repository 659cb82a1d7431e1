/* The one bridge of the console; stands in for the phone's services/app. */
import bridgeModule from 'tanheng-bridge'

/** What the list of sessions calls this browser. @param {string} agent */
function deviceName(agent) {
  const browser = [['MicroMessenger', 'WeChat'], ['Edg', 'Edge'], ['Firefox', 'Firefox'], ['Chrome', 'Chrome'], ['Safari', 'Safari']].find(([mark]) => agent.includes(mark))
  const system = ['Windows', 'Mac OS', 'Android', 'Linux'].find((mark) => agent.includes(mark))
  return [browser && browser[1], system].filter(Boolean).join(' · ') || 'Web'
}

/** The whole enterprise; filings of single sites use their own id here. */
export const SITE = 'all'

const { createBridge, webAdapter } = bridgeModule
const made = createBridge(webAdapter(window, { wasmUrl: __CORE_WASM__ }),
  { cookie: true, headers: { 'X-Tanheng': 'console' }, device: deviceName(navigator.userAgent), report: (error) => console.error(error) })
let started = null

export const bridge = () => made

/** Core loaded, session read, outbox resumed. */
export function start() {
  if (!started) started = made.start()
  return started
}

/** Key of a filing of the chosen enterprise. @param {string} form @param {{start: string, end: string}} period */
export function keyOf(form, period) {
  const enterprise = made.session.enterprise()
  return { enterprise: enterprise ? enterprise.id : '', site: SITE, form, start: period.start, end: period.end }
}

/** What the account may do above all enterprises. @param {string} permission */
export function mayAbove(permission) {
  const platform = made.session.platform()
  return Boolean(platform) && platform.permissions.includes(permission)
}

/** At the chosen enterprise. @param {string} permission */
export function may(permission) {
  const enterprise = made.session.enterprise()
  return Boolean(enterprise) && (!enterprise.permissions || enterprise.permissions.includes(permission))
}
