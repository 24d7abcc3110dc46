import { MantineProvider } from '@mantine/core'
import '@mantine/core/styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { cssVariables, theme } from './look/theme.ts'
import './look/tokens.css'
import './look/base.css'
import './desk/desk.css'
import './calls/calls.css'
import './parking/parking.css'
import './timeline/timeline.css'
import './pages/pages.css'
import './voicemail/voicemail.css'
import './office/office.css'
import './session/sign-in.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no root')

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <App />
    </MantineProvider>
  </StrictMode>,
)
