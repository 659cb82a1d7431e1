// @ts-check
/* Applications as pages show them, what of one was typed and not saved yet. What is missing or wrong the server says. */
'use strict'

const app = require('./app')
const filings = require('./filings')
const people = require('./people')
const settings = require('./settings')
const config = require('../config')

/** What was typed of an application; goes with the sign-out. */
const TYPED = 'tanheng.application.'
const TAGS = { draft: '', pending: 'tag-amber', approved: 'tag-brand', rejected: 'tag-red', withdrawn: '' }
const KINDS = ['agent', 'foreign_legal_person']
const DOCUMENTS = ['resident_id', 'passport', 'travel_permit']
const MODULES = ['filing', 'people']
/** What may be typed while the application is not waiting and not approved. */
const OPEN = ['draft', 'rejected', 'withdrawn']
/** What may be deleted: it waits for nobody, and nobody has judged it. */
const DELETABLE = ['draft', 'withdrawn']
const TEXTS = ['enterprise_name', 'uscc', 'legal_name', 'name']
const FILES = ['stamped_file', 'licence_file']

/** @param {any} one of the server */
function view(one) {
  return {
    id: one.id, number: one.number, state: one.state, title: one.enterprise_name || settings.say('applying.unnamed'), kind: people.word('applying.kind_', one.kind), stateName: people.word('applying.state_', one.state),
    tag: /** @type {any} */ (TAGS)[one.state] || '', when: one.submitted_at ? settings.say('applying.submitted', { time: filings.timeOf(one.submitted_at) }) : settings.say('applying.changed', { time: filings.timeOf(one.updated_at) }),
    due: one.state === 'pending' && one.due_on ? settings.say(one.is_overdue ? 'applying.overdue' : 'applying.due', { date: one.due_on }) : '', overdue: one.state === 'pending' && one.is_overdue, says: (one.issues || []).map((/** @type {any} */ issue) => settings.pick(issue)).join('\n')
  }
}

/** What stands in it, for reading. @param {any} one of the server @returns {{label: string, text: string}[]} */
function facts(one) {
  const label = (/** @type {string} */ place) => settings.say(place)
  return [
    { label: label('applying.uscc'), text: one.uscc }, { label: label('applying.legal_name'), text: one.legal_name },
    { label: label(one.kind === KINDS[0] ? 'applying.person' : 'applying.person_legal'), text: one.name }, { label: label('people.phone'), text: one.phone },
    { label: label('people.document'), text: [people.word('people.id_', one.id_type), one.id_number].filter(Boolean).join(' ') },
    { label: label('people.modules'), text: one.kind === KINDS[0] ? one.modules.map((/** @type {string} */ id) => people.word('people.module_', id)).join(settings.say('common.comma')) : '' },
    { label: label('people.ends_on'), text: one.kind === KINDS[0] ? one.ends_on || label('people.forever') : '' }
  ].filter((row) => row.text)
}

/** The uploaded pages of it. @param {any} one of the server */
function papers(one) {
  return FILES.filter((name) => one[name]).map((name) => ({ id: one[name], label: settings.say('applying.' + name) }))
}

/** What is sent of an application: the number of the document only when it was typed anew. @param {any} draft */
function content(draft) {
  /** @type {any} */
  const out = { kind: draft.kind, modules: draft.modules }
  TEXTS.concat(FILES, 'legal_id_type', 'id_type', 'ends_on').forEach((name) => { if (draft[name]) out[name] = draft[name] })
  if (draft.number) out.id_number = draft.number
  return out
}

/** @param {any} [one] of the server */
function draftOf(one) {
  /** @type {any} */
  const draft = { kind: KINDS[0], modules: [MODULES[0]], number: '' }
  if (one) TEXTS.concat(FILES, 'kind', 'legal_id_type', 'id_type', 'ends_on').forEach((name) => { if (one[name]) draft[name] = one[name] })
  if (one && one.modules.length) draft.modules = one.modules
  return draft
}

/** @param {string} id '' = a new one */
function keptName(id) {
  const user = app.bridge().session.user()
  return TYPED + (user ? user.account : '') + '.' + (id || 'new')
}

/** On this device until it is saved; the number of the document is typed again instead. @param {string} id @param {any} draft */
function keep(id, draft) {
  wx.setStorageSync(keptName(id), Object.assign({}, draft, { number: '' }))
}

/** @param {string} id @returns {any} */
function kept(id) {
  const found = wx.getStorageSync(keptName(id))
  return found && typeof found === 'object' ? found : null
}

/** @param {string} id */
function forget(id) {
  wx.removeStorageSync(keptName(id))
}

/** Asked while the finger is still on the button: WeChat wants it so. Whatever is answered, the text message comes. */
async function askForNotice() {
  if (!config.notices.length || !wx.canIUse('requestSubscribeMessage')) return
  try {
    await wx.requestSubscribeMessage({ tmplIds: config.notices })
  } catch (_) { /* a refusal is an answer */ }
}

module.exports = { TYPED, KINDS, DOCUMENTS, MODULES, OPEN, DELETABLE, FILES, view, facts, papers, content, draftOf, keep, kept, forget, askForNotice }
