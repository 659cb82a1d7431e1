/* What only the administration asks of the server. */
import phonePeople from '../../../miniprogram/services/people.js'
import * as app from './app.js'
import * as settings from './settings.js'

const ask = (method, path, how) => app.bridge().api.ask([method, `/v1/admin/${path}`], how)

/** A list as a table; each one counts, so it is never fetched again by itself. @param {string} list accounts, enterprises, registry
 * @returns {(query: any) => Promise<string>} */
export const table = (list) => (query) => app.bridge().api.askText(['GET', `/v1/admin/${list}.csv`], { query: { ...query, language: settings.lang() }, tries: 1 })

/** @param {{search?: string, cursor?: string, limit?: number}} query */
export const registry = (query) => ask('GET', 'registry', { query })

/** All of it or nothing. @param {string} text CSV @param {string} key the same one for a repetition */
export const importRegistry = (text, key) => ask('POST', 'registry', { text, type: 'text/csv', keyed: key })

/** The queue. @param {{state?: string, kind?: string, due?: string, search?: string, cursor?: string, limit?: number}} query */
export const reviews = (query) => ask('GET', 'applications', { query })
export const review = (application) => ask('GET', 'applications/{application}', { path: { application } })

/** About the version that was seen. @param {{id: string, etag: string}} seen @param {{decision: string, reason?: string, enterprise?: string}} body */
export const decide = ({ id, etag }, body) => ask('POST', 'applications/{application}/decision', { path: { application: id }, etag, body, keyed: true })
export const reviewFile = (application, file) => `/v1/admin/applications/${encodeURIComponent(application)}/files/${encodeURIComponent(file)}`

/** Enterprises of the platform. @param {{search?: string, state?: string, cursor?: string, limit?: number}} query */
export const enterprises = (query) => ask('GET', 'enterprises', { query })
export const enterprise = (id) => ask('GET', 'enterprises/{id}', { path: { id } })
/** @param {{name: string, uscc: string}} body */
export const addEnterprise = (body) => ask('POST', 'enterprises', { body, keyed: true })
export const suspend = (id, reason) => ask('POST', 'enterprises/{id}/suspend', { path: { id }, body: { reason }, keyed: true })
export const resume = (id) => ask('POST', 'enterprises/{id}/resume', { path: { id }, body: {}, keyed: true })

/** Accounts of everybody. @param {{search?: string, state?: string, cursor?: string, limit?: number}} query */
export const accounts = (query) => ask('GET', 'accounts', { query })
export const account = (id) => ask('GET', 'accounts/{id}', { path: { id } })
/** Its `password` stands in this one answer, and in none to a repetition. @param {{account: string, name: string, enterprise?: string, role?: string}} body */
export const addAccount = (body) => ask('POST', 'accounts', { body, keyed: true })
export const disable = (id, reason) => ask('POST', 'accounts/{id}/disable', { path: { id }, body: { reason }, keyed: true })
export const enable = (id) => ask('POST', 'accounts/{id}/enable', { path: { id }, body: {}, keyed: true })
/** As addAccount. */
export const newPassword = (id, reason) => ask('POST', 'accounts/{id}/password', { path: { id }, body: { reason }, keyed: true })
export const endSessions = (id, reason) => ask('POST', 'accounts/{id}/sessions/end', { path: { id }, body: { reason }, keyed: true })
/** @param {string} id @param {string} enterprise @param {{role: string, reason: string}} body */
export const givePlace = (id, enterprise, body) => ask('PUT', 'accounts/{id}/memberships/{enterprise}', { path: { id, enterprise }, body, keyed: true })
export const endPlace = (id, enterprise, reason) => ask('POST', 'accounts/{id}/memberships/{enterprise}/end', { path: { id, enterprise }, body: { reason }, keyed: true })

/** Who asked to see whose whole numbers. @param {{account?: string, cursor?: string, limit?: number}} query */
export const disclosures = (query) => ask('GET', 'disclosures', { query })
/** @param {string} account @param {{fields: string[], reason: string}} body */
export const askNumbers = (account, body) => ask('POST', 'disclosures', { body: { account, ...body }, keyed: true })
/** About what another one asked. @param {string} id @param {{decision: 'approve' | 'refuse', reason?: string}} body */
export const decideNumbers = (id, body) => ask('POST', 'disclosures/{id}/decision', { path: { id }, body, keyed: true })
/** Each look is written down and told to the person: never repeated by itself. */
export const seeNumbers = (id) => ask('GET', 'disclosures/{id}/numbers', { path: { id }, tries: 1 })

/** The manager of a bank: enterprises can then consent to him. @param {string} id @param {{bank: string, branch?: string}} body */
export const makeBank = (id, body) => ask('PUT', 'accounts/{id}/bank', { path: { id }, body, keyed: true })
/** Ends every consent to him, too. */
export const endBank = (id, reason) => ask('POST', 'accounts/{id}/bank/end', { path: { id }, body: { reason }, keyed: true })

/** Roles of the platform, too. @param {string} id */
export const roleName = (id) => phonePeople.word('people.role_', id)
