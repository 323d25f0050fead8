import type { Page } from '../../contract/common.js';
import type { DataSet } from '../../contract/datasets.js';
import { USERS_FOUND, type Group } from '../../contract/groups.js';
import type { JobSummary } from '../../contract/jobs.js';
import type { User } from '../accounts/types.js';
import type { Database } from '../databases/types.js';
import type { Volume } from '../volumes/types.js';
import type { FilesFound } from './files-found.js';
import { type Hit, type Sources, hitOf } from './hits.js';
import { Quality, qualityOf } from './match.js';
import type { Asked } from './service.js';
import { snippetOf } from './snippet.js';

/** Jobs and groups of somebody that are looked at; older and further ones are found by their beginning only. */
const LOOKED_AT = 200;

/** Where the other domains tell what somebody may see. */
export interface Neighbours {
  readonly jobs: {
    list(user: User, query: { limit: number; q?: string }): Page<JobSummary>;
  };
  readonly groups: {
    list(
      user: User,
      query: { limit: number; which: 'mine' | 'scienceDomains'; q?: string }
    ): Page<Group>;
  };
  readonly users: { search(beginning: string, limit: number): readonly User[] };
  readonly databases: { list(user: User): readonly Database[] };
  readonly dataSets: { inVolumes(volumes: readonly Volume[]): readonly DataSet[] };
}

/** What is looked through for each kind. */
export function sourcesOf(files: FilesFound, neighbours: Neighbours): Sources<Asked> {
  const { jobs, groups, users, dataSets, databases } = neighbours;
  return {
    volume: ({ volumes, query }) => [
      ...volumes.flatMap(volume => volumeHit(volume, { query }) ?? []),
      ...files
        .readmes(volumes, query)
        .flatMap(({ volume, snippet }) => volumeHit(volume, { query, readme: snippet }) ?? [])
    ],
    dataSet: ({ volumes, query }) =>
      dataSets.inVolumes(volumes).flatMap(dataSet => dataSetHit(dataSet, query) ?? []),
    file: ({ volumes, query }) => files.files(volumes, query),
    database: ({ user, query }) =>
      databases.list(user).flatMap(database => databaseHit(database, query) ?? []),
    job: ({ user, query }) => {
      const [word = ''] = [...query.words, ...query.phrases.flat()];
      const found = [
        ...jobs.list(user, { limit: LOOKED_AT }).items,
        ...jobs.list(user, { limit: LOOKED_AT, q: word }).items
      ];
      return found.flatMap(job => jobHit(job, query) ?? []);
    },
    group: ({ user, query }) => {
      const found = (['mine', 'scienceDomains'] as const).flatMap(
        which => groups.list(user, { limit: LOOKED_AT, which }).items
      );
      return found.flatMap(group => groupHit(group, query) ?? []);
    },
    user: ({ text }) =>
      users
        .search(text.trim(), USERS_FOUND)
        .map(({ name, displayName }) =>
          hitOf({ kind: 'user', id: name, title: displayName, context: name }, Quality.title)
        )
  };
}

type Words = Asked['query'];

/** A match in the README counts as one in what else is said of the volume. */
function volumeHit(
  volume: Volume,
  { query, readme }: { query: Words; readme?: string }
): Hit | null {
  const { id, title, name, address, description } = volume;
  const quality =
    readme === undefined
      ? qualityOf(query, { title: `${title} ${name}`, rest: `${address}\n${description}` })
      : Quality.elsewhere;
  return quality === null
    ? null
    : hitOf(
        {
          kind: 'volume',
          id,
          title,
          context: address,
          snippet: readme ?? snippetOf(description, query),
          place: { volume: address, path: '' },
          isFolder: true
        },
        qualityOf(query, { title, rest: '' }) ?? quality
      );
}

function dataSetHit(dataSet: DataSet, query: Words): Hit | null {
  const { id, name, summary, description, catalogue, tags, volume } = dataSet;
  const rest = [summary, description, catalogue ?? '', ...tags].join('\n');
  const quality = qualityOf(query, { title: name, rest });
  return quality === null
    ? null
    : hitOf(
        {
          kind: 'dataSet',
          id,
          title: name,
          context: volume,
          snippet: snippetOf(`${summary}\n${description}`, query) ?? summary,
          place: { volume, path: '' },
          isFolder: true
        },
        quality
      );
}

function databaseHit({ id, name, address, description }: Database, query: Words): Hit | null {
  const quality = qualityOf(query, { title: name, rest: `${address}\n${description}` });
  const snippet = snippetOf(description, query);
  return quality === null
    ? null
    : hitOf({ kind: 'database', id, title: name, context: address, snippet }, quality);
}

function jobHit(job: JobSummary, query: Words): Hit | null {
  const rest = [...job.tags, job.result?.path ?? ''].join('\n');
  const quality = qualityOf(query, { title: job.name, rest });
  return quality === null
    ? null
    : hitOf({ kind: 'job', id: job.id, title: job.name, context: job.state }, quality);
}

function groupHit({ id, name, description }: Group, query: Words): Hit | null {
  const quality = qualityOf(query, { title: name, rest: description });
  return quality === null
    ? null
    : hitOf(
        { kind: 'group', id, title: name, context: '', snippet: snippetOf(description, query) },
        quality
      );
}
