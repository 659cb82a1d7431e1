// The suite again under ASan and UBSan (clang): unit tests, vectors at command line and HTTP, the HTTP cases. Ends with "N passed, N failed".
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'

const root = new URL('..', import.meta.url).pathname
const total = { passed: 0, failed: 0 }
const env = { ...process.env, TANHENG_BIN: `${root}build/asan/tanheng`, TANHENG_SANITIZED: '1',
  ASAN_OPTIONS: 'detect_leaks=1:abort_on_error=0:exitcode=99:detect_stack_use_after_return=0', UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
  LSAN_OPTIONS: `suppressions=${root}.dev/lsan.supp:print_suppressions=0` }

function step(name, command, args, pattern) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, env, encoding: 'utf8', maxBuffer: 1 << 28 })
  const output = `${stdout}${stderr}`
  const counts = pattern(output)
  const failed = counts ? counts[1] : 0
  total.passed += counts ? counts[0] : 0
  total.failed += Math.max(failed, status === 0 ? 0 : 1)
  console.log(`==> asan ${name}: ${counts ? counts.join(' good, ') + ' bad' : 'no count'}, exit ${status}`)
  if (status !== 0) console.log(output.split('\n').slice(-80).join('\n'))
}

const [major, minor] = process.versions.node.split('.').map(Number)
const oneByOne = major > 20 || (major === 20 && minor >= 10) ? ['--test-concurrency=1'] : []
const ctest = out => { const m = /(\d+) tests failed out of (\d+)/.exec(out); return m && [m[2] - m[1], +m[1]] }
const plain = out => { const m = [...out.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1); return m && [+m[1], +m[2]] }
const tap = out => { const p = [...out.matchAll(/^# pass (\d+)$/gm)].at(-1), f = [...out.matchAll(/^# fail (\d+)$/gm)].at(-1); return p && f && [+p[1], +f[1]] }
const tests = folder => existsSync(root + folder) ? readdirSync(root + folder).filter(n => n.endsWith('.test.mjs')).sort().map(n => `${folder}/${n}`) : []

if (!existsSync(`${root}build/asan/build.ninja`)) step('configure', 'cmake', ['--preset', 'asan'], () => [1, 0])
step('compile', 'cmake', ['--build', 'build/asan', '-j2'], () => [1, 0])
step('unit', 'ctest', ['--test-dir', 'build/asan', '-j2', '--output-on-failure'], ctest)
step('vectors', 'node', ['tests/vectors/all-doors.mjs'], plain)
step('api', 'node', ['--test', '--test-reporter=tap', ...oneByOne, ...tests('tests/api')], tap)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed ? 1 : 0)
