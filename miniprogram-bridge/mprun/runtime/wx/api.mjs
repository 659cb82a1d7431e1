// @ts-check
// The calling convention of wx.*: callbacks or a promise, errMsg `name:ok` or `name:fail why`.

/** Thrown by the work of an API to fail with a text and further members. */
export class ApiFail extends Error {
  /** @param {string} text @param {object} [more] */
  constructor(text, more = {}) {
    super(text)
    this.more = more
  }
}

/**
 * @param {string} name
 * @param {(options: any) => any} work result or promise; a thrown Error becomes `name:fail message`
 * @returns {(options?: any) => Promise<any> | undefined}
 */
export function api(name, work) {
  return (options = {}) => {
    const run = new Promise((resolve) => resolve(work(options))).then(
      (result) => ({ ...result, errMsg: `${name}:ok` }),
      (error) => {
        const failure = { ...error.more, errMsg: `${name}:fail ${error.message}` }
        throw failure
      }
    )
    if (!options.success && !options.fail && !options.complete) return run
    run.then((result) => {
      options.success?.(result)
      options.complete?.(result)
    }, (failure) => {
      options.fail?.(failure)
      options.complete?.(failure)
    })
    return undefined
  }
}

/** @param {Record<string, (options: any) => any>} table @returns {Record<string, any>} */
export function apis(table) {
  return Object.fromEntries(Object.entries(table).map(([name, work]) => [name, api(name, work)]))
}

/** The synchronous form: throws an Error whose message is the errMsg. @param {string} name @param {(...args: any[]) => any} work */
export function sync(name, work) {
  return (/** @type {any[]} */ ...args) => {
    try {
      return work(...args)
    } catch (error) {
      throw new Error(`${name}:fail ${/** @type {Error} */ (error).message}`)
    }
  }
}

/** onX/offX pairs. @param {import('../context.mjs').Emitter} events @param {Record<string, string>} pairs suffix → event */
export function listeners(events, pairs) {
  return Object.fromEntries(Object.entries(pairs).flatMap(([suffix, type]) => [
    [`on${suffix}`, (/** @type {Function} */ f) => events.on(type, f)],
    [`off${suffix}`, (/** @type {Function} */ f) => events.off(type, f)]
  ]))
}
