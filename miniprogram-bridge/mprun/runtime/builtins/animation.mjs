// @ts-check
// wx.createAnimation and the `animation` property: steps become CSS transitions, one after the other.

const TRANSFORMS = ['matrix', 'matrix3d', 'rotate', 'rotate3d', 'rotateX', 'rotateY', 'rotateZ', 'scale', 'scale3d', 'scaleX',
  'scaleY', 'scaleZ', 'skew', 'skewX', 'skewY', 'translate', 'translate3d', 'translateX', 'translateY', 'translateZ']
const STYLES = ['opacity', 'backgroundColor', 'width', 'height', 'left', 'right', 'top', 'bottom']

/** @param {string} name @param {any} value */
function unit(name, value) {
  if (typeof value !== 'number') return value
  if (/^(rotate|skew)/.test(name)) return `${value}deg`
  return /^(translate|width|height|left|right|top|bottom)/.test(name) ? `${value}px` : String(value)
}

/** @param {any} [defaults] @returns {any} */
export function createAnimation(defaults = {}) {
  const base = { duration: 400, timingFunction: 'linear', delay: 0, transformOrigin: '50% 50% 0', ...defaults }
  /** @type {any[]} */
  let actions = []
  /** @type {Record<string, any>} */
  let styles = {}
  /** @type {string[]} */
  let transforms = []
  /** @type {any} */
  const animation = {
    step(/** @type {any} */ options = {}) {
      actions.push({ styles, transform: transforms.join(' '), option: { ...base, ...options } })
      styles = {}
      transforms = []
      return animation
    },
    export() {
      const out = { actions }
      actions = []
      return out
    }
  }
  for (const name of TRANSFORMS) {
    animation[name] = (/** @type {any[]} */ ...args) => {
      transforms.push(`${name}(${args.map((a) => unit(name, a)).join(',')})`)
      return animation
    }
  }
  for (const name of STYLES) {
    animation[name] = (/** @type {any} */ value) => {
      styles[name] = unit(name, value)
      return animation
    }
  }
  return animation
}

/** @param {HTMLElement} el @param {any} value what export() gave */
export function runAnimation(el, value) {
  if (!value?.actions) return
  let start = 0
  for (const { styles, transform, option } of value.actions) {
    setTimeout(() => {
      el.style.transition = `all ${option.duration}ms ${option.timingFunction} ${option.delay}ms`
      el.style.transformOrigin = option.transformOrigin
      if (transform) el.style.transform = transform
      Object.assign(el.style, styles)
    }, start)
    start += option.duration + option.delay
  }
}
