// Runs every part of the test suite, adds up what each one counted and closes with "N passed, N failed".
// usage: node .dev/test.mjs [list | [--long] [part …]]; --long: the parts that know TANHENG_LONG=1 run their whole campaigns, for hours if need be
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'

const root = new URL('..', import.meta.url).pathname
const env = { ...process.env, TANHENG_BIN: 'build/dev/tanheng', CORE_WASM: 'build/wasm/core.wasm', TANHENG_WEB: 'build/web', FORCE_COLOR: '0' }
for (const name of ['TANHENG_BIN', 'CORE_WASM', 'TANHENG_WEB']) env[name] = root + env[name]

const isLong = process.argv.includes('--long')
if (isLong) env.TANHENG_LONG = '1'
const PART_MINUTES = isLong ? 360 : 12

const files = (folder, pattern) => existsSync(root + folder) ? readdirSync(root + folder).filter(n => pattern.test(n)).sort().map(n => `${folder}/${n}`) : []
// One file at a time where servers and browsers run; Node 18 (Debian 12's) has no flag for it, but runs one file per core but one.
const [major, minor] = process.versions.node.split('.').map(Number)
const oneByOne = major > 20 || (major === 20 && minor >= 10) ? ['--test-concurrency=1'] : []
const nodeTest = (folder, pattern, ...more) => ['node', ['--test', '--test-reporter=tap', ...more, ...files(folder, pattern)]]

const parts = {
  unit: { text: 'unit tests of core and server (gcc)', run: ['ctest', ['--test-dir', 'build/dev', '-j2', '--output-on-failure']] },
  wasm: { text: 'the wasm file: imports, exports, opcodes, size', run: ['node', ['wasm/check.mjs', 'build/wasm/core.wasm']] },
  vectors: { text: 'vectors at command line, wasm and HTTP, byte for byte', run: ['node', ['tests/vectors/all-doors.mjs']] },
  bridge: { text: 'bridge: loader, drafts, outbox', run: nodeTest('miniprogram-bridge/bridge/test', /\.test\.mjs$/) },
  mprun: { browser: true, text: 'mprun: the traps of the mini-program runner', run: nodeTest('miniprogram-bridge/mprun/test', /\.test\.mjs$/, ...oneByOne) },
  api: { text: 'HTTP: cases as data, raw sockets, every route', run: nodeTest('tests/api', /\.test\.mjs$/, ...oneByOne) },
  authz: { text: 'authorisation: every route × every identity × own, other and no thing; each check removed is noticed', run: nodeTest('tests/authz', /\.test\.mjs$/, ...oneByOne) },
  standins: { text: 'the clients of WeChat and SMS against stand-ins over verified HTTPS', run: nodeTest('tests/standins', /\.test\.mjs$/, ...oneByOne) },
  fuzz: { text: 'native against wasm over 100,000 generated envelopes, the wasm border used wrongly', run: ['node', ['tests/fuzz/all.mjs']] },
  load: { text: 'the gate against a strict reader over sockets, hostile clients against others', run: ['node', ['tests/load/all.mjs']] },
  crash: { text: 'kill -9 under load, in first starts, migrations, backups and restores', run: ['node', ['tests/crash/crash.mjs']] },
  power: { text: 'power cuts, recorded and on a disk image, with negative controls', run: ['node', ['tests/crash/power.mjs']] },
  faults: { text: 'full disk, I/O errors, lack of memory, clock jumps, bit flips, the backup drill, on the real server', run: ['node', ['tests/faults/all.mjs']] },
  phone: { browser: true, text: 'the mini-program in Chromium against the real server', run: nodeTest('tests/phone', /\.test\.mjs$/, ...oneByOne) },
  console: { browser: true, text: 'the console in Chromium against the real server', run: nodeTest('tests/console', /\.test\.mjs$/, ...oneByOne) },
  report: { text: 'tanheng-render: the printed form as text and picture, limits, hostile documents', run: nodeTest('tests/report', /\.test\.mjs$/, ...oneByOne) },
  deploy: { text: 'upgrades of earlier databases, nginx in front, the systemd unit, two equal builds, the list of parts', run: nodeTest('tests/deploy', /\.test\.mjs$/, ...oneByOne) },
  bench: { text: 'the benchmark in small: every part runs, no number is judged', run: ['node', ['tests/bench/bench.mjs', '--smoke']] },
  asan: { text: 'the suite again under ASan and UBSan (clang): unit, corpora of the fuzzers, vectors, api', run: ['node', ['.dev/sanitize.mjs', 'asan']] },
  tsan: { text: 'threads under TSan (clang): unit, api, 64 clients at once', run: ['node', ['.dev/sanitize.mjs', 'tsan']] }
}

