// @ts-check
// On a phone setData crosses a process border as JSON. Here nothing crosses anything, so the same loss is made visible:
// what JSON cannot carry is an error, and the page gets a copy.

/**
 * @param {any} value
 * @param {string} path
 * @param {string[]} found one text per value that JSON would lose
 */
export function findLosses(value, path, found) {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) found.push(`${path} is ${value}`)
  } else if (typeof value !== 'object') found.push(`${path} is ${typeof value}`)
  else if (Array.isArray(value)) value.forEach((v, i) => findLosses(v, `${path}[${i}]`, found))
  else {
    const proto = Object.getPrototypeOf(value)
    if (proto !== Object.prototype && proto !== null) found.push(`${path} is a ${proto.constructor?.name || 'special object'}`)
    else for (const key of Object.keys(value)) findLosses(value[key], path ? `${path}.${key}` : key, found)
  }
}

/**
 * @param {any} data
 * @param {string} where
 * @param {(text: string) => void} report
 */
export function throughJson(data, where, report) {
  /** @type {string[]} */
  const found = []
  try {
    findLosses(data, '', found)
    for (const text of found) report(`${where}: data.${text}: JSON cannot carry it`)
    return JSON.parse(JSON.stringify(data))
  } catch (error) {
    report(`${where}: ${/** @type {Error} */ (error).message}`)
    return {}
  }
}
