// Before every schema.
import './without-eval.ts'
import { DirectionProvider, MantineProvider } from '@mantine/core'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
// Before the components, whose own styles may override these.
import './look/mantine.css'
import './look/tokens.css'
import './look/base.css'
import './look/button.css'
import './look/dialog.css'
import './look/high-contrast.css'
import './look/forced-colors.css'
import './look/plain-notice.css'
import { App } from './app.tsx'
import { showLanguage } from './language/language.ts'
import { cssVariables, theme } from './look/theme.ts'
import { whoAmI } from './session/session.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no root')

const show = (session: ReturnType<typeof whoAmI>) => {
  document.getElementById('not-started')?.remove()
  createRoot(root).render(
    <StrictMode>
      <DirectionProvider>
        <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
          <App session={session} />
        </MantineProvider>
      </DirectionProvider>
    </StrictMode>,
  )
}

// check-browser.js has said what to do instead.
if (!document.documentElement.hasAttribute('data-too-old')) {
  // Both are asked for at once. App says what a failure means.
  const session = whoAmI()
  session.catch(() => undefined)
  showLanguage('auto', 'start').then(
    () => show(session),
    (error: unknown) => {
      console.error('The texts could not be loaded', error)
      document.getElementById('not-started')?.style.setProperty('display', 'block')
    },
  )
}
