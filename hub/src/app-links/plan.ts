import type { Domain, Image, ServerKind } from '../../contract/compute.js';
import { splitPlace } from '../../contract/common.js';
import { freeName, titleOfServer } from '../../contract/server-choice.js';
import type { OptionVolume, ServerOptions } from '../../contract/server-options.js';
import type { Server, ServerVolumes } from '../../contract/servers.js';
import { AppError } from '../errors.js';
import { type AppLink, escapedPath, type WantedVolume } from './parse.js';

/** A server that is to be made. */
export interface ToMake {
  readonly kind: 'make';
  readonly name: string;
  readonly title: string;
  readonly domain: Domain;
  readonly image: Image;
}

/** One that there is. */
export interface ToUse {
  readonly kind: 'use';
  readonly name: string;
  readonly title: string;
  readonly server: Server;
  readonly domainTitle: string;
  readonly imageTitle: string;
  /** What was asked for and is not so, in words; null: nothing. */
  readonly differs: string | null;
}

/** What following a link comes to. Nothing of it has happened yet. */
export interface LinkPlan {
  readonly server: ToMake | ToUse;
  readonly program: ServerKind;
  /** What a new server is set to; what is there already has its own. */
  readonly volumes: ServerVolumes;
  /** What it is given beyond that. */
  readonly toMount: readonly OptionVolume[];
  /** Below the address of the server, escaped; empty for where it begins. */
  readonly path: string;
  /** A file in a volume that is handed over. */
  readonly file: string | null;
  readonly input: unknown;
}

/** What a new server is to be chosen as where its form opens; null is left to the form. */
export interface ServerWish {
  readonly title: string | null;
  readonly domain: string | null;
  readonly image: string | null;
  readonly volumes: ServerVolumes | null;
  /** Below the address of the server, escaped; empty for where it begins. */
  readonly path: string;
}

/** Where arguments are handed over. */
const SCRATCH = (user: string) => `Temporary/${user}/scratch`;

/** What every server has that a link makes, whatever volumes it names. */
const ALWAYS = (user: string) => [`Storage/${user}/persistent`, SCRATCH(user)];

interface World {
  readonly user: string;
  readonly options: ServerOptions;
  /** The user's own. */
  readonly servers: readonly Server[];
}

/**
 * Decides what a link comes to for this user at this moment.
 * @throws AppError `not-found` for what he may not use, as for what does not exist; `limit-reached`
 */
export function planLink(link: AppLink, world: World): LinkPlan {
  const { options, user } = world;
  const asked = askedFor(link, options);
  const listed = volumesNamed(link, world);
  const inFile = link.file === null ? null : splitPlace(link.file);
  const ofFile = inFile && findVolume({ text: inFile.volume, among: 'any' }, world);
  const server = existing(link, asked, world) ?? toMake(link, asked, world);
  const program = server.kind === 'make' ? server.image.kind : server.server.kind;
  const opensFile = link.file !== null && link.path === null && program === 'lab';
  const plan = {
    server,
    program,
    path: link.path ?? (opensFile ? treePath(link.file ?? '') : ''),
    file: link.file,
    input: link.input
  };
  const at = (addresses: readonly string[]) =>
    options.volumes.filter(({ volume }) => addresses.includes(volume));
  if (server.kind === 'make') {
    const isListed = ({ volume, byDefault }: OptionVolume) =>
      listed ? listed.some(other => other.volume === volume) : byDefault;
    return {
      ...plan,
      volumes: listed ? listed.map(({ volume, access }) => ({ volume, access })) : 'default',
      toMount: ofFile && !isListed(ofFile) ? [ofFile] : []
    };
  }
  const needed = unique([
    ...link.volumes.map(volume => findVolume(volume, world)),
    ...(ofFile ? [ofFile] : []),
    ...(hasArguments(plan) ? at([SCRATCH(user)]) : [])
  ]);
  return {
    ...plan,
    volumes: server.server.volumes,
    toMount: needed.filter(volume => !has(server.server, volume))
  };
}

/**
 * What a link asks for, as the choice in the form of a new server.
 * @throws AppError `not-found` for what the user may not use, as for what does not exist; `limit-reached`
 */
export function wishOf(link: AppLink, world: World): ServerWish {
  const asked = askedFor(link, world.options);
  const named = volumesNamed(link, world);
  const made = toMake(link, asked, world);
  const isChosen = asked.domain !== null || asked.image !== null;
  return {
    title: link.name,
    domain: isChosen ? made.domain.id : null,
    image: isChosen ? made.image.id : null,
    volumes: named === null ? null : named.map(({ volume, access }) => ({ volume, access })),
    path: link.path ?? ''
  };
}

/** Whether the program is handed arguments: JSON, or a file that JupyterLab does not open by itself. */
export function hasArguments({
  file,
  input,
  path,
  program
}: Pick<LinkPlan, 'file' | 'input' | 'path' | 'program'>): boolean {
  const opensIt = program === 'lab' && file !== null && path === treePath(file);
  return input !== undefined || (file !== null && !opensIt);
}

/** Where JupyterLab opens a file, escaped: data volumes lie at the top of the workspace. */
export function treePath(file: string): string {
  return `lab/tree/${escapedPath(inWorkspace(file))}`;
}

