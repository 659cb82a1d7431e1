// @ts-check
/* What pages and the console may use; see ../index.d.ts. The node adapter is not listed here: only tests take it. */
'use strict'

const { createBridge } = require('./bridge')
const { wxAdapter } = require('./adapters/wx')
const { webAdapter } = require('./adapters/web')
const { textOf } = require('./errors')
const { readAt, writeAt } = require('./pointer')

module.exports = { createBridge, wxAdapter, webAdapter, textOf, readAt, writeAt }
