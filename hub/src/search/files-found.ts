import type { Volume } from '../volumes/types.js';
import { pathOf } from './folder-reader.js';
import { type Hit, best, hitOf } from './hits.js';
import { qualityOf } from './match.js';
import type { Query } from './query.js';
import { snippetOf } from './snippet.js';
import type { FoundEntry, SearchStore } from './store.js';
import { type Reach, expressionOf } from './terms.js';

/** Entries of one volume that are looked at closer, for each way to find them. */
const LOOKED_AT = 200;

/** From the best places to the worst; enough found in one makes the next needless. */
const REACHES: readonly Reach[] = ['wordsOfNames', 'names', 'anywhere'];

/** A volume whose README speaks of what somebody looks for. */
export interface ReadmeFound {
  readonly volume: Volume;
  readonly snippet: string;
}

/** Looks into the index of volumes that somebody may see, and into no other. */
export class FilesFound {
  constructor(private readonly store: Pick<SearchStore, 'volume' | 'find'>) {}

  files(volumes: readonly Volume[], query: Query): Hit[] {
    return best(
      volumes.flatMap(volume => {
        const indexed = this.store.volume(volume.id);
        return indexed ? this.inVolume(indexed.number, volume, query) : [];
      })
    );
  }

  /** By the README at the top. */
  readmes(volumes: readonly Volume[], query: Query): ReadmeFound[] {
    return volumes.flatMap(volume => {
      const indexed = this.store.volume(volume.id);
      const found = indexed
        ? this.store.find(expressionOf(indexed.number, query, 'texts'), LOOKED_AT)
        : [];
      const text = found.find(({ folder }) => folder === '')?.text ?? '';
      const isThere = text !== '' && qualityOf(query, { title: '', rest: text }) !== null;
      const snippet = isThere ? snippetOf(text, query) : null;
      return snippet === null ? [] : [{ volume, snippet }];
    });
  }

  /** Addresses of those of which only a part is in the index. */
  partial(volumes: readonly Volume[]): string[] {
    return volumes.filter(({ id }) => this.store.volume(id)?.isCut).map(({ address }) => address);
  }

  private inVolume(number: number, volume: Volume, query: Query): Hit[] {
    const hits: Hit[] = [];
    for (const reach of REACHES) {
      const found = this.store.find(expressionOf(number, query, reach), LOOKED_AT);
      hits.push(...found.flatMap(entry => this.hitOf(volume, entry, query) ?? []));
      if (found.length === LOOKED_AT) {
        break;
      }
    }
    return hits;
  }

  private hitOf(volume: Volume, entry: FoundEntry, query: Query): Hit | null {
    const { folder, name, text, isFolder } = entry;
    const quality = qualityOf(query, { title: name, rest: `${folder}\n${text ?? ''}` });
    if (quality === null) {
      return null;
    }
    const path = pathOf(entry);
    const depth = folder === '' ? 0 : folder.split('/').length;
    return hitOf(
      {
        kind: 'file',
        id: `${volume.address}/${path}`,
        title: name,
        context: folder === '' ? volume.address : `${volume.address}/${folder}`,
        snippet: text === null ? null : snippetOf(text, query),
        place: { volume: volume.address, path },
        isFolder
      },
      quality,
      depth
    );
  }
}
