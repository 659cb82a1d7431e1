/* The one bridge of the console; stands in for the phone's services/app. */
import bridgeModule from 'tanheng-bridge'

/** The whole enterprise; filings of single sites use their own id here. */
export const SITE = 'all'

const { createBridge, webAdapter } = bridgeModule
const made = createBridge(webAdapter(window, { wasmUrl: __CORE_WASM__ }), { report: (error) => console.error(error) })
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

/** @param {string} permission */
export function may(permission) {
  const enterprise = made.session.enterprise()
  return Boolean(enterprise) && (!enterprise.permissions || enterprise.permissions.includes(permission))
}
