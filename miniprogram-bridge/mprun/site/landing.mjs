// @ts-check
// The landing page: its only behaviour is the language.
import { fillTexts, keepLanguage, language } from './language.mjs'

const button = /** @type {HTMLButtonElement} */ (document.getElementById('language'))

function show() {
  const now = language()
  fillTexts(now)
  button.textContent = now === 'zh' ? 'English' : '中文'
  button.lang = now === 'zh' ? 'en' : 'zh-CN'
}

button.addEventListener('click', () => {
  keepLanguage(language() === 'zh' ? 'en' : 'zh')
  show()
})
show()
