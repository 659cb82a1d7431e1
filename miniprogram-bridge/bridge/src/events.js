// @ts-check
/* A minimal event emitter. A listener that throws is reported and does not stop the others or the work that emitted. */
'use strict'

/** @param {(error: any) => void} [report] */
function createEvents(report) {
  /** @type {Object<string, Function[]>} */
  const listeners = {}

  /** @param {string} event @param {Function} listener @returns {() => void} */
  function on(event, listener) {
    listeners[event] = (listeners[event] || []).concat(listener)
    return function off() {
      listeners[event] = listeners[event].filter((other) => other !== listener)
    }
  }

  /** @param {string} event @param {any} detail */
  function emit(event, detail) {
    (listeners[event] || []).forEach((listener) => {
      try { listener(detail) } catch (error) { if (report) report(error) }
    })
  }

  return { on, emit }
}

module.exports = { createEvents }