/** A place in a volume, relative to the workspace of a server. */
export function inWorkspace(place: string): string {
  return place.replace(/^Data\//, '');
}

/** The volumes of a link, with those that every server has which a link makes; null: it names none. */
function volumesNamed({ volumes }: AppLink, world: World): OptionVolume[] | null {
  const always = world.options.volumes.filter(({ volume }) => ALWAYS(world.user).includes(volume));
  return volumes.length === 0
    ? null
    : unique([...volumes.map(volume => findVolume(volume, world)), ...always]);
}

interface Asked {
  readonly domain: Domain | null;
  readonly image: Image | null;
}

function askedFor(
  { domain: domainText, image: imageText }: AppLink,
  options: ServerOptions
): Asked {
  const domain = domainText === null ? null : called(options.domains, domainText);
  if (domain === undefined) {
    throw missing('compute domain', domainText ?? '');
  }
  const image = imageText === null ? null : called(options.images, imageText);
  if (image === undefined || (image && domain && !domain.images.includes(image.id))) {
    throw missing(domain ? `image in ${domain.title}` : 'image', imageText ?? '');
  }
  return { domain, image };
}

/** By its id, else by its title. */
function called<T extends { readonly id: string; readonly title: string }>(
  things: readonly T[],
  text: string
): T | undefined {
  return (
    things.find(({ id }) => id === text) ??
    things.find(({ title }) => title.toLowerCase() === text.toLowerCase())
  );
}

function missing(what: string, text: string): AppError {
  return new AppError(
    'not-found',
    `This link cannot be opened: there is no ${what} “${text}”, or you may not use it.`
  );
}

function findVolume({ text, among }: WantedVolume, { options, user }: World): OptionVolume {
  const isMeant = ({ volume, kind, title }: OptionVolume): boolean => {
    if (volume === text) {
      return kind === 'data' ? among !== 'user' : among !== 'data';
    }
    if (kind === 'data') {
      return among === 'data' && (volume === `Data/${text}` || title === text);
    }
    return among === 'user' && kind === 'own' && volume.endsWith(`/${user}/${text}`);
  };
  const found = options.volumes.find(isMeant);
  if (!found) {
    throw missing('volume', text);
  }
  return found;
}

function unique(volumes: readonly OptionVolume[]): OptionVolume[] {
  return volumes.filter(
    ({ volume }, index) => volumes.findIndex(other => other.volume === volume) === index
  );
}

function has(server: Server, { volume }: OptionVolume): boolean {
  return server.mounts.some(mount => mount.volume === volume && mount.state !== 'withdrawn');
}

/**
 * The server of the name, else the first that is what was asked for: the default one before the others, which is made
 * for a link that asks for nothing. Where no image is asked for, it is JupyterLab.
 */
function existing({ name }: AppLink, asked: Asked, { servers, options }: World): ToUse | null {
  const fits = (server: Server) =>
    (asked.image === null ? server.kind === 'lab' : server.image === asked.image.id) &&
    (asked.domain === null || server.domain === asked.domain.id);
  const ordered = [...servers].sort((a, b) => rank(a) - rank(b));
  const server =
    name === null
      ? ordered.find(fits)
      : ordered.find(({ name: own, displayName }) => own === name || displayName === name);
  const isAnyOther = name === null && asked.image === null && asked.domain === null;
  const lacksDefault = servers.every(other => rank(other) > 0);
  if (!server || (isAnyOther && lacksDefault && hasRoom(options, servers))) {
    return null;
  }
  const titleOf = (things: readonly { id: string; title: string }[], id: string) =>
    things.find(thing => thing.id === id)?.title ?? id;
  const [imageTitle, domainTitle] = [
    titleOf(options.images, server.image),
    titleOf(options.domains, server.domain)
  ];
  return {
    kind: 'use',
    name: server.name,
    title: titleOfServer(server),
    server,
    imageTitle,
    domainTitle,
    differs: fits(server)
      ? null
      : asked.image === null && asked.domain === null
        ? null
        : `The link asks for ${[asked.image?.title, asked.domain?.title].filter(Boolean).join(' in ')}.`
  };
}

function hasRoom({ limit: { most } }: ServerOptions, servers: readonly Server[]): boolean {
  return most === null || servers.length < most;
}

function rank({ name }: Server): number {
  return name === 'default' ? 0 : 1;
}

function toMake({ name }: AppLink, asked: Asked, { servers, options }: World): ToMake {
  const isOffered = (id: string) =>
    asked.image ? asked.image.id === id : imageOf(options, id)?.kind === 'lab';
  const domain = asked.domain ?? options.domains.find(({ images }) => images.some(isOffered));
  const image = asked.image ?? imageOf(options, domain?.images.find(isOffered));
  if (!domain || !image) {
    throw new AppError('not-found', 'There is no compute domain in which your servers can run.');
  }
  if (!hasRoom(options, servers)) {
    const titles = servers.map(server => `“${titleOfServer(server)}”`).join(', ');
    throw new AppError(
      'limit-reached',
      `This link makes a server, and you have as many as you may: ${titles}. Delete one on the home page, then open the link again.`
    );
  }
  const taken = servers.map(server => server.name);
  const isAnyOrDefault = name === null || name === 'default';
  const isFirst = isAnyOrDefault && image.kind === 'lab' && !taken.includes('default');
  const title = isFirst ? 'JupyterLab' : (name ?? image.title);
  return {
    kind: 'make',
    name: isFirst ? 'default' : freeName(title, taken),
    title,
    domain,
    image
  };
}

function imageOf({ images }: ServerOptions, wanted: string | undefined): Image | undefined {
  return images.find(({ id }) => id === wanted);
}
