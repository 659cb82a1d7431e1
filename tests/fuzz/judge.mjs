// @ts-check
// What every answer of the core must be, whatever went in (docs/contract.md §2, §3, §7).
import { strictJson } from './strict_json.mjs'

const order = ['ok', 'result', 'display', 'issues', 'receipt']
const pointer = /^(\/([^~]|~[01])*)*$/
const unseen = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/ // controls, zero-width, bidi

/** True when the core says that the text is no JSON that it takes. @param {Buffer} answer */
export const isRefusedAsJson = answer => answer.subarray(0, 40).toString('latin1').startsWith('{"ok":false,"issues":[{"code":"JSON_')

/** What is wrong with the answer; '' when nothing. @param {Buffer} answer */
export function judge(answer) {
  if (!strictJson(answer, null)) return 'the answer is not well-formed JSON'
  const { ok, result, display, issues, receipt, ...more } = JSON.parse(answer.toString()), names = Object.keys(JSON.parse(answer.toString()))
  if (typeof ok !== 'boolean' || Object.keys(more).length || names.some((n, i) => i > 0 && order.indexOf(n) <= order.indexOf(names[i - 1]))) return `members ${names}`
  if (!Array.isArray(issues)) return 'no issues'
  if (!ok && (result || display || receipt || issues.length === 0)) return 'a refusal with a result or without a reason'
  if (receipt && issues.some(i => i.severity === 'error')) return 'a receipt beside an error'
  if (receipt && !/^[0-9a-f]{64} [0-9a-f]{64} [0-9a-f]{64} [0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/.test([receipt.input, receipt.result, receipt.pack_sha256, receipt.code].join(' '))) return 'a receipt of another shape'
  return issues.map(judgeIssue).find(Boolean) ?? ''
}

/** @param {any} issue */
function judgeIssue(issue) {
  if (!/^[A-Z0-9_]+$/.test(issue.code) || !['error', 'confirm', 'hint'].includes(issue.severity)) return `issue ${JSON.stringify(issue)}`
  if (typeof issue.path !== 'string' || !pointer.test(issue.path)) return `path of ${JSON.stringify(issue)}`
  for (const text of [issue.zh, issue.en, issue.fix?.zh ?? 'x', issue.fix?.en ?? 'x'])
    if (typeof text !== 'string' || !text || unseen.test(text) || /\{[a-z_]+\}/.test(text)) return `text of ${JSON.stringify(issue)}`
  return issue.severity === 'confirm' && typeof issue.values?.value !== 'string' ? `a confirm without values.value: ${JSON.stringify(issue)}` : ''
}
