// @ts-check
// hover-class: a class of the page while a finger rests on the element.

/**
 * The class names as they stand in the document: with the prefix of the component that owns the element.
 * @param {any} component glass-easel element
 * @param {import('../context.mjs').Context} ctx
 * @param {string} names
 */
export function scopedNames(component, ctx, names) {
  const list = String(names || '').split(/\s+/).filter(Boolean)
  const owner = component.ownerShadowRoot?.getHostNode().is
  const scope = ctx.app.components[owner]?.scope
  return scope ? [...list, ...list.map((n) => `${scope}--${n}`)] : list
}

/** @param {import('./index.mjs').Host} host */
export function connectHover(host) {
  const { el } = host
  let timer = 0
  const names = () => {
    const { hoverClass, disabled } = host.data()
    return !hoverClass || hoverClass === 'none' || disabled ? [] : scopedNames(host.component, host.ctx, hoverClass)
  }
  const leave = () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => el.classList.remove(...names()), host.data().hoverStayTime)
  }
  el.addEventListener('pointerdown', () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => el.classList.add(...names()), host.data().hoverStartTime)
  })
  for (const type of ['pointerup', 'pointercancel', 'pointerleave']) el.addEventListener(type, leave)
}
