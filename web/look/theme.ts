import { type CSSVariablesResolver, createTheme } from '@mantine/core'

export const theme = createTheme({
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  colors: {
    accent: [
      '#eef0ff',
      '#dfe3ff',
      '#c3caff',
      '#a6b1ff',
      '#8b9bff',
      '#6c7df2',
      '#5266e6',
      '#3b4fd8',
      '#3042b8',
      '#263592',
    ],
  },
})

/** Mantine's components use the colours of tokens.css, so that there is one palette. */
export const cssVariables: CSSVariablesResolver = () => {
  const desk = {
    '--mantine-color-body': 'var(--panel)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--soft)',
    '--mantine-color-error': 'var(--end)',
    '--mantine-color-placeholder': 'var(--faint)',
    '--mantine-color-default-border': 'var(--line)',
  }
  return { variables: {}, light: desk, dark: desk }
}
