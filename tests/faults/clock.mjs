// The machine's clock jumps under load: places in the chain, periods and sessions do not care, nothing is lost. The shim sets the clock; the
// monotonic one stays true, as on a machine whose clock somebody sets (libfaketime bends waits on the monotonic clock, too).
import { join } from 'node:path'
import { Journal, check, folder, newServer, sleep, verify } from '../crash/rig.mjs'
import { Shim } from './shim.mjs'

const HOUR = 3600, YEAR = 365 * 24 * HOUR
const jumps = [-HOUR, -YEAR, HOUR, 0]

/** The entries' places in the chain: without a gap, none twice, and in the order in which they were acknowledged per filing. */
function judgeChain(journal) {
  const places = [...journal.entries.values()].filter(entry => entry.answer !== undefined).map(entry => entry.sequence).sort((a, b) => a - b)
  check(places.length > 50, `only ${places.length} writes went through`)
  check(places.every((place, i) => i === 0 || place === places[i - 1] + 1), 'the chain has gaps or a place twice')
}

async function jumping(random) {
  const shim = new Shim(join(folder, 'clock'))
  const set = seconds => shim.set({ clock_s: seconds })
  const server = await newServer('clock', { env: shim.env })
  const journal = new Journal(random)
  const load = journal.load(server, 4)
  for (const seconds of jumps) {
    await sleep(400)
    set(seconds)
  }
  await sleep(400)
  await load.stop()
  check(journal.unexpected.length === 0, `while the clock jumped: ${journal.unexpected[0]?.message}`)
  judgeChain(journal)
  const lost = await journal.replay(server, journal.entries)
  check(lost === 0, `${lost} keys are answered otherwise: ${journal.example}`)
  await farAhead(server, set)
  await server.kill('SIGTERM')
  const verified = verify(server.data)
  check(verified.status === 0, `verify: ${verified.text}`)
}

/** Ten years on every session is over, and none comes back with the clock. */
async function farAhead(server, set) {
  const alive = async () => (await server.ask('GET', '/v1/session')).status
  check(await alive() === 200, 'the session lives before')
  set(10 * YEAR)
  check(await alive() === 401, 'a session lives ten years')
  set(0)
  check(await alive() === 401, 'a session that was over lives again')
  await server.signIn()
  check(await alive() === 200, 'nobody can sign in again')
}

export const clockCampaigns = { 'the clock jumps under load': jumping }
