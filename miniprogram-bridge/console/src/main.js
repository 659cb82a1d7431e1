/* The console: one bridge, one router, one frame. Pages come with their role's chunk. */
import { createApp } from 'vue'
import catalog from '../../miniprogram/services/catalog.js'
import App from './App.vue'
import { installComponents } from './td.js'
import { router } from './router.js'
import * as settings from './services/settings.js'
import { start } from './services/state.js'
import 'phone-tokens.css'
import './styles/base.css'

settings.start()
const app = createApp(App)
installComponents(app)
app.config.globalProperties.say = settings.say
app.config.globalProperties.pick = settings.pick
app.config.errorHandler = (error) => console.error(error)
start(() => catalog.load()).then(() => {
  app.use(router)
  app.mount('#console')
})
