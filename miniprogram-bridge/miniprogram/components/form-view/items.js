// @ts-check
/* Fields of the core's catalog as items of a form: what kind of control, which choices, which value, which issue. */
'use strict'

const catalog = require('../../services/catalog')
const settings = require('../../services/settings')

/** Code lists that stand in the catalog themselves. */
const LISTS = /** @type {Object<string, string>} */ ({ carrier: 'carriers', unit: 'units', area: 'areas' })
const FEW = 4
const LONG_TEXT = 400
const CONTROLS = /** @type {Object<string, string>} */ ({ decimal: 'number', int: 'number', bool: 'switch', month: 'month', date: 'date', rows: 'rows', object: 'object' })

/** @param {any} field @param {any} value the row around it @returns {{id: string, label: string}[] | null} */
function choicesOf(field, value) {
  if (field.kind !== 'enum') return null
  const list = field.enum
  const carrier = value && value.carrier ? catalog.find('carriers', value.carrier) : null
  if (list === 'unit' && carrier) return carrier.units.map((/** @type {string} */ id) => ({ id, label: catalog.symbol(id) }))
  if (list === 'power_class') return (carrier ? carrier.classes || [] : []).map((/** @type {string} */ id) => ({ id, label: catalog.choice(list, id) }))
  if (LISTS[list]) return catalog.all(LISTS[list]).map((/** @type {any} */ one) => ({ id: one.id, label: one.symbol || settings.pick(one, 'label') }))
  return enumValues(list)
}

/** @param {string} id */
function enumValues(id) {
  const found = catalog.find('enums', id)
  return found ? found.values.map((/** @type {any} */ one) => ({ id: one.id, label: settings.pick(one, 'label'), group: one.group || '' })) : null
}

/** A code of an open list in words: by the longest code of the list that it begins with. @param {string | undefined} own @param {{id: string, label: string}[]} choices */
function codeText(own, choices) {
  const found = choices.filter((one) => (own || '').indexOf(one.id) === 0).sort((a, b) => b.id.length - a.id.length)[0]
  return found ? own + ' ' + found.label : own || ''
}

/** @param {any} field @param {{id: string}[] | null} choices */
function controlOf(field, choices) {
  if (choices && field.open) return 'search'
  if (choices) return choices.length <= FEW ? 'chips' : 'list'
  if (CONTROLS[field.kind]) return CONTROLS[field.kind]
  return field.max_bytes > LONG_TEXT ? 'long' : 'text'
}

/** @param {any} field */
function unitOf(field) {
  if (field.kind !== 'decimal' || !field.unit || field.unit === 'none') return ''
  return catalog.symbol(field.unit)
}

/** Whether a minus makes sense: asked of the field's lower bound. @param {any} field */
function isSigned(field) {
  return field.kind === 'decimal' && (field.lo === undefined || String(field.lo)[0] === '-')
}

/** The gravest issue at a place. @param {any[]} issues @param {string} path */
function issueAt(issues, path) {
  return issues.filter((issue) => issue.path === path && !issue.answered)[0] || null
}

/** What the core proposes for this field; its words only where they are not the issue's. @param {any[]} issues @param {string} path @param {any} shown */
function proposalAt(issues, path, shown) {
  const found = issues.filter((issue) => issue.path === path && issue.fixText && issue.fix && issue.fix.path === path)[0]
  return found ? { text: found === shown ? '' : found.text, verb: found.fixText, value: found.fix.value } : null
}

/** @param {any[]} fields @param {any} value @param {string} path @param {any[]} issues @param {string[]} hide
 * @param {boolean} calm a new row: what was not filled in yet is not complained about */
function itemsOf(fields, value, path, issues, hide, calm) {
  const row = value || {}
  return (fields || []).filter((field) => hide.indexOf(field.name) < 0).map((field) => {
    const choices = choicesOf(field, row)
    const own = row[field.name]
    const issue = calm && own === undefined ? null : issueAt(issues, path + '/' + field.name)
    return {
      name: field.name, kind: field.kind, control: controlOf(field, choices), label: settings.pick(field, 'label'), help: settings.pick(field, 'help'),
      required: Boolean(field.required), placeholder: settings.say(field.required ? 'form.fill' : 'form.optional'), unit: unitOf(field), signed: isSigned(field), choices: choices || [],
      labels: (choices || []).map((one) => one.label), at: (choices || []).findIndex((one) => one.id === own),
      value: own === undefined ? '' : own, filled: own !== undefined, code: field.open ? codeText(own, choices || []) : '', proposal: proposalAt(issues, path + '/' + field.name, issue), fields: field.fields || [], rows: (Array.isArray(own) ? own : []).map((row, id) => ({ id, value: row, issue: issueAt(issues, path + '/' + field.name + '/' + id) })),
      issue: issue && { severity: issue.severity, text: issue.text }, path: path + '/' + field.name
    }
  })
}

module.exports = { itemsOf }
