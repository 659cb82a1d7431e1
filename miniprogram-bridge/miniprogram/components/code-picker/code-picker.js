// @ts-check
/* A sheet for choosing from a long code list: search by code, name or heading. What is typed may be taken as a code itself; the core judges it. */
'use strict'

const settings = require('../../services/settings')
const words = require('../../behaviors/words')
const { find } = require('./find')

Component({
  behaviors: [words],
  properties: {
    visible: { type: Boolean, value: false },
    title: { type: String, value: '' },
    /** [{id, label, group}] */
    choices: { type: Array, value: [] },
    value: { type: String, value: '' }
  },
  data: { text: '', shown: /** @type {any[]} */ ([]), own: '', ownText: '' },
  observers: {
    visible(/** @type {boolean} */ visible) {
      if (visible) this.find('')
    },
    choices() {
      this.find(this.data.text)
    }
  },
  methods: {
    dressed() {
      this.find(this.data.text)
    },
    onSearch(/** @type {any} */ event) {
      this.find(event.detail.value)
    },
    /** @param {string} text */
    find(text) {
      const { shown, own } = find(this.data.choices, text)
      this.setData({ text, shown, own, ownText: own ? settings.say('form.use_code', { code: own }) : '' })
    },
    onPick(/** @type {any} */ event) {
      this.triggerEvent('pick', { id: event.currentTarget.dataset.id })
    },
    close() {
      this.triggerEvent('close')
    }
  }
})
