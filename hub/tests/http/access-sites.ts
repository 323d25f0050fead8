import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const SOURCES = join(import.meta.dirname, '../../src');

/** How a line decides: by what it asks, or by what it compares. */
export const DECIDING = {
  grant:
    /\b(grants|access)\.(may|accessTo|accessThrough|accessOf|explain|mayUse)\(|(olumes|atabases)\.privileges\(|access\.open\(/,
  inGroup: /\bmayDoInGroup\(/,
  scope: /\b(covers|holdsAny)\(/,
  admin: /\.admin\b/,
  owner:
    /(\bowner\??\.id|ownerId|ownerOf\(id\)|\.actorId|\.userId) [!=]== [\w.]+\.id\b|\.id [!=]== [\w.?]+(ownerId|owner\??\.id)\b/
} as const;
export type Way = keyof typeof DECIDING;

/** Where a decision is handed on: it is made for whoever called them. */
const HANDED_ON = [
  'sharing/service.ts',
  'volumes/service.ts',
  'databases/service.ts',
  'compute/compose.ts'
];

/** The rules themselves, and what is not of the running hub: no line of them asks on behalf of somebody. */
const NOT_ASKING =
  /\.spec\.ts$|^(testing|cli|demo)\/|^accounts\/(scopes|user-store)\.ts$|^sharing\/may-do\.ts$/;

const lines = new Map<string, readonly string[]>();
function linesOf(file: string): readonly string[] {
  const known = lines.get(file) ?? readFileSync(join(SOURCES, file), 'utf8').split('\n');
  lines.set(file, known);
  return known;
}

/** What stands at `file:line`, with the file. */
export function textAt(place: string): string {
  const [file = '', line = ''] = place.split(':');
  return `${file}: ${linesOf(file)[Number(line) - 1]?.trim()}`;
}

/** Each line of the hub that decides, as `file:line way`. */
export function decidingLines(): string[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !NOT_ASKING.test(file))
    .flatMap(file =>
      linesOf(file).flatMap((text, index) =>
        (Object.keys(DECIDING) as Way[])
          .filter(way => DECIDING[way].test(text) && (way !== 'grant' || !HANDED_ON.includes(file)))
          .map(way => `${file}:${index + 1} ${way}`)
      )
    );
}

/** Where the compiled code of a frame comes from, by its place: to find that out is slow. */
const places = new Map<string, string>();

interface Frame {
  getFileName(): string | null;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
}

function framesNow(): Frame[] {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = (_error, frames) => frames;
  const frames = new Error().stack as unknown as Frame[];
  Error.prepareStackTrace = prepareStackTrace;
  return frames;
}

function fileOf(path: string, way: Way): string | null {
  const file = relative(SOURCES, path);
  return path.startsWith(SOURCES) && (way !== 'grant' || !HANDED_ON.includes(file)) ? file : null;
}

/** The line that decides in this way at this moment, as `file:line`; null when none does. */
export function asker(way: Way): string | null {
  const frame = framesNow().find(each => fileOf(each.getFileName() ?? '', way) !== null);
  if (!frame) {
    return null;
  }
  const compiled = `${frame.getFileName()}:${frame.getLineNumber()}:${frame.getColumnNumber()}`;
  let place = places.get(compiled);
  if (place === undefined) {
    place = placeInSource(way);
    places.set(compiled, place);
  }
  // Many lines read who somebody is; what is asked is asked to decide.
  const decides = way === 'grant' || DECIDING[way].test(textAt(place));
  return decides ? place : null;
}

function placeInSource(way: Way): string {
  for (const frame of (new Error().stack ?? '').split('\n').slice(1)) {
    const [, path = '', line = ''] = /\(?(\/[^():]+):(\d+):\d+\)?$/.exec(frame) ?? [];
    const file = fileOf(path, way);
    if (file !== null) {
      return `${file}:${line}`;
    }
  }
  throw new TypeError('The asking line is not in the stack');
}
