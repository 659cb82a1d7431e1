// @ts-check
/* Uploaded files as pages show them: their limits, which are the server's own and told before the way is made, sizes, rows, and the room that is left. Knows no platform. */
'use strict'

const filings = require('./filings')
const settings = require('./settings')

/** The server's own limit of one file. */
const MOST_BYTES = 20 * 1024 * 1024
const KB = 1024
const MB = KB * KB
const GB = KB * MB
const FULL_PERCENT = 95
const PICTURES = ['jpg', 'jpeg', 'png']
/** Evidence may be a spreadsheet, too. */
const EVIDENCE = ['pdf', 'xlsx'].concat(PICTURES)
/** Papers are pages. */
const PAPERS = ['pdf'].concat(PICTURES)
const ICONS = { pdf: 'file', xlsx: 'table', jpg: 'image', png: 'image' }
/** state of the virus check: tag in the list, colour, whether the server hands it out */
const STATES = { unscanned: ['', '', false], clean: ['', 'brand', false], pending: ['tag-amber', 'amber', true], infected: ['tag-red', 'red', true] }

/** @param {number} bytes @returns {string} '' when it may go */
function tooLarge(bytes) {
  return bytes > MOST_BYTES ? settings.say('files.too_large', { n: MOST_BYTES / MB }) : ''
}

/** @param {number} bytes */
function sizeText(bytes) {
  const [unit, name] = bytes >= GB ? [GB, 'GB'] : bytes >= MB ? [MB, 'MB'] : [KB, 'KB']
  const size = bytes / unit
  return (bytes < MB ? Math.ceil(size) : Math.floor(size * 10) / 10) + ' ' + name
}

/** A row. @param {any} one of the server */
function view(one) {
  const [tag, colour, locked] = /** @type {any} */ (STATES)[one.state] || ['', '', false]
  return {
    id: one.id, name: one.name, type: one.type, kind: one.type.toUpperCase(), icon: /** @type {any} */ (ICONS)[one.type] || 'file', sizeText: sizeText(one.size), time: filings.timeOf(one.uploaded_at),
    who: one.is_mine ? settings.say('files.me') : one.uploaded_by_name || one.uploaded_by, tag, colour, locked, sha: one.sha256.slice(0, 16) + '…',
    stateName: settings.say('files.state_' + one.state), says: locked ? settings.say('files.says_' + one.state) : ''
  }
}

/** How much is taken of what there is. @param {{used_kb: number, most_kb: number, used_files: number, most_files: number}} page of the list */
function room({ used_kb, most_kb, used_files, most_files }) {
  const percent = Math.min(100, Math.max((used_kb * 100) / most_kb, (used_files * 100) / most_files))
  return { bytes: sizeText(used_kb * KB) + ' / ' + sizeText(most_kb * KB), files: settings.say('files.count', { n: used_files, most: most_files }), percent, full: percent >= FULL_PERCENT }
}

module.exports = { EVIDENCE, PAPERS, PICTURES, tooLarge, sizeText, view, room }
