// @ts-check
// Looks at a drawn page as a strict reader would: contrast of all visible text, things that do not fit. Runs inside the page.

/**
 * @typedef {{contrast: string[], overflow: string[], small: string[]}} Audit
 *   `small` names press targets below 40 px; it is for looking at, not a failure
 */

/** Serialised into the page, so it must not refer to anything outside. @param {string} [roots] selector of what is looked at @returns {Audit} */
export function auditPage(roots = '.mp-page:not([hidden]), .mp-tabbar:not([hidden]), .mp-layer') {
  const MIN_CONTRAST = 4.5
  const MIN_TARGET = 40
  /** @typedef {[number, number, number, number]} Colour */
  const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d', { willReadFrequently: true }))

  /** @param {string} text any CSS colour @returns {Colour} */
  const parse = (text) => {
    const m = /^rgba?\(([\d.]+)[, ]+([\d.]+)[, ]+([\d.]+)(?:[,/ ]+([\d.]+))?\)$/.exec(text)
    if (m) return [Number(m[1]), Number(m[2]), Number(m[3]), m[4] === undefined ? 1 : Number(m[4])]
    pen.clearRect(0, 0, 1, 1)
    pen.fillStyle = text
    pen.fillRect(0, 0, 1, 1)
    const d = pen.getImageData(0, 0, 1, 1).data
    return [d[0], d[1], d[2], d[3] / 255]
  }
  /** @param {Colour} top @param {Colour} under @returns {Colour} */
  const over = (top, under) => {
    const a = top[3]
    return [top[0] * a + under[0] * (1 - a), top[1] * a + under[1] * (1 - a), top[2] * a + under[2] * (1 - a), 1]
  }
  /** @param {Colour} c */
  const luminance = (c) => {
    const [r, g, b] = c.slice(0, 3).map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  /** @param {Colour} a @param {Colour} b */
  const ratio = (a, b) => {
    const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x)
    return (hi + 0.05) / (lo + 0.05)
  }
  /** @param {Element} el @returns {Colour[]} what lies behind: one colour, or the stops of a gradient */
  const behind = (el) => {
    /** @type {Colour[]} */
    const layers = []
    for (let at = /** @type {Element | null} */ (el); at; at = at.parentElement) {
      const style = getComputedStyle(at)
      const stops = /gradient/.test(style.backgroundImage) ? style.backgroundImage.match(/rgba?\([^)]*\)/g) : null
      if (stops) return stops.map((s) => layers.reduceRight((under, top) => over(top, under), over(parse(s), [255, 255, 255, 1])))
      const colour = parse(style.backgroundColor)
      if (colour[3] > 0) layers.push(colour)
      if (colour[3] === 1) break
    }
    return [layers.reduceRight((under, top) => over(top, under), /** @type {Colour} */ ([255, 255, 255, 1]))]
  }
  /** @param {Element} el */
  const opacity = (el) => {
    let value = 1
    for (let at = /** @type {Element | null} */ (el); at; at = at.parentElement) value *= Number(getComputedStyle(at).opacity)
    return value
  }
  /** @param {Element} el */
  const isDisabled = (el) => Boolean(el.closest('[disabled], [aria-disabled=true]'))
  /** @param {Element} el @param {DOMRect} r */
  const isShown = (el, r) => r.width > 0 && r.height > 0 && r.bottom > 0 && r.right > 0 && getComputedStyle(el).visibility === 'visible' && !el.closest('[hidden], [aria-hidden=true]')
  /** @param {Element} el */
  const nameOf = (el) => {
    const text = (el.getAttribute('aria-label') || el.textContent || /** @type {any} */ (el).value || '').trim().replace(/\s+/g, ' ').slice(0, 30)
    return `<${el.tagName.toLowerCase()} class="${el.getAttribute('class') || ''}"> "${text}"`
  }
  /** @param {Element} el whether a parent scrolls sideways or cuts on purpose */
  const scrollsSideways = (el) => {
    for (let at = el.parentElement; at; at = at.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth) return true
    }
    return false
  }

  /** @type {Audit} */
  const found = { contrast: [], overflow: [], small: [] }
  const tops = [...document.querySelectorAll(roots)]
  const all = tops.flatMap((top) => [top, ...top.querySelectorAll('*')])

  for (const el of all) {
    const r = el.getBoundingClientRect()
    if (!isShown(el, r)) continue
    const style = getComputedStyle(el)
    const ownText = [...el.childNodes].some((n) => n.nodeType === 3 && n.textContent?.trim())
    const typed = el.matches('input, textarea') && /** @type {HTMLInputElement} */ (el).value && !/checkbox|radio|range/.test(/** @type {HTMLInputElement} */ (el).type)
    if ((ownText || typed) && !isDisabled(el) && opacity(el) > 0.05) {
      const alpha = opacity(el)
      for (const back of behind(el)) {
        const ink = parse(style.color)
        const value = ratio(over([ink[0], ink[1], ink[2], ink[3] * alpha], back), back)
        if (value < MIN_CONTRAST) found.contrast.push(`${value.toFixed(2)} ${nameOf(el)} ${style.color} on rgb(${back.slice(0, 3).map(Math.round)})`)
      }
    }
    if ((r.right > innerWidth + 1 || r.left < -1) && (ownText || el.matches('input, wx-button, wx-image, canvas')) && !scrollsSideways(el)) {
      found.overflow.push(`${nameOf(el)} reaches ${Math.round(r.left)}…${Math.round(r.right)} of ${innerWidth}`)
    }
    if (ownText && style.textOverflow !== 'ellipsis' && style.webkitLineClamp === 'none' && style.display !== 'inline') {
      const wide = el.scrollWidth - el.clientWidth
      const tall = el.scrollHeight - el.clientHeight
      const cuts = /hidden|clip/.test(style.overflow)
      if (el.clientWidth > 0 && wide > 1) found.overflow.push(`${nameOf(el)} is ${wide} px wider than its box`)
      if (cuts && el.clientHeight > 0 && tall > 2) found.overflow.push(`${nameOf(el)} is cut by ${tall} px in height`)
    }
    if (el.matches('wx-button, [role=button], wx-input, wx-switch') && r.height < MIN_TARGET && !isDisabled(el)) found.small.push(`${nameOf(el)} is ${Math.round(r.width)}×${Math.round(r.height)}`)
  }
  found.contrast = [...new Set(found.contrast)]
  found.overflow = [...new Set(found.overflow)]
  return found
}
