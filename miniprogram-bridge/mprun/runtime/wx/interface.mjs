// @ts-check
// wx.* that draws or navigates: toast, modal, action sheet, pages, bar, clipboard, canvas files, queries, sharing.
import { createAnimation } from '../builtins/animation.mjs'
import { closeToast, openActions, openModal, openToast } from '../ui/sheet.mjs'
import { api, ApiFail, apis } from './api.mjs'

const MAX_TITLE = 7

let copied = ''

async function readClipboard() {
  try {
    return { data: await navigator.clipboard.readText() }
  } catch {
    return { data: copied }
  }
}

/** @param {{data: string}} o */
async function writeClipboard({ data }) {
  if (typeof data !== 'string') throw new ApiFail('parameter error: parameter.data should be String')
  copied = data
  await navigator.clipboard?.writeText(data).catch(() => undefined)
  openToast({ title: '内容已复制', icon: 'success' }, false)
  return {}
}

/** @param {import('../context.mjs').Context} ctx */
function dialogs(ctx) {
  return apis({
    showToast: (o) => {
      if (o.icon !== 'none' && !o.image && String(o.title || '').length > MAX_TITLE) ctx.report(`showToast: "${o.title}" has more than ${MAX_TITLE} characters beside an icon`)
      openToast(o, o.icon === 'loading')
    },
    hideToast: closeToast,
    showLoading: (o) => openToast(o, true),
    hideLoading: closeToast,
    showModal: openModal,
    showActionSheet: async (o) => {
      if (!Array.isArray(o.itemList) || !o.itemList.length || o.itemList.length > 6) throw new ApiFail('parameter error: itemList should have 1 to 6 items')
      const tapIndex = await openActions(o)
      if (tapIndex < 0) throw new ApiFail('cancel')
      return { tapIndex }
    }
  })
}

/** @param {import('../context.mjs').Context} ctx */
function navigation(ctx) {
  const open = (/** @type {string} */ how) => (/** @type {any} */ o) => {
    ctx.router.go(how, o.url)
    return {}
  }
  return {
    ...apis({
      redirectTo: open('redirectTo'),
      reLaunch: open('reLaunch'),
      switchTab: open('switchTab'),
      navigateBack: (o) => ctx.router.back(o.delta || 1)
    }),
    navigateTo: (/** @type {any} */ o) => api('navigateTo', (x) => {
      ctx.router.go('navigateTo', x.url)
      return { eventChannel: { on() {}, once() {}, off() {}, emit() {} } }
    })(o)
  }
}

/** @param {import('../context.mjs').Context} ctx */
function bars(ctx) {
  const top = () => ctx.router.top
  return apis({
    setNavigationBarTitle: ({ title }) => ctx.router.setTitle(top(), title),
    setNavigationBarColor: ({ frontColor, backgroundColor }) => {
      top().box.style.setProperty('--mp-nav-bg', backgroundColor)
      top().box.style.setProperty('--mp-nav-fg', frontColor)
    },
    showNavigationBarLoading: () => ({}),
    hideNavigationBarLoading: () => ({}),
    hideHomeButton: () => top().box.querySelector('.mp-home')?.remove(),
    setBackgroundColor: ({ backgroundColor }) => { if (backgroundColor) top().box.style.background = backgroundColor },
    setBackgroundTextStyle: () => ({}),
    setTabBarBadge: () => ({}),
    removeTabBarBadge: () => ({}),
    showTabBarRedDot: () => ({}),
    hideTabBarRedDot: () => ({}),
    startPullDownRefresh: () => top().pull?.start(),
    stopPullDownRefresh: () => top().pull?.stop(),
    pageScrollTo: (o) => {
      const target = o.selector ? top().scroller.querySelector(o.selector.replace(/#([\w-]+)/g, '[id$="--$1"]')) : null
      const offset = target ? target.getBoundingClientRect().top - top().scroller.getBoundingClientRect().top + top().scroller.scrollTop : 0
      ctx.router.scrollTo(offset + (o.scrollTop || 0) + (o.offsetTop || 0), o.duration ?? 300)
    },
    enableAlertBeforeUnload: ({ message }) => { top().alert = message },
    disableAlertBeforeUnload: () => { top().alert = '' },
    hideKeyboard: () => /** @type {HTMLElement | null} */ (document.activeElement)?.blur(),
    showShareMenu: () => ({}),
    hideShareMenu: () => ({}),
    updateShareMenu: () => ({})
  })
}

/** @param {any} o @param {import('../context.mjs').Context} ctx */
async function canvasFile(o, ctx) {
  const canvas = o.canvas || document.querySelector(`canvas[data-canvas-id="${o.canvasId}"]`)
  if (!canvas?.toBlob) throw new ApiFail('canvas is empty')
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, o.fileType === 'jpg' ? 'image/jpeg' : 'image/png', o.quality))
  if (!blob) throw new ApiFail('canvas cannot be read')
  ctx.events.emit('temp-file', blob)
  return { tempFilePath: URL.createObjectURL(blob) }
}

/** @param {import('../context.mjs').Context} ctx */
export function interfaceApi(ctx) {
  return {
    ...dialogs(ctx),
    ...navigation(ctx),
    ...bars(ctx),
    ...apis({
      setClipboardData: writeClipboard,
      getClipboardData: readClipboard,
      canvasToTempFilePath: (o) => canvasFile(o, ctx)
    }),
    createAnimation,
    createSelectorQuery: () => ctx.router.top.page.createSelectorQuery(),
    createIntersectionObserver: (/** @type {any} */ component, /** @type {any} */ options) => component.createIntersectionObserver(options),
    createMediaQueryObserver: (/** @type {any} */ component) => component.createMediaQueryObserver(),
    createOffscreenCanvas: (/** @type {any} */ o = {}) => new OffscreenCanvas(o.width || 300, o.height || 150)
  }
}
