/* Pages of those who work above all enterprises. */
export { default as Registry } from '../pages/Registry.vue'
