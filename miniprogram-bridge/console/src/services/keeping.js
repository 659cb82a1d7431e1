/* Lists of the server as last seen, for as long as the page is open; stands in for the phone's services/keeping. */
const kept = new Map()

/** @param {string} name @returns {any[] | null} */
export const get = (name) => kept.get(name) || null

/** @param {string} name @param {any[]} list */
export const set = (name, list) => { kept.set(name, list) }

/** @param {string} prefix */
export function forget(prefix) {
  for (const name of [...kept.keys()]) if (name.startsWith(prefix)) kept.delete(name)
}
