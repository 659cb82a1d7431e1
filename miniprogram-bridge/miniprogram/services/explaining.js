// @ts-check
/* The core's answer to op explain as the sheet shows it. */
'use strict'

const app = require('./app')
const catalog = require('./catalog')
const numbers = require('./numbers')
const settings = require('./settings')

/** How far a chain of single parts is followed. */
const DEPTH = 6

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
    steps: (steps || []).map((/** @type {any} */ step, /** @type {number} */ id) => ({ id, op: step.op || '', label: settings.pick(step, 'label') || settings.pick(step), value: numbers.one(step.value),
      unit: catalog.symbol(step.unit), note: settings.pick(step, 'note'), own: Boolean(step.own) })),
    parts: (parts || []).map((/** @type {any} */ part, /** @type {number} */ id) => ({ id, at: part.at || '', sign: part.sign || '', label: settings.pick(part, 'label') || settings.pick(part),
      value: numbers.one(part.value, 2), unit: catalog.symbol(part.unit) })),
    sources: (sources || []).map((/** @type {any} */ source, /** @type {number} */ id) => ({ id, label: source.document, note: sourceNote(source),
      unchecked: source.checked === false }))
  }
}

/** Asks for a number; where it is the sum of one part only, that part is what explains it. @param {(at: string) => Promise<any>} ask
 * @param {string} at @param {string} title */
async function follow(ask, at, title) {
  let answer = await ask(at)
  for (let depth = 0; depth < DEPTH; depth++) {
    const result = answer.result || {}
    const only = (result.parts || []).length === 1 && !(result.steps || []).length ? result.parts[0].at : ''
    if (!only) break
    const next = await ask(only)
    if (!next.ok || !next.result) break
    answer = next
  }
  return view(title, answer)
}

/** Explains a number of a draft. @param {any} draft @param {string} at @param {string} title */
function ofDraft(draft, at, title) {
  return follow((place) => app.bridge().core.ask(app.bridge().envelope('explain', draft, { at: place })), at, title)
}

/** Explains a number of a filed revision: the server holds the pack of that day. @param {string} id @param {string} at @param {string} title */
function ofFiling(id, at, title) {
  return follow((place) => app.bridge().api.explain(id, place), at, title)
}

module.exports = { ofDraft, ofFiling }
