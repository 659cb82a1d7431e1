// @ts-check
/* What a server's answer to a submission means for the queued entry. Pure: an error in, the entry's next state out. */
'use strict'

/** problem code → state; anything else is decided by status. @type {Object<string, string>} */
const BY_CODE = {
  'receipt-mismatch': 'differs',
  'pack-retired': 'differs',
  'context-changed': 'needs-answer',
  'enterprise-suspended': 'queued',
  'password-must-change': 'queued',
  'period-overlap': 'conflict',
  conflict: 'conflict',
  stale: 'conflict'
}

/** @param {any} error BridgeError of one try @returns {string} next state; 'queued' = it will be tried again with the same key */
function stateAfter(error) {
  if (error.retryable || error.status === 401 || error.status === undefined) return 'queued'
  const known = BY_CODE[error.code]
  if (known) return known
  return error.status === 412 ? 'conflict' : 'refused'
}

/** Why two receipts of one submission are not the same; 'same' when they are: then the request was changed on its way.
 * @param {any} ours @param {any} theirs @returns {'data' | 'pack' | 'rules' | 'result' | 'same'} */
function kindOf(ours, theirs) {
  if (!theirs || ours.input === theirs.input && ours.result === theirs.result && ours.pack_sha256 === theirs.pack_sha256 && ours.rules === theirs.rules) return 'same'
  if (ours.pack !== theirs.pack || ours.pack_sha256 !== theirs.pack_sha256) return 'pack'
  if (ours.input !== theirs.input) return 'data'
  return ours.rules !== theirs.rules ? 'rules' : 'result'
}

/** What the entry keeps of an error: enough for its screen, and the server's result for the difference. @param {any} error */
function errorRecord(error) {
  return { code: error.code, zh: error.zh, en: error.en, status: error.status, requestId: error.requestId, problem: error.problem }
}

/** A stored filing as the base of the next revision. @param {any} filing */
function baseOf(filing) {
  return { filing: filing.id, revision: filing.revision, etag: filing.etag || '"' + filing.revision + '"' }
}

module.exports = { stateAfter, kindOf, errorRecord, baseOf }
