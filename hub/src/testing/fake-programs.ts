import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HUB = `
import { appendFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
const data = process.env.LABCOMMONS_DATA;
appendFileSync(join(data, 'hub-starts'), process.pid + ' ' + (process.env.LABCOMMONS_ADMIN_PASSWORD ?? '') + '\\n');
if (existsSync(join(data, 'hub-dies'))) {
  console.error('the reason why the hub dies');
  process.exit(3);
}
process.on('SIGTERM', () => { appendFileSync(join(data, 'stopped'), 'hub\\n'); process.exit(0); });
process.send({ kind: 'ready', signIns: [{ name: 'admin', password: 'made-just-now' }] });
setInterval(() => {
  if (existsSync(join(data, 'hub-wants-bulk'))) {
    rmSync(join(data, 'hub-wants-bulk'));
    process.send({ kind: 'wanted', part: 'bulk-files-worker' });
  }
}, 50);
`;

const GATEWAY = `
import { appendFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
const data = process.env.LABCOMMONS_DATA;
writeFileSync(join(data, 'gateway-environment'), JSON.stringify(process.env));
const server = createServer((request, response) => response.writeHead(request.url === '/hub/health' ? 200 : 503).end());
server.listen(0, '127.0.0.1', () => process.send({ kind: 'listening', port: server.address().port }));
process.on('SIGTERM', () => { appendFileSync(join(data, 'stopped'), 'gateway\\n'); process.exit(0); });
`;

const FILES_WORKER = `
import { appendFileSync, existsSync, fstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
const data = process.env.LABCOMMONS_DATA;
const [kind, stays] = process.argv.slice(2);
if (kind === 'bulk') {
  setTimeout(() => {
    const file = '/proc/self/autogroup';
    const session = existsSync(file) ? /nice (-?\\d+)/.exec(readFileSync(file, 'utf8'))?.[1] : 'none';
    const words = [process.pid, kind, stays, 'weight', getPriority(), session];
    appendFileSync(join(data, 'bulk-starts'), words.join(' ') + '\\n');
  }, 100);
  setInterval(() => {
    if (existsSync(join(data, 'bulk-ends'))) {
      rmSync(join(data, 'bulk-ends'));
      process.exit(0);
    }
  }, 50);
}
const facts = { environment: process.env, inode: fstatSync(3).ino };
writeFileSync(join(data, 'worker-facts'), JSON.stringify(facts));
process.on('disconnect', () => process.exit(0));
setInterval(() => {}, 1000);
`;

/** Programs in the place of gateway, hub and files worker, which note what the supervisor does with them. */
export function writeFakePrograms(directory: string): void {
  const programs = {
    'main.js': HUB,
    'gateway/main.js': GATEWAY,
    'files-worker/main.js': FILES_WORKER
  };
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
  for (const [path, text] of Object.entries(programs)) {
    mkdirSync(join(directory, path, '..'), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}
