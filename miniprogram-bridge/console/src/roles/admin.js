/* Pages of those who work above all enterprises. */
export { default as Reviews } from '../pages/Reviews.vue'
export { default as Review } from '../pages/Review.vue'
export { default as Registry } from '../pages/Registry.vue'
export { default as Enterprises } from '../pages/Enterprises.vue'
export { default as OneEnterprise } from '../pages/OneEnterprise.vue'
export { default as Accounts } from '../pages/Accounts.vue'
export { default as Account } from '../pages/Account.vue'
export { default as Disclosures } from '../pages/Disclosures.vue'
