// @ts-check
/* People and enterprises as pages show them: roles in words, the enterprise at work. What a role may do is the server's business. */
'use strict'

const app = require('./app')
const settings = require('./settings')

/** The word for what the server names by an id; the id itself where this version has no word. @param {string} start "people.role_" @param {string} id */
function word(start, id) {
  if (!id) return ''
  const said = settings.say(start + id)
  return said === start + id ? id : said
}

/** @param {string} role */
const roleName = (role) => word('people.role_', role)

/** The enterprises of who is signed in. */
function enterprises() {
  const { session } = app.bridge()
  const now = session.enterprise()
  return session.enterprises().map((one) => ({ id: one.id, name: one.name, role: one.is_suspended ? settings.say('people.role_suspended', { role: roleName(one.role) }) : roleName(one.role), on: Boolean(now && now.id === one.id) }))
}

/** The row that the next page opens with: no page asks the server again for what was just seen. @type {any} */
let handed = null

/** @param {any} one */
function pass(one) {
  handed = one
}

/** @param {string} id */
const passed = (id) => (handed && handed.id === id ? handed : null)

const STATES = { active: 'tag-brand', suspended: 'tag-amber', revoked: '' }

/** A member as a row. An active one whose term is over does not count any more. @param {any} one of the server */
function view(one) {
  const over = one.state === 'active' && !one.is_live
  return Object.assign({}, one, {
    roleName: roleName(one.role), scope: one.modules.map((/** @type {string} */ id) => word('people.module_', id)).join(settings.say('common.comma')),
    term: one.ends_on ? settings.say('people.until', { date: one.ends_on }) : settings.say('people.no_end'),
    stateName: settings.say(over ? 'people.state_over' : 'people.state_' + one.state), tag: over ? 'tag-amber' : /** @type {any} */ (STATES)[one.state] || '',
    idName: word('people.id_', one.id_type), isAgent: one.role === 'agent'
  })
}

module.exports = { view, pass, passed, word, roleName, enterprises }
