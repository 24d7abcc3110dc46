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
    // The greys of the dark palette of tokens.css: what of Mantine has no variable of its own fits in.
    dark: [
      '#eef1f6',
      '#aab4c2',
      '#8b95a4',
      '#6b7788',
      '#3a4452',
      '#2b3340',
      '#1c222b',
      '#151a21',
      '#10141a',
      '#0d1015',
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
