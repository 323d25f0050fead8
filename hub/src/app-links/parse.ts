import { z } from 'zod';

import { MOST_ARGUMENT_BYTES } from '../../contract/app-links.js';
import { VolumePath, splitPlace } from '../../contract/common.js';
import { AppError } from '../errors.js';

/** Longest of its other values, in characters. */
const MOST_CHARACTERS = 2000;
const MOST_NAME = 80;
const MOST_VOLUMES = 50;

/** What a link asks for, as far as its words can be read; whether all that exists is decided elsewhere. */
export interface AppLink {
  /** What people are to call the server; null: any that fits. */
  readonly name: string | null;
  /** Id or title. */
  readonly domain: string | null;
  /** Id or title. */
  readonly image: string | null;
  /** Addresses, or names of own or data volumes. */
  readonly volumes: readonly WantedVolume[];
  /** Below the address of the server, escaped for an address, maybe with a query; no slash at its beginning. */
  readonly path: string | null;
  /** A file in a volume: `Storage/kim/thesis/a.ipynb`. */
  readonly file: string | null;
  /** Any JSON; undefined without any. */
  readonly input: unknown;
}

export interface WantedVolume {
  readonly text: string;
  /** Whether it was asked for among the user volumes, the data volumes, or either. */
  readonly among: 'user' | 'data' | 'any';
}

/** Each value under our name, and those of SciServer's links. */
const NAMES = {
  name: ['name', 'n'],
  domain: ['domain', 'd', 'dom'],
  image: ['image', 'img'],
  path: ['path', 'p'],
  file: ['file', 'fn'],
  input: ['arguments', 'ij']
} as const;
type Key = keyof typeof NAMES;
type Word = Exclude<Key, 'input'> | 'volumes';

const VOLUMES = [
  [['volumes'], 'any'],
  [['uv', 'uvs'], 'user'],
  [['dv', 'dvs'], 'data']
] as const;

/** Control characters, and those that turn the direction of writing so that a text shows as another. */
const STRANGE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** @throws AppError `invalid-request` in words for whoever followed the link */
export function parseLink(query: URLSearchParams): AppLink {
  const name = valueOf(query, 'name');
  if (name !== null && name.length > MOST_NAME) {
    throw refused('name', `is longer than ${MOST_NAME} characters`);
  }
  return {
    name,
    domain: valueOf(query, 'domain'),
    image: valueOf(query, 'image'),
    volumes: volumesOf(query),
    path: pathOf(valueOf(query, 'path')),
    file: fileOf(valueOf(query, 'file')),
    input: inputOf(query)
  };
}

function refused(what: Word | 'arguments', why: string): AppError {
  return new AppError('invalid-request', `This link cannot be opened: its “${what}” ${why}.`);
}

/** The one value among all names of a key; empty ones count as left out. */
function rawValueOf(query: URLSearchParams, key: Key): string | null {
  const values = NAMES[key].flatMap(name => query.getAll(name)).filter(value => value !== '');
  if (values.length > 1) {
    throw refused(key === 'input' ? 'arguments' : key, 'is given more than once');
  }
  return values[0] ?? null;
}

function valueOf(query: URLSearchParams, key: Exclude<Key, 'input'>): string | null {
  const value = rawValueOf(query, key)?.trim() ?? null;
  return value === null || value === '' ? null : plain(value, key);
}

function plain(value: string, key: Word): string {
  if (value.length > MOST_CHARACTERS) {
    throw refused(key, `is longer than ${MOST_CHARACTERS} characters`);
  }
  if (STRANGE.test(value)) {
    throw refused(key, 'has characters in it that cannot be seen');
  }
  return value;
}

function volumesOf(query: URLSearchParams): WantedVolume[] {
  const wanted = VOLUMES.flatMap(([names, among]) =>
    names
      .flatMap(name => query.getAll(name))
      .flatMap(value => plain(value, 'volumes').split(','))
      .map(text => text.trim())
      .filter(text => text !== '')
      .map(text => ({ text, among }))
  );
  if (wanted.length > MOST_VOLUMES) {
    throw refused('volumes', `are more than ${MOST_VOLUMES}`);
  }
  return wanted;
}

