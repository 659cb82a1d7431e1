// Reads back from an ELF program, and from the libraries it is linked of, whether the hardening flags of .dev/flags.cmake took effect.
// usage: node .dev/hardening.mjs <program> [build folder]
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const out = (command, ...args) => execFileSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 27 })
const libraries = folder => readdirSync(folder, { withFileTypes: true }).flatMap(entry =>
  entry.isDirectory() && entry.name !== 'CMakeFiles' ? libraries(join(folder, entry.name)) : entry.name.endsWith('.a') ? [join(folder, entry.name)] : [])

// name, does the program have it. Debian 12's start files carry no CET note, so the linker drops the program's: the libraries are asked below.
const marks = [
  ['position independent (-fPIE -pie)', elf => /^\s*Type:\s+DYN \(Position-Independent Executable file\)/m.test(elf.head)],
  ['read-only relocations (-z relro)', elf => /\bGNU_RELRO\b/.test(elf.head)],
  ['bound at start (-z now)', elf => /\(FLAGS_1\).*\bNOW\b/.test(elf.head)],
  ['a stack without execute permission (-z noexecstack)', elf => /\bGNU_STACK\b.*\bRW\b(?!E)/.test(elf.head)],
  ['no segment writable and executable', elf => !/\bLOAD\b.*\bRWE\b/.test(elf.head)],
  ['no library path (RPATH, RUNPATH)', elf => !/\((RPATH|RUNPATH)\)/.test(elf.head)],
  ['no relocation of text (TEXTREL)', elf => !/\bTEXTREL\b/.test(elf.head)],
  ['the stack protector (-fstack-protector-strong)', elf => /\bU __stack_chk_fail\b/.test(elf.symbols)],
  ['checked library calls (_FORTIFY_SOURCE)', elf => elf.checked.every(name => new RegExp(`\\bU __${name}_chk\\b`).test(elf.symbols))]
]

// Flags that leave no other trace: what the compiler wrote into the debug information of each source file, where there is any.
function withoutFlags(program) {
  const units = out('readelf', '--debug-dump=info', '--dwarf-depth=1', program).match(/DW_AT_producer.*$/gm) ?? []
  const flags = ['-fstack-clash-protection', '-ftrivial-auto-var-init=zero', '-fstack-protector-strong', '-fPIE']
  return units.length === 0 ? [] : flags.filter(flag => units.some(unit => /GNU C/.test(unit) && !unit.includes(flag)))
    .map(flag => `${program}: a source file was compiled without ${flag}`)
}

/** What `program` lacks, and which libraries in `folder` hold objects without CET notes or without a stack protector; [] when all is well.
 * `checked`: library calls that it makes in their checked form. */
export function hardeningProblems(program, folder, checked = ['memcpy', 'snprintf', 'vsnprintf']) {
  const elf = { checked, head: out('readelf', '-hldW', program), symbols: out('nm', '-D', program) }
  const missing = marks.filter(([, holds]) => !holds(elf)).map(([name]) => `${program}: lacks ${name}`)
  missing.push(...withoutFlags(program))
  const archives = folder ? libraries(folder) : []
  if (folder && archives.length < 8) missing.push(`${folder}: only ${archives.length} libraries, where are the others?`)
  for (const archive of archives) {
    const members = out('ar', 't', archive).trim().split('\n').length
    const marked = (out('readelf', '-nW', archive).match(/x86 feature: IBT, SHSTK/g) ?? []).length
    if (marked !== members) missing.push(`${archive}: ${members - marked} of ${members} objects are without -fcf-protection=full`)
  }
  return missing
}

if (process.argv[1]?.endsWith('hardening.mjs')) {
  const problems = hardeningProblems(process.argv[2], process.argv[3])
  for (const line of problems) console.log(line)
  console.log(problems.length ? `${problems.length} problems` : 'hardened')
  process.exit(problems.length ? 1 : 0)
}