// What the runners print of their own: node's TAP summary, ctest, cmocka-free tools with the plain line.
function counted(output) {
  const last = (pattern) => [...output.matchAll(pattern)].at(-1)
  const tap = { pass: last(/^# pass (\d+)$/gm), fail: last(/^# fail (\d+)$/gm) }
  if (tap.pass && tap.fail) return { passed: +tap.pass[1], failed: +tap.fail[1] }
  const ctest = last(/(\d+) tests failed out of (\d+)/g)
  if (ctest) return { passed: ctest[2] - ctest[1], failed: +ctest[1] }
  const plain = last(/^(\d+) passed, (\d+) failed$/gm)
  return plain ? { passed: +plain[1], failed: +plain[2] } : null
}

function run(name) {
  const [command, args] = parts[name].run
  return new Promise(resolve => {
    const started = Date.now()
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    let output = ''
    const watchdog = setTimeout(() => { // a part that hangs is a failure, not an endless run
      output += `\nFAIL ${name} was still running after ${PART_MINUTES} minutes\n`
      process.kill(-child.pid, 'SIGKILL')
    }, PART_MINUTES * 60_000)
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => { output += chunk })
    child.on('error', error => { output += `\n${error.message}`; resolve({ code: 127, output, seconds: 0 }) })
    child.on('close', code => clearTimeout(watchdog) ?? resolve({ code: code ?? 1, output, seconds: Math.round((Date.now() - started) / 1000) }))
  })
}

async function judged(name) {
  const { code, output, seconds } = await run(name)
  writeFileSync(`${root}build/test-logs/${name}.log`, output)
  const counts = counted(output) ?? { passed: code === 0 ? 1 : 0, failed: 0 }
  if (code !== 0 && counts.failed === 0) counts.failed = 1
  if (counts.passed + counts.failed === 0) counts.failed = 1 // a part that ran nothing has not passed
  return { counts, output, seconds }
}

const wanted = process.argv.slice(2).filter(word => word !== '--long')
if (wanted[0] === 'list') {
  for (const [name, part] of Object.entries(parts)) console.log(`${name.padEnd(9)} ${part.text}`)
  process.exit(0)
}
for (const name of wanted) if (!parts[name]) { console.error(`unknown part ${name}; see ./dev test list`); process.exit(2) }

const total = { passed: 0, failed: 0 }
mkdirSync(`${root}build/test-logs`, { recursive: true })
for (const name of wanted.length ? wanted : Object.keys(parts)) {
  process.stdout.write(`==> ${name}: ${parts[name].text}\n`)
  let { counts, output, seconds } = await judged(name)
  if (counts.failed && parts[name].browser) { // a browser on a busy machine may miss a wait: once more, and the log says so
    console.log(`    ${name} counted ${counts.passed} good, ${counts.failed} bad in ${seconds} s; once more`)
    console.log(failures(output));
    ({ counts, output, seconds } = await judged(name))
  }
  total.passed += counts.passed
  total.failed += counts.failed
  console.log(`    ${name} counted ${counts.passed} good, ${counts.failed} bad in ${seconds} s`)
  if (counts.failed) console.log(failures(output))
}

function failures(output) {
  const lines = output.split('\n')
  const bad = lines.flatMap((line, i) => /^\s*not ok|FAIL|Error|error:|\*\*\*Failed/.test(line) ? lines.slice(i, i + 12) : [])
  return (bad.length ? bad.slice(0, 80) : lines.slice(-40)).map(line => `    | ${line}`).join('\n')
}

console.log(`${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed ? 1 : 0)
