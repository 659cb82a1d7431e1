/* A list of the server: its filters stand in the address, its pages come one behind the other. Drawn by components/ListFrame. */
import { computed, onBeforeMount, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import * as settings from './settings.js'
import { useTask } from './task.js'

const PAGE = 50

/** @param {string[]} names of the filters: members of the address and of what is asked
 * @param {string} waiting place of the words of the wait
 * @param {(query: any) => Promise<{items: any[], next?: string}>} read the filters that are set, limit and cursor */
export function useList(names, waiting, read) {
  const route = useRoute()
  const router = useRouter()
  const here = route.path
  const task = useTask()
  const items = shallowRef(null)
  const next = ref('')
  const asked = computed(() => Object.fromEntries(names.filter((name) => typeof route.query[name] === 'string' && route.query[name]).map((name) => [name, route.query[name]])))
  const mark = computed(() => JSON.stringify(asked.value))

  /** An answer to filters that changed meanwhile is not shown: their own is fetched instead. @param {string} cursor */
  async function page(cursor) {
    const before = mark.value
    await task.run(settings.say(waiting), async () => {
      const got = await read({ limit: PAGE, ...asked.value, ...(cursor && { cursor }) })
      if (mark.value !== before) return
      next.value = got.next || ''
      items.value = cursor ? items.value.concat(got.items) : got.items
    })
    if (mark.value !== before && route.path === here) load()
  }
  const load = () => page('')
  const more = () => page(next.value)
  /** @param {Object<string, any>} change undefined: without this filter */
  const filter = (change) => router.replace({ query: { ...route.query, ...change } })

  watch(mark, () => { if (route.path === here) load() })
  onBeforeMount(load)
  return { items, next, asked, task, load, more, filter }
}
