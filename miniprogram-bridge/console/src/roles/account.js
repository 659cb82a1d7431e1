/* Pages of everybody who has an account. */
export { default as SignIn } from '../pages/SignIn.vue'
export { default as Choose } from '../pages/Choose.vue'
export { default as InitialPassword } from '../pages/InitialPassword.vue'
export { default as Sessions } from '../pages/Sessions.vue'
