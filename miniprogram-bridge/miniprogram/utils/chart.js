// @ts-check
/* Bars on a 2d canvas: zero-based, labelled directly, last year as a thin line, unit on the axis. Numbers are only used as lengths here;
 * every text that is drawn comes ready made. Shared by phone and console; knows neither wx nor the document. */
'use strict'

const TOP = 38
const BOTTOM = 24
const SIDE = 4
/** Room at the right for the line's own label. */
const LABEL = 34

/** @typedef {{label: string, value: number, text: string, soft?: boolean}} Bar */
/** @typedef {{bars: Bar[], line?: (number | null)[], lineLabel?: string, unit: string, chosen: number}} Series */
/** @typedef {{bar: string, soft: string, chosen: string, line: string, ground: string, text: string, quiet: string, rule: string}} Palette */

/** @param {Series} series lowest and highest value, zero included */
function range(series) {
  const all = series.bars.map((bar) => bar.value).concat((series.line || []).map((value) => value || 0), 0)
  const low = Math.min.apply(null, all)
  const high = Math.max.apply(null, all)
  return { low, high: high === low ? low + 1 : high }
}

/** @param {Series} series */
function tail(series) {
  return series.lineLabel && (series.line || []).some((value) => value !== null) ? LABEL : 0
}

/** Where things lie. @param {Series} series @param {number} width @param {number} height */
function layout(series, width, height) {
  const { low, high } = range(series)
  const inner = height - TOP - BOTTOM
  const step = (width - 2 * SIDE - tail(series)) / Math.max(1, series.bars.length)
  const bar = Math.min(40, Math.max(6, step * 0.62))
  /** @param {number} value */
  const y = (value) => TOP + inner * (1 - (value - low) / (high - low))
  /** @param {number} at */
  const x = (at) => SIDE + step * (at + 0.5)
  return { x, y, step, bar }
}

/** @param {any} ctx @param {number} x @param {number} y @param {number} w @param {number} h */
function rounded(ctx, x, y, w, h) {
  const r = Math.min(3, w / 2, h)
  ctx.beginPath()
  ctx.moveTo(x, y + h)
  ctx.lineTo(x, y + r)
  ctx.quadraticCurveTo(x, y, x + r, y)
  ctx.lineTo(x + w - r, y)
  ctx.quadraticCurveTo(x + w, y, x + w, y + r)
  ctx.lineTo(x + w, y + h)
  ctx.fill()
}

/** @param {any} ctx @param {Series} series @param {any} at @param {Palette} colours */
function drawBars(ctx, series, at, colours) {
  const zero = at.y(0)
  series.bars.forEach((bar, i) => {
    const y = at.y(bar.value)
    ctx.fillStyle = i === series.chosen ? colours.chosen : bar.soft ? colours.soft : colours.bar
    if (bar.value > 0) rounded(ctx, at.x(i) - at.bar / 2, y, at.bar, Math.max(1, zero - y))
    else if (bar.value < 0) ctx.fillRect(at.x(i) - at.bar / 2, zero, at.bar, Math.max(1, y - zero))
  })
}

/** @param {any} ctx @param {Series} series @param {any} at */
function trace(ctx, series, at) {
  let open = false
  ctx.beginPath()
  ;(series.line || []).forEach((value, i) => {
    if (value === null) { open = false; return }
    if (open) ctx.lineTo(at.x(i), at.y(value))
    else ctx.moveTo(at.x(i), at.y(value))
    open = true
  })
  ctx.stroke()
}

/** Last year: a thin line with a rim of the ground's colour, so that it stands out on the bars; its name at its end.
 * @param {any} ctx @param {Series} series @param {any} at @param {Palette} colours @param {number} width */
function drawLine(ctx, series, at, colours, width) {
  const values = series.line || []
  const last = values.reduce((/** @type {number} */ found, value, i) => (value === null ? found : i), -1)
  if (last < 0) return
  ctx.lineJoin = 'round'
  ctx.strokeStyle = colours.ground
  ctx.lineWidth = 4
  trace(ctx, series, at)
  ctx.strokeStyle = colours.line
  ctx.lineWidth = 1.5
  trace(ctx, series, at)
  ctx.textAlign = 'right'
  ctx.fillStyle = colours.line
  ctx.fillText(series.lineLabel || '', width, at.y(/** @type {any} */ (values[last])) + 4)
}

/** Values stand on the bars where they fit; else on the highest and the chosen one. @param {any} ctx @param {Series} series @param {any} at
 * @param {Palette} colours @param {number} size @param {number} width */
function drawTexts(ctx, series, at, colours, size, width) {
  const values = series.bars.map((bar) => bar.value)
  const highest = values.indexOf(Math.max.apply(null, values))
  ctx.textAlign = 'center'
  ctx.font = size + 'px sans-serif'
  const everyOne = series.bars.every((bar) => ctx.measureText(bar.text).width < at.step - 4)
  series.bars.forEach((bar, i) => {
    ctx.fillStyle = i === series.chosen ? colours.text : colours.quiet
    ctx.fillText(bar.label, at.x(i), at.bottom)
    if (!bar.text || !(everyOne || i === series.chosen || (series.chosen < 0 && i === highest))) return
    const half = ctx.measureText(bar.text).width / 2
    ctx.fillStyle = colours.text
    ctx.fillText(bar.text, Math.min(width - half, Math.max(half, at.x(i))), Math.min(at.y(Math.max(0, bar.value)) - 6, at.bottom - 16))
  })
}

/** @param {any} ctx 2d context scaled to px @param {{width: number, height: number, type: number}} size @param {Series} series @param {Palette} colours */
function draw(ctx, size, series, colours) {
  const { width, height } = size
  ctx.clearRect(0, 0, width, height)
  const at = Object.assign({ bottom: height - 6 }, layout(series, width, height))
  ctx.fillStyle = colours.rule
  ctx.fillRect(0, Math.round(at.y(0)), width, 1)
  ctx.font = size.type + 'px sans-serif'
  drawBars(ctx, series, at, colours)
  drawLine(ctx, series, at, colours, width)
  drawTexts(ctx, series, at, colours, size.type, width)
  ctx.textAlign = 'left'
  ctx.fillStyle = colours.quiet
  ctx.fillText(series.unit, 0, size.type)
}

/** Index of the bar under a point; -1 outside. @param {Series} series @param {number} width @param {number} x */
function hit(series, width, x) {
  const at = Math.floor((x - SIDE) / ((width - 2 * SIDE - tail(series)) / Math.max(1, series.bars.length)))
  return at >= 0 && at < series.bars.length ? at : -1
}

module.exports = { draw, hit }
