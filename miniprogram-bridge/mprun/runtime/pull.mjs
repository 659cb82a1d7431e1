// @ts-check
// Pulling a page down to refresh it, where its json or app.json allows that.
import { make } from './ui/dom.mjs'

const ENOUGH_PX = 60
const MAX_PX = 90

/** The dots above a page while it refreshes. */
export class PullDown {
  /** @param {HTMLElement} scroller @param {() => void} refresh */
  constructor(scroller, refresh) {
    this.dots = make('div', 'mp-pull', make('i', ''), make('i', ''), make('i', ''))
    this.dots.setAttribute('aria-hidden', 'true')
    this.scroller = scroller
    this.refresh = refresh
    this.isRefreshing = false
    scroller.prepend(this.dots)
  }

  /** @param {number} px */
  open(px) {
    this.dots.style.height = `${px}px`
  }

  start() {
    if (this.isRefreshing) return
    this.isRefreshing = true
    this.open(ENOUGH_PX)
    this.refresh()
  }

  stop() {
    this.isRefreshing = false
    this.open(0)
  }

  /** A finger, or the mouse held down, at the top of the page. */
  connect() {
    let from = -1
    let by = 0
    const down = (/** @type {number} */ y) => {
      from = this.scroller.scrollTop === 0 && !this.isRefreshing ? y : -1
      by = 0
    }
    const move = (/** @type {number} */ y) => {
      if (from < 0) return
      by = this.scroller.scrollTop > 0 ? 0 : Math.max(0, (y - from) / 2)
      this.open(Math.min(MAX_PX, by))
    }
    const up = () => {
      if (from < 0) return
      from = -1
      if (by >= ENOUGH_PX) this.start()
      else this.open(0)
    }
    const { scroller } = this
    scroller.addEventListener('touchstart', (ev) => down(ev.touches[0].clientY), { passive: true })
    scroller.addEventListener('touchmove', (ev) => move(ev.touches[0].clientY), { passive: true })
    for (const type of ['touchend', 'touchcancel']) scroller.addEventListener(type, up)
  }
}
