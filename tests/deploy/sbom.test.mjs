// F23 The list of parts (docs/sbom.json) names what the program really links, and a part that changes behind it is noticed.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { differences, generate, sbomProblems, schemaFaults } from '../../.dev/sbom.mjs'
import { binary, root } from './program.mjs'

describe('F23 the list of parts', () => {
  const kept = () => JSON.parse(readFileSync(join(root, 'docs/sbom.json'), 'utf8'))

  test('it is CycloneDX 1.5 and up to date', () => { assert.deepEqual(sbomProblems(binary), []) })

  test('a changed source, package, library or user of one is noticed', () => {
    const fresh = generate(binary)
    const changed = (change) => { const bom = kept(); change(bom); return differences(bom, fresh) }
    const named = (bom, name) => bom.components.find((one) => one.name === name)
    assert.match(changed((bom) => { named(bom, 'civetweb').hashes[0].content = '0'.repeat(64) })[0], /civetweb/)
    assert.match(changed((bom) => { named(bom, 'glass-easel').hashes[0].content = '0'.repeat(128) })[0], /glass-easel/)
    assert.match(changed((bom) => { bom.components = bom.components.filter((one) => one.name !== 'libsodium23') })[0], /new part .*libsodium23/)
    assert.match(changed((bom) => { bom.components.push({ ...named(bom, 'libsodium23'), 'bom-ref': 'pkg:deb/debian/other' }) })[0], /other is gone/)
    assert.deepEqual(changed((bom) => { bom.dependencies[1].dependsOn.pop() }), ['who uses what has changed'])
  })

  test("Debian's security updates are not", () => {
    const bom = kept()
    for (const name of ['libc6', 'libsqlite3-0', 'cjson']) bom.components.find((one) => one.name === name).version = '0.1'
    assert.deepEqual(differences(bom, generate(binary)), [])
  })

  test('what is no CycloneDX is named', () => {
    const broken = (change) => { const bom = kept(); change(bom); return schemaFaults(bom) }
    for (const change of [(bom) => { bom.specVersion = '2' }, (bom) => { bom.components[0].type = 'thing' }, (bom) => { bom.components[1]['bom-ref'] = bom.components[0]['bom-ref'] },
      (bom) => { bom.components.find((one) => one.hashes).hashes[0].content = 'x' }, (bom) => { bom.dependencies[0].dependsOn.push('nobody') }, (bom) => { bom.made = 'today' }])
      assert.ok(broken(change).length > 0, String(change))
  })
})
