/* Pages of the manager of a bank: what enterprises share with him. */
export { default as SharedReports } from '../pages/SharedReports.vue'
export { default as SharedReport } from '../pages/SharedReport.vue'
