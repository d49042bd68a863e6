import 'element-plus/es/components/tooltip/style/css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/families.css'
import './styles/element-plus.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { connect } from './api/client.ts'
import { followToken, takeToken } from './api/token.ts'
import { createWebBridge } from './api/web-bridge.ts'
import App from './App.vue'
import { applyTheme } from './composables/use-theme.ts'
import { followLanguage, i18n } from './i18n/index.ts'
import { createAppRouter } from './router.ts'

// Before the router reads the fragment, which the token arrives in.
const token = takeToken()
followToken(() => location.reload())
connect(window.descent ?? createWebBridge(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/?token=${encodeURIComponent(token ?? '')}`))

const app = createApp(App).use(createPinia()).use(i18n).use(createAppRouter())
applyTheme()
followLanguage()
app.mount('#app')
