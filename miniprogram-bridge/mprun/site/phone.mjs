// @ts-check
// The phone frame: switches that act on the mini-program inside the iframe through its tester's object.
import { fillTexts, language } from './language.mjs'

const screen = /** @type {HTMLIFrameElement} */ (document.getElementById('screen'))
const state = /** @type {HTMLElement} */ (document.getElementById('state'))
const byId = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (document.getElementById(id))
const radios = (/** @type {string} */ name) => /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll(`input[name=${name}]`))
const TEXT = {
  zh: { online: '已联网', offline: '飞行模式：除提交外都可用' },
  en: { online: 'Online', offline: 'Flight mode: everything but submitting works' }
}

/** @returns {any} */
const run = () => /** @type {any} */ (screen.contentWindow).__mprun__

function showState() {
  state.textContent = TEXT[language()][byId('offline').checked ? 'offline' : 'online']
}

/** Shows what the mini-program has, which keeps its switches over a reload. */
function readSwitches() {
  const m = run()
  if (!m) return
  byId('offline').checked = m.isOffline()
  byId('dark').checked = m.theme() === 'dark'
  for (const radio of radios('font')) radio.checked = Number(radio.value) === m.fontSize()
  showState()
}

byId('offline').addEventListener('change', (ev) => {
  run().setOffline(/** @type {HTMLInputElement} */ (ev.target).checked)
  showState()
})
byId('dark').addEventListener('change', (ev) => run().setTheme(/** @type {HTMLInputElement} */ (ev.target).checked ? 'dark' : 'light'))
for (const radio of radios('font')) radio.addEventListener('change', () => run().setFontSize(Number(radio.value)))
for (const radio of radios('width')) radio.addEventListener('change', () => document.documentElement.style.setProperty('--phone-width', `${radio.value}px`))
byId('kill').addEventListener('click', () => { screen.src = '../app/' })
/** A low window shows the whole phone, smaller. */
function fit() {
  const tall = 812 + 2 * 13 + 2 * 24
  document.documentElement.style.setProperty('--phone-scale', String(Math.min(1, innerHeight / tall)))
}

screen.addEventListener('load', readSwitches)
addEventListener('resize', fit)
fit()
fillTexts(language())
readSwitches()
