// One right request for each operation of the served OpenAPI document: such that a missing check would really let it through.
// What the document's models say is enough for most; what needs a body that the core accepts, or a thing made for the occasion, stands in `made`.
import { newKey } from './world.mjs'

export const resolve = (document, schema) => (schema?.$ref ? resolve(document, schema.$ref.split('/').slice(1).reduce((at, part) => at[part], document)) : schema)

/** The smallest value that a schema takes. */
export function sample(document, given) {
  const schema = resolve(document, given) ?? {}
  if (schema.enum) return schema.enum[0]
  if (schema.const !== undefined) return schema.const
  if (schema.type === 'integer') return schema.minimum ?? 1
  if (schema.type === 'boolean') return true
  if (schema.type === 'array') return schema.minItems ? [sample(document, schema.items)] : []
  if (schema.type === 'object' || schema.properties)
    return Object.fromEntries((schema.required ?? []).map((name) => [name, sample(document, schema.properties[name])]))
  if (schema.pattern?.includes('[0-9]{4}-')) return '2024-01'
  return 'x'.repeat(Math.max(1, schema.minLength ?? 1))
}

/** operation → what replaces the generated members. `at` holds the target's things, `owner` its key ("guess" = nobody's), `spare` the number of a session. */
const made = {
  call_core: () => ({ body: { op: 'version' } }),
  get_metrics: () => ({}),
  sign_in_by_password: () => ({ body: { account: 'witness', password: 'witness-password' } }),
  send_sign_in_code: () => ({ body: { phone: '13800138000' } }),
  sign_in_by_sms: () => ({ body: { phone: '13800138000', code: '123456' } }),
  begin_face: () => ({ body: { name: '测试', id_number: '990000199001010015', wechat_code: 'code' } }),
  sign_in_by_face: () => ({ body: { face: `th1_${'A'.repeat(43)}` } }),
  tie_wechat: () => ({ body: { code: 'code' } }),
  send_phone_code: () => ({ body: { phone: '13800138000' } }),
  tie_phone: () => ({ body: { phone_code: 'code' } }),
  untie: () => ({ at: { identity: 'wechat' } }),
  change_password: () => ({ body: { old_password: 'not-the-password', password: 'short' } }),
  switch_enterprise: (world, at) => ({ body: { enterprise: at.enterprise }, spare: 1, takesToken: true }),
  sign_out: () => ({ spare: 2 }),
  end_session: () => ({ spare: 3 }),
  end_sessions: () => ({ spare: 4 }),
  get_context: () => ({ query: { form: 'business', start: '2024-01', end: '2024-12' } }),
  list_filings: () => ({ query: {} }),
  submit_filing: async (world, at) => ({ body: await world.filing(at.enterprise) }),
  check_filing: async (world, at) => ({ body: await world.filing(at.enterprise) }),
  check_revision: async (world, at) => ({ body: await world.filing(at.enterprise) }),
  revise_filing: async (world, at, owner) => {
    const filing = owner ? await world.file(owner) : { id: at.filing, etag: '"1"', content: { site: 'x' } }
    return { at: { filing: filing.id }, match: filing.etag, body: await world.filing(at.enterprise, { site: filing.content.site, revenue: '92' }) }
  },
  withdraw_filing: async (world, at, owner) => {
    const filing = owner ? await world.file(owner) : { id: at.filing, etag: '"1"' }
    return { at: { filing: filing.id }, match: filing.etag, body: { reason: 'written twice' } }
  },
  give_verdict: async (world, at, owner) => {
    const filing = owner ? await world.file(owner) : { id: at.filing, content: { chain: { hash: '0'.repeat(64) } } }
    return { at: { filing: filing.id }, body: { outcome: 'verified', revision: 1, hash: filing.content.chain.hash } }
  },
  diff_revisions: () => ({ query: { from: 1, to: 2 } }),
  explain_number: () => ({ query: { at: '/result/totals/revenue' } }),
  put_draft: (world) => ({ at: { key: `new-${newKey()}` }, body: world.draftBody(), match: null }),
  delete_draft: async (world, at, owner) => ({ at: { key: owner ? await world.draft(owner, `gone-${newKey()}`, 'x') : at.key }, match: '"1"' }),
  poll_scan: () => ({ at: { scan: 'none' } }),
  import_registry: () => ({ type: 'text/csv', raw: 'uscc,name,legal_name,id_type,id_number,district,industry\n91440112000000019D,示例,陈建国,护照,E12345678,,\n' }),
  add_person: (world) => ({ body: world.person() }),
  change_person: async (world, at, owner) => ({ at: { person: owner ? await world.addAgent(owner, 'x') : at.person }, body: { state: 'revoked', modules: ['filing'], ends_on: '2090-01-01' } }),
  upload_file: (world) => ({ raw: world.form(`new-${newKey()}`), type: world.formType }),
  delete_file: async (world, at, owner) => (owner ? { at: { file: await world.upload(owner, `gone-${newKey()}`) } } : {}),
  upload_own_file: (world) => ({ raw: world.form(`new-${newKey()}`), type: world.formType }),
  delete_own_file: async (world, at, owner) => (owner ? { at: { own_file: await world.uploadOwn(owner, `gone-${newKey()}`) } } : {}),
  get_application: (world, at) => ({ at: { application: at.draft_application } }),
  get_application_form: (world, at) => ({ at: { application: at.draft_application } }),
  put_application: async (world, at, owner) => { const one = owner && await world.applicationOf(owner, { submits: false }); return { at: { application: one?.id ?? at.application }, match: one?.etag ?? '"1"', body: { kind: 'agent', name: '改名' } } },
  submit_application: async (world, at, owner) => { const one = owner && await world.applicationOf(owner, { submits: false }); return { at: { application: one?.id ?? at.application }, match: one?.etag ?? '"1"' } },
  withdraw_application: async (world, at, owner) => { const one = owner && await world.applicationOf(owner); return { at: { application: one?.id ?? at.application }, match: one?.etag ?? '"1"' } },
  delete_application: async (world, at, owner) => { const one = owner && await world.applicationOf(owner, { submits: false }); return { at: { application: one?.id ?? at.application }, match: one?.etag ?? '"1"' } },
  get_application_file: async (world, at, owner) => { const one = owner && await world.applicationFor(owner); return { at: { application: one?.id ?? at.application, attachment: one?.stamped_file ?? at.application_file } } },
  veto_application: async (world, at, owner) => ({ at: { application: owner ? (await world.applicationFor(owner)).id : at.application }, body: { reason: '未授权' } }),
  decide_review: async (world, at, owner) => { const one = owner && await world.applicationOf(owner); return { at: { application: one?.id ?? at.application }, match: one?.etag ?? '"1"', body: { decision: 'approve' } } },
  get_review_file: (world, at) => ({ at: { file: at.application_file } }),
  add_enterprise: (world) => ({ body: world.enterprise() }),
  suspend_enterprise: async (world, at, owner) => (owner ? { at: { enterprise: (await world.addEnterprise()).id } } : {}),
  resume_enterprise: async (world, at, owner) => (owner ? { at: { enterprise: (await world.addEnterprise({ isSuspended: true })).id } } : {}),
  list_accounts: () => ({ query: { search: 'witness' } }), // the names of the others are marked
  export_accounts: () => ({ query: { search: 'witness' } }),
  add_account: () => ({ body: { account: newKey(), name: '新账号' } }),
  get_account: async (world, at, owner) => (owner ? { at: { account: (await world.addAccount()).id } } : {}),
  disable_account: async (world, at, owner) => (owner ? { at: { account: (await world.addAccount()).id } } : {}),
  enable_account: async (world, at, owner) => (owner ? { at: { account: (await world.addAccount({ isDisabled: true })).id } } : {}),
  reset_password: async (world, at, owner) => (owner ? { at: { account: (await world.addAccount()).id } } : {}),
  put_account_place: async (world, at, owner) => ({ at: owner ? { account: (await world.addAccount()).id } : {}, body: { role: 'viewer', reason: 'x' } }),
  end_account_place: async (world, at, owner) => (owner ? { at: { account: (await world.addAccount({ enterprise: at.enterprise, role: 'viewer' })).id } } : {}),
  preview_consent: () => ({ query: { year: 2025 } }),
  give_consent: async (world, at, owner) => ({ body: await world.consentBody(owner ?? 'alpha', owner ? await world.newManager() : 'none') }),
  withdraw_consent: async (world, at, owner) => (owner ? { at: { consent: await world.consent(owner, await world.newManager()) } } : {}),
  put_account_bank: async (world, at, owner) => (owner ? { at: { account: (await world.addAccount()).id } } : {}),
  end_account_bank: async (world, at, owner) => (owner ? { at: { account: await world.newManager() } } : {}),
  end_account_sessions: async (world, at, owner) => (owner ? { at: { account: (await world.addAccount()).id } } : {}),
  ask_disclosure: async (world) => ({ body: { account: await world.accountOf('claimant'), fields: ['phone'], reason: '核实' } }),
  decide_disclosure: async (world, at, owner) => ({ at: { disclosure: owner ? await world.disclosure(owner, 'second_admin') : at.disclosure }, body: { decision: 'approve' } }),
  get_disclosure_numbers: async (world, at, owner) => (owner ? { at: { disclosure: await world.disclosure(owner, 'admin') } } : {}),
  get_pack: () => ({ at: { pack: 'CN-2025' } })
}
export const known = Object.keys(made)

