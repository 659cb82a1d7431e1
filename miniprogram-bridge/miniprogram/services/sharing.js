// @ts-check
/* What an enterprise lets a bank see, as pages show it: a frozen report in plain rows, consents with their term and state, views. Nothing is added up
 * here; the numbers are the report's own. */
'use strict'

const catalog = require('./catalog')
const filings = require('./filings')
const numbers = require('./numbers')
const settings = require('./settings')

/** Of a filing that somebody from outside has looked into. */
const VERIFIED = 'verified'
const TAGS = { active: 'tag-brand', withdrawn: '', expired: 'tag-amber', ended: 'tag-amber' }
/** The headline results of a filing: member, unit, words. */
const HEADS = [['net_tco2', 'tCO₂', 'result.net_tco2'], ['tce', 'tce', 'result.tce_equivalent']]
/** Days that are offered; any number up to the most can be typed. */
const DAYS = [7, 30, 90]
const DAYS_MOST = 90
const YEARS = 5

/** @param {any} bank with a branch or without one */
const bankName = (bank) => [bank.bank, bank.branch].filter(Boolean).join(' ')

/** All that a bank sees of a year, and nothing else. @param {any} told the report with the SHA-256 of its frozen bytes, of a preview or of a consent */
function report(told) {
  const { enterprise, year, filings: filed } = told.report
  const texts = numbers.group([].concat(...filed.map((/** @type {any} */ one) => HEADS.map(([name]) => one[name]))), 2)
  return {
    year, name: enterprise.name, sha: told.sha256,
    facts: facts([['uscc', enterprise.uscc], ['division', enterprise.division && catalog.choice('industry', enterprise.division)]]),
    rows: filed.map((/** @type {any} */ one, /** @type {number} */ i) => ({
      id: [one.form, one.site, one.period.start].join('.'), name: settings.pick(one, 'label'), period: filings.periodName(one.period), site: one.site > 1 ? settings.say('sharing.site', { n: one.site }) : '',
      revision: settings.say('sharing.revision', { n: one.revision, date: one.filed_on }), values: HEADS.map(([name, unit, words], k) => ({ name, label: settings.say(words), unit, text: texts[HEADS.length * i + k], has: one[name] !== undefined })), code: one.code, sha: one.result_sha256, status: settings.pick(one, 'status'), tag: one.status === VERIFIED ? 'tag-brand' : 'tag-amber'
    }))
  }
}

/** Until when something may be seen, in words. @param {any} one with ends_at and the server's count of days */
function term(one) {
  return settings.say(one.days_left > 1 ? 'sharing.until' : 'sharing.until_last', { date: filings.timeOf(one.ends_at), n: one.days_left })
}

/** What the enterprise did to that year's filings since; '' when nothing. @param {string | undefined} since */
const sinceText = (since) => (since && since !== 'same' ? settings.say('sharing.since_' + since) : '')

/** Those with a text, labelled. @param {any[][]} list name, text */
const facts = (list) => list.filter(([, text]) => text).map(([name, text]) => ({ name, label: settings.say('sharing.' + name), text }))

/** @param {any} one of the server */
function consent(one) {
  const active = one.state === 'active'
  return {
    id: one.id, active, year: one.year, name: one.manager.name, bank: bankName(one.manager), tag: /** @type {any} */ (TAGS)[one.state] || '', stateName: settings.say('sharing.state_' + one.state),
    title: settings.say('sharing.report_of', { year: one.year }), term: active ? term(one) : '', since: active ? sinceText(one.since) : '', sha: one.sha256,
    given: filings.timeOf(one.given_at), by: one.given_by, over: filings.timeOf(one.over_at || one.ends_at),
    seen: one.views ? settings.say('sharing.seen', { n: one.views, time: filings.timeOf(one.last_view_at) }) : settings.say('sharing.seen_never'),
    facts: facts([['manager', one.manager.name], ['bank', bankName(one.manager)], ['given_at', filings.timeOf(one.given_at)], ['given_by', one.given_by], ['ends_at', filings.timeOf(one.ends_at)],
      ['over_at', filings.timeOf(one.over_at)]])
  }
}

/** @param {any} one of the server */
const look = (one) => ({ time: filings.timeOf(one.at), name: one.name, device: one.device || '' })

/** A report in the list of who may read it, or its head. @param {any} one of the server */
const shared = (one) => ({ id: one.consent, year: one.year, title: settings.say('sharing.report_of', { year: one.year }), term: term(one), given: settings.say('sharing.given', { time: filings.timeOf(one.given_at) }), time: filings.timeOf(one.given_at), sha: one.sha256, since: sinceText(one.since) })

/** Whom the words name: by name, bank or branch. @param {any[]} managers @param {string} text */
function found(managers, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return managers.filter((one) => words.every((word) => (one.name + ' ' + bankName(one)).toLowerCase().indexOf(word) >= 0))
    .map((one) => ({ id: one.id, name: one.name, bank: bankName(one) }))
}

/** Days as typed: the number, or 0 when it is none that can be given. @param {string} text */
function daysOf(text) {
  const days = /^[0-9]{1,3}$/.test(text.trim()) ? Number(text) : 0
  return days <= DAYS_MOST ? days : 0
}

/** Who would see what for how long; '' while something is missing. @param {{name: string, bank: string} | null | undefined} manager one of `found` @param {number} year @param {string} days as typed */
const summary = (manager, year, days) => (manager && daysOf(days) ? settings.say('sharing.summary', { name: manager.name, bank: manager.bank, year, n: daysOf(days) }) : '')

/** Years that can be chosen, the newest first. @param {number} now */
const years = (now) => Array.from({ length: YEARS }, (_, i) => now - i)

/** What has ended is no longer there for who was let in. @param {any} error */
const isGone = (error) => Boolean(error) && error.status === 404

module.exports = { bankName, report, consent, look, shared, found, daysOf, summary, years, isGone, DAYS, DAYS_MOST }
