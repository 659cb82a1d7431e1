/* The short forms of the drawers as tables: which fields, what the core judges of them while typing, what is sent where. Drawn by FormDrawer.
 * A form: `fields(about)`, what it starts with, `send(body, about)`, and `wrong(typed)`, what the page itself sees.
 * A field: `name` in the body; `label`, `line` (faint, below it) in the words; `kind` text (default), code, password, lines, choice, checks, day, enterprise; `needed`;
 * `stays`: is not sent;
 * `most` letters; `judge(typed)` a kind of number of op check_ids or ''; `when(typed)` it is asked at all; `options(about)` as {id, text}. */
import * as admin from './admin.js'
import * as password from './password.js'
import * as people from './people.js'
import * as settings from './settings.js'

const ROLES = ['legal_person', 'agent', 'viewer', 'auditor']
const ID_TYPES = ['resident_id', 'passport', 'travel_permit']
const choices = (ids, word) => () => (settings.lang() ? ids.map((id) => ({ id, text: word(id) })) : [])
const name = { name: 'name', label: 'people.name', most: 64, needed: true }
const role = { name: 'role', label: 'people.role', kind: 'choice', options: choices(ROLES, admin.roleName), when: (typed) => Boolean(typed.enterprise) }
const reason = { name: 'reason', label: 'accounts.why', kind: 'lines', most: 200, needed: true }
const modules = { name: 'modules', label: 'people.modules', kind: 'checks', needed: true, options: (about) => choices(about.modules, (id) => settings.say(`people.module_${id}`))() }
const end = { name: 'ends_on', label: 'people.ends_on', line: 'people.ends_line', kind: 'day' }

export const enterprise = {
  title: 'office.new',
  line: 'office.new_line',
  waiting: 'office.saving',
  fields: () => [
    { name: 'uscc', label: 'registry.uscc', kind: 'code', most: 32, needed: true, judge: () => 'uscc' },
    { name: 'name', label: 'registry.name', line: 'office.name_line', most: 100, needed: true }
  ],
  send: (body) => admin.addEnterprise(body)
}

/** `about.enterprise`: the one that is meant from the start. */
export const account = {
  title: 'accounts.new',
  line: 'accounts.new_line',
  waiting: 'office.saving',
  start: (about) => ({ role: ROLES[0], ...(about.enterprise && { enterprise: about.enterprise }) }),
  fields: (about) => [
    { name: 'account', label: 'accounts.account', line: 'accounts.account_line', kind: 'code', most: 64, needed: true },
    name,
    { name: 'enterprise', label: 'accounts.enterprise', line: 'accounts.enterprise_line', kind: 'enterprise', fixed: Boolean(about.enterprise) },
    role
  ],
  send: (body) => admin.addAccount(body)
}

/** `about.account`: whose place it is. */
export const place = {
  title: 'accounts.give',
  line: 'accounts.give_line',
  waiting: 'office.saving',
  start: () => ({ role: 'agent' }),
  head: (about) => [about.account.account, about.account.name],
  fields: () => [
    { name: 'enterprise', label: 'console.one_enterprise', line: 'accounts.enterprise_line', kind: 'enterprise', needed: true },
    role,
    { name: 'institution', label: 'accounts.institution', line: 'accounts.institution_line', most: 66, when: (typed) => Boolean(typed.enterprise) && typed.role === 'auditor' },
    reason
  ],
  send: ({ enterprise: id, ...body }, about) => admin.givePlace(about.account.id, id, body)
}

/** `about.modules`: those that can be granted. */
export const agent = {
  title: 'people.add',
  line: 'people.add_line',
  waiting: 'people.saving',
  start: (about) => ({ id_type: ID_TYPES[0], modules: about.modules.slice(0, 1) }),
  fields: () => [
    name,
    { name: 'phone', label: 'people.phone', most: 32, needed: true, judge: () => 'mobile' },
    { name: 'id_type', label: 'people.id_type', kind: 'choice', options: choices(ID_TYPES, (id) => settings.say(`people.id_${id}`)) },
    { name: 'id_number', label: 'people.id_number', kind: 'code', most: 64, needed: true, judge: (typed) => (typed.id_type === 'resident_id' ? 'resident_id' : '') },
    modules,
    end
  ],
  send: (body) => people.add(body)
}

/** `about.person`: whose modules and term change. */
export const agentChange = {
  title: 'people.change_title',
  line: 'people.change_line',
  yes: 'people.save',
  waiting: 'people.saving',
  start: ({ person }) => ({ modules: [...person.modules], ends_on: person.ends_on || '' }),
  head: ({ person }) => [person.name, person.phone],
  fields: () => [modules, end],
  send: (body, { person }) => people.change({ ...person, ends_on: '', ...body })
}

/** `about.account`: who becomes the manager of a bank, or of another one. */
export const bankPost = {
  title: 'people.role_bank',
  line: 'accounts.bank_make_line',
  yes: 'people.save',
  waiting: 'office.saving',
  start: ({ account }) => ({ bank: '', branch: '', ...account.bank }),
  head: ({ account }) => [account.account, account.name],
  fields: () => [
    { name: 'bank', label: 'sharing.bank', most: 100, needed: true },
    { name: 'branch', label: 'accounts.branch', most: 100 }
  ],
  send: (body, about) => admin.makeBank(about.account.id, body)
}

/** `about.account`: whose numbers are to be seen, once another administrator agreed. */
export const disclosure = {
  title: 'disclosures.ask',
  line: 'disclosures.ask_line',
  yes: 'disclosures.send',
  waiting: 'office.saving',
  head: ({ account }) => [account.account, account.name],
  fields: () => [
    { name: 'fields', label: 'disclosures.fields', kind: 'checks', needed: true, options: choices(['phone', 'id_number'], (id) => settings.say(`disclosures.field_${id}`)) },
    { ...reason, line: 'disclosures.reason_line' }
  ],
  send: (body, about) => admin.askNumbers(about.account.id, body)
}

const fresh = [
  { name: 'password', label: 'security.fresh', line: 'security.fresh_line', kind: 'password', fills: 'new-password', needed: true },
  { name: 'repeat', label: 'security.repeat', kind: 'password', fills: 'new-password', needed: true, stays: true }
]

/** In place of the one that an administrator made; `about.held`: that one, when it was typed a moment ago. */
export const initialPassword = {
  title: 'initial.title',
  yes: 'initial.save',
  waiting: 'security.saving',
  start: (about) => ({ old_password: about.held }),
  fields: (about) => [...(about.held ? [] : [{ name: 'old_password', label: 'initial.old', kind: 'password', fills: 'current-password', needed: true }]), ...fresh],
  wrong: (typed) => (typed.password === typed.repeat ? {} : { repeat: settings.say('security.differs') }),
  send: (body, about) => password.change({ old_password: about.held, ...body })
}
