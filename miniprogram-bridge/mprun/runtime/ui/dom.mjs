// @ts-check
// Small helpers to make elements, and the layer above the pages on which the runner draws dialogs.

/**
 * @param {string} tag
 * @param {string} className
 * @param {...(Node | string)} children
 */
export function make(tag, className, ...children) {
  const el = document.createElement(tag)
  el.className = className
  el.append(...children)
  return el
}

/** @param {string} text @param {string} className @param {() => void} press */
export function makeButton(text, className, press) {
  const button = /** @type {HTMLButtonElement} */ (make('button', className, text))
  button.type = 'button'
  button.addEventListener('click', press)
  return button
}

export function layer() {
  let el = document.querySelector('.mp-layer')
  if (!el) {
    el = make('div', 'mp-layer')
    document.body.append(el)
  }
  return el
}
