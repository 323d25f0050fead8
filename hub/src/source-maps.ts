import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const PLACE = /(file:\/\/)?(\/[^():]+\.m?js):(\d+):(\d+)/;

const maps = new Map<string, SourceMap | null>();

function mapOf(file: string): SourceMap | null {
  let map = maps.get(file);
  if (map === undefined) {
    try {
      map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')) as SourceMapPayload);
    } catch {
      map = null;
    }
    maps.set(file, map);
  }
  return map;
}

/** One line of a stack, with the place in the source instead of the one in what was made of it. */
function inSource(line: string): string {
  return line.replace(PLACE, (place, scheme: string | undefined, path: string, row, column) => {
    const file = scheme ? fileURLToPath(`${scheme}${path}`) : path;
    const entry = mapOf(file)?.findEntry(Number(row) - 1, Number(column) - 1);
    return entry && 'originalSource' in entry
      ? `${resolve(dirname(file), entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
      : place;
  });
}

/**
 * Stacks of errors name the places in our sources. Unlike with `--enable-source-maps`, the map of a file is read when the
 * first stack that goes through it is looked at, and not with the file: nearly all are never needed.
 */
export function mapStacks(): void {
  Error.prepareStackTrace = (error, sites) =>
    [String(error), ...sites.map(site => `    at ${inSource(String(site))}`)].join('\n');
}
