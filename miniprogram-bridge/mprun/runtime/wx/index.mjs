// @ts-check
// Puts wx together and names every access to what is not there.
import { isForeign } from '../../shared/names.mjs'
import { cameraApi } from './camera.mjs'
import { filesApi } from './files.mjs'
import { interfaceApi } from './interface.mjs'
import { Network, networkApi } from './network.mjs'
import { personApi } from './person.mjs'
import { storageApi } from './storage.mjs'
import { systemApi } from './system.mjs'
import { transferApi } from './transfer.mjs'

/**
 * @param {import('../context.mjs').Context} ctx
 * @returns {{wxFor: (path: string) => any, network: Network, names: string[]}}
 */
export function makeWx(ctx) {
  const network = new Network(ctx)
  /** @type {Record<string, any>} */
  const wx = { ...networkApi(ctx, network), ...storageApi(), ...interfaceApi(ctx), ...filesApi(), ...personApi(), ...cameraApi(), ...transferApi(network) }
  Object.assign(wx, systemApi(ctx, () => Object.keys(wx)))
  Object.freeze(wx)
  const told = new Set()
  const strict = new Proxy(wx, {
    get(target, name) {
      if (name in target || typeof name === 'symbol') return target[/** @type {string} */ (name)]
      if (!told.has(name)) ctx.report(`wx.${name} is not available in the runner`)
      told.add(name)
      return undefined
    }
  })
  // Packages probe for newer functions; only our own code must stay with what is here.
  return { wxFor: (path) => (isForeign(path) ? wx : strict), network, names: Object.keys(wx).sort() }
}
