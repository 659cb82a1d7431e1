/* Hash routes, split by role: a role's pages are one chunk, loaded with the first of them. A page that needs a person or an enterprise
 * leads to the page that gives one, and back. */
import { watch } from 'vue'
import { createRouter, createWebHashHistory } from 'vue-router'
import * as app from './services/app.js'
import * as settings from './services/settings.js'
import { state } from './services/state.js'

/** @param {() => Promise<any>} role @param {string} name of the page */
const of = (role, name) => () => role().then((pages) => pages[name])
const account = () => import('./roles/account.js')
const enterprise = () => import('./roles/enterprise.js')
const admin = () => import('./roles/admin.js')
const bank = () => import('./roles/bank.js')

/** Where work begins: at the enterprise with what this person may see of it, or above all of them. */
function home() {
  const above = routes.find((one) => one.meta && one.meta.above && app.mayAbove(one.meta.above))
  if (!state.enterprises.length && above) return above.path
  if (!state.enterprise) return !state.enterprises.length && state.bank ? '/shared' : '/filings'
  const first = ['/filings', '/shared', '/people'].map((path) => routes.find((one) => one.path === path)).find((one) => app.may(one.meta.may))
  return first ? first.path : '/sessions'
}

/** `title`: place in the words; `nav`: entry of the menu; `open`: for everybody; `own`: needs no chosen enterprise; `may`: the permission at the
 * enterprise that it needs;
 * `above`: the permission of the platform that it needs; `whole`: another query is another page; `bank`: the manager of a bank needs no enterprise here */
const routes = [
  { path: '/', redirect: home },
  { path: '/sign-in', component: of(account, 'SignIn'), meta: { title: 'console.sign_in', open: true } },
  { path: '/choose', component: of(account, 'Choose'), meta: { title: 'console.choose', own: true } },
  { path: '/password', component: of(account, 'InitialPassword'), meta: { title: 'initial.title', own: true } },
  { path: '/sessions', component: of(account, 'Sessions'), meta: { title: 'console.sessions', own: true } },
  { path: '/filings', component: of(enterprise, 'Filings'), meta: { title: 'console.filings', may: 'filing_read' } },
  { path: '/filings/:id', component: of(enterprise, 'Filing'), props: true, meta: { title: 'console.filing', nav: '/filings', may: 'filing_read' } },
  { path: '/report', component: of(enterprise, 'Report'), meta: { title: 'console.report', nav: '/filings', whole: true, may: 'filing_read' } },
  { path: '/form', component: of(enterprise, 'FormPage'), meta: { title: 'console.form', nav: '/filings', whole: true, may: 'filing_read' } },
  { path: '/enterprise', component: of(enterprise, 'Enterprise'), meta: { title: 'console.enterprise', may: 'filing_read' } },
  { path: '/people', component: of(enterprise, 'People'), meta: { title: 'console.people', may: 'people_read' } },
  { path: '/files', component: of(enterprise, 'Files'), meta: { title: 'files.title', may: 'filing_read' } },
  { path: '/drafts', component: of(enterprise, 'Drafts'), meta: { title: 'console.drafts', may: 'filing_read' } },
  { path: '/submission/:id', component: of(enterprise, 'Submission'), props: true, meta: { title: 'console.submission', nav: '/drafts', may: 'filing_read' } },
  { path: '/consents', component: of(enterprise, 'Consents'), meta: { title: 'sharing.title', may: 'consent' } },
  { path: '/consents/new', component: of(enterprise, 'GiveConsent'), meta: { title: 'sharing.give', nav: '/consents', may: 'consent' } },
  { path: '/shared', component: of(bank, 'SharedReports'), meta: { title: 'sharing.shared_title', may: 'shared_read', bank: true } },
  { path: '/shared/:id', component: of(bank, 'SharedReport'), props: true, meta: { title: 'sharing.shared_title', nav: '/shared', may: 'shared_read' } },
  { path: '/reviews', component: of(admin, 'Reviews'), meta: { title: 'console.reviews', above: 'review' } },
  { path: '/reviews/:id', component: of(admin, 'Review'), props: true, meta: { title: 'console.review', nav: '/reviews', above: 'review' } },
  { path: '/enterprises', component: of(admin, 'Enterprises'), meta: { title: 'console.enterprises', above: 'accounts' } },
  { path: '/enterprises/:id', component: of(admin, 'OneEnterprise'), props: true, meta: { title: 'console.one_enterprise', nav: '/enterprises', above: 'accounts' } },
  { path: '/accounts', component: of(admin, 'Accounts'), meta: { title: 'console.accounts', above: 'accounts' } },
  { path: '/accounts/:id', component: of(admin, 'Account'), props: true, meta: { title: 'console.one_account', nav: '/accounts', above: 'accounts' } },
  { path: '/disclosures', component: of(admin, 'Disclosures'), meta: { title: 'disclosures.title', above: 'accounts' } },
  { path: '/registry', component: of(admin, 'Registry'), meta: { title: 'console.registry', above: 'registry' } },
  { path: '/:rest(.*)*', redirect: '/' }
]

export const router = createRouter({ history: createWebHashHistory(), routes })

router.beforeEach((to) => {
  if (to.meta.open) return true
  const isAnyStart = to.redirectedFrom && to.redirectedFrom.path === '/' /* where to begin depends on who comes */
  if (!state.signedIn) return { path: '/sign-in', query: isAnyStart ? {} : { next: to.fullPath } }
  if (state.mustChange !== (to.path === '/password')) return state.mustChange ? { path: '/password', query: isAnyStart ? {} : { next: to.fullPath } } : '/'
  if (to.meta.above) return app.mayAbove(to.meta.above) || '/'
  if (to.meta.bank && !state.enterprise && !state.enterprises.length && state.bank) return true
  if (!to.meta.own && !state.enterprise) return { path: '/choose', query: { next: to.fullPath } }
  if (to.meta.may && !app.may(to.meta.may)) return '/'
  return true
})

router.afterEach((to) => { document.title = `${settings.say(to.meta.title)} · ${settings.say('console.product')}` })

/** The server said it in the middle of something. */
watch(() => state.mustChange, (now) => {
  const { meta, path, fullPath } = router.currentRoute.value
  if (now && !meta.open && path !== '/password') router.push({ path: '/password', query: { next: fullPath } })
})

app.bridge().on('sign-in-needed', () => {
  const now = router.currentRoute.value
  if (!now.meta.open) router.push({ path: '/sign-in', query: { next: now.fullPath } })
})
