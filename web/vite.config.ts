import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const coordinator = process.env.SWITCHYARD_URL ?? 'http://127.0.0.1:3000'
const forwarded = { target: coordinator, changeOrigin: false }

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    // The server forbids inline scripts and data: fetches; small assets stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/api': forwarded, '/healthz': forwarded } },
})
