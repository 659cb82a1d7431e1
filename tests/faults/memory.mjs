// The server runs out of memory under load: the k-th allocation fails, or some of a million do. It answers 503 or drops the connection, it never
// crashes, keeps nothing half, and is as before when there is memory again.
import { join } from 'node:path'
import { Journal, check, folder, listed, newServer, rounds, sleep, verify } from '../crash/rig.mjs'
import { Shim } from './shim.mjs'

const points = rounds('allocations', 40, 1500)
const seconds = rounds('starved', 2, 120)

/** After the lack: alive, and everything that was acknowledged is answered as it was. */
async function settle(server, shim, journal, what) {
  shim.set({ alloc_per_million: 0, alloc_skip: -1 })
  check(server.child.exitCode === null && server.child.signalCode === null, `${what}: the server ended with ${server.child.exitCode ?? server.child.signalCode}: ${server.log.slice(-500)}`)
  check(journal.unexpected.length === 0, `${what}: ${journal.unexpected.length} answers that are no 503, e.g. ${journal.unexpected[0]?.message}`)
  journal.unexpected = []
  const lost = await journal.replay(server, journal.entries)
  check(lost === 0 && journal.unexpected.length === 0, `${what}: ${lost} acknowledged writes lost: ${journal.example ?? journal.unexpected[0]?.message}`)
  const items = await listed(server), last = journal.standing()
  const wrong = items.filter(({ id, revision, state }) => last.get(id)?.revision !== revision || last.get(id)?.state !== state)
  check(wrong.length === 0 && items.length === last.size, `${what}: ${items.length} filings are listed, ${last.size} in the journal, ${wrong.length} stand elsewhere`)
}

/** Clients whose connections may be dropped. */
async function stubborn(server, journal, isOver) {
  while (!isOver() && server.child.exitCode === null && server.child.signalCode === null) {
    try { await journal.life(server) } catch (error) { if (error.isAnswer) journal.unexpected.push(error) }
  }
}

async function under(server, journal, work) {
  let over = false
  const clients = Promise.all(Array.from({ length: 8 }, () => stubborn(server, journal, () => over)))
  await work()
  over = true
  await clients
}

async function oneByOne(random) {
  const shim = new Shim(join(folder, 'kth'))
  const server = await newServer('kth', { env: shim.env }), journal = new Journal(random)
  await under(server, journal, async () => {
    for (let n = 0; n < points; n++) {
      const before = shim.get('faults')
      shim.set({ alloc_skip: random.int(0, 3000) })
      for (let i = 0; i < 500 && shim.get('faults') === before && server.child.exitCode === null; i++) await sleep(10)
    }
  })
  console.log(`${shim.get('faults')} single allocations of ${shim.get('allocs')} failed under load`)
  await settle(server, shim, journal, 'one allocation')
  await server.kill('SIGTERM')
  check(verify(server.data).status === 0, verify(server.data).text)
  shim.close()
}

async function starved(random) {
  const shim = new Shim(join(folder, 'starved'))
  const server = await newServer('starved', { env: shim.env }), journal = new Journal(random)
  for (const rate of [100, 1000, 10_000]) { // of a million; the last is 1 %
    shim.set({ alloc_per_million: rate })
    const before = shim.get('faults')
    await under(server, journal, () => sleep(seconds * 1000 / 3))
    console.log(`${rate / 10_000} % of the allocations fail: ${shim.get('faults') - before} failed`)
    await settle(server, shim, journal, `${rate / 10_000} % of the allocations`)
  }
  console.log(`${journal.acknowledged} writes acknowledged, ${journal.refused} refused`)
  await server.kill('SIGTERM')
  check(verify(server.data).status === 0, verify(server.data).text)
  shim.close()
}

export const memoryCampaigns = { 'no memory at one allocation': oneByOne, 'no memory at some of all allocations': starved }
