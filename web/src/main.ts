import { mount } from 'svelte'
import App from './App.svelte'
import { onUnauthenticated } from '$lib/api'
import { watchFaults } from '$lib/faults'
import { browserLocale, setLocale } from '$lib/i18n'
import { router, startRouter } from '$lib/router.svelte'
import { expire, loadSession } from '$lib/session.svelte'
import { onLeaving } from '$lib/leave'
import { applyTheme } from '$lib/theme'
import { pageOf } from './pages'
import './styles/tokens.css'
import './styles/base.css'

applyTheme()
startRouter()
watchFaults(window)
onUnauthenticated(expire)
onLeaving(() => import('./device'))

const target = document.getElementById('app')
if (!target) throw new Error('index.html has no #app')

// The page is fetched while the server is asked who is here. Where that fails it is fetched
// again, and says so then.
const { found } = router
if (found) pageOf(found.route).catch(() => undefined)

// The language comes with the session; where the server is not reached, the
// browser's language is enough to say so.
const failed = await loadSession().then(
  () => undefined,
  async (err: unknown) => {
    await setLocale(browserLocale())
    return err
  },
)
target.replaceChildren() // the splash of index.html
mount(App, { target, props: { failed } })
