// @ts-check
// scroll-view and swiper: the host element itself scrolls.

/** @param {any} value @returns {number} px */
const px = (value) => parseFloat(value) || 0

/** @param {import('./index.mjs').Host} host */
function setupScrollView(host) {
  const { el } = host
  let wasAt = { top: true, bottom: false }
  el.addEventListener('scroll', () => {
    const d = host.data()
    const upper = px(d.upperThreshold)
    const lower = px(d.lowerThreshold)
    const isX = d.scrollX && !d.scrollY
    const start = isX ? el.scrollLeft : el.scrollTop
    const rest = isX ? el.scrollWidth - el.clientWidth - el.scrollLeft : el.scrollHeight - el.clientHeight - el.scrollTop
    const at = { top: start <= upper, bottom: rest <= lower }
    if (at.top && !wasAt.top) host.emit('scrolltoupper', { direction: isX ? 'left' : 'top' })
    if (at.bottom && !wasAt.bottom) host.emit('scrolltolower', { direction: isX ? 'right' : 'bottom' })
    wasAt = at
  })
  const behavior = () => /** @type {ScrollBehavior} */ (host.data().scrollWithAnimation ? 'smooth' : 'auto')
  const move = (/** @type {ScrollToOptions} */ to) => requestAnimationFrame(() => el.scrollTo({ ...to, behavior: behavior() }))
  return {
    scrollX: (/** @type {boolean} */ v) => el.toggleAttribute('scroll-x', Boolean(v)),
    scrollY: (/** @type {boolean} */ v) => el.toggleAttribute('scroll-y', Boolean(v)),
    enableFlex: (/** @type {boolean} */ v) => el.toggleAttribute('enable-flex', Boolean(v)),
    showScrollbar: (/** @type {boolean} */ v) => el.toggleAttribute('hide-scrollbar', !v),
    scrollTop: (/** @type {any} */ v) => { if (v !== '' && v !== null) move({ top: px(v) }) },
    scrollLeft: (/** @type {any} */ v) => { if (v !== '' && v !== null) move({ left: px(v) }) },
    scrollIntoView: (/** @type {string} */ v) => {
      if (!v) return
      requestAnimationFrame(() => {
        const target = el.querySelector(`[id$="--${CSS.escape(v)}"]`)
        if (!target) return
        const a = target.getBoundingClientRect()
        const b = el.getBoundingClientRect()
        el.scrollTo({ top: el.scrollTop + a.top - b.top, left: el.scrollLeft + a.left - b.left, behavior: behavior() })
      })
    }
  }
}

/** @param {import('./index.mjs').Host} host */
function setupSwiper(host) {
  const { el } = host
  const items = () => [...el.querySelectorAll(':scope wx-swiper-item')]
  let settled = 0
  let timer = 0
  const size = () => (host.data().vertical ? el.clientHeight : el.clientWidth) || 1
  el.addEventListener('scroll', () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => {
      const at = Math.round((host.data().vertical ? el.scrollTop : el.scrollLeft) / size())
      if (at === settled) return
      settled = at
      host.set('current', at)
      host.emit('change', { current: at, source: 'touch', currentItemId: '' })
      host.emit('animationfinish', { current: at, source: 'touch', currentItemId: '' })
    }, 80)
  })
  const go = (/** @type {number} */ at) => {
    const source = settled
    settled = at
    requestAnimationFrame(() => el.scrollTo(host.data().vertical ? { top: at * size() } : { left: at * size() }))
    if (source !== at) host.emit('change', { current: at, source: '', currentItemId: '' })
  }
  let auto = 0
  return {
    vertical: (/** @type {boolean} */ v) => el.toggleAttribute('vertical', Boolean(v)),
    current: (/** @type {number} */ v) => { if (v !== settled) go(v) },
    autoplay: (/** @type {boolean} */ v) => {
      clearInterval(auto)
      if (v) auto = window.setInterval(() => { if (el.isConnected) go((settled + 1) % Math.max(1, items().length)) }, host.data().interval)
    }
  }
}

const SCROLL_VIEW = {
  scrollX: Boolean, scrollY: Boolean, scrollTop: { type: null, value: '' }, scrollLeft: { type: null, value: '' }, scrollIntoView: String,
  scrollIntoViewOffset: Number, scrollIntoViewAlignment: String, scrollWithAnimation: Boolean, upperThreshold: { type: null, value: 50 },
  lowerThreshold: { type: null, value: 50 }, enableBackToTop: Boolean, enableFlex: Boolean, scrollAnchoring: Boolean, enablePassive: null,
  refresherEnabled: Boolean, refresherThreshold: Number, refresherDefaultStyle: String, refresherBackground: String, refresherTriggered: Boolean,
  bounces: { type: Boolean, value: true }, showScrollbar: { type: Boolean, value: true }, pagingEnabled: Boolean, fastDeceleration: Boolean,
  enhanced: Boolean, usingSticky: Boolean, type: String, reverse: Boolean, clip: Boolean, cacheExtent: Number, minDragDistance: Number,
  padding: null, throttle: null, associativeContainer: String
}
const SWIPER = {
  indicatorDots: Boolean, indicatorColor: String, indicatorActiveColor: String, autoplay: Boolean, current: Number,
  interval: { type: Number, value: 5000 }, duration: { type: Number, value: 500 }, circular: Boolean, vertical: Boolean, previousMargin: String,
  nextMargin: String, snapToEdge: Boolean, displayMultipleItems: { type: Number, value: 1 }, easingFunction: String, name: String
}

/** @type {Record<string, import('./index.mjs').Builtin>} */
export const SCROLLERS = {
  'scroll-view': { properties: SCROLL_VIEW, setup: setupScrollView },
  swiper: { properties: SWIPER, setup: setupSwiper },
  'swiper-item': { properties: { itemId: String, skipHiddenItemLayout: Boolean } }
}
