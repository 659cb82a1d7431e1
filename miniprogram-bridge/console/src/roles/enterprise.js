/* Pages of those who work at an enterprise. */
export { default as Enterprise } from '../pages/Enterprise.vue'
export { default as Filings } from '../pages/Filings.vue'
export { default as Filing } from '../pages/Filing.vue'
export { default as People } from '../pages/People.vue'
export { default as Report } from '../pages/Report.vue'
export { default as FormPage } from '../pages/FormPage.vue'
export { default as Drafts } from '../pages/Drafts.vue'
export { default as Submission } from '../pages/Submission.vue'
