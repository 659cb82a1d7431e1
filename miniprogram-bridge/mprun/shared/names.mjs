// @ts-check
// Names that the build, the run time and the checker must agree on. Holds no behaviour.

/** Built-in WXML tags that the runner draws; `wx-<tag>` is the element's name in the document. */
export const BUILTIN_TAGS = [
  'view', 'text', 'button', 'input', 'textarea', 'image', 'scroll-view', 'switch', 'label', 'form',
  'navigator', 'icon', 'rich-text', 'canvas', 'picker', 'page-container', 'root-portal', 'progress',
  'swiper', 'swiper-item', 'page-meta', 'radio', 'radio-group', 'checkbox', 'checkbox-group', 'slider',
  'cover-view'
]

/** Tags that the template language itself knows. */
export const SYNTAX_TAGS = ['block', 'template', 'import', 'include', 'wxs', 'slot']

/**
 * Browser names that the logic layer of a phone does not have, or has not everywhere. The bundle shadows them with
 * undefined, and the checker refuses them in sources. `WebAssembly` is here because an iPhone only has WXWebAssembly.
 */
export const FORBIDDEN_GLOBALS = [
  'window', 'document', 'self', 'top', 'parent', 'frames', 'opener', 'globalThis', 'eval',
  'fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'Headers', 'Request', 'Response', 'FormData',
  'localStorage', 'sessionStorage', 'indexedDB', 'caches', 'cookieStore',
  'TextEncoder', 'TextDecoder', 'URL', 'URLSearchParams', 'Blob', 'File', 'FileReader', 'atob', 'btoa',
  'navigator', 'location', 'history', 'screen', 'performance', 'crypto', 'WebAssembly', 'Worker', 'SharedWorker',
  'AbortController', 'AbortSignal', 'EventTarget', 'Event', 'CustomEvent', 'MessageChannel', 'BroadcastChannel',
  'MutationObserver', 'ResizeObserver', 'IntersectionObserver', 'Image', 'Audio', 'DOMParser', 'HTMLElement', 'Node',
  'requestAnimationFrame', 'cancelAnimationFrame', 'requestIdleCallback', 'queueMicrotask', 'structuredClone',
  'alert', 'confirm', 'prompt', 'postMessage', 'getComputedStyle', 'matchMedia', 'customElements',
  'innerWidth', 'innerHeight', 'devicePixelRatio', 'scrollTo', 'scrollBy', 'addEventListener', 'removeEventListener',
  'open', 'close', 'stop', 'print', 'find', 'focus', 'blur', 'name', 'status', 'event', 'length', 'origin', 'external'
]

/** Widest window, in px, to which rpx grows: beyond it a PC window gets more room instead of larger text. */
export const RPX_MAX_WIDTH = 414

/** Height of the navigation bar in px. */
export const NAV_HEIGHT = 44

/** Path prefix under which npm packages appear inside the mini-program. */
export const NPM_DIR = 'miniprogram_npm'

/** Whether a path inside the mini-program comes from somebody else's package: such code is not held to our own rules. */
export function isForeign(/** @type {string} */ path) {
  return path.startsWith(`${NPM_DIR}/`) && !path.startsWith(`${NPM_DIR}/tanheng-`)
}
