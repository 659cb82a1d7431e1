/* People of the enterprise: what the pages ask of the server and of the core. What somebody may grant is the server's business. */
import * as app from './app.js'

const { api, session } = app.bridge()
const here = () => session.enterprise().id

export const list = async () => (await api.people(here())).items
/** @param {any} body what the enterprise writes down of somebody */
export const add = (body) => api.addPerson(here(), body)

/** @param {{id: string, state: string, modules: string[], ends_on?: string}} person as it shall be */
export const change = ({ id, state, modules, ends_on }) => api.changePerson(here(), id, { state, modules, ...(ends_on && { ends_on }) })

/** Judged by the core: the number in its normal form, or what is wrong with it. @param {string} kind mobile, resident_id @param {string} text
 * @returns {Promise<{text: string, issue: any}>} */
export async function checked(kind, text) {
  const answer = await app.bridge().core.ask({ op: 'check_ids', ids: [{ kind, text }] })
  const found = answer.result && answer.result.ids[0]
  return found && found.valid ? { text: found.text, issue: null } : { text: '', issue: (answer.issues || [])[0] || null }
}

/** Applications that name this enterprise. */
export const applications = async () => (await api.enterpriseApplications(here())).items

/** @param {string} application @param {string} reason */
export const veto = (application, reason) => api.vetoApplication(here(), application, reason)
