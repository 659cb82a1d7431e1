/* Where somebody may go, by task: the menu and the keyboard's search name the same places. */
import * as app from './app.js'
import { state } from './state.js'

/** @param {string} permission */
const isAt = (permission) => Boolean(state.enterprise) && app.may(permission)

/** @returns {{to: string, icon: string, text: string, count?: number, ask?: boolean}[]} `text`: place in the words */
export const places = () => [
  isAt('filing_read') && { to: '/filings', icon: 'history', text: 'console.filings' },
  isAt('filing_read') && { to: '/drafts', icon: 'draft', text: 'console.drafts', count: state.waiting + state.stuck, ask: state.stuck > 0 },
  isAt('filing_read') && { to: '/files', icon: 'file', text: 'files.title' },
  isAt('filing_read') && { to: '/enterprise', icon: 'building', text: 'console.enterprise' },
  isAt('people_read') && { to: '/people', icon: 'user', text: 'console.people' },
  isAt('consent') && { to: '/consents', icon: 'eye', text: 'sharing.title' },
  (isAt('shared_read') || (state.bank && !state.enterprises.length)) && { to: '/shared', icon: 'file', text: 'sharing.shared_title' },
  state.platform && app.mayAbove('review') && { to: '/reviews', icon: 'check', text: 'console.reviews' },
  state.platform && app.mayAbove('accounts') && { to: '/enterprises', icon: 'building', text: 'console.enterprises' },
  state.platform && app.mayAbove('accounts') && { to: '/accounts', icon: 'user', text: 'console.accounts' },
  state.platform && app.mayAbove('accounts') && { to: '/disclosures', icon: 'eye', text: 'disclosures.title' },
  state.platform && app.mayAbove('registry') && { to: '/registry', icon: 'factory', text: 'console.registry' },
  { to: '/sessions', icon: 'shield', text: 'console.sessions' }
].filter(Boolean)
