// @ts-check
// Registers built-ins, components, pages and their modules on glass-easel. Knows nothing of navigation.
import * as adapter from 'glass-easel-miniprogram-adapter'
import { BUILTINS, registerBuiltins } from './builtins/index.mjs'
import { throughJson } from './guard.mjs'
import { patchSelectorQuery } from './query.mjs'

const { glassEasel } = adapter
const WX_BEHAVIORS = ['wx://form-field', 'wx://form-field-group', 'wx://form-field-button', 'wx://label', 'wx://component-export']

/** A phone takes these without a word. */
const HARMLESS = /^"(aria[A-Z]\w*|role|hidden)" is not a valid property|as for-list is generally for testing/

export class Registry {
  /** @param {import('./context.mjs').Context} ctx @param {any} backend */
  constructor(ctx, backend) {
    this.ctx = ctx
    /** @type {string[]} whose setData is running, inmost last: some warnings do not say whom they mean */
    this.writers = []
    glassEasel.globalOptions.writeIdToDOM = true
    this.listenForTrouble()
    const env = new adapter.MiniProgramEnv()
    this.space = env.createCodeSpace('', true)
    this.space.setOverallBehavior(this.readyBehavior())
    this.associated = env.associateBackend(backend)
    /** @type {Record<string, any>} */
    this.behaviors = {}
    /** @type {any} the constructors of the file that is being registered */
    this.current = null
    /** @type {Map<string, {exports: any}>} */
    this.loaded = new Map()
    this.defineWxBehaviors()
    this.guardSetData()
    patchSelectorQuery(adapter)
    registerBuiltins(this.space, ctx)
  }

  /** glass-easel leaves the ready lifetime to its host. */
  readyBehavior() {
    return this.space.getComponentSpace().defineBehavior({
      lifetimes: {
        attached() {
          const component = /** @type {any} */ (this)._$ || this
          setTimeout(() => component.triggerLifetime('ready', []), 0)
        }
      }
    })
  }

  listenForTrouble() {
    const { ctx } = this
    glassEasel.addGlobalErrorListener((/** @type {any} */ error, method, related) => {
      const where = typeof related === 'string' ? related : related?.is || ''
      ctx.report(`${where} ${method || ''}: ${error?.stack || error}`)
      ctx.events.emit('error', error)
      return false
    })
    glassEasel.addGlobalWarningListener((message, related, element) => {
      const inText = /when preparing behavior "([^"]+)"/.exec(message)?.[1]
      const where = (typeof related === 'string' ? related : related?.is) || inText || this.writers.at(-1) || ''
      const isHarmless = !ctx.isOwn(where) || HARMLESS.test(message)
      const tag = /** @type {any} */ (element)?.is || ''
      if (!isHarmless) ctx.report(`${where}: ${message}${tag ? ` (on ${tag.replace('__builtin/', '')})` : ''}`)
      return false
    })
  }

  /** The adapter takes Behavior objects only; `wx://…` names are mapped to these. */
  defineWxBehaviors() {
    this.space.componentEnv('__builtin/behaviors', ({ Behavior }) => {
      for (const name of WX_BEHAVIORS) this.behaviors[name] = Behavior({})
      this.behaviors['wx://form-field'] = Behavior({ properties: { name: String, value: /** @type {any} */ (null) } })
    })
  }

  guardSetData() {
    const { ctx, writers } = this
    const proto = /** @type {any} */ (adapter.component.ComponentCaller.prototype)
    const set = proto.setData
    proto.setData = function (/** @type {any} */ data, /** @type {any} */ done) {
      const { is } = this._$
      writers.push(is)
      try {
        return set.call(this, ctx.isOwn(is) ? throughJson(data, is, (t) => ctx.report(t)) : data, done)
      } finally {
        writers.pop()
      }
    }
  }

  /** @param {any} definition @param {string} path */
  prepare(definition, path) {
    if (Array.isArray(definition?.behaviors)) {
      definition.behaviors = definition.behaviors.map((/** @type {any} */ b) => {
        if (typeof b !== 'string') return b
        if (!this.behaviors[b]) this.ctx.report(`${path}: behavior ${b} is not known`)
        return this.behaviors[b]
      })
    }
    if (this.ctx.isOwn(path)) {
      if (definition?.options?.styleIsolation) this.ctx.report(`${path}: put styleIsolation into the json file`)
      if (definition?.data) definition.data = throughJson(definition.data, path, (t) => this.ctx.report(t))
    }
    return definition
  }

  /**
   * Page(), Component() and Behavior() act on the file being registered, also when a shared function of another file
   * calls them: so they look at `current` when called.
   */
  constructors() {
    return {
      Page: (/** @type {any} */ d) => this.current.register('Page', d),
      Component: (/** @type {any} */ d) => this.current.register('Component', d),
      Behavior: (/** @type {any} */ d) => this.current.env.Behavior(this.prepare(d, this.current.path))
    }
  }

  /**
   * @param {Record<string, any>} globals App, getApp, getCurrentPages, wxFor(path), WXWebAssembly
   */
  load(globals) {
    this.globals = globals
    const { components } = this.ctx.app
    const builtinUsing = Object.fromEntries(Object.keys(BUILTINS).map((k) => [`wx-${k}`, `/__builtin/${k}`]))
    for (const [path, entry] of Object.entries(components)) {
      const using = { ...builtinUsing, ...entry.json.usingComponents }
      this.space.addComponentStaticConfig(path, { ...entry.json, component: !entry.page, usingComponents: using })
      this.space.addCompiledTemplate(path, { groupList: this.ctx.app.templates, content: this.ctx.app.templates[path] })
      if (entry.scope) this.space.addStyleSheet(path, undefined, entry.scope)
    }
    if (this.ctx.app.modules['app.js']) this.runApp()
    for (const path of Object.keys(components)) this.registerFile(path)
  }

  runApp() {
    try {
      this.requireModule('app.js')
    } catch (error) {
      this.ctx.report(`app.js failed: ${/** @type {Error} */ (error).stack}`)
    }
  }

  /** @param {string} path */
  registerFile(path) {
    this.space.componentEnv(path, (env) => {
      let calls = 0
      const register = (/** @type {'Page' | 'Component'} */ kind, /** @type {any} */ definition) => {
        calls++
        return /** @type {any} */ (env[kind])(this.prepare(definition, path))
      }
      this.current = { path, env, register }
      try {
        this.requireModule(`${path}.js`)
        if (calls !== 1) this.ctx.report(`${path}.js called Page() or Component() ${calls} times`)
      } catch (error) {
        this.ctx.report(`${path}.js failed to register: ${/** @type {Error} */ (error).stack}`)
      }
      this.current = null
    })
  }

  /** @param {string} rel @returns {any} */
  requireModule(rel) {
    const known = this.loaded.get(rel)
    if (known) return known.exports
    const [run, deps] = this.ctx.app.modules[rel]
    const module = { exports: {} }
    this.loaded.set(rel, module)
    const require = (/** @type {string} */ name) => {
      if (!deps[name]) throw new Error(`module '${name}' is not defined, required from ${rel}`)
      return this.requireModule(deps[name])
    }
    const { Page, Component, Behavior } = this.constructors()
    const { App, getApp, getCurrentPages, wxFor, WXWebAssembly } = /** @type {any} */ (this.globals)
    run.call(module.exports, require, module, module.exports, Page, Component, Behavior, App, getApp, getCurrentPages, wxFor(rel), WXWebAssembly, {})
    return module.exports
  }
}
