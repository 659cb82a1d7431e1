// The drill: a backup under load, restored into an empty folder, verified, and held against what was acknowledged before it began.
import { existsSync, statSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { Journal, Server, binary, check, folder, isLong, listed, newServer, sleep, tanheng, verify } from '../crash/rig.mjs'

const ran = args => new Promise(resolve => {
  const child = spawn(binary, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let text = ''
  child.stderr.on('data', chunk => { text += chunk })
  child.on('exit', code => resolve({ code, text }))
})

/** Without the label, which only a filing's latest revision has: what came after the backup is unknown to it. */
const kept = ({ text }) => text.replace(/"label":"[a-z_]+",?/, '')

/** Every revision of the filings on both servers: how many answers differ, by one example. */
async function differences(items, here, there) {
  const different = []
  for (const { id, revision } of items)
    for (const path of Array.from({ length: revision }, (_, i) => `/v1/filings/${id}/revisions/${i + 1}`)) {
      const [a, b] = await Promise.all([here.ask('GET', path), there.ask('GET', path)])
      if (a.status !== 200 || kept(a) !== kept(b)) different.push(`${path}: ${a.status} ${a.text.slice(0, 200)} instead of ${b.text.slice(0, 200)}`)
    }
  return different
}

async function drill(random) {
  const server = await newServer('drill'), journal = new Journal(random)
  const load = journal.load(server)
  await sleep(isLong ? 20_000 : 1500)
  const before = [...journal.entries].filter(([, entry]) => entry.answer !== undefined)
  const began = performance.now(), file = join(folder, 'drill.db')
  const backup = await ran(['backup', '--data', server.data, file])
  const took = performance.now() - began
  await sleep(300)
  await load.stop()
  check(backup.code === 0 && existsSync(file), `backup under load: ${backup.text}`)
  check(journal.unexpected.length === 0, `the load beside the backup: ${journal.unexpected[0]?.message}`)

  const disaster = performance.now(), data = join(folder, 'drill-restored')
  const restored = tanheng(['restore', '--data', data, file])
  check(restored.status === 0, `restore: ${restored.text}`)
  const other = await new Server(data).start()
  const recovery = performance.now() - disaster
  other.token = server.token
  other.enterprise = server.enterprise
  const lost = await journal.replay(other, before)
  check(lost === 0, `${lost} of ${before.length} writes acknowledged before the backup began are lost: ${journal.example}`)
  const items = await listed(other)
  const different = await differences(items, other, server)
  check(items.length > 0 && different.length === 0, `${different.length} revisions of the backup differ: ${different[0]}`)
  await other.kill('SIGTERM')
  const verified = verify(data)
  check(verified.status === 0, `the restored folder: ${verified.text}`)
  await server.kill('SIGTERM')
  console.log(`drill: ${before.length} writes acknowledged before, ${items.length} filings restored, ${statSync(file).size >> 10} KB; ` +
    `RPO ${(took / 1000).toFixed(2)} s (what came while the backup ran), RTO ${(recovery / 1000).toFixed(2)} s (restore, start, first 200)`)
}

export const backupCampaigns = { 'backup under load, restored and compared byte for byte': drill }
