// @ts-check
/* Searching a long code list: by code, name or heading. */
'use strict'

/** @param {{id: string, label: string, group?: string}[]} choices @param {string} text
 * @returns {{shown: any[], own: string}} what fits, the first of each group with its `head`; `own`: the text itself when it may be a code */
function find(choices, text) {
  const wanted = text.trim().toUpperCase()
  const shown = choices.filter((one) => [one.id, one.label, one.group].some((part) => (part || '').toUpperCase().indexOf(wanted) >= 0))
    .map((one, i, list) => Object.assign({}, one, { head: i === 0 || list[i - 1].group !== one.group ? one.group || '' : '' }))
  return { shown, own: /\d/.test(wanted) && !shown.some((one) => one.id === wanted) ? wanted : '' }
}

module.exports = { find }
