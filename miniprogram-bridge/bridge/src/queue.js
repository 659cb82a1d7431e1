// @ts-check
/* Runs at most `limit` jobs at a time, in the order in which they came. */
'use strict'

/** @param {number} limit */
function createQueue(limit) {
  let running = 0
  /** @type {(() => void)[]} */
  const waiting = []

  function next() {
    const start = running < limit ? waiting.shift() : undefined
    if (start) start()
  }

  /** @template T @param {() => Promise<T>} job @returns {Promise<T>} */
  function run(job) {
    return new Promise((resolve, reject) => {
      waiting.push(() => {
        running++
        const end = () => { running--; next() }
        job().then((value) => { end(); resolve(value) }, (error) => { end(); reject(error) })
      })
      next()
    })
  }

  return { run }
}

module.exports = { createQueue }
