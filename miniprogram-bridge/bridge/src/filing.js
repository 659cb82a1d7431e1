// @ts-check
/* A draft as envelope for the core and as body for the server: the filing members of docs/contract.md in their order. */
'use strict'

/** Members of a filing that a draft carries; absent ones are left out. @param {any} draft @param {string | undefined} pack */
function filingMembers(draft, pack) {
  /** @type {any} */
  const members = { site: draft.key.site, form: draft.key.form, form_version: draft.form_version,
    period: { start: draft.key.start, end: draft.key.end } }
  if (pack !== undefined) members.pack = pack
  if (draft.overrides && draft.overrides.length) members.overrides = draft.overrides
  members.doc = draft.doc
  return members
}

/** @param {string} op @param {any} draft @param {any} [more] members that only this op takes, or that replace the draft's */
function envelopeOf(op, draft, more) {
  return Object.assign({ op, enterprise: draft.key.enterprise }, filingMembers(draft, draft.pack), more)
}

/** Body of a submission: the server takes the enterprise from the path. @param {any} draft @param {any} receipt */
function submissionOf(draft, receipt) {
  return Object.assign(filingMembers(draft, receipt.pack), { receipt })
}

module.exports = { envelopeOf, submissionOf }
