#!/usr/bin/env node
import { existsSync } from 'node:fs';

const program = new URL('../lib/src/cli/main.js', import.meta.url);
if (!existsSync(program)) {
  console.error('LabCommons is not built yet: run npm start (or npm run build) first.');
  process.exit(1);
}
await import(program.href);
