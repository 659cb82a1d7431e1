// @ts-check
/* An icon in the colour of the text around it, as a mask: no font, no file, no network. */
'use strict'

/** @type {Object<string, string>} */
const paths = require('./paths')

const STROKE = '1.6'

/** @param {string} name */
function mask(name) {
  const path = paths[name] || paths.other
  const svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='black' stroke-width='" + STROKE +
    "' stroke-linecap='round' stroke-linejoin='round'><path d='" + path + "'/></svg>"
  return 'url("data:image/svg+xml,' + encodeURIComponent(svg).replace(/'/g, '%27') + '")'
}

Component({
  properties: {
    name: { type: String, value: '' },
    /** px at normal type size */
    size: { type: Number, value: 20 }
  },
  data: { style: '' },
  observers: {
    'name, size'(name, size) {
      if (!name) return
      const image = mask(name)
      const side = 'calc(' + size + 'px * var(--k, 1))'
      this.setData({ style: 'width:' + side + ';height:' + side + ';-webkit-mask-image:' + image + ';mask-image:' + image })
    }
  }
})
