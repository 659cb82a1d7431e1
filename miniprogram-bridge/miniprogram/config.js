// @ts-check
/* Where the server is. '' = the origin that serves these pages (browser); on a device put the listed https domain here.
 * `notices`: ids of the subscribe messages that the server sends (its setting wechat_notice), at most three. */
'use strict'

module.exports = { baseUrl: '', notices: /** @type {string[]} */ ([]) }