/**
 * A path below a server, and nowhere else: whatever a browser could read as another host, another scheme or a step
 * upwards is refused, also when it is escaped once more.
 */
function pathOf(value: string | null): string | null {
  if (value === null) {
    return null;
  }
  const path = value.replace(/^\//, '');
  const [way = ''] = path.split(/[?#]/, 1);
  const unescaped = unescapedFully(way);
  const leads = /^[a-z][a-z0-9+.-]*:/i.test(unescaped) || /^[\\/]/.test(unescaped);
  const climbs = unescaped.split(/[\\/]/).some(segment => segment === '.' || segment === '..');
  if (leads || climbs || unescaped.includes('\\') || STRANGE.test(unescaped)) {
    throw refused('path', 'leads out of the server: it must be a path such as lab/tree/a.ipynb');
  }
  return path === '' ? null : escaped(way, path.slice(way.length));
}

function escaped(way: string, rest: string): string {
  const { search, hash } = new URL(`http://server.invalid/${rest}`);
  return `${escapedPath(way)}${search}${hash}`;
}

/** Segments of a path as an address has them. */
export function escapedPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** The same link with another server chosen. */
export function withChoice(
  query: URLSearchParams,
  choice: Partial<Record<'name' | 'domain' | 'image', string>>
): URLSearchParams {
  const chosen = new URLSearchParams(query);
  for (const key of ['name', 'domain', 'image'] as const) {
    const value = choice[key];
    if (value !== undefined) {
      NAMES[key].forEach(name => chosen.delete(name));
      chosen.set(key, value);
    }
  }
  return chosen;
}

/** As often as there is something escaped in it; what cannot be unescaped is as it is. */
function unescapedFully(text: string): string {
  let [before, now] = ['', text];
  while (now !== before) {
    before = now;
    now = now.replace(/%[0-9a-f]{2}/gi, code => String.fromCharCode(parseInt(code.slice(1), 16)));
  }
  return now;
}

/** In SciServer's containers volumes are found below this. */
const WORKSPACE = /^\/?(home\/(idies|jovyan)\/)?workspace\//;

function fileOf(value: string | null): string | null {
  if (value === null) {
    return null;
  }
  const place = value.replace(WORKSPACE, '').replace(/^\//, '');
  const split = splitPlace(place);
  if (!split || split.path === '' || !VolumePath.safeParse(split.path).success) {
    throw refused('file', 'names no file in a volume, such as Storage/kim/thesis/a.ipynb');
  }
  return place;
}

/** JSON as it is, or in base64 as SciServer's links have it, be it the alphabet of URLs or the other one. */
function inputOf(query: URLSearchParams): unknown {
  const value = rawValueOf(query, 'input')?.trim() ?? '';
  if (value === '') {
    return undefined;
  }
  if (value.length > MOST_ARGUMENT_BYTES * 1.5) {
    throw tooLong();
  }
  const isJson = /^[{["]/.test(value);
  // A plus in a query reads as a space.
  const base64 = value.replace(/ /g, '+');
  if (!isJson && !/^[A-Za-z0-9+/_-]+={0,2}$/.test(base64)) {
    throw refused('arguments', 'are neither JSON nor base64');
  }
  const text = isJson ? value : decoded(Buffer.from(base64, 'base64'));
  if (Buffer.byteLength(text) > MOST_ARGUMENT_BYTES) {
    throw tooLong();
  }
  try {
    return z.json().parse(JSON.parse(text));
  } catch (error) {
    throw new AppError(
      'invalid-request',
      'This link cannot be opened: its “arguments” are no JSON.',
      { cause: error }
    );
  }
}

function tooLong(): AppError {
  return refused('arguments', `are longer than ${MOST_ARGUMENT_BYTES / 1024} KiB`);
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refused('arguments', 'are no text');
  }
}
