/* Pages of those who work above all enterprises. */
export { default as Reviews } from '../pages/Reviews.vue'
export { default as Review } from '../pages/Review.vue'
export { default as Registry } from '../pages/Registry.vue'
