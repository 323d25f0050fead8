import { join } from 'node:path';

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The hub writes the documents itself (hub/src/pages): only script and style are built, under names it finds in the
// manifest. Paths among them are relative, so that they work below any base path.
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    modulePreload: false,
    assetsInlineLimit: 0,
    target: 'es2022',
    rollupOptions: { input: join(import.meta.dirname, 'src/main.tsx') }
  }
});
