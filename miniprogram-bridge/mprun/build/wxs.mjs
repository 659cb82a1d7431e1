// @ts-check
// What WXS means and JavaScript does not: `x.constructor` is a type name there. Pure text work.

/**
 * `x.constructor === 'Array'` compares with a name in WXS; the rewritten source does the same in JavaScript, and also
 * answers for undefined and null as WXS does (no throw).
 * @param {string} code
 */
export function fixWxs(code) {
  return code.replace(/\.constructor\b/g, '?.constructor?.name')
}

/** @param {string} code @returns {string[]} what it requires */
export function wxsRequires(code) {
  return [...code.matchAll(/\brequire\(\s*(['"])([^'"]+)\1\s*\)/g)].map((m) => m[2])
}
