// @ts-check
/* What a year still lacks: filings, drafts and queued submissions of the chosen enterprise put together month by month, and the next
 * step that follows. The list of filings is remembered, so that it is there without a network too. */
'use strict'

const app = require('./app')
const catalog = require('./catalog')
const { FORM, TEMPLATE } = require('./energy')
const keeping = require('./keeping')
const months = require('../utils/months')

const KEPT = 'tanheng.filings.'
const MOST = 100
const BUSINESS = 'business'
const OPEN = ['queued', 'sending']

/** @param {string} enterprise @param {number} year */
function keptName(enterprise, year) {
  return KEPT + enterprise + '.' + year
}

/** Filings of a year as last seen. @param {number} year @returns {any[] | null} */
function remembered(year) {
  return keeping.get(keptName(app.keyOf(FORM, months.wholeYear(year)).enterprise, year))
}

/** @param {number} year @returns {Promise<any[]>} from the server; what was remembered when it cannot be reached */
async function filings(year) {
  const { api, session } = app.bridge()
  const enterprise = session.enterprise()
  if (!enterprise || enterprise.visitor) return []
  const got = await api.filings(enterprise.id, { year, limit: MOST })
  keeping.set(keptName(enterprise.id, year), got.items)
  return got.items
}

/** Of a form that stands until a later one: its filings that count, newest first, as last seen. @param {string} form @returns {any[]} */
function standingKept(form) {
  return keeping.get(standingName(form)) || []
}

/** @param {string} form */
function standingName(form) {
  const enterprise = app.bridge().session.enterprise()
  return KEPT + (enterprise ? enterprise.id : '') + '.' + form
}

/** The same from the server. @param {string} form @returns {Promise<any[]>} */
async function standingFilings(form) {
  const { api, session } = app.bridge()
  const enterprise = session.enterprise()
  if (!enterprise || enterprise.visitor) return []
  const name = standingName(form)
  const items = live((await api.filings(enterprise.id, { form, limit: MOST })).items, form)
  keeping.set(name, items)
  return items
}

/** What a standing form begins with in a new year: the last one's document, and its year. @param {string} form @param {string} start of the new period */
async function standingBefore(form, start) {
  const before = (await standingFilings(form)).filter((one) => one.period.end < start)[0]
  if (!before) return null
  const last = await app.bridge().api.filing(before.id)
  return { doc: last.doc, year: before.period.start.slice(0, 4) }
}

/** How a standing form is in its year: draft, queued, filed, carried (an earlier year's counts) or missing. @param {string} form @param {number} year */
function standingState(form, year) {
  const { drafts, outbox, session } = app.bridge()
  const enterprise = session.enterprise()
  const id = enterprise ? enterprise.id : ''
  const ours = (/** @type {any} */ one) => one.key.form === form && months.yearOf(one.key.start) === year
  const newest = standingKept(form).filter((one) => months.yearOf(one.period.start) <= year)[0]
  if (outbox.list(id).some((one) => ours(one) && OPEN.indexOf(one.state) >= 0)) return { state: 'queued' }
  if (drafts.list(id).some(ours)) return { state: 'draft' }
  if (!newest) return { state: 'missing' }
  const since = months.yearOf(newest.period.start)
  return { state: since === year ? 'filed' : 'carried', year: since, revision: newest.revision }
}

/** After sign-out: nothing of this user stays. */
function forget() {
  keeping.forget(KEPT)
}

/** The day that the server last told; without one the device's calendar, for the choice of a year only. @param {any} ctx */
function today(ctx) {
  if (ctx && ctx.today) return ctx.today
  const now = new Date()
  return months.monthOf(now.getFullYear(), now.getMonth() + 1) + '-01'
}

/** @param {string} month @param {{start: string, end: string}} period */
function within(month, period) {
  return period.start <= month && month <= period.end
}

/** @param {string} month @param {any} parts @param {string} now */
function stateOf(month, parts, now) {
  const has = (/** @type {any[]} */ list) => list.some((one) => within(month, one))
  if (has(parts.queued)) return 'queued'
  if (has(parts.filed)) return 'filed'
  if (has(parts.drafts)) return 'draft'
  return month > now ? 'future' : 'missing'
}

/** @param {any[]} list @param {string} form */
function live(list, form) {
  return list.filter((one) => one.form === form && one.state === 'live')
}

/** @param {any} ctx @returns {any[]} */
function filedOf(ctx) {
  return (ctx && ctx.filed_periods) || []
}

/** What stands of a year. @param {number} year @param {any[]} list filings @param {any} ctx */
function standing(year, list, ctx) {
  const { drafts, outbox, session } = app.bridge()
  const enterprise = session.enterprise()
  const id = enterprise ? enterprise.id : ''
  const ours = (/** @type {any} */ one) => months.yearOf(one.key.start) === year
  /** @type {any[]} */
  const kept = drafts.list(id).filter(ours)
  /** @type {any[]} */
  const waiting = outbox.list(id).filter(ours)
  const now = today(ctx).slice(0, 7)
  const periodOf = (/** @type {any} */ one) => one.key
  const energy = (/** @type {any[]} */ all) => all.filter((one) => one.key.form === FORM)
  const queued = waiting.filter((one) => OPEN.indexOf(one.state) >= 0)
  const parts = {
    filed: live(list, FORM).map((one) => one.period).concat(filedOf(ctx)),
    queued: energy(queued).map(periodOf), drafts: energy(kept).map(periodOf)
  }
  const strip = months.between(months.monthOf(year, 1), months.monthOf(year, 12)).map((month) => ({ month, state: stateOf(month, parts, now) }))
  return {
    year, now, strip, drafts: kept, waiting, queued,
    filed: strip.filter((one) => one.state === 'filed').length,
    template: Boolean((ctx && ctx.template) || live(list, TEMPLATE).length || kept.concat(waiting).some((one) => one.key.form === TEMPLATE)),
    business: !catalog.find('forms', BUSINESS) ? '' : live(list, BUSINESS).length ? 'filed' : queued.some((one) => one.key.form === BUSINESS) ? 'queued' : kept.some((one) => one.key.form === BUSINESS) ? 'draft' : 'missing'
  }
}

/** The one thing to do next. @param {any} now what `standing` gave */
function next(now) {
  if (!now.template) return { kind: 'template' }
  const stuck = now.waiting.filter((/** @type {any} */ one) => OPEN.concat('accepted').indexOf(one.state) < 0)[0]
  if (stuck) return { kind: 'settle', id: stuck.id }
  const draft = now.drafts.filter((/** @type {any} */ one) => one.key.form === FORM && !one.queued)[0]
  if (draft) return { kind: 'continue', start: draft.key.start, end: draft.key.end }
  const missing = now.strip.filter((/** @type {any} */ one) => one.state === 'missing' && one.month < now.now)[0]
  if (missing) return { kind: 'report', start: missing.month, end: missing.month }
  if (now.business === 'missing' || now.business === 'draft') return { kind: 'business' }
  return { kind: now.queued.length ? 'waiting' : 'done' }
}

/** The year that is being filed: that of last month. @param {any} ctx */
function currentYear(ctx) {
  return months.yearOf(months.shift(today(ctx).slice(0, 7), -1))
}

/** Forms of 企业信息管理, in their order on the home page. */
const STANDING = ['enterprise_base', 'electricity_accounts']

module.exports = { KEPT, STANDING, standingFilings, standingBefore, standingState, remembered, filings, forget, standing, next, currentYear, today, BUSINESS }
