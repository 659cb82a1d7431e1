// ./dev lint: what keeps the house in order. Each rule prints "file:line: what is wrong"; exit 1 when any did.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, normalize } from 'node:path'
import { hardeningProblems } from './hardening.mjs'
import { sbomProblems } from './sbom.mjs'

process.chdir(new URL('..', import.meta.url).pathname)
const LIMITS = { function: 60, median: 15, file: 600, header: 200, parameters: 5, complexity: 12 }
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' }).split('\n').filter(f => f && existsSync(f))
const ours = tracked.filter(f => /\.(c|h)$/.test(f) && !f.startsWith('core/generated/'))
const product = ours.filter(f => !f.startsWith('tests/'))
const text = new Map()
const read = file => { if (!text.has(file)) text.set(file, readFileSync(file, 'utf8')); return text.get(file) }
const code = file => read(file).replace(/\/\*[\s\S]*?\*\//g, c => c.replace(/[^\n]/g, ' ')).replace(/\/\/.*$/gm, '')
const noStrings = source => source.replace(/"(?:[^"\\\n]|\\.)*"/g, '""').replace(/'(?:[^'\\\n]|\\.)'/g, "' '")
const problems = []
const report = (file, line, what) => problems.push(`${file}:${line}: ${what}`)

function grep(files, pattern, what, source = file => noStrings(code(file))) {
  for (const file of files)
    source(file).split('\n').forEach((line, i) => { if (pattern.test(line)) report(file, i + 1, what) })
}

