// docs/sbom.json: what is in the server, in tanheng-render beside it, in the wasm file and in the web pages, as CycloneDX 1.5. No time and no serial number stand in it: it
// changes when a part does. Debian's own packages move by security updates without us; their versions are kept as found and not compared.
// usage: node .dev/sbom.mjs write | check [program]
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, realpathSync, writeFileSync } from 'node:fs'

const root = new URL('..', import.meta.url).pathname
const file = `${root}docs/sbom.json`
const out = (command, ...args) => execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
const read = name => readFileSync(root + name, 'utf8')
const FOUND = { name: 'tanheng:version', value: 'as found' }
const version = read('VERSION').trim()

/** Compiled in from Debian's source: the files that the compiler sees, by their hashes. */
const COMPILED = {
  civetweb: { folder: 'build/third_party/civetweb', files: () => ['include/civetweb.h', 'src/civetweb.c', ...readdirSync(`${root}build/third_party/civetweb/src`).filter(name => name.endsWith('.inl')).map(name => `src/${name}`)], license: 'MIT' },
  cjson: { folder: 'build/third_party/cjson', files: () => ['cJSON.c', 'cJSON.h'], license: 'MIT' }
}
/** In the pages' bundle; everything else of the lock file is a tool. */
const BUNDLED = ['glass-easel', 'glass-easel-miniprogram-adapter', 'tdesign-miniprogram',
  'vue', '@vue/reactivity', '@vue/runtime-core', '@vue/runtime-dom', '@vue/shared', 'vue-router', 'tdesign-vue-next', 'tdesign-icons-vue-next', 'lodash-es', '@popperjs/core']

function compiled(name) {
  const { folder, files, license } = COMPILED[name]
  const its = read(`${folder}/.version`).trim()
  const hash = createHash('sha256')
  for (const path of files().sort()) hash.update(`${path}\n`).update(readFileSync(`${root}${folder}/${path}`))
  const purl = `pkg:deb/debian/${name}@${encodeURIComponent(its)}?arch=source&distro=bookworm`
  return { type: 'library', 'bom-ref': purl, name, version: its, scope: 'required', licenses: [{ license: { id: license } }], purl, hashes: [{ alg: 'SHA-256', content: hash.digest('hex') }],
    properties: [{ name: 'tanheng:hash-of', value: 'each compiled file, its path and a line feed before it, in the order of paths' }] }
}

function debian(name) {
  const its = out('dpkg-query', '-W', '-f', '${Version}', name)
  return { type: 'library', 'bom-ref': `pkg:deb/debian/${name}`, name, version: its, scope: 'required', purl: `pkg:deb/debian/${name}@${encodeURIComponent(its)}?distro=bookworm`, properties: [FOUND] }
}

