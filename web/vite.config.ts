import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { texts } from './language/build/plugin.ts'
import { precompress } from './precompress.ts'
import { serviceWorker } from './service-worker/build.ts'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [texts(), react(), serviceWorker(), precompress()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    // The server forbids inline scripts and data: fetches; small assets stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        // In one file with zod, it runs before the first schema of any file.
        codeSplitting: { groups: [{ name: 'zod', test: /node_modules\/zod\/|web\/without-eval\.ts$/ }] },
      },
    },
  },
})
