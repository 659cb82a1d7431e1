// The suite again under sanitizers (clang): asan is ASan and UBSan over unit tests, corpora, vectors and HTTP cases; tsan is TSan over the unit tests with
// threads, the HTTP cases and 64 clients at once. usage: node .dev/sanitize.mjs asan|tsan; ends with "N passed, N failed". CORE_WASM as for the other parts.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs'

const root = new URL('..', import.meta.url).pathname, kind = process.argv[2]
const reports = `${root}build/${kind}/reports`
const isLong = process.env.TANHENG_LONG === '1'
const total = { passed: 0, failed: 0 }

const [major, minor] = process.versions.node.split('.').map(Number)
const oneByOne = major > 20 || (major === 20 && minor >= 10) ? ['--test-concurrency=1'] : []
const last = (text, pattern) => [...text.matchAll(pattern)].at(-1)
const counted = {
  done: () => [1, 0],
  ctest: out => { const m = /(\d+) tests failed out of (\d+)/.exec(out); return m && [m[2] - m[1], +m[1]] },
  plain: out => { const m = last(out, /^(\d+) passed, (\d+) failed$/gm); return m && [+m[1], +m[2]] },
  tap: out => { const p = last(out, /^# pass (\d+)$/gm), f = last(out, /^# fail (\d+)$/gm); return p && f && [+p[1], +f[1]] }
}
const api = (...names) => ['api', 'node', ['--test', '--test-reporter=tap', ...oneByOne,
  ...readdirSync(`${root}tests/api`).filter(n => n.endsWith('.test.mjs') && (!names.length || names.includes(n))).sort().map(n => `tests/api/${n}`)], counted.tap]
const unit = (...more) => ['unit', 'ctest', ['--test-dir', `build/${kind}`, '-j2', '--output-on-failure', ...more], counted.ctest]
const threaded = readdirSync(`${root}tests/unit`).filter(n => n.endsWith('.c') && /pthread_create|thrd_create/.test(readFileSync(`${root}tests/unit/${n}`, 'utf8'))).map(n => n.slice(0, -2))

const kinds = {
  asan: {
    env: { ASAN_OPTIONS: `log_path=${reports}/address:detect_leaks=1:abort_on_error=0:exitcode=99:detect_stack_use_after_return=0`,
      UBSAN_OPTIONS: `log_path=${reports}/undefined:print_stacktrace=1:halt_on_error=1`,
      LSAN_OPTIONS: `suppressions=${root}.dev/lsan.supp:print_suppressions=0` },
    targets: [],
    steps: [unit(), ['vectors', 'node', ['tests/vectors/all-doors.mjs'], counted.plain], api()]
  },
  tsan: {
    env: { TSAN_OPTIONS: `log_path=${reports}/report:exitcode=66:second_deadlock_stack=1:history_size=4:suppressions=${root}.dev/tsan.supp` },
    targets: ['--target', 'tanheng', 'tanheng-render', 'notice_post', ...threaded],
    steps: [unit('-R', `^(${threaded.join('|')})$`), isLong ? api() : api('api.test.mjs', 'serve.test.mjs'), ['races', 'node', ['tests/fuzz/races.mjs'], counted.plain]]
  }
}
if (!kinds[kind]) { console.error('usage: node .dev/sanitize.mjs asan|tsan'); process.exit(2) }
const env = { ...process.env, TANHENG_BIN: `${root}build/${kind}/tanheng`, TANHENG_SANITIZED: '1', ...kinds[kind].env }

function step(name, command, args, count) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, env, encoding: 'utf8', maxBuffer: 1 << 28 })
  const output = `${stdout}${stderr}`, counts = count(output)
  total.passed += counts ? counts[0] : 0
  total.failed += Math.max(counts ? counts[1] : 0, status === 0 ? 0 : 1)
  console.log(`==> ${kind} ${name}: ${counts ? counts.join(' good, ') + ' bad' : 'no count'}, exit ${status}`)
  if (status !== 0) console.log(output.split('\n').slice(-80).join('\n'))
}

/** Reports that went to files, because the sanitized server's own output belongs to the tests. */
function judgeReports() {
  const files = readdirSync(reports)
  for (const file of files) console.log(`FAIL ${kind} report\n${readFileSync(`${reports}/${file}`, 'utf8').slice(0, 6000)}`)
  files.length ? total.failed += files.length : total.passed++
  console.log(`==> ${kind}: ${files.length} reports`)
}

if (!existsSync(`${root}build/${kind}/build.ninja`)) step('configure', 'cmake', ['--preset', kind], counted.done)
step('compile', 'cmake', ['--build', `build/${kind}`, '-j2', ...kinds[kind].targets], counted.done)
rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
for (const one of kinds[kind].steps) step(...one)
judgeReports()
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed ? 1 : 0)
