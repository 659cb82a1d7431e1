// @ts-check
/* The wide window: a table of carriers by months, typed cell by cell or pasted as a block after a preview. Methods of the report page. */
'use strict'

const energy = require('../../services/energy')
const settings = require('../../services/settings')
const { preview } = require('../../utils/block')
const { settled } = require('../../utils/digits')

/** @type {Record<string, any> & ThisType<any>} */
module.exports = {
  /** @param {any} event {row, cell, text} */
  onTableCell(event) {
    const { row, cell, text } = event.detail
    const found = this.rows()[row]
    if (found) this.change({ doc: energy.withCell(this.draft.doc, found, cell, settled(text.trim())) })
  },

  /** @param {any} event {row, column, text} */
  onTablePaste(event) {
    const { row, column, text } = event.detail
    const words = { outside: settings.say('report.paste_outside'), no_number: settings.say('report.paste_no_number') }
    const paste = preview(text, { row, column }, this.data.table, this.data.heads, words)
    const good = paste.filter((one) => !one.bad)
    this.pasted = good
    this.setData({
      sheet: 'paste', pasteGood: good.length,
      paste: paste.map((one) => Object.assign({}, one, { month: one.bad ? one.month : one.month_name })),
      pasteLine: settings.say('report.paste_line', { good: good.length, bad: paste.length - good.length })
    })
  },

  onPasteTake() {
    if (!this.pasted || !this.pasted.length) return
    const rows = this.rows()
    let doc = this.draft.doc
    this.pasted.forEach((/** @type {any} */ one) => {
      const row = energy.rows(doc, this.template).filter((now) => now.id === rows[one.row].id)[0]
      doc = energy.withCell(doc, row, 'm' + one.month.slice(5), one.to)
    })
    this.pasted = null
    this.change({ doc })
    this.setData({ sheet: '', paste: [] })
  }
}
