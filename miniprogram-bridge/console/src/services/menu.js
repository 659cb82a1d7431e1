/* Where somebody may go, by task: the menu and the keyboard's search name the same places. */
import * as app from './app.js'
import { state } from './state.js'

/** @returns {{to: string, icon: string, text: string, count?: number, ask?: boolean}[]} `text`: place in the words */
export const places = () => [
  state.enterprise && { to: '/filings', icon: 'history', text: 'console.filings' },
  state.enterprise && { to: '/drafts', icon: 'draft', text: 'console.drafts', count: state.waiting + state.stuck, ask: state.stuck > 0 },
  state.enterprise && { to: '/enterprise', icon: 'building', text: 'console.enterprise' },
  state.enterprise && app.may('people_read') && { to: '/people', icon: 'user', text: 'console.people' },
  state.platform && app.mayAbove('review') && { to: '/reviews', icon: 'check', text: 'console.reviews' },
  state.platform && app.mayAbove('accounts') && { to: '/enterprises', icon: 'building', text: 'console.enterprises' },
  state.platform && app.mayAbove('accounts') && { to: '/accounts', icon: 'user', text: 'console.accounts' },
  state.platform && app.mayAbove('registry') && { to: '/registry', icon: 'factory', text: 'console.registry' },
  { to: '/sessions', icon: 'shield', text: 'console.sessions' }
].filter(Boolean)
