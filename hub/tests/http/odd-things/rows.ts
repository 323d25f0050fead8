import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { isSoak } from '../../../src/testing/soak.js';
import { isRoot } from './world.js';

/** What every ordinary file holds. */
export const HEAD = 'head';

/** Entries of a large folder. */
const MANY = isSoak ? 20_000 : 300;

const DEPTH = 500;

/** Puts an odd thing at a path, which is bytes. @param outside - see OddWorld */
type Make = (path: Buffer, outside: string) => void | Promise<void>;

/** An odd thing that a user may have in a volume. */
export interface OddThing {
  readonly label: string;
  readonly name: Buffer;
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  readonly make: Make;
  /** Names beside it, which it must not be taken for. */
  readonly twins: readonly Buffer[];
  /** Its size is another at every moment. */
  readonly moves: 'grows' | 'shrinks' | null;
  /** It would take hours to send. */
  readonly isEndless: boolean;
}

type Row = [label: string, thing: Partial<OddThing> & Pick<OddThing, 'make'>];

const file: Make = path => writeFileSync(path, HEAD);
const link =
  (to: (outside: string) => string): Make =>
  (path, outside) =>
    symlinkSync(to(outside), path);
function named(label: string, name: string | Buffer, ...besides: string[]): Row {
  const twins = besides.map(twin => Buffer.from(twin));
  const make: Make = path => {
    writeFileSync(path, HEAD);
    const folder = path.subarray(0, path.lastIndexOf('/'));
    twins.forEach(twin => writeFileSync(below(folder, twin), `${HEAD} of a twin`));
  };
  return [label, { name: Buffer.from(name as string), twins, make }];
}
const device =
  (...what: string[]): Make =>
  path =>
    void execFileSync('mknod', [path.toString(), ...what]);

const THINGS: readonly Row[] = [
  ['FIFO', { kind: 'other', make: path => void execFileSync('mkfifo', [path.toString()]) }],
  ['unix socket', { kind: 'other', make: listenAt }],
  ...(isRoot
    ? ([
        ['character device', { kind: 'other', make: device('c', '1', '5') }],
        ['block device', { kind: 'other', make: device('b', '7', '250') }]
      ] satisfies Row[])
    : []),
  ['hard link to a file inside', { twins: [Buffer.from('thing-second')], make: hardLinked }],
  [
    'hard link to a file outside',
    { make: (path, outside) => linkSync(join(outside, 'linked.txt'), path) }
  ],
  [
    'link to a file outside',
    { kind: 'symlink', make: link(outside => join(outside, 'secret.txt')) }
  ],
  ['link to a folder outside', { kind: 'symlink', make: link(outside => join(outside, 'tree')) }],
  ['link to itself', { kind: 'symlink', make: link(() => 'thing') }],
  ['dangling link', { kind: 'symlink', make: link(() => 'nobody') }],
  ['file that grows without end', { moves: 'grows', make: file }],
  ['file that shrinks and grows', { moves: 'shrinks', make: file }],
  ['sparse file of 1 TiB', { isEndless: true, make: sparse }],
  named('name with a newline', 'line\nbreak'),
  named('name with a tab', 'tab\tstop'),
  named('name with quotes', `it's "so"`),
  named('name with a leading dash', '-rf'),
  named('name with spaces around', '  spaces  '),
  named('name of three dots', '...'),
  named('name of dots and a space', '. .'),
  named('name with a backslash', '..\\up\\.\\..', '.._up_._..'),
  named('name with %2F', '%2Fetc%2Fpasswd'),
  named('name with invalid UTF-8', Buffer.from([0x63, 0x61, 0x66, 0xe9, 0xff]), 'caf\uefe9\uefff'),
  named('name of 255 bytes', 'n'.repeat(255)),
  named('name of 255 bytes, 85 characters', '\u4e2d'.repeat(85)),
  named('twin but for capitals', 'Twin.txt', 'twin.txt', 'TWIN.TXT'),
  named('twin but for normalisation', 'e\u0301.txt', '\u00e9.txt'),
  ['empty folder', { kind: 'directory', make: path => mkdirSync(path) }],
  ...(isRoot
    ? ([['folder without permissions', { kind: 'directory', make: closed }]] satisfies Row[])
    : []),
  [`folder ${DEPTH} deep`, { kind: 'directory', make: deep }],
  ['folder of very many files', { kind: 'directory', make: crowded }]
];

export const ODD_THINGS: readonly OddThing[] = THINGS.map(([label, thing]) => ({
  label,
  name: Buffer.from('thing'),
  kind: 'file',
  twins: [],
  moves: null,
  isEndless: false,
  ...thing
}));

/** A path in a folder; names are bytes. */
export function below(folder: string | Buffer, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(folder as string), Buffer.from('/'), name]);
}

/** The path of a socket may not be long, but it may be moved. */
async function listenAt(path: Buffer): Promise<void> {
  const short = `/tmp/labcommons-${process.pid}.sock`;
  const server = createServer();
  await new Promise<void>(resolve => server.listen(short, resolve));
  renameSync(short, path);
  server.close();
}

function hardLinked(path: Buffer): void {
  writeFileSync(path, HEAD);
  linkSync(path, Buffer.concat([path, Buffer.from('-second')]));
}

function sparse(path: Buffer): void {
  writeFileSync(path, HEAD);
  truncateSync(path, 2 ** 40);
}

function closed(path: Buffer): void {
  mkdirSync(path);
  writeFileSync(below(path, Buffer.from('inside')), HEAD);
  chmodSync(path, 0o000);
}

function deep(path: Buffer): void {
  const bottom = join(path.toString(), ...Array<string>(DEPTH - 1).fill('d'));
  mkdirSync(bottom, { recursive: true });
  writeFileSync(join(bottom, 'leaf'), HEAD);
}

function crowded(path: Buffer): void {
  mkdirSync(path);
  for (let number = 0; number < MANY; number++) {
    writeFileSync(join(path.toString(), `file-${number}`), '');
  }
}
