// @ts-check
/* Where the server is. '' = the origin that serves these pages (browser); on a device put the listed https domain here. */
'use strict'

module.exports = { baseUrl: '' }
