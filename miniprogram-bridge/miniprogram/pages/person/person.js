// @ts-check
/* One agent: added with name, phone and document, or changed in what he may do and until when. Numbers are judged by the core, the rest by the server. */
'use strict'

const app = require('../../services/app')
const people = require('../../services/people')
const settings = require('../../services/settings')
const { screen } = require('../../utils/screen')

const MODULES = ['filing', 'people']
const DOCUMENTS = ['resident_id', 'passport', 'travel_permit']
/** The core checks the numbers of these. */
const CHECKED = { resident_id: 'resident_id' }

screen({
  words: ['people'],
  needs: 'member',
  title() {
    return settings.say(/** @type {any} */ (this).query && /** @type {any} */ (this).query.id ? 'people.change_title' : 'people.new_title')
  },
  data: { id: '', name: '', phone: '', number: '', documents: [], document: DOCUMENTS[0], modules: [], endsOn: '', at: {}, failure: '', busy: '', working: false, drawn: false },

  onLoad(/** @type {any} */ query) {
    this.query = query
  },
  open() {
    if (this.query.id) wx.setNavigationBarTitle({ title: settings.say('people.change_title') })
    const one = this.query.id ? people.passed(this.query.id) : null
    if (this.query.id && !one) return wx.navigateBack()
    this.chosen = one ? one.modules.slice() : [MODULES[0]]
    this.state = one ? one.state : ''
    this.setData({ id: one ? one.id : '', name: one ? one.name : '', phone: one ? one.phone || '' : '', endsOn: (one && one.ends_on) || '' })
    this.draw()
  },
  draw() {
    this.setData({
      drawn: true, documents: DOCUMENTS.map((id) => ({ id, label: people.word('people.id_', id) })),
      modules: MODULES.map((id) => ({ id, label: people.word('people.module_', id), on: this.chosen.indexOf(id) >= 0 }))
    })
  },

  onInput(/** @type {any} */ event) {
    const { name } = event.currentTarget.dataset
    this.setData({ [name]: event.detail.value, ['at.' + name]: '', failure: '' })
  },
  onDocument(/** @type {any} */ event) {
    this.setData({ document: event.currentTarget.dataset.id, 'at.number': '' })
  },
  onModule(/** @type {any} */ event) {
    const { id } = event.currentTarget.dataset
    this.chosen = this.chosen.indexOf(id) >= 0 ? this.chosen.filter((/** @type {string} */ one) => one !== id) : MODULES.filter((one) => one === id || this.chosen.indexOf(one) >= 0)
    this.setData({ 'at.modules': '' })
    this.draw()
  },
  onEnd(/** @type {any} */ event) {
    this.setData({ endsOn: event.detail.value, 'at.endsOn': '' })
  },
  onForever() {
    this.setData({ endsOn: '', 'at.endsOn': '' })
  },

  /** What is wrong before the server is asked, by field. */
  async wrong() {
    const { name, phone, number, document } = this.data
    const asked = [{ kind: 'mobile', text: phone }].concat(/** @type {any} */ (CHECKED)[document] ? [{ kind: /** @type {any} */ (CHECKED)[document], text: number }] : [])
    const answer = await app.bridge().core.ask({ op: 'check_ids', ids: /** @type {any} */ (asked) })
    const issue = (/** @type {number} */ i) => settings.pick((answer.issues || []).filter((/** @type {any} */ one) => one.severity === 'error' && one.path.indexOf('/ids/' + i + '/') === 0)[0])
    const at = { name: name.trim() ? '' : settings.say('people.need_name'), phone: issue(0), number: number ? (asked.length > 1 ? issue(1) : '') : settings.say('people.need_number'), modules: this.chosen.length ? '' : settings.say('people.need_modules'), endsOn: '' }
    return at
  },
  async onSave() {
    if (this.data.working) return
    this.setData({ working: true, failure: '' })
    try {
      const at = this.data.id ? { modules: this.chosen.length ? '' : settings.say('people.need_modules') } : await this.wrong()
      this.setData({ at })
      if (Object.keys(at).some((name) => /** @type {any} */ (at)[name])) return this.goToMistake(Object.keys(at), at)
      await this.waitFor(settings.say('people.working'), () => this.store())
      wx.showToast({ title: settings.say(this.data.id ? 'people.changed' : 'people.added', { name: this.data.name.trim() }), icon: 'none' })
      wx.navigateBack()
    } catch (error) {
      this.refused(/** @type {any} */ (error))
    } finally {
      this.setData({ working: false })
    }
  },
  store() {
    const { api, session } = app.bridge()
    const enterprise = session.enterprise()
    const { id, name, phone, number, document, endsOn } = this.data
    const scope = Object.assign({ modules: this.chosen }, endsOn && { ends_on: endsOn })
    const where = enterprise ? enterprise.id : ''
    if (id) return api.changePerson(where, id, Object.assign({ state: this.state }, scope))
    return api.addPerson(where, Object.assign({ name: name.trim(), phone, id_type: document, id_number: number }, scope))
  },
  /** Each issue at its field, else on top. @param {any} error */
  refused(error) {
    const places = /** @type {any} */ ({ '/name': 'name', '/phone': 'phone', '/id_number': 'number', '/modules': 'modules', '/ends_on': 'endsOn' })
    /** @type {any} */
    const at = {}
    const left = (error.issues || []).filter((/** @type {any} */ one) => {
      const name = places[one.path]
      if (name) at[name] = settings.pick(one)
      return !name
    })
    this.setData({ at })
    this.goToMistake(Object.keys(at), at)
    if (left.length) this.fail(Object.assign(error, { zh: left[0].zh, en: left[0].en }))
    else if (!Object.keys(at).length) this.fail(error)
  },
  dressed() {
    if (this.data.drawn) this.draw()
  }
})