/** The Debian packages of the shared libraries that the program names. */
function linked(program) {
  const paths = new Map([...out('ldd', program).matchAll(/^\s*(?:(\S+) => )?(\/\S+) \(/gm)].map(m => [m[1] ?? m[2].split('/').at(-1), m[2]]))
  const needed = [...out('readelf', '-dW', program).matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(m => m[1])
  const owner = path => /^([^:\s]+)/.exec(out('sh', '-c', `dpkg-query -S "$1" 2>/dev/null || dpkg-query -S "/usr$1"`, 'sh', path))[1]
  return [...new Set(needed.map(name => { const path = paths.get(name); try { return owner(path) } catch { return owner(realpathSync(path)) } }))].sort().map(debian)
}

function npm() {
  const { packages } = JSON.parse(read('miniprogram-bridge/package-lock.json'))
  return Object.entries(packages).filter(([path, one]) => path.includes('node_modules/') && !one.link && !one.optional).map(([path, one]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 13)
    const purl = `pkg:npm/${name.replace('@', '%40')}@${one.version}`
    return { type: 'library', 'bom-ref': purl, name, version: one.version, scope: BUNDLED.includes(name) ? 'required' : 'excluded', ...(one.license && { licenses: [{ license: { name: one.license } }] }), purl,
      hashes: [{ alg: 'SHA-512', content: Buffer.from(one.integrity.slice(7), 'base64').toString('hex') }] }
  })
}

export function generate(program) {
  const ours = (name, type = 'application') => ({ type, 'bom-ref': `tanheng:${name}`, name, version, licenses: [{ license: { id: 'Apache-2.0' } }] })
  const [civetweb, cjson] = ['civetweb', 'cjson'].map(compiled)
  const shared = linked(program), drawing = linked(`${program}-render`), packages = npm()
  const emscripten = { ...debian('emscripten'), description: 'its C library (musl) and emmalloc are part of the wasm file' }
  const fonts = { ...debian('fonts-noto-cjk'), description: 'its glyphs are embedded in the PDFs' }
  const refs = list => list.map(one => one['bom-ref']).sort()
  const depend = (name, list) => ({ ref: `tanheng:${name}`, dependsOn: refs(list) })
  const all = [ours('server'), ours('render'), ours('core.wasm', 'file'), ours('pages'), civetweb, cjson, emscripten, ...shared, ...drawing, fonts, ...packages]
  const components = [...new Map(all.map(one => [one['bom-ref'], one])).values()].sort((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1))
  return { bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, metadata: { component: ours('tanheng') }, components,
    dependencies: [{ ref: 'tanheng:tanheng', dependsOn: ['tanheng:core.wasm', 'tanheng:pages', 'tanheng:render', 'tanheng:server'] }, depend('server', [civetweb, cjson, ...shared]), depend('render', [cjson, fonts, ...drawing]), depend('core.wasm', [cjson, emscripten]),
      depend('pages', [{ 'bom-ref': 'tanheng:core.wasm' }, ...packages.filter(one => one.scope === 'required')])] }
}

/** Where `bom` is no CycloneDX 1.5 document; the rules of its schema for what stands in ours. */
export function schemaFaults(bom) {
  const faults = [], refs = new Set()
  const want = (holds, what) => { if (!holds) faults.push(what) }
  const component = (one, at) => {
    want(['application', 'framework', 'library', 'container', 'platform', 'operating-system', 'device', 'device-driver', 'firmware', 'file', 'machine-learning-model', 'data'].includes(one.type), `${at}: type ${one.type}`)
    want(typeof one.name === 'string' && one.name !== '', `${at}: name`)
    want(one.version === undefined || typeof one.version === 'string', `${at}: version`)
    want(one.scope === undefined || ['required', 'optional', 'excluded'].includes(one.scope), `${at}: scope`)
    want(one.purl === undefined || /^pkg:[a-z]+\/\S+$/.test(one.purl), `${at}: purl`)
    want(!refs.has(one['bom-ref']) && one['bom-ref'], `${at}: bom-ref ${one['bom-ref']} is missing or doubled`)
    refs.add(one['bom-ref'])
    for (const { alg, content } of one.hashes ?? []) want({ 'SHA-256': 64, 'SHA-512': 128 }[alg] === content.length && /^[a-f0-9]+$/.test(content), `${at}: hash ${alg}`)
    for (const { license } of one.licenses ?? []) want((typeof license.id === 'string') !== (typeof license.name === 'string'), `${at}: a license has either id or name`)
    const known = ['type', 'bom-ref', 'name', 'version', 'scope', 'purl', 'hashes', 'licenses', 'properties', 'description']
    for (const key of Object.keys(one)) want(known.includes(key), `${at}: ${key}`)
  }
  want(bom.bomFormat === 'CycloneDX' && bom.specVersion === '1.5' && Number.isInteger(bom.version) && bom.version >= 1, 'head')
  component(bom.metadata?.component ?? {}, '/metadata/component')
  ;(bom.components ?? []).forEach((one, i) => component(one, `/components/${i}`))
  for (const { ref, dependsOn } of bom.dependencies ?? []) for (const one of [ref, ...dependsOn]) want(refs.has(one), `/dependencies: ${one} is no part`)
  for (const key of Object.keys(bom)) want(['bomFormat', 'specVersion', 'version', 'metadata', 'components', 'dependencies'].includes(key), key)
  return faults
}

/** What of two lists of parts differs, leaving aside what Debian's security updates change: versions as found, and a compiled source's hash when its version moved. */
export function differences(kept, fresh) {
  const key = one => one['bom-ref'].replace(/(pkg:deb\/debian\/[^@]+).*/, '$1')
  const before = new Map(kept.components.map(one => [key(one), one])), now = new Map(fresh.components.map(one => [key(one), one]))
  const lines = [...[...now.keys()].filter(one => !before.has(one)).map(one => `new part ${one}`), ...[...before.keys()].filter(one => !now.has(one)).map(one => `part ${one} is gone`)]
  for (const [name, one] of now) {
    const old = before.get(name)
    if (!old || name.startsWith('pkg:deb/') && old.version !== one.version) continue
    if (JSON.stringify(old) !== JSON.stringify(one)) lines.push(`${name}: ${JSON.stringify(one.hashes ?? one.version)} is not what docs/sbom.json says`)
  }
  const graph = bom => JSON.stringify(bom.dependencies).replace(/(pkg:deb\/debian\/[^@"]+)@[^"]*/g, '$1')
  if (graph(kept) !== graph(fresh)) lines.push('who uses what has changed')
  return lines
}

/** What is stale in docs/sbom.json against the program, the lock file and the unpacked sources; [] when nothing is. */
export function sbomProblems(program) {
  const kept = JSON.parse(read('docs/sbom.json'))
  return [...schemaFaults(kept).map(line => `not CycloneDX 1.5: ${line}`), ...differences(kept, generate(program))].map(line => `docs/sbom.json:1: ${line}: node .dev/sbom.mjs write`)
}

if (process.argv[1]?.endsWith('sbom.mjs')) {
  const program = process.argv[3] ?? `${root}build/dev/tanheng`
  if (process.argv[2] === 'write') writeFileSync(file, JSON.stringify(generate(program), null, 1) + '\n')
  const problems = sbomProblems(program)
  for (const line of problems) console.log(line)
  process.exit(problems.length ? 1 : 0)
}
