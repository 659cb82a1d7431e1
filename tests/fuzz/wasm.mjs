// @ts-check
// The wasm side of the fuzz tests: one compiled module, a fresh instance whenever a test wants a fresh core.
export class Wasm {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.module = new WebAssembly.Module(bytes)
    this.renew()
  }

  renew() {
    this.exports = /** @type {any} */ (new WebAssembly.Instance(this.module, {}).exports)
    this.exports._initialize()
  }

  /** The answer, or the negative status. @param {Uint8Array} envelope @returns {Buffer | number} */
  call(envelope) {
    const { th_io, th_call, memory } = this.exports
    new Uint8Array(memory.buffer, th_io(), envelope.length).set(envelope)
    const length = th_call(envelope.length)
    return length < 0 ? length : Buffer.from(new Uint8Array(memory.buffer, th_io(), length))
  }
}
