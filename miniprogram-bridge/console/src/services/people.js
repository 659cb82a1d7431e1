/* People of the enterprise: what the pages ask of the server. What somebody may grant is the server's business. */
import * as app from './app.js'

const { api, session } = app.bridge()
const here = () => session.enterprise().id

export const list = async () => (await api.people(here())).items
/** @param {any} body what the enterprise writes down of somebody */
export const add = (body) => api.addPerson(here(), body)

/** @param {{id: string, state: string, modules: string[], ends_on?: string}} person as it shall be */
export const change = ({ id, state, modules, ends_on }) => api.changePerson(here(), id, { state, modules, ...(ends_on && { ends_on }) })

/** Applications that name this enterprise. */
export const applications = async () => (await api.enterpriseApplications(here())).items

/** @param {string} application @param {string} reason */
export const veto = (application, reason) => api.vetoApplication(here(), application, reason)

/** What was handed in with an application that names this enterprise. @param {string} application @param {string} file its id */
export const applicationFile = (application, file) => `/v1/enterprises/${encodeURIComponent(here())}/applications/${encodeURIComponent(application)}/files/${encodeURIComponent(file)}`