const rules = {
  format() {
    const run = spawnSync('clang-format', ['--dry-run', '--Werror', ...ours], { encoding: 'utf8' })
    for (const m of run.stderr.matchAll(/^(\S+?):(\d+):\d+: error/gm)) report(m[1], m[2], 'not formatted: ./dev format')
  },

  sizes() {
    const lengths = []
    for (const file of product) {
      const lines = read(file).split('\n').length - 1
      const limit = file.endsWith('.h') ? LIMITS.header : LIMITS.file
      if (lines > limit) report(file, 1, `${lines} lines, limit ${limit}: split by noun`)
    }
    for (const file of tracked.filter(f => /\.(js|mjs|ts|vue|wxml|wxss|css)$/.test(f)))
      if (read(file).split('\n').length > LIMITS.file) report(file, 1, `over ${LIMITS.file} lines: split by noun`)
    for (const f of functions(product.filter(f => f.endsWith('.c')))) {
      lengths.push(f.lines)
      if (f.lines > LIMITS.function) report(f.file, f.line, `${f.name} has ${f.lines} lines, limit ${LIMITS.function}`)
      if (f.parameters > LIMITS.parameters) report(f.file, f.line, `${f.name} takes ${f.parameters} parameters, limit ${LIMITS.parameters}`)
      if (f.complexity > LIMITS.complexity) report(f.file, f.line, `${f.name} has complexity ${f.complexity}, limit ${LIMITS.complexity}`)
    }
    lengths.sort((a, b) => a - b)
    const median = lengths[lengths.length >> 1]
    if (median > LIMITS.median) report('core', 0, `median function length ${median}, limit ${LIMITS.median}`)
    console.log(`    ${lengths.length} functions, median ${median} lines, longest ${lengths.at(-1)}`)
  },

  layers() {
    const only = (header, ...folders) => grep(ours.filter(f => !folders.some(folder => f.startsWith(folder)) && !f.startsWith('tests/')), new RegExp(`#include [<"](?:\\w+/)?${header}[>"]`), `${header} belongs to ${folders.join(' and ')} alone`, code)
    only('civetweb\\.h', 'server/front/')
    only('cJSON\\.h', 'core/codec/', 'server/providers/answer_json.c')
    only('curl\\.h', 'server/providers/')
    only('sqlite3\\.h', 'server/store/')
    only('sodium\\.h', 'server/auth/')
    only('(?:cairo|pango)[a-z-]*\\.h', 'server/render/')
    only('mbedtls.*\\.h', 'server/front/', 'server/crypto/')
    grep(ours.filter(f => f.startsWith('server/') && !f.startsWith('server/store/')), /"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE)\b/, 'SQL outside server/store', code)
    grep(ours.filter(f => f.startsWith('core/') && !f.startsWith('core/tools/')), /\b(double|float|long double)\b/, 'floating point in the core')
    grep(ours.filter(f => f.startsWith('core/') && !/^core\/(tools|cli)\//.test(f)), /#\s*if(n?def)?\s+.*(__wasm|__EMSCRIPTEN)/, 'the core holds no #if for wasm', code)
    grep(ours.filter(f => /^core\/(base|calc|model)\//.test(f)), /#include <(stdio|stdlib|time|locale|errno|math|unistd|pthread)\.h>/, 'base, calc and model are pure', code)
  },

  banned() {
    grep(product.filter(f => !f.startsWith('core/tools/')), /\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|atof|sscanf|scanf|alloca|system|popen|mg_handle_form\w*)\s*\(/, 'banned function')
    grep(product, /\b(TODO|FIXME|XXX|HACK)\b/, 'finish it or name it in the issue', read)
    const binary = 'build/dev/tanheng'
    if (!existsSync(binary)) return report(binary, 0, 'not built')
    const undefinedSymbols = execFileSync('nm', ['-u', binary], { encoding: 'utf8' })
    for (const name of ['strcpy', 'strcat', 'sprintf', 'gets', 'strtok', 'system', 'popen'])
      if (new RegExp(`\\bU ${name}(@|$)`, 'm').test(undefinedSymbols) && product.some(f => new RegExp(`\\b${name}\\(`).test(noStrings(code(f))))) report(binary, 0, `links ${name}`)
  },

  hardening() {
    if (!existsSync('build/dev/tanheng')) return report('build/dev/tanheng', 0, 'not built')
    problems.push(...hardeningProblems('build/dev/tanheng', 'build/dev'), ...hardeningProblems('build/dev/tanheng-render', undefined, ['snprintf', 'fprintf']))
  },

  sbom() {
    if (!existsSync('build/dev/tanheng')) return report('build/dev/tanheng', 0, 'not built')
    problems.push(...sbomProblems('build/dev/tanheng'))
  },

  purity() {
    const pure = /^(mem(cpy|set|cmp|chr|move)|str(len|n?cmp|chr)|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_|__assert_fail|__u?(div|mod|divmod)ti\d|__mulo?ti\d)$/
    const known = new Set()
    for (const layer of ['base', 'calc', 'model']) {
      const library = `build/dev/core/libth_${layer}.a`
      if (!existsSync(library)) { report(library, 0, 'not built'); continue }
      const symbols = execFileSync('nm', [library], { encoding: 'utf8', maxBuffer: 1 << 26 })
      for (const m of symbols.matchAll(/^[0-9a-f]+ ([A-Za-z]) (\S+)$/gm)) {
        known.add(m[2])
        if (/[BbDdC]/.test(m[1]) && isMutable(library, m[2])) report(library, 0, `mutable data ${m[2]}`)
      }
      for (const m of symbols.matchAll(/^ +U (\S+)$/gm))
        if (!known.has(m[1]) && !pure.test(m[1])) report(library, 0, `uses ${m[1]}`)
    }
  },

  generated() {
    const folder = mkdtempSync(join(tmpdir(), 'tanheng-gen-'))
    const run = spawnSync('build/dev/core/th_gen', ['core/data', folder], { encoding: 'utf8' })
    if (run.status !== 0) report('core/tools/gen.c', 0, `failed: ${run.stderr.trim()}`)
    else compareTrees(folder, 'core/generated')
    const api = spawnSync('build/dev/tanheng', ['openapi', folder], { encoding: 'utf8' })
    if (api.status !== 0) report('docs/openapi.json', 0, `tanheng openapi failed: ${api.stderr.trim()}`)
    else for (const name of ['openapi.json', 'api.md'])
      if (!existsSync(join(folder, name)) || readFileSync(join(folder, name), 'utf8') !== (existsSync(`docs/${name}`) ? read(`docs/${name}`) : '')) report(`docs/${name}`, 1, 'is stale: ./dev gen')
    rmSync(folder, { recursive: true })
  },

  databases() {
    const kept = tracked.filter(f => f.startsWith('tests/data/databases/'))
    for (const migration of tracked.filter(f => /^server\/store\/migrations\/\d{4}_/.test(f))) {
      const number = migration.split('/').at(-1).slice(0, 4)
      for (const ending of ['db.gz', 'json.gz'])
        if (!kept.some(f => f.startsWith(`tests/data/databases/schema_${number}_`) && f.endsWith(ending))) report(migration, 1, `no database of schema ${+number} is kept for later upgrades: node tests/deploy/keep-database.mjs, when the migration is final`)
    }
  },

  tidy() {
    const files = product.filter(f => f.endsWith('.c') && !f.startsWith('wasm/'))
    const known = new Set(JSON.parse(readFileSync('build/dev/compile_commands.json', 'utf8')).map(c => normalize(c.file).replace(process.cwd() + '/', '')))
    const clang14 = '--extra-arg=-enable-trivial-auto-var-init-zero-knowing-it-will-be-removed-from-clang' // else it calls our -ftrivial-auto-var-init=zero an error
    const run = spawnSync('sh', ['-c', `printf '%s\\n' ${files.filter(f => known.has(f)).join(' ')} | xargs -P 2 -n 8 clang-tidy -p build/dev --quiet ${clang14}`], { encoding: 'utf8', maxBuffer: 1 << 28 })
    for (const m of run.stdout.matchAll(/^(\S+?):(\d+):\d+: (?:error|warning): (.*)$/gm)) report(m[1].replace(process.cwd() + '/', ''), m[2], m[3])
  },

  miniprogram() {
    const check = spawnSync('node', ['miniprogram-bridge/mprun/check.mjs'], { encoding: 'utf8' })
    if (check.status !== 0) problems.push(...`${check.stdout}${check.stderr}`.trim().split('\n').slice(-60))
    if (existsSync('miniprogram-bridge/tsconfig.json')) {
      const tsc = spawnSync('node_modules/.bin/tsc', ['--noEmit', '-p', 'tsconfig.json'], { cwd: 'miniprogram-bridge', encoding: 'utf8' })
      if (tsc.status !== 0) problems.push(...tsc.stdout.trim().split('\n').slice(0, 60).map(line => `miniprogram-bridge/${line}`))
    }
    const lock = read('miniprogram-bridge/package-lock.json')
    if (/"resolved": "http/.test(lock)) report('miniprogram-bridge/package-lock.json', 1, 'records download addresses: npm config omit-lockfile-registry-resolved=true')
  },

  links() {
    for (const file of tracked.filter(f => f.endsWith('.md')))
      read(file).split('\n').forEach((line, i) => {
        for (const m of line.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g))
          if (!existsSync(normalize(join(dirname(file), m[1])))) report(file, i + 1, `broken link ${m[1]}`)
      })
  }
}

// Constant tables with pointers lie in .data.rel.ro of position-independent code: nm shows them as "d" although nobody can write them.
function isMutable(library, symbol) {
  const sections = execFileSync('objdump', ['-t', library], { encoding: 'utf8', maxBuffer: 1 << 26 })
  const lines = sections.split('\n').filter(line => line.trim().endsWith(` ${symbol}`))
  return lines.some(line => /\s\.(data|bss)(\.(?!rel\.ro)\S*)?\s/.test(line))
}

function compareTrees(fresh, kept) {
  const walk = (folder, base = '') => existsSync(folder) ? readdirSync(folder).flatMap(name => statSync(join(folder, name)).isDirectory() ? walk(join(folder, name), `${base}${name}/`) : [`${base}${name}`]) : []
  for (const name of new Set([...walk(fresh), ...walk(kept)])) {
    const [a, b] = [join(fresh, name), join(kept, name)]
    if (!existsSync(a) || !existsSync(b) || !readFileSync(a).equals(readFileSync(b))) report(b, 1, 'is stale or not generated: ./dev gen')
  }
}

function functions(files) {
  const out = execFileSync('ctags', ['-f', '-', '--fields=+neS', '--kinds-C=f', '--languages=C', ...files], { encoding: 'utf8', maxBuffer: 1 << 27 })
  return out.split('\n').filter(line => line && !line.startsWith('!')).map(line => {
    const [name, file] = line.split('\t')
    const start = +(/\tline:(\d+)/.exec(line)?.[1] ?? 0), end = +(/\tend:(\d+)/.exec(line)?.[1] ?? start)
    const signature = /\tsignature:\(([^\t]*)\)/.exec(line)?.[1] ?? ''
    const body = noStrings(code(file)).split('\n').slice(start - 1, end).join('\n')
    const branches = body.match(/\b(if|for|while|case)\b|&&|\|\||\?/g) ?? []
    const cases = body.match(/\bcase\b/g) ?? []
    return { name, file, line: start, lines: end - start + 1, parameters: signature === 'void' || !signature ? 0 : splitTop(signature),
      complexity: 1 + branches.length - (cases.length > 4 ? cases.length - 1 : 0) } // a plain switch over a table counts once
  })
}

function splitTop(signature) {
  let depth = 0, count = 1
  for (const c of signature) { if (c === '(') depth++; if (c === ')') depth--; if (c === ',' && depth === 0) count++ }
  return count
}

const wanted = process.argv.slice(2).length ? process.argv.slice(2) : Object.keys(rules)
for (const name of wanted) {
  const before = problems.length
  console.log(`==> lint ${name}`)
  rules[name]()
  for (const line of problems.slice(before)) console.log(`    ${line}`)
}
console.log(problems.length ? `lint: ${problems.length} problems` : 'lint: clean')
process.exit(problems.length ? 1 : 0)
