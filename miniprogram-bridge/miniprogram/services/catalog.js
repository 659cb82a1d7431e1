// @ts-check
/* The core's catalog, indexed: forms and fields, carriers, units, areas, enumerations, packs, with labels in the chosen language. */
'use strict'

const app = require('./app')
const settings = require('./settings')

/** @type {any} */
let raw = null
/** @type {Object<string, Object<string, any>>} */
let byId = {}

/** @param {any[]} list @returns {Object<string, any>} */
function index(list) {
  /** @type {Object<string, any>} */
  const out = {}
  ;(list || []).forEach((one) => { out[one.id] = one })
  return out
}

/** Asked once; the core answers without a network when the wasm is here. */
async function load() {
  if (raw) return raw
  const got = await app.bridge().core.catalog()
  raw = got
  byId = { forms: index(got.forms), carriers: index(got.carriers), units: index(got.units), areas: index(got.areas),
    packs: index(got.packs), enums: index(got.enums) }
  return raw
}

/** @param {string} kind @param {string} id */
function find(kind, id) {
  return (byId[kind] && byId[kind][id]) || null
}

/** @param {string} kind @param {string} id label in the chosen language, else the id itself */
function label(kind, id) {
  return settings.pick(find(kind, id), 'label') || id || ''
}

/** @param {string} id */
function symbol(id) {
  const unit = find('units', id)
  return unit ? unit.symbol : (id || '').replace('CO2', 'CO₂')
}

/** @param {string} form @param {string} [path] "energy" or "energy.evidence" @returns {any} the field, null when unknown */
function field(form, path) {
  let fields = (find('forms', form) || { fields: [] }).fields
  let found = null
  ;(path || '').split('.').filter(Boolean).forEach((name) => {
    found = (fields || []).filter((/** @type {any} */ one) => one.name === name)[0] || null
    fields = found ? found.fields : []
  })
  return found
}

/** @param {string} list @param {string} id label of an enumeration's value */
function choice(list, id) {
  const found = find('enums', list)
  const value = found && found.values.filter((/** @type {any} */ one) => one.id === id)[0]
  return value ? settings.pick(value, 'label') : id
}

/** @param {string} kind @returns {any[]} */
function all(kind) {
  return (raw && raw[kind]) || []
}

module.exports = {
  load, find, label, symbol, field, choice, all,
  /** After a new pack. */
  forget: () => { raw = null }
}
