// @ts-check
/* The monthly chart on a page: brings utils/chart onto a canvas of this platform and keeps a text alternative. */
'use strict'

const { draw, hit } = require('../../utils/chart')
const settings = require('../../services/settings')

const COLOURS = {
  light: { bar: '#0a8f5b', soft: '#a6d8bf', chosen: '#05633d', line: '#8f4d00', ground: '#ffffff', text: '#16201b', quiet: '#616d67', rule: '#c3cdc8' },
  dark: { bar: '#2fb87f', soft: '#24593f', chosen: '#5ed4a3', line: '#f2b95c', ground: '#181f1c', text: '#e9efec', quiet: '#95a19b', rule: '#46544e' }
}

Component({
  properties: {
    bars: { type: Array, value: [] },
    line: { type: Array, value: [] },
    lineLabel: { type: String, value: '' },
    unit: { type: String, value: '' },
    alt: { type: String, value: '' }
  },
  data: { chosen: -1, told: '' },
  observers: {
    'bars, line, unit'() {
      this.setData({ chosen: -1, told: '' })
      this.paint()
    }
  },
  lifetimes: {
    attached() {
      const self = /** @type {any} */ (this)
      self.end = settings.onChange(() => this.paint())
    },
    ready() {
      this.paint()
    },
    detached() {
      /** @type {any} */ (this).end()
    }
  },
  pageLifetimes: {
    resize() {
      this.paint()
    }
  },
  methods: {
    series() {
      return { bars: /** @type {any[]} */ (this.data.bars), line: /** @type {any[]} */ (this.data.line), lineLabel: this.data.lineLabel, unit: this.data.unit, chosen: this.data.chosen }
    },
    paint() {
      this.createSelectorQuery().select('.chart').fields({ node: true, size: true }).exec((/** @type {any[]} */ found) => {
        const box = found[0]
        if (!box || !box.node || !box.width) return
        const ratio = wx.getWindowInfo().pixelRatio || 1
        const frame = settings.frame()
        box.node.width = box.width * ratio
        box.node.height = box.height * ratio
        const ctx = box.node.getContext('2d')
        ctx.scale(ratio, ratio)
        const size = { width: box.width, height: box.height, type: Math.round(11 * Number(frame.k)) }
        draw(ctx, size, this.series(), frame.dark ? COLOURS.dark : COLOURS.light)
      })
    },
    onTap(/** @type {any} */ event) {
      this.createSelectorQuery().select('.chart').boundingClientRect((/** @type {any} */ box) => {
        if (!box) return
        const at = hit(this.series(), box.width, event.detail.x - box.left)
        const bar = /** @type {any} */ (this.data.bars[at])
        this.setData({ chosen: at, told: bar ? bar.told || bar.text : '' })
        this.paint()
      }).exec()
    }
  }
})
