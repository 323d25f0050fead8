import type { Access, VolumeMount } from './common.js';
import type { Domain, Image } from './compute.js';
import type { OptionVolume, ServerOptions } from './server-options.js';
import type { Server, ServerSetup, ServerVolumes } from './servers.js';

/** Rules of the forms in which servers are set up, for the hub's pages and for JupyterLab. */

/**
 * What a form begins with: what the server is set to, or for a new one what was chosen last. Null where nothing is offered.
 * @param wish - chosen beforehand; null is left to the rest
 */
export function firstSetup(
  options: ServerOptions,
  server: Server | null,
  wish: { readonly [K in keyof ServerSetup]?: ServerSetup[K] | null } = {}
): ServerSetup | null {
  const before = server ? (server.pending ?? setupOf(server)) : options.last;
  const wanted: ServerSetup | null =
    before || wish.domain
      ? {
          domain: wish.domain ?? before?.domain ?? '',
          image: wish.image ?? before?.image ?? '',
          volumes: wish.volumes ?? before?.volumes ?? 'default'
        }
      : null;
  const domain = options.domains.find(({ id }) => id === wanted?.domain) ?? options.domains[0];
  return domain
    ? inDomain(
        domain,
        wanted ?? { domain: domain.id, image: '', volumes: wish.volumes ?? 'default' }
      )
    : null;
}

/** The same in another domain: with its image if that is there too, else with the first one. */
export function inDomain(domain: Domain, setup: ServerSetup): ServerSetup {
  const image = domain.images.includes(setup.image) ? setup.image : domain.images[0];
  return { ...setup, domain: domain.id, image: image ?? '' };
}

/** Images of the chosen domain, in its order. */
export function imagesFor(options: ServerOptions, setup: ServerSetup): Image[] {
  const domain = options.domains.find(({ id }) => id === setup.domain);
  return (domain?.images ?? []).flatMap(id => options.images.find(image => image.id === id) ?? []);
}

/** The access that a volume is chosen with; null when it is left out. */
export function accessIn(volumes: ServerVolumes, volume: OptionVolume): Access | null {
  switch (volumes) {
    case 'all':
      return volume.access;
    case 'default':
      return volume.byDefault ? volume.access : null;
    default:
      return volumes.find(({ volume: address }) => address === volume.volume)?.access ?? null;
  }
}

/** The choice with one volume changed: from then on it is a list. */
export function withAccess(
  options: ServerOptions,
  volumes: ServerVolumes,
  { volume }: OptionVolume,
  access: Access | null
): VolumeMount[] {
  const others = listOf(options, volumes).filter(mount => mount.volume !== volume);
  return access === null ? others : [...others, { volume, access }];
}

/** What a choice means at this moment, in the order in which volumes are offered. */
export function listOf(options: ServerOptions, volumes: ServerVolumes): VolumeMount[] {
  return options.volumes.flatMap(volume => {
    const access = accessIn(volumes, volume);
    return access === null ? [] : [{ volume: volume.volume, access }];
  });
}

/**
 * What choosing a setup leads to.
 * - `nothing`: it is what the server is set to
 * - `atOnce`: volumes come and go while it runs
 * - `nextStart`: the server does not run; it is made of it when it starts
 * - `restart`: it runs, and goes on as it is until it is restarted
 */
export type SetupEffect = 'nothing' | 'atOnce' | 'nextStart' | 'restart';

export function effectOf(options: ServerOptions, server: Server, setup: ServerSetup): SetupEffect {
  if (isSame(options, server.pending ?? setupOf(server), setup)) {
    return 'nothing';
  }
  if (server.state === 'stopped' || server.state === 'failed') {
    return 'nextStart';
  }
  return server.liveMounts && !makesAnew(options, server, setup) ? 'atOnce' : 'restart';
}

/** Whether the container of a server is made anew for a setup: what was installed in it is lost then. */
export function makesAnew(options: ServerOptions, server: Server, setup: ServerSetup): boolean {
  return server.liveMounts
    ? server.domain !== setup.domain || server.image !== setup.image
    : !isSame(options, setupOf(server), setup);
}

/** Whether a restart makes the container of a server anew, for what was chosen or mounted meanwhile. */
export function restartMakesAnew({ domain, image, pending, liveMounts, mounts }: Server): boolean {
  const isOther = pending !== null && (pending.domain !== domain || pending.image !== image);
  return isOther || (!liveMounts && mounts.some(({ state }) => state === 'restartNeeded'));
}

/** Whether a server goes on as it is, though something else was chosen for it. */
export function needsRestart(server: Server): boolean {
  return (
    server.state === 'running' &&
    (server.pending !== null || server.mounts.some(({ state }) => state === 'restartNeeded'))
  );
}

/** What people call a server. */
export function titleOfServer({ name, displayName }: Pick<Server, 'name' | 'displayName'>): string {
  return name === 'default' && displayName === name ? 'JupyterLab' : displayName;
}

/** What runs in a server, as it is opened. */
export function programOf(server: Pick<Server, 'kind' | 'name' | 'displayName'>): string {
  return server.kind === 'lab' ? 'JupyterLab' : `“${server.displayName}”`;
}

/** Path below the hub's of a page on a server of a user: `spawn`, `spawn-pending`. */
export function serverPagePath(page: string, user: string, name: string): string {
  return [page, user, ...(name === 'default' ? [] : [name])].map(encodeURIComponent).join('/');
}

/**
 * Path below the hub's that opens a server, and starts it where needed. The default server's opens JupyterLab for
 * whoever follows it, in a server of his own; those of others are for their owner.
 */
export function serverLinkPath(user: string, name: string): string {
  return name === 'default' ? 'user-redirect/lab' : serverPagePath('spawn', user, name);
}

/** Names that would shadow a path of the owner's default server, which shares the path space. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(
  (
    'lab tree api files static notebooks doc edit view terminals nbconvert lsp metrics proxy login logout ' +
    'oauth_callback kernelspecs consoles user hub services custom nbextensions favicon.ico robots.txt voila nbclassic'
  ).split(' ')
);

/** A name for a new server, after what people are to call it, that none of the others has. */
export function freeName(displayName: string, taken: readonly string[]): string {
  const plain = displayName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 26)
    .replace(/-+$/, '');
  const base = plain === '' ? 'server' : plain;
  const isFree = (name: string) =>
    name !== 'default' && !RESERVED_NAMES.has(name) && !taken.includes(name);
  let name = base;
  for (let number = 2; !isFree(name); number += 1) {
    name = `${base}-${number}`;
  }
  return name;
}

function setupOf({ domain, image, volumes }: Server): ServerSetup {
  return { domain, image, volumes };
}

function isSame(options: ServerOptions, one: ServerSetup, other: ServerSetup): boolean {
  if (one.domain !== other.domain || one.image !== other.image) {
    return false;
  }
  const isNamed = typeof one.volumes === 'string' || typeof other.volumes === 'string';
  return isNamed
    ? one.volumes === other.volumes
    : JSON.stringify(listOf(options, one.volumes)) ===
        JSON.stringify(listOf(options, other.volumes));
}
