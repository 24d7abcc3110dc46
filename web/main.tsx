// Before every schema.
import './without-eval.ts'
import { MantineProvider } from '@mantine/core'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
// Before the components, whose own styles may override these.
import './look/mantine.css'
import './look/tokens.css'
import './look/base.css'
import './look/button.css'
import './look/dialog.css'
import './look/forced-colors.css'
import './look/plain-notice.css'
import { App } from './app.tsx'
import { cssVariables, theme } from './look/theme.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no root')

// check-browser.js has said what to do instead.
if (!document.documentElement.hasAttribute('data-too-old')) {
  document.getElementById('not-started')?.remove()
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <App />
      </MantineProvider>
    </StrictMode>,
  )
}