/** Names in braces that name a thing of somebody. */
const OWNED = ['enterprise', 'filing', 'file', 'own_file', 'session', 'person', 'application', 'account', 'consent', 'disclosure', 'key']
const namesThings = ({ path, operation }) => OWNED.some((name) => path.includes(`{${name}}`)) || operation.operationId === 'switch_enterprise'

/** The targets that an operation is tried at: one's own thing, the neighbour's, one that does not exist; or none. */
export const targetsOf = (one) => (namesThings(one) ? ['own', 'other', 'guess'] : ['any'])

const place = (target) => ({ own: 'alpha', any: 'alpha', other: 'beta', guess: 'guess' })[target]

/** A new request; `spare` is the session to take. */
export async function requestOf(world, document, one, target) {
  const { path, method, operation } = one
  const things = world.things[place(target)]
  const own = await made[operation.operationId]?.(world, things, target === 'guess' ? null : place(target)) ?? {}
  const at = { ...things, pack: 'none', ...own.at }
  const parameters = operation.parameters.map((parameter) => ({ ...parameter, schema: resolve(document, parameter.schema) }))
  const required = parameters.filter((one) => one.in === 'query' && one.required).map((one) => [one.name, sample(document, one.schema)])
  const query = new URLSearchParams({ ...Object.fromEntries(required), ...own.query }).toString()
  const asks = (name) => parameters.some((one) => one.in === 'header' && one.name === name)
  const media = operation.requestBody?.content
  return {
    method, spare: own.spare ?? 0, takesToken: own.takesToken, type: own.type,
    path: path.replace(/\{(\w+)\}/g, (_, name) => at[name]) + (query && `?${query}`),
    key: asks('Idempotency-Key') ? newKey() : undefined,
    match: own.match ?? undefined, raw: own.raw,
    body: own.body ?? (media && !own.raw ? sample(document, Object.values(media)[0].schema) : undefined)
  }
}
