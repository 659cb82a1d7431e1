/* One's own password: its change, and an initial one that was right a moment ago and need not be typed again for it (in memory only, once). */
import * as app from './app.js'

let held = ''
/** @param {string} password */
export function hold(password) {
  held = password
}
export function release() {
  const password = held
  held = ''
  return password
}

/** A new token takes the place of this one. @param {{old_password: string, password: string}} body */
export async function change({ old_password, password }) {
  const { api, session } = app.bridge()
  await session.renew(() => api.changePassword(old_password, password))
  return true
}
