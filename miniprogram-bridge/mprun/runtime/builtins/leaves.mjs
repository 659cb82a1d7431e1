// @ts-check
// Built-ins that only show: image, icon, progress, rich-text, canvas.

const FITS = /** @type {Record<string, string>} */ ({
  scaleToFill: 'fill', aspectFit: 'contain', aspectFill: 'cover', widthFix: 'fill', heightFix: 'fill', center: 'none', top: 'none',
  bottom: 'none', left: 'none', right: 'none', 'top left': 'none', 'top right': 'none', 'bottom left': 'none', 'bottom right': 'none'
})

/** @param {import('./index.mjs').Host} host */
function setupImage(host) {
  const img = document.createElement('img')
  img.alt = ''
  img.draggable = false
  host.el.append(img)
  const path = host.component.ownerShadowRoot?.getHostNode().is || ''
  img.addEventListener('load', () => host.emit('load', { width: img.naturalWidth, height: img.naturalHeight }))
  img.addEventListener('error', () => host.emit('error', { errMsg: `GET ${img.src} fail` }))
  return {
    src: (/** @type {string} */ v) => {
      if (!v) return img.removeAttribute('src')
      const isRelative = !/^(\/|data:|blob:|https?:)/.test(v)
      img.src = host.ctx.fileUrl(isRelative ? new URL(v, `http://x/${path}`).pathname : v)
    },
    mode: (/** @type {string} */ v) => {
      img.style.objectFit = FITS[v] || 'fill'
      img.style.objectPosition = FITS[v] === 'none' ? v : ''
      host.el.setAttribute('mode', v)
    }
  }
}

const STROKES = /** @type {Record<string, [string, string]>} */ ({
  success: ['#07c160', 'M7 12.5l3.5 3.5L17 9'], success_no_circle: ['#07c160', 'M4 12.5l5.5 5.5L20 7'], info: ['#10aeff', 'M12 11v6M12 7v.5'],
  warn: ['#fa5151', 'M12 6.5v7M12 16.5v.5'], waiting: ['#10aeff', 'M12 7v5l3.5 2'], cancel: ['#fa5151', 'M8 8l8 8M16 8l-8 8'],
  download: ['#07c160', 'M12 6v8M8.5 11l3.5 3.5 3.5-3.5M8 17h8'], clear: ['#b2b2b2', 'M8 8l8 8M16 8l-8 8'],
  search: ['#b2b2b2', 'M10.5 4a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13M15.5 15.5L21 21'], circle: ['#c9c9c9', '']
})

/** @param {import('./index.mjs').Host} host */
function setupIcon(host) {
  const draw = () => {
    const { type, size, color } = host.data()
    const [tint, path] = STROKES[type] || ['#b2b2b2', '']
    const px = /^\d+(\.\d+)?$/.test(String(size)) ? `${size}px` : String(size)
    const ring = /search|no_circle/.test(type) ? '' : '<circle cx="12" cy="12" r="10"/>'
    host.el.innerHTML = `<svg viewBox="0 0 24 24" fill="none" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${ring}<path d="${path}"/></svg>`
    const svg = /** @type {SVGElement} */ (host.el.firstChild)
    svg.style.cssText = `width:${px};height:${px};display:block`
    svg.style.stroke = color || tint
  }
  return { type: draw, size: draw, color: draw }
}

/** @param {import('./index.mjs').Host} host */
function setupProgress(host) {
  const bar = document.createElement('div')
  const fill = document.createElement('div')
  const info = document.createElement('span')
  bar.append(fill)
  host.el.append(bar, info)
  const draw = () => {
    const d = host.data()
    const percent = Math.min(100, Math.max(0, Number(d.percent) || 0))
    fill.style.width = `${percent}%`
    fill.style.background = d.activeColor || d.color || ''
    bar.style.background = d.backgroundColor || ''
    bar.style.height = `${d.strokeWidth}px`
    info.textContent = d.showInfo ? `${percent}%` : ''
    host.el.setAttribute('role', 'progressbar')
    host.el.setAttribute('aria-valuenow', String(percent))
  }
  return Object.fromEntries(['percent', 'activeColor', 'color', 'backgroundColor', 'strokeWidth', 'showInfo'].map((name) => [name, draw]))
}

const RICH_TAGS = new Set(('a abbr b big blockquote br code col colgroup dd del div dl dt em fieldset h1 h2 h3 h4 h5 h6 hr i img ins label legend ' +
  'li ol p pre q small span strong sub sup table tbody td tfoot th thead tr tt u ul').split(' '))
const RICH_ATTRIBUTES = new Set(['class', 'style', 'src', 'alt', 'width', 'height', 'colspan', 'rowspan', 'span', 'start', 'type'])

/** @param {any} node @param {Element} parent */
function drawRich(node, parent) {
  if (typeof node === 'string') return parent.append(node)
  if (node.type === 'text' || (!node.name && 'text' in node)) return parent.append(String(node.text ?? ''))
  if (!RICH_TAGS.has(String(node.name).toLowerCase())) return undefined
  const el = document.createElement(node.name)
  for (const [name, value] of Object.entries(node.attrs || {})) {
    if (RICH_ATTRIBUTES.has(name) && !/^\s*javascript:/i.test(String(value))) el.setAttribute(name, String(value))
  }
  for (const child of node.children || []) drawRich(child, el)
  parent.append(el)
}

/** @param {Node} node @returns {any} the same as WeChat's node objects */
function toRich(node) {
  if (node.nodeType === 3) return { type: 'text', text: node.textContent }
  const el = /** @type {Element} */ (node)
  return {
    name: el.tagName?.toLowerCase(),
    attrs: Object.fromEntries([...(el.attributes || [])].map((a) => [a.name, a.value])),
    children: [...el.childNodes].map(toRich)
  }
}

/** @param {import('./index.mjs').Host} host */
function setupRichText(host) {
  return {
    nodes: (/** @type {any} */ v) => {
      host.el.textContent = ''
      const list = typeof v === 'string' ? [...new DOMParser().parseFromString(v, 'text/html').body.childNodes].map(toRich) : v || []
      for (const node of list) drawRich(node, host.el)
    }
  }
}

/** @param {import('./index.mjs').Host} host */
function setupCanvas(host) {
  const canvas = document.createElement('canvas')
  host.el.append(canvas)
  return { canvasId: (/** @type {string} */ v) => { if (v) canvas.dataset.canvasId = v } }
}

const IMAGE = {
  src: String, mode: { type: String, value: 'scaleToFill' }, lazyLoad: Boolean, webp: Boolean, showMenuByLongpress: Boolean, fadeIn: Boolean,
  forceHttps: Boolean
}
const PROGRESS = {
  percent: Number, showInfo: Boolean, borderRadius: null, fontSize: null, strokeWidth: { type: null, value: 6 }, color: String,
  activeColor: String, backgroundColor: String, active: Boolean, activeMode: String, duration: Number
}

/** @type {Record<string, import('./index.mjs').Builtin>} */
export const LEAVES = {
  image: { properties: IMAGE, leaf: true, setup: setupImage },
  icon: { properties: { type: String, size: { type: null, value: 23 }, color: String }, leaf: true, setup: setupIcon },
  progress: { properties: PROGRESS, leaf: true, setup: setupProgress },
  'rich-text': { properties: { nodes: null, space: String, userSelect: Boolean, mode: String }, leaf: true, attributes: ['space'], setup: setupRichText },
  canvas: { properties: { type: String, canvasId: String, disableScroll: Boolean }, leaf: true, setup: setupCanvas }
}
