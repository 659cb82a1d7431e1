// @ts-check
/* The core's answer to op explain as the sheet shows it. */
'use strict'

const app = require('./app')
const catalog = require('./catalog')
const numbers = require('./numbers')
const settings = require('./settings')

/** @param {any} source */
function sourceNote(source) {
  return [source.clause, source.year, source.row].filter(Boolean).join(' · ')
}

/** @param {string} title @param {any} answer */
function view(title, answer) {
  title = title || settings.say('explain.title')
  if (!answer || !answer.ok || !answer.result) {
    return { title, failure: settings.pick(((answer && answer.issues) || [])[0]) || settings.say('explain.nothing') }
  }
  const { value, unit, steps, sources, parts } = answer.result
  return {
    title, value: numbers.one(value, 2), unit: catalog.symbol(unit),
    steps: (steps || []).map((/** @type {any} */ step) => ({ op: step.op || '', label: settings.pick(step, 'label') || settings.pick(step), value: step.value,
      unit: catalog.symbol(step.unit), note: settings.pick(step, 'note'), own: Boolean(step.own) })),
    parts: (parts || []).map((/** @type {any} */ part) => ({ at: part.at || '', sign: part.sign || '', label: settings.pick(part, 'label') || settings.pick(part),
      value: numbers.one(part.value, 2), unit: catalog.symbol(part.unit) })),
    sources: (sources || []).map((/** @type {any} */ source) => ({ label: source.document, note: sourceNote(source),
      unchecked: source.checked === false }))
  }
}

/** Explains a number of a draft. @param {any} draft @param {any} ctx @param {string} at @param {string} title */
async function ofDraft(draft, ctx, at, title) {
  const answer = await app.bridge().core.ask(app.bridge().envelope('explain', draft, { at }))
  return view(title, answer)
}

module.exports = { view, ofDraft }
