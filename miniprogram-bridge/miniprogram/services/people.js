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
  return session.enterprises().map((one) => ({ id: one.id, name: one.name, role: roleName(one.role), on: Boolean(now && now.id === one.id) }))
}

module.exports = { word, roleName, enterprises }
