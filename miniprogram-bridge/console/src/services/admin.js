/* What only the administration asks of the server. */
import * as app from './app.js'

const ask = (method, path, how) => app.bridge().api.ask([method, `/v1/admin/${path}`], how)

/** @param {{search?: string, cursor?: string, limit?: number}} query */
export const registry = (query) => ask('GET', 'registry', { query })

/** All of it or nothing. @param {string} text CSV @param {string} key the same one for a repetition */
export const importRegistry = (text, key) => ask('POST', 'registry', { text, type: 'text/csv', keyed: key })
