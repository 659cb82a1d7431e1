/* A stand-in for the wasm module behind the very same border (th_abi, th_io, th_io_cap, th_call over one buffer), for the tests of
 * everything around the core. Its arithmetic is a toy; the loader's own test runs the real module. */
import { createHash } from 'node:crypto'

const sha = (text) => createHash('sha256').update(text).digest('hex')

/** One toy core: `packs` maps a pack id to its factor, `rules` is its rules number. */
export class FakeCore {
  constructor({ packs = { 'P-1': 2n }, rules = 1, formats = 2 } = {}) {
    Object.assign(this, { packs: { ...packs }, rules, formats, calls: 0 })
  }

  newest() { return Object.keys(this.packs).pop() }

  calculate(e) {
    const pack = e.pack ?? this.newest()
    if (this.packs[pack] === undefined) return { ok: false, issues: [issue('PACK_UNKNOWN', 'error', '/pack')] }
    const rows = e.doc.energy || []
    const issues = rows.flatMap((row, i) => (/^[0-9]+$/.test(row.m01 || '0') ? [] : [issue('TYPE', 'error', `/doc/energy/${i}/m01`)]))
    const answered = (e.doc.confirmations || []).some((one) => one.code === 'RANGE')
    if (rows.some((row) => (row.m01 || '').length > 6)) issues.push({ ...issue('RANGE', 'confirm', '/doc/energy/0/m01'), ...(answered && { answered }) })
    if (issues.some((one) => one.severity === 'error')) return { ok: true, result: { partial: true }, issues }
    const sum = rows.reduce((total, row) => total + BigInt(row.m01 || '0'), 0n) * this.packs[pack]
    const result = { partial: false, totals: { net_tco2: String(sum) } }
    const input = sha(JSON.stringify([e.enterprise, e.site, e.form, e.form_version, e.period, pack, e.overrides || [], e.doc]))
    const receipt = { input, result: sha(JSON.stringify(result)), pack, pack_sha256: sha(pack + this.packs[pack]), rules: this.rules, code: 'TEST-' + input.slice(0, 4) }
    return { ok: true, result, ...(issues.length && { issues }), receipt }
  }

  migrate({ draft, form }) {
    if (form === 'unreadable' || draft.draft_format > this.formats) return { ok: false, issues: [issue('DRAFT_FORMAT', 'error', '/draft')] }
    return { ok: true, result: { ...draft, draft_format: this.formats } }
  }

  diff({ a, b }) {
    const from = a.result.totals.net_tco2
    const to = b.result.totals.net_tco2
    return { ok: true, result: { changes: from === to ? [] : [{ path: '/totals/net_tco2', label_zh: '净排放', label_en: 'Net', from, to, cause: a.receipt.rules === b.receipt.rules ? 'pack' : 'rules' }] } }
  }

  answer(e) {
    if (e.op === 'calculate') return this.calculate(e)
    if (e.op === 'migrate') return this.migrate(e)
    if (e.op === 'diff') return this.diff(e)
    if (e.op === 'catalog') return { ok: true, result: { packs: Object.keys(this.packs).map((id) => ({ id })) } }
    if (e.op === 'load_pack') return this.load(e.pack_text)
    return { ok: false, issues: [issue('OP_UNKNOWN', 'error', '/op')] }
  }

  load(text) {
    const [, id, factor] = /^pack,([A-Z0-9-]+),([0-9]+)$/.exec(text) || []
    if (!id) return { ok: false, issues: [issue('PACK_BAD', 'error', '/pack_text')] }
    this.packs[id] = BigInt(factor)
    return { ok: true, result: { id } }
  }

  callText(text) {
    this.calls++
    return JSON.stringify(this.answer(JSON.parse(text)))
  }

  /** The exports of a "module" that is this core. */
  exports() {
    const memory = new WebAssembly.Memory({ initial: 8 })
    const io = 4096
    const cap = 300 * 1024
    return {
      memory, th_abi: () => 1, th_io: () => io, th_io_cap: () => cap,
      th_call: (length) => {
        const answer = new TextEncoder().encode(this.callText(new TextDecoder().decode(new Uint8Array(memory.buffer, io, length).slice())))
        new Uint8Array(memory.buffer, io, cap).set(answer)
        return answer.length
      }
    }
  }
}

function issue(code, severity, path) {
  return { code, severity, path, zh: code + ' 请修改', en: code + ': correct it' }
}
