// @ts-check
// Adds to the adapter's SelectorQuery what WeChat has besides: fields({node: true}) and node(), which canvas 2d needs.

/** @param {any} result @returns {any} */
function withNode(result) {
  if (Array.isArray(result)) return result.map(withNode)
  if (!result?.context) return result
  const host = result.context
  const canvas = host.querySelector?.('canvas')
  result.node = canvas ? canvasNode(canvas) : host
  delete result.context
  return result
}

/** @param {any} canvas @returns {any} the canvas with the few methods that a browser's lacks */
export function canvasNode(canvas) {
  canvas.createImage = canvas.createImage || (() => new Image())
  canvas.requestAnimationFrame = canvas.requestAnimationFrame || ((/** @type {FrameRequestCallback} */ f) => requestAnimationFrame(f))
  canvas.cancelAnimationFrame = canvas.cancelAnimationFrame || ((/** @type {number} */ id) => cancelAnimationFrame(id))
  return canvas
}

/** @param {any} adapter */
export function patchSelectorQuery(adapter) {
  const query = adapter.component.ComponentCaller.prototype.createSelectorQuery.call({})
  const proto = Object.getPrototypeOf(query.select('x'))
  const fields = proto.fields
  proto.fields = function (/** @type {any} */ wanted, /** @type {any} */ done) {
    if (!wanted.node) return fields.call(this, wanted, done)
    return fields.call(this, { ...wanted, context: true }, (/** @type {any} */ r) => {
      const all = withNode(r)
      if (done) done(all)
    })
  }
  proto.node = function (/** @type {any} */ done) {
    return this.fields({ node: true }, done)
  }
}
