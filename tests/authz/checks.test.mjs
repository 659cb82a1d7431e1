// checks.json holds every authorisation check of the server to its place, and mutate.mjs takes each away in turn. Here: the list is whole, and a few of
// them are taken away (all with --long).
import test from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { checks, mutate, mutated, sampled } from './mutate.mjs'

const root = new URL('../..', import.meta.url).pathname
const read = (path) => readFileSync(join(root, path), 'utf8')

for (const check of checks)
  test(`still there: ${check.check}`, () => { assert.notEqual(mutated(check, read(check.file)), read(check.file)) })

/** Words that decide about rights; where one stands, a check of the list must stand, too. */
const DECIDES = /\b(access_may|membership_is_live|membership_judge|TH_ENTERPRISE_SUSPENDED|once_check_member|once_check_account|once_check_platform|is_live|TH_FORBIDDEN|TH_ENTERPRISE_UNCHOSEN)\b|th_str_equal\([^;]*\benterprise(_id)?\)/
const DEFINES = /^(static )?(bool|enum th_status) |^ *\/?\* /
/** Lines with such a word that decide nothing, and why. */
const ELSEWHERE = JSON.parse(readFileSync(new URL('elsewhere.json', import.meta.url), 'utf8'))

test('every line that decides about rights is one of the checks', () => {
  const files = ['api', 'auth', 'service'].flatMap((folder) => readdirSync(join(root, 'server', folder)).filter((name) => name.endsWith('.c')).map((name) => `server/${folder}/${name}`))
  const open = []
  for (const file of files) {
    const kept = checks.filter((one) => one.file === file).flatMap((one) => [one.find, ...(one.also ?? []).map(([find]) => find)]).join('\n')
    for (const [i, line] of read(file).split('\n').entries())
      if (DECIDES.test(line) && !DEFINES.test(line) && !kept.includes(line.trim()) && !ELSEWHERE[`${file}: ${line.trim()}`] && !checks.some((one) => one.file === file && one.find.split('\n').some((part) => part.trim() && line.includes(part.trim()))))
        open.push(`${file}:${i + 1}: ${line.trim()}`)
  }
  assert.deepEqual(open, [], 'add it to tests/authz/checks.json, or to elsewhere.json when it decides nothing')
})

test('what elsewhere.json names is there', () => {
  for (const one of Object.keys(ELSEWHERE)) {
    const [file, ...line] = one.split(': ')
    assert.ok(read(file).includes(line.join(': ')), one)
  }
})

const isLong = process.env.TANHENG_LONG === '1'
test(isLong ? 'every check that is taken away is noticed' : 'two checks that are taken away are noticed', { timeout: isLong ? 3 * 3600e3 : 600e3 }, async () => {
  assert.deepEqual(await mutate(isLong ? checks : sampled(2)), [])
})
