// @ts-check
// Who meets when an enterprise lets a bank see a report: an administrator, a legal person with a year that is filed, a manager of a bank. All by the API
// of the real server; what the pages do with it is the tests' business.
import { randomUUID } from 'node:crypto'
import { Truth } from './steps.mjs'

/** The last whole year: what the pages offer first. */
export const YEAR = new Date().getFullYear() - 1
export const NAMES = { manager: '王晓', bank: '示例银行', branch: '黄埔支行' }
/** The legal person of a second enterprise. */
export const BEA = { account: 'bea', password: 'bea-password', enterprises: [['贝塔纺织有限公司', 'legal_person']] }
export const WANG = { account: 'wang.xiao', password: 'the pass phrase of wang' }

/** The API as one person sees it. @param {{url: string}} stack @param {{account: string, password: string}} person @returns {Promise<any>} */
export async function truthOf(stack, { account, password }) {
  const truth = new (/** @type {any} */ (Truth))()
  Object.assign(truth, { url: stack.url, token: '' })
  const session = await truth.call('POST', 'v1/sessions', { account, password })
  return Object.assign(truth, { token: session.token, enterprise: session.enterprises.length ? session.enterprises[0].id : '' })
}
const key = () => ({ 'idempotency-key': randomUUID() })

/** An account of nobody's enterprise whose owner has set his own password. @param {{url: string}} stack @param {any} office the administrator's truth @returns {Promise<string>} its id */
export async function makeAccount(stack, office) {
  const made = await office.call('POST', 'v1/admin/accounts', { account: WANG.account, name: NAMES.manager }, key())
  const own = await truthOf(stack, { account: WANG.account, password: made.password })
  await own.call('PUT', 'v1/account/password', { old_password: made.password, password: WANG.password })
  return made.id
}

/** @param {any} office @param {string} id of the account */
export const makeManager = (office, id) => office.call('PUT', `v1/admin/accounts/${id}/bank`, { bank: NAMES.bank, branch: NAMES.branch }, key())

/** What a year begins with. @param {any} truth of who files */
export async function fileTemplate(truth) {
  return truth.file('energy_template', { start: `${YEAR}-01`, end: `${YEAR}-12` }, { grid_area: 'guangdong', carriers: await truth.carriers(['electricity']) })
}

/** A month of electricity. @param {any} truth of who files @param {number} month @param {string} value of 10,000 kWh */
export function fileMonth(truth, month, value) {
  const text = `${YEAR}-${String(month).padStart(2, '0')}`
  return truth.file('energy_report', { start: text, end: text }, { grid_area: 'guangdong', energy: [{ carrier: 'electricity', unit: '10k_kWh', [`m${text.slice(5)}`]: value }] })
}

/** A consent without the pages. @param {any} truth of the legal person @param {string} manager account id @param {number} days */
export async function consentTo(truth, manager, days) {
  const { sha256, text } = await truth.call('GET', `v1/enterprises/${truth.enterprise}/consent-preview?year=${YEAR}`)
  return truth.call('POST', `v1/enterprises/${truth.enterprise}/consents`, { manager, year: YEAR, days, text_version: text.version, sha256 }, key())
}
/** @param {any} truth of the legal person @param {string} consent */
export const withdraw = (truth, consent) => truth.call('POST', `v1/enterprises/${truth.enterprise}/consents/${consent}/withdraw`, undefined, key())
