import { useCallback, useEffect, useState } from 'react';

import {
  listSiteDomains,
  listSiteImages,
  prepareSiteImage,
  removeSiteDomain,
  removeSiteImage,
  type Preparation,
  type SiteDomain,
  type SiteImage
} from '../../../../contract/site-compute.js';
import type { HubApi } from '../../hub-api.js';
import { ConfirmDialog, type Question } from '../../ui/ConfirmDialog.js';
import { Failure } from '../../ui/Failure.js';
import { Read } from '../../ui/Read.js';
import { useRead } from '../../ui/use-read.js';
import { cores, duration, size } from '../../ui/words.js';
import { DomainForm } from './DomainForm.js';
import { ImageForm } from './ImageForm.js';
import { Item } from './Item.js';

interface Site {
  readonly images: readonly SiteImage[];
  readonly domains: readonly SiteDomain[];
}

async function readSite(api: HubApi): Promise<Site> {
  const [images, domains] = await Promise.all([
    api.call(listSiteImages),
    api.call(listSiteDomains)
  ]);
  return { images: images.items, domains: domains.items };
}

const LOOK_MS = 2000;

const PREPARATION: Record<Preparation['state'], { title: string; look: string }> = {
  ready: { title: 'Ready', look: 'running' },
  preparing: { title: 'Preparing', look: 'starting' },
  failed: { title: 'Failed', look: 'failed' },
  unprepared: { title: 'Not here yet', look: 'stopped' }
};

/** What is being registered or changed: nothing, something new, or what has this id. */
type Editing = { readonly kind: 'image' | 'domain'; readonly id: string | null } | null;

function PreparationState({ preparation }: { preparation: Preparation }) {
  const { title, look } = PREPARATION[preparation.state];
  return (
    <span className={`lc-State lc-mod-${look}`}>
      {title}
      {preparation.fraction !== null && ` ${Math.floor(preparation.fraction * 100)} %`}
    </span>
  );
}

function factsOfImage(image: SiteImage, domains: readonly SiteDomain[]): string[] {
  const { preparation, app, runsNotebooks, reason } = image;
  const offered = domains.filter(({ id }) => image.domains.includes(id)).map(each => each.title);
  return [
    image.reference,
    offered.length > 0 ? `in ${offered.join(', ')}` : 'offered nowhere',
    ...(app ? ['a program'] : []),
    ...(preparation.state === 'ready' && !runsNotebooks && !app ? [`no notebooks: ${reason}`] : [])
  ];
}

function factsOfDomain(domain: SiteDomain, images: readonly SiteImage[]): string[] {
  const titleOf = (id: string) => images.find(image => image.id === id)?.title ?? id;
  const { kinds, runningServers, lifeSeconds } = domain;
  return [
    `${size(domain.memoryBytes)} · ${cores(domain.cores)}`,
    kinds.length > 1 ? 'servers and jobs' : kinds[0] === 'batch' ? 'jobs only' : 'servers only',
    domain.images.length > 0 ? domain.images.map(titleOf).join(', ') : 'none of its images is left',
    `idle after ${duration(domain.idleSeconds * 1000)}`,
    ...(lifeSeconds === null ? [] : [`at most ${duration(lifeSeconds * 1000)}`]),
    `${domain.runningJobs} jobs at once`,
    ...(runningServers === null ? [] : [`${runningServers} servers at once`])
  ];
}

/** Images and compute domains: those of the settings to be seen, others registered, changed and removed here. */
export function ComputePage({ api }: { api: HubApi }) {
  const [editing, setEditing] = useState<Editing>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const ask = useCallback(() => readSite(api), [api]);
  const [site, again] = useRead(ask);
  const isPreparing =
    site.kind === 'ready' &&
    site.value.images.some(({ preparation }) => preparation.state === 'preparing');
  useEffect(() => {
    const timer = isPreparing ? setInterval(() => void again(), LOOK_MS) : undefined;
    return () => clearInterval(timer);
  }, [isPreparing, again]);

  const act = (work: Promise<unknown>) => {
    setFailure(null);
    void work.catch((error: Error) => setFailure(error.message)).then(again);
  };
  const done = () => {
    setEditing(null);
    void again();
  };
  const removeImage = ({ id, title }: SiteImage) =>
    setQuestion({
      title: `Remove the image “${title}”?`,
      text: 'Nobody can choose it any more. The container engine keeps it.',
      verb: 'Remove image',
      act: () => act(api.call(removeSiteImage, { params: { id } }))
    });
  const removeDomain = ({ id, title }: SiteDomain) =>
    setQuestion({
      title: `Remove the compute domain “${title}”?`,
      text: 'Stopped servers that were in it start in another one.',
      verb: 'Remove domain',
      act: () => act(api.call(removeSiteDomain, { params: { id } }))
    });

  return (
    <>
      <Failure message={failure} />
      <Read state={site} again={again}>
        {({ images, domains }) => {
          const image = images.find(({ id }) => editing?.kind === 'image' && id === editing.id);
          const domain = domains.find(({ id }) => editing?.kind === 'domain' && id === editing.id);
          return (
            <>
              <section aria-labelledby="images">
                <div className="lc-Section-head">
                  <h2 id="images">Images</h2>
                  <button
                    type="button"
                    className="lc-Button"
                    onClick={() => setEditing({ kind: 'image', id: null })}
                  >
                    Register an image…
                  </button>
                </div>
                <p className="lc-Muted">
                  What servers and jobs are started from. Who may use one is granted on the page
                  Access.
                </p>
                {editing?.kind === 'image' && (
                  <ImageForm
                    key={editing.id}
                    api={api}
                    image={image ?? null}
                    domains={domains}
                    done={done}
                  />
                )}
                <ul className="lc-Rows">
                  {images.map(each => (
                    <Item
                      key={each.id}
                      item={each}
                      facts={factsOfImage(each, domains)}
                      state={<PreparationState preparation={each.preparation} />}
                      message={each.preparation.message}
                      actions={
                        ['failed', 'unprepared'].includes(each.preparation.state) && (
                          <button
                            type="button"
                            className="lc-Button"
                            aria-label={`Get ${each.title}`}
                            onClick={() =>
                              act(api.call(prepareSiteImage, { params: { id: each.id } }))
                            }
                          >
                            {each.preparation.state === 'failed' ? 'Try again' : 'Get it'}
                          </button>
                        )
                      }
                      change={() => setEditing({ kind: 'image', id: each.id })}
                      remove={() => removeImage(each)}
                    />
                  ))}
                </ul>
              </section>
              <section aria-labelledby="domains">
                <div className="lc-Section-head">
                  <h2 id="domains">Compute domains</h2>
                  <button
                    type="button"
                    className="lc-Button"
                    onClick={() => setEditing({ kind: 'domain', id: null })}
                  >
                    Register a domain…
                  </button>
                </div>
                <p className="lc-Muted">Images with limits: what a server or job may use.</p>
                {editing?.kind === 'domain' && (
                  <DomainForm
                    key={editing.id}
                    api={api}
                    domain={domain ?? null}
                    images={images}
                    done={done}
                  />
                )}
                <ul className="lc-Rows">
                  {domains.map(each => (
                    <Item
                      key={each.id}
                      item={each}
                      facts={factsOfDomain(each, images)}
                      change={() => setEditing({ kind: 'domain', id: each.id })}
                      remove={() => removeDomain(each)}
                    />
                  ))}
                </ul>
              </section>
            </>
          );
        }}
      </Read>
      {question && <ConfirmDialog question={question} close={() => setQuestion(null)} />}
    </>
  );
}
