// Asserts what phones need of the wasm file: no imports, the exact exports, no Global, MVP opcodes only, size. usage: node wasm/check.mjs core.wasm
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'

const file = process.argv[2]
const allowed = JSON.parse(readFileSync(new URL('./exports.json', import.meta.url), 'utf8'))
const limits = { raw: 200_000, brotli: 80_000 }
const failures = []
const check = (ok, text) => { if (!ok) failures.push(text) }

const bytes = readFileSync(file)
const module = new WebAssembly.Module(bytes)
check(WebAssembly.Module.imports(module).length === 0, `imports: ${JSON.stringify(WebAssembly.Module.imports(module))}`)

const exports = WebAssembly.Module.exports(module)
for (const { name, kind } of exports) check(allowed[name] === kind, `export ${name} (${kind}) is not on the list`)
for (const name of Object.keys(allowed)) check(exports.some(e => e.name === name), `export ${name} is missing`)

// No i64 in a signature: a BigInt on old JavaScriptCore throws.
const dump = execFileSync('wasm-objdump', ['-x', file], { encoding: 'utf8', maxBuffer: 1 << 28 })
const types = new Map([...dump.matchAll(/type\[(\d+)\] (\(.*)/g)].map(m => [m[1], m[2]]))
for (const m of dump.matchAll(/func\[\d+\] sig=(\d+) <([^>]+)>/g))
  if (allowed[m[2]] === 'function') check(!/i64|f32|f64/.test(types.get(m[1]) ?? ''), `${m[2]} has the signature ${types.get(m[1])}`)

const opcodes = execFileSync('wasm-objdump', ['-d', file], { encoding: 'utf8', maxBuffer: 1 << 30 })
const late = opcodes.match(/\b(v128\.\w+|i\d+x\d+\.\w+|memory\.(copy|fill|init)|table\.(copy|init|get|set|grow|fill)|i(32|64)\.extend(8|16|32)_s|\w+\.trunc_sat\w+|\w+\.atomic\.\w+)/g)
check(!late, `opcodes after the MVP: ${[...new Set(late)].join(', ')}`)
const floats = opcodes.match(/\bf(32|64)\.(add|sub|mul|div|convert\w*|promote\w*|sqrt)\b/g)

const memory = dump.match(/memory\[0\] pages: initial=(\d+)(?: max=(\d+))?/)
check(memory && memory[2] === memory[1], `memory is not fixed: ${memory?.[0]}`)
const brotli = brotliCompressSync(bytes).length
check(bytes.length <= limits.raw, `${bytes.length} bytes raw, limit ${limits.raw}`)
check(brotli <= limits.brotli, `${brotli} bytes brotli, limit ${limits.brotli}`)

console.log(`wasm: ${bytes.length} bytes, ${brotli} brotli, ${exports.length} exports, float instructions ${floats?.length ?? 0} (cJSON's number reader)`)
for (const text of failures) console.error(`FAIL ${text}`)
process.exit(failures.length ? 1 : 0)
