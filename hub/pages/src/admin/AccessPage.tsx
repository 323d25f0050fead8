import { useCallback } from 'react';

import { listDomains, listImages } from '../../../contract/compute.js';
import { listQuotas, listVolumes } from '../../../contract/volumes.js';
import type { HubApi } from '../hub-api.js';
import { Read } from '../ui/Read.js';
import { useRead } from '../ui/use-read.js';
import { ResourceAccess, type SiteResource } from './ResourceAccess.js';

interface Section {
  readonly id: string;
  readonly title: string;
  readonly words: string;
  readonly none: string;
  read(api: HubApi): Promise<SiteResource[]>;
}

const SECTIONS: readonly Section[] = [
  {
    id: 'images',
    title: 'Images',
    words: 'Who may start servers and jobs in an image, and save environments made from it.',
    none: 'No image is configured.',
    read: async api => {
      const { items } = await api.call(listImages);
      return items
        .filter(({ owner }) => owner === null)
        .map(({ id, title, description }) => ({ kind: 'image', id, title, description }));
    }
  },
  {
    id: 'domains',
    title: 'Compute domains',
    words: 'Who may run servers and jobs in a domain.',
    none: 'No compute domain is configured.',
    read: async api => {
      const { items } = await api.call(listDomains);
      return items.map(({ id, title, description }) => ({
        kind: 'domain',
        id,
        title,
        description
      }));
    }
  },
  {
    id: 'roots',
    title: 'Root volumes',
    words: 'Who may make volumes in a root. The volumes that every user has are there in any case.',
    none: 'No root volume is configured.',
    read: async api => {
      const { items } = await api.call(listQuotas);
      return items.map(({ root, title, description }) => ({
        kind: 'root',
        id: root,
        title,
        description
      }));
    }
  },
  {
    id: 'data-volumes',
    title: 'Data volumes',
    words: 'Who may read a data volume, and who may write into it.',
    none: 'There is no data volume.',
    read: async api => {
      const { items } = await api.call(listVolumes, { query: { kind: 'data', limit: 200 } });
      return items.map(({ id, title, address }) => ({
        kind: 'volume',
        id,
        title: title || address,
        description: address
      }));
    }
  }
];

function AccessSection({ section, api }: { section: Section; api: HubApi }) {
  const ask = useCallback(() => section.read(api), [section, api]);
  const [resources, again] = useRead(ask);
  return (
    <section aria-labelledby={section.id}>
      <h2 id={section.id}>{section.title}</h2>
      <p className="lc-Muted">{section.words}</p>
      <Read state={resources} again={again}>
        {items =>
          items.length === 0 ? (
            <p className="lc-Empty">{section.none}</p>
          ) : (
            <ul className="lc-Rows">
              {items.map(resource => (
                <ResourceAccess key={resource.id} resource={resource} api={api} />
              ))}
            </ul>
          )
        }
      </Read>
    </section>
  );
}

/** What belongs to the site, who may use it, and giving and withdrawing that. */
export function AccessPage({ api }: { api: HubApi }) {
  return (
    <>
      {SECTIONS.map(section => (
        <AccessSection key={section.id} section={section} api={api} />
      ))}
    </>
  );
}
