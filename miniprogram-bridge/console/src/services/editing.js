/* A draft under a page's hands: every change is kept on the device at once and calculated at once; the first one makes the draft. */
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import catalog from '../../../miniprogram/services/catalog.js'
import energy from '../../../miniprogram/services/energy.js'
import issueService from '../../../miniprogram/services/issues.js'
import overview from '../../../miniprogram/services/overview.js'
import * as app from './app.js'

const REST_MS = 400

/** Draft and surroundings of any form; without a stored draft it goes on from the live revision. @param {string} id @param {{start: string, end: string}} period */
export async function openForm(id, period) {
  const { api, contexts, drafts } = app.bridge()
  const form = catalog.find('forms', id)
  const key = app.keyOf(id, period)
  const kept = await drafts.open(key)
  const cached = await contexts.fetch(key)
  const ctx = cached ? cached.ctx : {}
  const doc = id === energy.TEMPLATE && ctx.template ? ctx.template : {} /* last year's template goes on */
  const empty = { key, draft_format: 1, form_version: form.version, doc, saved_at: '', edit: 0 }
  if (!kept && !(cached && cached.filing) && form.standing) {
    const before = await overview.standingBefore(id, period.start)
    if (before) return { key, draft: { ...empty, doc: before.doc }, ctx, stored: false, carried: before.year }
  }
  if (kept || !cached || !cached.filing) return { key, draft: kept || empty, ctx, stored: Boolean(kept) }
  const live = await api.filing(cached.filing.id)
  return { key, ctx, stored: false, draft: { ...empty, doc: live.doc, pack: live.pack, base: { filing: live.id, revision: live.revision, etag: live.etag } } }
}

export function useEditing() {
  const draft = shallowRef(null)
  const ctx = shallowRef({})
  const answer = shallowRef(null)
  const saveState = ref('')
  const trouble = shallowRef(null)
  const stored = ref(false)
  const carried = ref('') /* the year whose document a standing form begins with */
  let storing = false
  let rest = 0
  const same = (key) => draft.value && JSON.stringify(key) === JSON.stringify(draft.value.key)
  const issues = computed(() => (draft.value && answer.value ? issueService.view(answer.value.issues || [], draft.value) : []))
  const counts = computed(() => issueService.count(answer.value ? answer.value.issues || [] : []))

  /** @param {{draft: any, ctx: any, stored: boolean}} got */
  function take(got) {
    draft.value = got.draft
    ctx.value = got.ctx
    stored.value = got.stored
    carried.value = got.carried || ''
    saveState.value = got.stored ? app.bridge().drafts.saveState(got.draft.key) : ''
    calculate()
  }

  /** @param {any} change doc, overrides (null: none) */
  function change(change) {
    if (stored.value) draft.value = app.bridge().drafts.change(draft.value.key, change)
    else {
      draft.value = { ...draft.value, ...change }
      storeFirst()
    }
    calculate()
  }

  /** Changes that come while the draft is being made follow it. */
  async function storeFirst() {
    if (storing) return
    storing = true
    try {
      await energy.store(draft.value)
      stored.value = true
      const { doc, overrides } = draft.value
      draft.value = app.bridge().drafts.change(draft.value.key, { doc, overrides: overrides || null })
    } catch (error) {
      trouble.value = error
    } finally {
      storing = false
    }
  }

  /** On the device the answer is there at once, else the server gives it after a short rest. */
  function calculate() {
    const more = { receipt: false, display: true, ctx: ctx.value }
    const wasm = app.bridge().core.state() === 'wasm'
    const run = () => energy.evaluate(draft.value, more, (got, error) => {
      trouble.value = error || null
      if (got) answer.value = got
    })
    clearTimeout(rest)
    if (wasm) run()
    else rest = setTimeout(run, REST_MS)
  }

  /** @returns {Promise<any>} the outbox's entry */
  async function submit() {
    if (!stored.value) await energy.store(draft.value)
    stored.value = true
    return app.bridge().outbox.submit(draft.value.key)
  }

  const fix = (issue) => change(issueService.fixed(draft.value, issue.fix))
  const reason = (issue, text) => change({ doc: issueService.confirmed(draft.value.doc, issue, text) })
  const ends = [
    app.bridge().on('draft', (now) => {
      if (!same(now.key)) return
      saveState.value = now.state
      if (now.error) trouble.value = now.error
    }),
    app.bridge().on('core', () => { if (draft.value) calculate() })
  ]
  onScopeDispose(() => { clearTimeout(rest); ends.forEach((end) => end()) })

  return { draft, ctx, answer, issues, counts, saveState, stored, carried, trouble, take, change, submit, fix, reason }
}
