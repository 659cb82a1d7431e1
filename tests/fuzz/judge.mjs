// @ts-check
// What every answer of the core must be, whatever went in (docs/contract.md §2, §3, §7).
const order = ['ok', 'result', 'display', 'issues', 'receipt']
const pointer = /^(\/([^~]|~[01])*)*$/
const unseen = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/ // controls, zero-width, bidi
const unfilled = /\{[a-z_]+\}/
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The answer as a tree, and what is wrong with it ('' when nothing). An answer is written minimally, so that writing it again gives the same text:
 * a repeated member, a blank, a needless escape or a lone surrogate shows. @param {Buffer} bytes @returns {{ answer?: any, fault: string }} */
export function judge(bytes) {
  let answer, text
  try { answer = JSON.parse(text = utf8.decode(bytes)) } catch (error) { return { fault: `the answer is not well-formed: ${error}` } }
  const isEcho = answer.result?.doc !== undefined // op migrate hands a draft back in its own bytes
  if (!isEcho && JSON.stringify(answer) !== text) return { answer, fault: 'the answer is not written minimally' }
  return { answer, fault: judgeAnswer(answer) }
}

/** @param {any} answer */
function judgeAnswer(answer) {
  const { ok, result, display, issues, receipt } = answer, names = Object.keys(answer)
  if (typeof ok !== 'boolean' || names.some((n, i) => order.indexOf(n) < (i && order.indexOf(names[i - 1]) + 1))) return `members ${names}`
  if (!Array.isArray(issues)) return 'no issues'
  if (!ok && (result || display || receipt || issues.length === 0)) return 'a refusal with a result or without a reason'
  if (receipt && issues.some(i => i.severity === 'error')) return 'a receipt beside an error'
  if (receipt && !/^[0-9a-f]{64} [0-9a-f]{64} [0-9a-f]{64} [0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/.test([receipt.input, receipt.result, receipt.pack_sha256, receipt.code].join(' '))) return 'a receipt of another shape'
  for (const issue of issues) {
    const fault = judgeIssue(issue)
    if (fault) return fault
  }
  return ''
}

/** @param {any} issue */
function judgeIssue(issue) {
  if (!/^[A-Z0-9_]+$/.test(issue.code) || !['error', 'confirm', 'hint'].includes(issue.severity)) return `issue ${JSON.stringify(issue)}`
  if (typeof issue.path !== 'string' || !pointer.test(issue.path)) return `path of ${JSON.stringify(issue)}`
  for (const text of issue.fix ? [issue.zh, issue.en, issue.fix.zh, issue.fix.en] : [issue.zh, issue.en])
    if (typeof text !== 'string' || !text || unseen.test(text) || unfilled.test(text)) return `text of ${JSON.stringify(issue)}`
  return issue.severity === 'confirm' && typeof issue.values?.value !== 'string' ? `a confirm without values.value: ${JSON.stringify(issue)}` : ''
}
