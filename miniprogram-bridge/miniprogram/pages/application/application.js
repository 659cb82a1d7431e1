// @ts-check
/* One application: filled in, its form fetched, the stamped page uploaded, handed in; then its state, taken back or handed in again. */
'use strict'

const app = require('../../services/app')
const applying = require('../../services/applying')
const people = require('../../services/people')
const settings = require('../../services/settings')
const evidence = require('../../services/evidence')
const uploads = require('../../services/uploads')
const { screen } = require('../../utils/screen')

/** Where the server's issues belong; others stand on top. */
const PLACES = { '/enterprise_name': 'enterprise_name', '/uscc': 'uscc', '/legal_name': 'legal_name', '/legal_id_type': 'legal_id_type', '/name': 'name', '/id_type': 'id_type',
  '/id_number': 'number', '/modules': 'modules', '/ends_on': 'ends_on', '/stamped_file': 'stamped_file', '/licence_file': 'licence_file' }

screen({
  words: ['applying', 'people'],
  needs: 'account',
  title: 'applying.one',
  data: { drawn: false, editable: false, draft: {}, shown: null, masked: '', phone: '', kinds: [], documents: [], legalDocuments: [], modules: [], files: {}, facts: [], papers: [], mayRemove: false, at: {}, hint: '', offline: false, failure: '', busy: '', working: false, saved: '' },

  onLoad(/** @type {any} */ query) {
    this.query = query
    /** @type {Object<string, any>} the server's rows of files by id */
    this.files = {}
  },
  async open() {
    this.setData({ failure: '' })
    try {
      const id = this.query.id
      this.setData({ offline: false })
      if (id) this.take(await this.waitFor(settings.say('applying.waiting'), () => this.read(id)))
      else this.take(null)
    } catch (error) {
      this.setData({ offline: /** @type {any} */ (error).code === 'OFFLINE' })
      this.fail(error)
    }
  },
  /** Back from a sign-in. */
  again() {
    if (this.data.drawn) this.clearFailure()
    else return this.open()
  },
  /** @param {string} id */
  async read(id) {
    const { api } = app.bridge()
    const [one, files] = await Promise.all([api.application(id), api.ownFiles()])
    files.items.forEach((/** @type {any} */ file) => { this.files[file.id] = file })
    return one
  },
  /** @param {any} one of the server, null: not there yet */
  take(one) {
    this.one = one
    const editable = !one || applying.OPEN.indexOf(one.state) >= 0
    const kept = editable ? applying.kept(one ? one.id : '') : null
    this.draft = Object.assign(applying.draftOf(one), kept)
    this.setData({ editable, at: {}, hint: '' })
    this.draw()
    if (this.draft.uscc) this.checkCode()
  },
  draw() {
    const { draft, one } = this
    const pick = (/** @type {string[]} */ list, /** @type {string} */ start, /** @type {(id: string) => boolean} */ on) => list.map((id) => ({ id, label: people.word(start, id), on: on(id) }))
    const file = (/** @type {string} */ name) => (draft[name] ? (this.files[draft[name]] || {}).name || settings.say('applying.file') : '')
    this.setData({
      drawn: true, draft, shown: one ? applying.view(one) : null, masked: (one && one.id_number) || '', phone: (one && one.phone) || '',
      kinds: pick(applying.KINDS, 'applying.kind_', (id) => draft.kind === id), documents: pick(applying.DOCUMENTS, 'people.id_', (id) => draft.id_type === id),
      legalDocuments: pick(applying.DOCUMENTS, 'people.id_', (id) => draft.legal_id_type === id), modules: pick(applying.MODULES, 'people.module_', (id) => draft.modules.indexOf(id) >= 0),
      facts: one ? applying.facts(one) : [], mayRemove: Boolean(one) && applying.DELETABLE.indexOf(one.state) >= 0, papers: applying.FILES.filter((name) => draft[name]).map((name) => ({ name, label: settings.say('applying.' + name), text: file(name) })),
      files: { stamped_file: file('stamped_file'), licence_file: file('licence_file') }
    })
  },

  /** Kept on the device with each change. @param {any} change @param {string} place */
  change(change, place) {
    this.draft = Object.assign({}, this.draft, change)
    this.dirty = true
    applying.keep(this.one ? this.one.id : '', this.draft)
    this.setData({ ['at.' + place]: '', failure: '', saved: '' })
    this.draw()
  },
  onInput(/** @type {any} */ event) {
    const { name } = event.currentTarget.dataset
    this.change({ [name]: event.detail.value }, name)
    if (name === 'uscc') this.checkCode()
  },
  /** While typing, by the core. */
  async checkCode() {
    const text = this.draft.uscc || ''
    const answer = text ? await app.bridge().core.ask({ op: 'check_ids', ids: [{ kind: 'uscc', text }] }).catch(() => ({ issues: [] })) : { issues: [] }
    if (this.gone || text !== (this.draft.uscc || '')) return
    const issue = (answer.issues || [])[0]
    this.setData({ 'at.uscc': issue && issue.severity === 'error' ? settings.pick(issue) : '', hint: issue && issue.severity !== 'error' ? settings.pick(issue) : '' })
  },
  onChoose(/** @type {any} */ event) {
    const { name, id } = event.currentTarget.dataset
    this.change({ [name]: id }, name)
  },
  onModule(/** @type {any} */ event) {
    const { id } = event.currentTarget.dataset
    const had = this.draft.modules.indexOf(id) >= 0
    this.change({ modules: applying.MODULES.filter((one) => (one === id ? !had : this.draft.modules.indexOf(one) >= 0)) }, 'modules')
  },
  onEnd(/** @type {any} */ event) {
    this.change({ ends_on: event.detail.value }, 'ends_on')
  },
  onForever() {
    this.change({ ends_on: '' }, 'ends_on')
  },

  /** On the server as it stands; needed before the form can be made. */
  async save() {
    const { api } = app.bridge()
    const before = this.one ? this.one.id : ''
    if (this.one && !this.dirty) return this.one
    const body = applying.content(this.draft)
    const one = this.one ? await api.putApplication(this.one.id, this.one.etag, body) : await api.createApplication(body)
    applying.forget(before)
    this.dirty = false
    this.draft.number = ''
    this.query = { id: one.id }
    this.take(one)
    return one
  },
  onSave() {
    return this.run(async () => {
      await this.save()
      this.setData({ saved: settings.say('applying.saved') })
    })
  },
  /** The page to be stamped, in WeChat's own viewer: from there it is printed or sent on. */
  onForm() {
    return this.run(async () => {
      const one = await this.save()
      await uploads.show((await app.bridge().api.applicationForm(one.id)).path, 'pdf')
    })
  },
  async onUpload(/** @type {any} */ event) {
    const { name } = event.currentTarget.dataset
    await this.run(async () => {
      const file = await uploads.pick(evidence.PAPERS)
      if (!file) return
      const large = evidence.tooLarge(file.size)
      if (large) return this.setData({ ['at.' + name]: large })
      const stored = await app.bridge().api.uploadOwnFile(file).catch((/** @type {any} */ error) => {
        throw Object.assign(error, { place: name })
      })
      this.files[stored.id] = stored
      this.change({ [name]: stored.id }, name)
      await this.save()
    })
  },
  async onLook(/** @type {any} */ event) {
    const { name } = event.currentTarget.dataset
    const id = this.draft[name]
    await this.run(() => uploads.look((copy) => app.bridge().api.ownFile(id, copy), (this.files[id] || {}).type || 'pdf'))
  },
  onDrop(/** @type {any} */ event) {
    const { name } = event.currentTarget.dataset
    this.change({ [name]: '' }, name)
  },
  async onSubmit() {
    if (this.data.working) return
    await applying.askForNotice()
    return this.run(async () => {
      const one = await this.save()
      this.take(await app.bridge().api.submitApplication(one.id, one.etag))
      wx.pageScrollTo({ scrollTop: 0, duration: 200 })
    })
  },
  /** A draft or what was taken back goes, and the papers that nothing else wants with it. */
  async onRemove() {
    const sure = await wx.showModal({ title: settings.say('applying.remove'), content: settings.say('applying.remove_line'), confirmText: settings.say('applying.remove_yes'), cancelText: settings.say('common.cancel') })
    if (!sure.confirm) return
    await this.run(async () => {
      const { api } = app.bridge()
      await api.removeApplication(this.one.id, this.one.etag)
      applying.forget(this.one.id)
      await Promise.all(applying.FILES.filter((name) => this.one[name]).map((name) => api.removeOwnFile(this.one[name]).catch(() => null)))
      wx.navigateBack()
    })
  },
  async onWithdraw() {
    const sure = await wx.showModal({ title: settings.say('applying.withdraw'), content: settings.say('applying.withdraw_line'), confirmText: settings.say('applying.withdraw'), cancelText: settings.say('common.cancel') })
    if (!sure.confirm) return
    await this.run(async () => this.take(await app.bridge().api.withdrawApplication(this.one.id, this.one.etag)))
  },
  /** Approved: the enterprise is there from the next look on. */
  onEnter() {
    return this.run(async () => {
      const { session } = app.bridge()
      await session.refresh()
      wx.reLaunch({ url: session.signedIn() && session.enterprise() ? '/pages/home/home' : '/pages/signin/signin' })
    })
  },

  /** @param {() => Promise<any>} work */
  async run(work) {
    if (this.data.working) return
    this.setData({ working: true, failure: '', saved: '' })
    try {
      await this.waitFor(settings.say('applying.working'), work)
    } catch (error) {
      this.refused(/** @type {any} */ (error))
    } finally {
      if (!this.gone) this.setData({ working: false })
    }
  },
  /** Each issue at its place, else on top. @param {any} error */
  refused(error) {
    /** @type {any} */
    const at = {}
    const left = (error.issues || []).filter((/** @type {any} */ one) => {
      const place = error.place || /** @type {any} */ (PLACES)[one.path]
      if (place) at[place] = settings.pick(one)
      return !place
    })
    if (Object.keys(at).length) this.setData({ at: Object.assign({}, this.data.at, at), failure: settings.say('applying.incomplete') })
    this.goToMistake(Object.keys(PLACES).map((path) => /** @type {any} */ (PLACES)[path]), at)
    if (left.length) this.fail(Object.assign(error, { zh: left[0].zh, en: left[0].en }))
    else if (!Object.keys(at).length) this.fail(error)
  },
  dressed() {
    if (this.draft) this.draw()
  }
})
