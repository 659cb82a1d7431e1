// @ts-check
// zh or en for the pages around the mini-program; the choice is kept.

const KEY = 'site:language'

/** @returns {'zh' | 'en'} */
export function language() {
  const kept = localStorage.getItem(KEY)
  if (kept === 'zh' || kept === 'en') return kept
  return /^zh/.test(navigator.language) ? 'zh' : 'en'
}

/** @param {'zh' | 'en'} choice */
export function keepLanguage(choice) {
  localStorage.setItem(KEY, choice)
}

/** Fills every element that carries both texts. @param {'zh' | 'en'} choice */
export function fillTexts(choice) {
  document.documentElement.lang = choice === 'zh' ? 'zh-CN' : 'en'
  for (const el of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-zh]'))) {
    el.textContent = el.dataset[choice] || ''
  }
}
