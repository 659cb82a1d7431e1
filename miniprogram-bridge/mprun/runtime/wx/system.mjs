// @ts-check
// wx.* about window, device, theme, app lifecycle and other things that ask nothing of a page.
import { NAV_HEIGHT } from '../../shared/names.mjs'
import { viewBottom, viewTop } from '../backend.mjs'
import { apis, listeners } from './api.mjs'

const SDK_VERSION = '3.8.12'

function windowInfo() {
  const area = { top: 0, left: 0, right: innerWidth, bottom: innerHeight, width: innerWidth, height: innerHeight }
  return {
    pixelRatio: devicePixelRatio, screenWidth: innerWidth, screenHeight: innerHeight, windowWidth: innerWidth,
    windowHeight: innerHeight - (viewTop() || NAV_HEIGHT) - viewBottom(), statusBarHeight: 0, screenTop: NAV_HEIGHT, safeArea: area
  }
}

const deviceInfo = () => ({ abi: '', benchmarkLevel: -1, brand: 'devtools', model: 'mprun', system: 'mprun', platform: 'devtools', cpuType: '', memorySize: 0 })

/** @param {import('../context.mjs').Context} ctx */
function appInfo(ctx) {
  const language = /^zh/.test(navigator.language) ? 'zh_CN' : 'en'
  return {
    SDKVersion: SDK_VERSION, version: '8.0.50', language, theme: ctx.theme(), enableDebug: false, host: { appId: '', env: 'WeChat' },
    fontSizeSetting: ctx.fontSize, fontSizeScaleFactor: ctx.fontSize / 16
  }
}

/** @param {import('../context.mjs').Context} ctx @param {() => string[]} names of all wx members, for canIUse */
export function systemApi(ctx, names) {
  const system = () => ({ ...deviceInfo(), ...windowInfo(), ...appInfo(ctx) })
  const launch = () => ctx.launchOptions
  return {
    getWindowInfo: windowInfo,
    getDeviceInfo: deviceInfo,
    getAppBaseInfo: () => appInfo(ctx),
    getSystemInfoSync: system,
    getSystemSetting: () => ({ bluetoothEnabled: false, locationEnabled: false, wifiEnabled: true, deviceOrientation: 'portrait' }),
    getAppAuthorizeSetting: () => ({ albumAuthorized: 'authorized', cameraAuthorized: 'not determined', notificationAuthorized: 'not determined' }),
    getMenuButtonBoundingClientRect: () => ({ top: 6, left: innerWidth - 95, right: innerWidth - 8, bottom: 38, width: 87, height: 32 }),
    getAccountInfoSync: () => ({ miniProgram: { appId: 'touristappid', envVersion: 'develop', version: '' }, plugin: {} }),
    getLaunchOptionsSync: launch,
    getEnterOptionsSync: launch,
    canIUse: (/** @type {string} */ schema) => names().includes(String(schema).split('.')[0]),
    nextTick: (/** @type {() => void} */ f) => Promise.resolve().then(f),
    getUpdateManager: () => ({ onCheckForUpdate() {}, onUpdateReady() {}, onUpdateFailed() {}, applyUpdate() {} }),
    getPerformance: () => ({ getEntries: () => [], now: () => performance.now(), createObserver: () => ({ observe() {}, disconnect() {} }) }),
    getLogManager: () => ({ debug() {}, info() {}, log() {}, warn() {} }),
    getRealtimeLogManager: () => ({ info() {}, warn() {}, error() {}, setFilterMsg() {}, addFilterMsg() {} }),
    reportEvent() {},
    setVisualEffectOnCapture() {},
    env: { USER_DATA_PATH: 'wxfile://usr' },
    ...apis({
      getSystemInfo: system,
      getSystemInfoAsync: system,
      getRandomValues: ({ length = 32 }) => ({ randomValues: crypto.getRandomValues(new Uint8Array(length)).buffer }),
      getSetting: () => ({ authSetting: {} }),
      authorize: () => ({}),
      vibrateShort: () => ({}),
      vibrateLong: () => ({}),
      setKeepScreenOn: () => ({}),
      exitMiniProgram: () => ({})
    }),
    ...listeners(ctx.events, {
      ThemeChange: 'theme', WindowResize: 'resize', AppShow: 'app-show', AppHide: 'app-hide', Error: 'error', PageNotFound: 'page-not-found',
      UnhandledRejection: 'rejection', KeyboardHeightChange: 'keyboard', MemoryWarning: 'memory', NeedPrivacyAuthorization: 'privacy',
      UserCaptureScreen: 'capture', MenuButtonBoundingClientRectWeightChange: 'menu-button', LazyLoadError: 'lazy-load'
    })
  }
}
