import type { Database } from '../../hub/contract/databases.js';
import type { DataSet } from '../../hub/contract/datasets.js';
import type { JobSummary } from '../../hub/contract/jobs.js';
import { HITS_IN_OVERVIEW, SearchKind, type SearchHit } from '../../hub/contract/search.js';
import type { Volume } from '../../hub/contract/volumes.js';
import { Refusal, Reply, type FakeHub } from './fake-hub.js';

/** What the fake search looks through; the fakes of the other domains fill it. */
interface Searched {
  readonly volumes: () => readonly Volume[];
  /** Places of files and folders: `Storage/kim/thesis/a.txt`. */
  readonly places: () => readonly { place: string; isFolder: boolean; text: string }[];
  readonly databases: () => readonly Database[];
  readonly jobs: () => readonly JobSummary[];
  readonly groups: () => readonly { id: string; name: string; description: string }[];
}

/** One pixel. */
const LOGO = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64'
);

/** Search and data sets of the fake hub: every word must stand somewhere in a text. */
export class FakeSearch {
  readonly dataSets: DataSet[] = [];
  /** What was looked for. */
  readonly asked: string[] = [];
  /** Addresses that each answer names as searched in part. */
  partial: string[] = [];
  /** While true, the search fails. */
  isBroken = false;

  constructor(
    { handlers }: FakeHub,
    private readonly searched: Searched
  ) {
    handlers.set('search', ({ query }) => {
      if (this.isBroken) throw new Refusal('internal', 'The search is broken');
      this.asked.push(String(query['q']));
      const { q, kind, limit } = query as { q: string; kind?: SearchKind; limit: number };
      const kinds = kind ? [kind] : SearchKind.options;
      const most = kind ? limit : HITS_IN_OVERVIEW;
      const items = kinds.flatMap(each => this.find(each, q).slice(0, most));
      return { items, nextCursor: null, partial: this.partial };
    });
    handlers.set('listDataSets', ({ query }) => {
      const { q = '', tag, catalogue } = query as Record<string, string | undefined>;
      const items = this.dataSets.filter(
        each =>
          speaks(textOf(each), q) &&
          (!tag || each.tags.includes(tag)) &&
          (!catalogue || each.catalogue === catalogue)
      );
      return {
        items,
        nextCursor: null,
        tags: [...new Set(this.dataSets.flatMap(({ tags }) => tags))].sort(),
        catalogues: [...new Set(this.dataSets.flatMap(each => each.catalogue ?? []))].sort()
      };
    });
    handlers.set('getDataSet', ({ params }) => {
      const found = this.dataSets.find(({ id }) => id === params['id']);
      if (!found) throw new Refusal('not-found', 'There is no such data set');
      return found;
    });
    handlers.set('readDataSetLogo', () => new Reply(LOGO, { 'Content-Type': 'image/png' }));
  }

  private find(kind: SearchKind, q: string): SearchHit[] {
    const none = { context: '', snippet: null, place: null, isFolder: false };
    switch (kind) {
      case 'volume':
        return this.searched
          .volumes()
          .filter(each => speaks([each.address, each.title, each.description].join(' '), q))
          .map(({ id, title, address, description }) => ({
            ...none,
            kind,
            id,
            title,
            context: address,
            snippet: description || null,
            place: { volume: address, path: '' },
            isFolder: true
          }));
      case 'dataSet':
        return this.dataSets
          .filter(each => speaks(textOf(each), q))
          .map(({ id, name, summary, volume }) => ({
            ...none,
            kind,
            id,
            title: name,
            context: volume,
            snippet: summary
          }));
      case 'file':
        return this.searched
          .places()
          .filter(({ place, text }) => speaks(`${place} ${text}`, q))
          .map(({ place, isFolder }) => fileHit(place, isFolder));
      case 'database':
        return this.searched
          .databases()
          .filter(({ address, description }) => speaks(`${address} ${description}`, q))
          .map(({ id, name, address, description }) => ({
            ...none,
            kind,
            id,
            title: name,
            context: address,
            snippet: description || null
          }));
      case 'job':
        return this.searched
          .jobs()
          .filter(({ name }) => speaks(name, q))
          .map(({ id, name, state }) => ({ ...none, kind, id, title: name, context: state }));
      case 'group':
        return this.searched
          .groups()
          .filter(({ name }) => speaks(name, q))
          .map(({ id, name, description }) => ({
            ...none,
            kind,
            id,
            title: name,
            snippet: description || null
          }));
      case 'user':
        return [];
    }
  }
}

/** A data set as the hub would tell it. */
export function makeDataSet(number: number, name: string, more: Partial<DataSet> = {}): DataSet {
  return {
    id: `set-${number}`,
    volume: 'Data/sdss',
    volumeTitle: 'SDSS',
    name,
    summary: `All there is of ${name}`,
    description: `What **${name}** holds`,
    catalogue: null,
    hasLogo: false,
    tags: [],
    resources: [],
    ...more
  };
}

function fileHit(place: string, isFolder: boolean): SearchHit {
  const segments = place.split('/');
  const length = segments[0] === 'Data' ? 2 : 3;
  const folder = segments.slice(0, -1).join('/');
  return {
    kind: 'file',
    id: place,
    title: segments.at(-1) ?? '',
    context: folder,
    snippet: null,
    place: {
      volume: segments.slice(0, length).join('/'),
      path: segments.slice(length).join('/')
    },
    isFolder
  };
}

function textOf({ name, summary, tags }: DataSet): string {
  return [name, summary, ...tags].join(' ');
}

function speaks(text: string, q: string): boolean {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every(word => text.toLowerCase().includes(word));
}
