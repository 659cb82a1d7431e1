// @ts-check
/* A PC that waits for a phone: gets a code to show, asks once a second what became of it (slower while the network fails), and takes the session
 * over once the phone has said yes. The secret lives here in memory, or in a cookie that no script reads; it never stands in the code. */
'use strict'

const ASK_MS = 1000
const SLOWEST_MS = 8000
/** What the server says about the code → what is shown. */
const STEPS = /** @type {Object<string, import('../index').ScanStep>} */ ({ new: 'code', scanned: 'scanned', denied: 'denied', expired: 'expired', consumed: 'used' })

/** @returns {import('../index').ScanView} */
const nothing = () => ({ step: 'loading', image: '', mini: false, left: 0, slow: false, error: null })

/**
 * @param {{adapter: import('../index').Adapter, api: any, enter: (scan: string, secret?: string) => Promise<void>}} the
 * @param {(view: import('../index').ScanView) => void} show
 * @returns {import('../index').ScanWait}
 */
function createScan(the, show) {
  const { adapter, api, enter } = the
  let view = nothing()
  /** What an older run still waits for is no longer heard. */
  let run = 0
  let scan = ''
  /** @type {string | undefined} */
  let secret
  let ends = 0
  let failures = 0
  let resting = false
  /** @type {any} */
  let timer = null

  /** @param {Partial<import('../index').ScanView>} change */
  function tell(change) {
    view = Object.assign({}, view, change)
    show(view)
  }

  function still() {
    if (timer !== null) adapter.clearTimeout(timer)
    timer = null
  }

  /** @param {number} ms */
  function askIn(ms) {
    still()
    if (!resting) timer = adapter.setTimeout(ask, ms)
  }

  /** @param {number} seconds */
  const goodFor = (seconds) => { ends = adapter.now() + seconds * 1000 }
  const left = () => Math.max(0, Math.ceil((ends - adapter.now()) / 1000))
  const isOpen = () => view.step === 'code' || view.step === 'scanned'

  async function again() {
    const mine = ++run
    still()
    failures = 0
    view = nothing()
    tell({})
    try {
      const begun = await api.beginScan()
      if (mine !== run) return
      scan = begun.scan
      secret = begun.secret
      goodFor(begun.expires_in_s)
      tell({ step: 'code', image: begun.image, mini: begun.code === 'mini', left: begun.expires_in_s })
      askIn(ASK_MS)
    } catch (error) {
      if (mine === run) tell({ step: 'failed', error: /** @type {any} */ (error) })
    }
  }

  async function ask() {
    const mine = run
    timer = null
    try {
      const answer = await api.pollScan(scan, secret)
      if (mine === run) await heard(mine, answer)
    } catch (error) {
      if (mine === run) missed(/** @type {any} */ (error))
    }
  }

  /** @param {number} mine @param {{state: string, expires_in_s: number}} answer */
  async function heard(mine, answer) {
    failures = 0
    goodFor(answer.expires_in_s)
    if (answer.state === 'confirmed') return open(mine)
    tell({ step: STEPS[answer.state] || 'expired', left: answer.expires_in_s, slow: false })
    if (isOpen()) askIn(ASK_MS)
  }

  /** @param {any} error */
  function missed(error) {
    if (error.status === 404) return tell({ step: 'expired', left: 0 }) /* forgotten, long over */
    if (!error.retryable) return tell({ step: 'failed', error })
    if (left() === 0) return tell({ step: 'expired', left: 0, slow: false })
    const wait = Math.max(error.waitMs || 0, Math.min(SLOWEST_MS, ASK_MS * Math.pow(2, failures++)))
    tell({ left: left(), slow: error.status !== 429 })
    askIn(wait)
  }

  /** Once only: the server gives this session away a single time. A page that goes because of it still hears of it. @param {number} mine */
  async function open(mine) {
    tell({ step: 'entering', slow: false })
    try {
      await enter(scan, secret)
      tell({ step: 'entered' })
    } catch (error) {
      if (mine === run) tell({ step: 'failed', error: /** @type {any} */ (error) })
    }
  }

  return {
    again,
    rest() { resting = true; still() },
    resume() {
      resting = false
      if (isOpen() && timer === null) askIn(0)
    },
    stop() { run++; still() }
  }
}

module.exports = { createScan }
