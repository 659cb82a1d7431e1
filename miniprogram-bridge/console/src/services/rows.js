/* Rows of the energy report in detail: what the drawer edits, and the changes of the draft that follow. */
import { computed, ref } from 'vue'
import catalog from '../../../miniprogram/services/catalog.js'
import energy from '../../../miniprogram/services/energy.js'
import months from '../../../miniprogram/utils/months.js'
import * as settings from './settings.js'

const HIDDEN = months.CELLS.concat('carrier')

/** A list of the document without members that are empty. @param {any} doc @param {string} kind @param {any[]} rows */
function withList(doc, kind, rows) {
  const next = { ...doc, [kind]: rows }
  if (!rows.length) delete next[kind]
  return next
}

/** @param {ReturnType<import('./editing.js').useEditing>} work @param {() => any} template */
export function useRows(work, template) {
  const editing = ref(null) /* {kind: 'energy', id, carrier} or {kind: 'process' | 'spans', at, calm} */
  const told = ref('')
  const rowsNow = () => energy.rows(work.draft.value.doc, template())

  function energyRow({ id, carrier }) {
    const row = rowsNow().find((one) => one.id === id)
    if (!row) return null
    const known = catalog.find('carriers', carrier) || {}
    const overrides = work.draft.value.overrides || []
    const at = overrides.findIndex((one) => one.carrier === carrier)
    const form = catalog.find('forms', energy.FORM)
    return {
      id, title: settings.say('grid.row_settings', { name: row.label }), fields: catalog.field(energy.FORM, 'energy').fields, value: row.line, path: `/doc/energy/${row.index}`, removable: row.index >= 0, told: told.value,
      hide: HIDDEN.concat((known.flows || []).length > 1 ? [] : 'flow', (known.classes || []).length ? [] : 'class'),
      own: { fields: form.overrides || [], value: at < 0 ? {} : overrides[at], path: `/overrides/${at < 0 ? overrides.length : at}` }
    }
  }
  function listRow({ kind, at, calm }) {
    const value = (work.draft.value.doc[kind] || [])[at]
    const field = catalog.field(energy.FORM, kind)
    return value && { id: `${kind}${at}`, title: settings.pick(field, 'label'), fields: field.fields, value, path: `/doc/${kind}/${at}`, hide: [], removable: true, calm }
  }
  const row = computed(() => {
    const now = editing.value
    if (!now || !work.draft.value) return null
    return now.kind === 'energy' ? energyRow(now) : listRow(now)
  })
  const visible = computed({ get: () => row.value !== null, set: (on) => { if (!on) editing.value = null } })

  /** @param {number} at of the grid */
  function openLine(at) {
    const found = rowsNow()[at]
    told.value = ''
    if (found) editing.value = { kind: 'energy', id: found.id, carrier: found.carrier }
  }
  const open = (kind, at) => { editing.value = { kind, at, calm: false } }

  /** @param {'process' | 'spans'} kind */
  function add(kind) {
    const list = work.draft.value.doc[kind] || []
    const { start, end } = work.draft.value.key
    work.change({ doc: withList(work.draft.value.doc, kind, [...list, kind === 'spans' ? { start, end } : { month: start }]) })
    editing.value = { kind, at: list.length, calm: true }
  }

  /** A row in another unit keeps its amounts: the core converts; where it cannot, nothing changes. @param {any} value */
  function changeLine(value) {
    const { id } = editing.value
    const before = rowsNow().find((one) => one.id === id)
    const others = (work.draft.value.doc.energy || []).filter((one) => energy.idOf(one) !== id)
    told.value = ''
    if (others.some((one) => energy.idOf(one) === energy.idOf(value))) { told.value = settings.say('report.row_exists'); return }
    const line = value.unit !== before.unit ? energy.converted({ ...before, line: value }, value.unit) : value
    if (!line) { told.value = settings.say('report.not_exact', { unit: catalog.symbol(value.unit) }); return }
    work.change({ doc: energy.withLine(work.draft.value.doc, id, line) })
    editing.value = { kind: 'energy', id: energy.idOf(line), carrier: line.carrier }
  }
  function changeList(value) {
    const { kind, at } = editing.value
    const list = [...(work.draft.value.doc[kind] || [])]
    const isOther = kind === 'spans' && value.carrier && list[at].carrier !== value.carrier
    list[at] = isOther ? { ...value, unit: (catalog.find('carriers', value.carrier) || { units: [] }).units[0] } : value
    work.change({ doc: withList(work.draft.value.doc, kind, list) })
  }
  const change = (value) => (editing.value.kind === 'energy' ? changeLine(value) : changeList(value))

  function changeOwn(value) {
    const { carrier } = editing.value
    const own = { ...value, carrier }
    const others = (work.draft.value.overrides || []).filter((one) => one.carrier !== carrier)
    const next = Object.keys(own).length === 1 ? others : [...others, own]
    work.change({ overrides: next.length ? next : null })
  }
  function remove() {
    const { kind, id, at } = editing.value
    const { doc } = work.draft.value
    editing.value = null
    work.change({ doc: kind === 'energy' ? energy.withLine(doc, id, null) : withList(doc, kind, doc[kind].filter((_, i) => i !== at)) })
  }

  /** Rows that can still be added: further carriers, sold energy, classes of electricity. */
  const addable = computed(() => {
    if (!work.draft.value || !settings.lang()) return []
    const taken = rowsNow().map((one) => one.id)
    return catalog.all('carriers').filter((one) => one.offered !== false).flatMap((one) => {
      const line = { carrier: one.id, unit: one.units[0] }
      const label = settings.pick(one, 'label')
      const more = [...(one.flows || []).slice(1).map((flow) => ({ line: { ...line, flow }, label: `${label} · ${catalog.choice('flow', flow)}` })),
        ...(one.classes || []).slice(1).map((name) => ({ line: { ...line, class: name }, label: `${label} · ${catalog.choice('power_class', name)}` }))]
      return [{ line, label }, ...more]
    }).map((one) => ({ ...one, id: energy.idOf(one.line) })).filter((one) => !taken.includes(one.id))
  })
  const addLine = (one) => work.change({ doc: energy.withLine(work.draft.value.doc, one.id, one.line) })

  return { row, visible, openLine, open, add, change, changeOwn, remove, addable, addLine }
}
