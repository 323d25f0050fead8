#!/usr/bin/env node
import { existsSync } from 'node:fs';

const lib = new URL('../lib/src/', import.meta.url);
if (!existsSync(new URL('cli/main.js', lib))) {
  console.error('LabCommons is not built yet: run npm start (or npm run build) first.');
  process.exit(1);
}
if (process.argv.slice(2).join(' ') === 'start') {
  // This process stays: it loads nothing of what the other commands need.
  const { superviseAndExit } = await import(new URL('supervisor.js', lib).href);
  await superviseAndExit();
} else {
  await import(new URL('cli/main.js', lib).href);
}
