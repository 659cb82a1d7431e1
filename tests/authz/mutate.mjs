// Takes away one authorisation check after the other (checks.json), builds the program without it, and lets the suite judge: a mutant that passes is a
// check that nothing would miss. usage: node tests/authz/mutate.mjs [--all | --sample N | words of a check's name …]
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join, relative } from 'node:path'

const root = new URL('../..', import.meta.url).pathname
const place = process.env.AUTHZ_MUTANTS || join(root, 'build/mutants')
const source = join(place, 'source'), build = join(place, 'build'), furnished = join(place, 'world')
const jobs = String(availableParallelism?.() ?? cpus().length)
export const checks = JSON.parse(readFileSync(new URL('checks.json', import.meta.url), 'utf8'))

/** The text without the check; throws when the condition is not there exactly once. */
export function mutated(check, text) {
  for (const [find, put] of [[check.find, check.put], ...(check.also ?? [])]) {
    if (text.split(find).length !== 2) throw new Error(`${check.file}: "${check.check}": this stands there ${text.split(find).length - 1} times, not once:\n${find}`)
    text = text.replace(find, () => put)
  }
  return text
}

function copySource() {
  rmSync(source, { recursive: true, force: true })
  mkdirSync(source, { recursive: true })
  const wanted = ['CMakeLists.txt', 'VERSION', '.dev', 'core', 'server', 'tests', 'docs', 'wasm', 'miniprogram-bridge/package.json']
  for (const name of wanted)
    cpSync(join(root, name), join(source, name), { recursive: true, filter: (from) => !/^(build|.*node_modules)/.test(relative(root, from)) })
  if (!existsSync(join(source, 'miniprogram-bridge/node_modules'))) spawnSync('ln', ['-s', join(root, 'miniprogram-bridge/node_modules'), join(source, 'miniprogram-bridge/node_modules')])
}

function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26 })
  return { ok: status === 0, text: stdout + stderr }
}

function configure() {
  copySource()
  const { ok, text } = run('cmake', ['-S', source, '-B', build, '-G', 'Ninja', '-DCMAKE_BUILD_TYPE=Debug', '-DCMAKE_C_FLAGS=-O1 -g0', `-DTANHENG_THIRD_PARTY=${join(root, 'build/third_party')}`])
  if (!ok) throw new Error(text)
}

function compile(targets) {
  const { ok, text } = run('cmake', ['--build', build, '-j', jobs, '--target', 'tanheng', 'tanheng-render', 'authz_seat', ...targets])
  return ok ? '' : text
}

function environment(more) {
  const { AUTHZ_SEAT, NODE_TEST_CONTEXT, ...rest } = process.env // with its context node would take these tests for its own subtests and run none
  return { ...rest, TANHENG_BIN: join(build, 'tanheng'), ...more }
}

/** One world for all mutants, made by the program as it is. */
function furnish() {
  rmSync(furnished, { recursive: true, force: true })
  const { status, stderr } = spawnSync(process.execPath, [join(source, 'tests/authz/world.mjs'), furnished], { encoding: 'utf8', env: environment({}) })
  if (status !== 0) throw new Error(stderr)
}

/** Whether the suite fails; it is stopped at its first failure. */
function isNoticed(by) {
  const isUnit = by.startsWith('test_')
  const [command, args] = isUnit ? [join(build, 'tests/unit', by), []] : [process.execPath, ['--test', '--test-reporter=tap', join(source, 'tests', by.includes('/') ? '' : 'authz', `${by}.test.mjs`)]]
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: source, env: environment({ AUTHZ_WORLD: furnished }), stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    let text = '', first = ''
    const look = (chunk) => {
      text += chunk
      first ||= /^ *not ok \d+ - (.*)|\[  FAILED  \] (.*)/m.exec(text)?.slice(1).find(Boolean) ?? ''
      if (first && !isUnit) try { process.kill(-child.pid, 'SIGKILL') } catch { /* it ended by itself */ }
    }
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    child.on('close', (code) => done(code === 0 ? '' : first || `exit ${code}: ${text.slice(-300)}`))
  })
}

async function judge(check) {
  const path = join(source, check.file)
  const original = readFileSync(path, 'utf8')
  const by = check.by ?? 'matrix'
  try {
    writeFileSync(path, mutated(check, original))
    const broken = compile(by.startsWith('test_') ? [by] : [])
    if (broken) return `does not compile:\n${broken.slice(-1500)}`
    const noticed = await isNoticed(by)
    if (noticed) console.log(`ok - ${check.check} (${noticed})`)
    return noticed ? '' : `NOBODY NOTICED by ${by}`
  } finally {
    writeFileSync(path, original)
  }
}

/** A few, other ones with every commit, the same ones for the same commit. */
function sampled(count) {
  const { stdout } = spawnSync('git', ['-C', root, 'rev-parse', 'HEAD'], { encoding: 'utf8' })
  const start = parseInt((stdout || '0').slice(0, 8), 16) || 0
  return Array.from({ length: count }, (_, i) => checks[(start + i * 17) % checks.length])
}

export async function mutate(wanted) {
  const started = Date.now()
  configure()
  const suites = [...new Set(wanted.map((one) => one.by ?? 'matrix'))]
  const broken = compile(suites.filter((name) => name.startsWith('test_')))
  if (broken) throw new Error(broken)
  furnish()
  for (const suite of suites) { // a suite that is red anyway would "notice" everything
    const red = await isNoticed(suite)
    if (red) throw new Error(`${suite} fails without any change: ${red}`)
  }
  const survivors = []
  for (const check of wanted) {
    const fault = await judge(check)
    if (fault) survivors.push(`${check.check}: ${fault}`)
  }
  console.log(`${wanted.length - survivors.length} of ${wanted.length} removed checks were noticed in ${Math.round((Date.now() - started) / 1000)} s`)
  return survivors
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const words = process.argv.slice(2)
  const wanted = words[0] === '--sample' ? sampled(Number(words[1])) : words[0] === '--all' || !words.length ? checks : checks.filter((one) => one.check.includes(words.join(' ')))
  const survivors = await mutate(wanted)
  for (const one of survivors) console.error(`not ok - ${one}`)
  process.exit(survivors.length ? 1 : 0)
}
export { sampled }
