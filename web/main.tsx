import { MantineProvider } from '@mantine/core'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
// Before the components, whose own styles may override these.
import './look/mantine.css'
import './look/tokens.css'
import './look/base.css'
import './look/button.css'
import './look/dialog.css'
import { App } from './app.tsx'
import { cssVariables, theme } from './look/theme.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no root')

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <App />
    </MantineProvider>
  </StrictMode>,
)
