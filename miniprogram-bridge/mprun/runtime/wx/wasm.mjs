// @ts-check
// WXWebAssembly: a path inside the package only, `.wasm` or `.wasm.br`, nothing but instantiate and the memory classes.

/** @param {import('../context.mjs').Context} ctx */
export function wxWebAssembly(ctx) {
  return {
    Memory: WebAssembly.Memory,
    Table: WebAssembly.Table,
    Global: WebAssembly.Global,
    /** @param {string} path @param {WebAssembly.Imports} [imports] */
    async instantiate(path, imports) {
      if (typeof path !== 'string' || !/\.wasm(\.br)?$/.test(path) || /^[a-z]+:/i.test(path)) {
        throw new TypeError(`WebAssembly.instantiate: not support ${typeof path === 'string' ? path : typeof path}: a path inside the package is needed`)
      }
      const bare = path.replace(/\.br$/, '')
      if (!ctx.app.files[bare.replace(/^\//, '')]) throw new Error(`WXWebAssembly.instantiate: file not found ${path}`)
      const response = await fetch(ctx.fileUrl(bare))
      if (!response.ok) throw new Error(`WXWebAssembly.instantiate: ${path} answered ${response.status}`)
      const { instance } = await WebAssembly.instantiate(await response.arrayBuffer(), imports)
      return { instance }
    }
  }
}
