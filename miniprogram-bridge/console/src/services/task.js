/* One thing that a page waits for: the words of the wait after 300 ms, the error with its sentence, no second start meanwhile. */
import { ref, shallowRef } from 'vue'

const PATIENCE_MS = 300

export function useTask() {
  const busy = ref('')
  const working = ref(false)
  const failure = shallowRef(null)

  /** @template T @param {string} what it waits for @param {() => Promise<T>} how @returns {Promise<T | undefined>} undefined when it failed or already runs */
  async function run(what, how) {
    if (working.value) return undefined
    working.value = true
    failure.value = null
    const timer = setTimeout(() => { busy.value = what }, PATIENCE_MS)
    try {
      return await how()
    } catch (error) {
      if (error.name !== 'BridgeError') console.error(error)
      failure.value = error
      return undefined
    } finally {
      clearTimeout(timer)
      busy.value = ''
      working.value = false
    }
  }

  return { busy, working, failure, run }
}
