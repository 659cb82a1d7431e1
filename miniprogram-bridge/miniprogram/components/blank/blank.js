// @ts-check
/* What a page shows instead of content: nothing yet, an error with its way out, or what it waits for. */
'use strict'

Component({
  properties: {
    icon: { type: String, value: '' },
    title: { type: String, value: '' },
    text: { type: String, value: '' },
    action: { type: String, value: '' },
    busy: { type: Boolean, value: false }
  },
  methods: {
    onAction() {
      this.triggerEvent('action')
    }
  }
})
