/* What stands under the fields of a short form: the server's word, else the core's, else that something has to be filled in. */
import { reactive, ref } from 'vue'
import * as app from './app.js'
import * as settings from './settings.js'

/** Judged by the core: the number in its normal form, or what is wrong with it. @param {string} kind mobile, resident_id, uscc @param {string} text
 * @returns {Promise<{text: string, issue: any}>} */
export async function checked(kind, text) {
  const answer = await app.bridge().core.ask({ op: 'check_ids', ids: [{ kind, text }] })
  const found = answer.result && answer.result.ids[0]
  return found && found.valid ? { text: found.text, issue: null } : { text: '', issue: (answer.issues || [])[0] || null }
}

/** @param {ReturnType<import('./task.js').useTask>} task that saves
 * @param {{names: () => string[], missing: () => string[], wrong?: () => Object<string, string>}} the names of the fields, those that are empty and must
 * not be, and what the page itself sees to be wrong */
export function useFields(task, { names, missing, wrong = () => ({}) }) {
  const judged = reactive({})
  const asked = ref(false)
  const issues = () => (task.failure.value && task.failure.value.issues) || []
  const fieldOf = (issue) => issue.path.split('/')[1]

  /** While typing. @param {string} name @param {string} kind '' = nothing to judge @param {() => string} read what stands there */
  async function judge(name, kind, read) {
    const text = read().trim()
    const { issue } = kind && text ? await checked(kind, text) : { issue: null }
    if (read().trim() === text) judged[name] = issue
  }

  /** @param {string} name */
  function told(name) {
    const found = issues().find((issue) => fieldOf(issue) === name) || judged[name]
    if (found) return settings.pick(found)
    if (!asked.value) return ''
    return missing().includes(name) ? settings.say('people.needed') : wrong()[name] || ''
  }

  /** A failure that stands at no field. */
  const elsewhere = () => (task.failure.value && !issues().some((issue) => names().includes(fieldOf(issue))) ? task.failure.value : null)

  /** True when it can be sent; from now on what is missing is said. */
  function ready() {
    asked.value = true
    return !missing().length && !Object.keys(wrong()).length && names().every((name) => !judged[name])
  }
  return { judge, told, elsewhere, ready }
}
