// @ts-check
/* The words of the pages, by section, Chinese and English. Texts of rules, fields, units and carriers are not here: the core has them. */
'use strict'

const zh = require('./zh')
const en = require('./en')

/** @type {Object<string, any>} */
const TABLES = { zh, en }

/** @param {string} text @param {Object<string, any>} [values] */
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (all, name) => (values && values[name] !== undefined ? String(values[name]) : all))
}

/** @param {string} lang @param {string[]} names @returns {Object<string, any>} */
function sections(lang, names) {
  /** @type {Object<string, any>} */
  const out = {}
  names.forEach((name) => { out[name] = TABLES[lang][name] })
  return out
}

/** @param {string} lang @param {string} place "section.name" @param {Object<string, any>} [values] */
function say(lang, place, values) {
  const at = place.indexOf('.')
  const section = TABLES[lang][place.slice(0, at)]
  const text = section && section[place.slice(at + 1)]
  return text === undefined ? place : fill(text, values)
}

module.exports = { sections, say, TABLES }
