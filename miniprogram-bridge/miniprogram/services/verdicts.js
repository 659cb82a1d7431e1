// @ts-check
/* Verdicts of auditors as pages show them, and a verdict on its way: what is missing, and what the server says when the filing has changed.
 * What may be given, and what the label is, the server decides. */
'use strict'

const filings = require('./filings')
const settings = require('./settings')

const OUTCOMES = ['verified', 'not_verified']
const OBSTACLES = /** @type {Object<string, string>} */ ({ 'auditor-own-enterprise': 'verdict.own', 'filing-withdrawn': 'verdict.withdrawn' })

/** @param {any[]} items */
function view(items) {
  return items.map((one) => ({
    id: one.id, good: one.outcome === 'verified', holds: one.state === 'holds', outcome: settings.say('verdict.outcome_' + one.outcome), of: settings.say('verdict.of', { n: one.revision }),
    who: one.institution ? one.institution + ' · ' + one.auditor : one.auditor, time: filings.timeOf(one.given_at), opinion: one.opinion || '', note: one.state === 'holds' ? '' : settings.say('verdict.' + one.state)
  }))
}

/** Why somebody who audits here may give none; '' = nothing is in the way. @param {any} answer of the list */
function obstacle(answer) {
  return answer.obstacle ? settings.say(OBSTACLES[answer.obstacle] || 'common.unexpected') : ''
}

/** @returns {{id: string, name: string}[]} */
function outcomes() {
  return OUTCOMES.map((id) => ({ id, name: settings.say('verdict.outcome_' + id) }))
}

/** What is still missing, as a sentence; '' = it may go. @param {{outcome: string, opinion: string, sure: boolean}} given */
function lack(given) {
  if (!given.outcome) return settings.say('verdict.choose')
  if (given.outcome === 'not_verified' && !given.opinion.trim()) return settings.say('verdict.need')
  return given.sure ? '' : settings.say('verdict.sure_need')
}

/** About the very revision that is shown. @param {any} filing @param {{outcome: string, opinion: string}} given @returns {any} */
function bodyOf(filing, given) {
  const opinion = given.opinion.trim()
  return Object.assign({ outcome: given.outcome, revision: filing.revision, hash: filing.chain.hash }, opinion && { opinion })
}

/** The revision that stands now, when that is why a verdict was refused; 0 = it is not. @param {any} error */
function revisionNow(error) {
  return error && error.code === 'verdict-outdated' && error.problem ? Number(error.problem.current) : 0
}

module.exports = { view, obstacle, outcomes, lack, bodyOf, revisionNow }
