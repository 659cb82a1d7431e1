// @ts-check
// rpx and vh, the two lengths that mean something else in a mini-program than in the browser's window.

const LENGTH = /(-?(?:\d+\.?\d*|\.\d+))(rpx|vh)\b/g

/**
 * `--mp-rpx` and `--mp-vh` are set by base.css: rpx stops growing at RPX_MAX_WIDTH, vh leaves out the navigation bar.
 * @param {string} value
 */
export function fixLengths(value) {
  if (!/\d(rpx|vh)\b/.test(value)) return value
  return value.replace(LENGTH, (_, number, unit) => `calc(${Number(number)} * var(--mp-${unit}))`)
}
