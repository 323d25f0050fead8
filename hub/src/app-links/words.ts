import type { OptionVolume } from '../../contract/server-options.js';
import type { User } from '../accounts/types.js';
import { hasArguments, type LinkPlan } from './plan.js';
import { argumentsPlace } from './service.js';

/** What following a link does, step by step, for whoever is asked whether he wants it. */
export function stepsInWords(plan: LinkPlan, user: User): string[] {
  return [
    serverInWords(plan),
    volumesInWords(plan),
    hasArguments(plan)
      ? `Hands it what stands below, in the file ${argumentsPlace(user, plan.server.name)}`
      : null,
    opensInWords(plan)
  ].filter(step => step !== null);
}

/** What is opened, in a word or two. */
export function subjectOf({ file, path, server }: LinkPlan): string {
  const whole = file ?? (isBeginning(path) ? '' : readable(path));
  return whole.slice(whole.lastIndexOf('/') + 1) || server.title;
}

export function verbOf({ server }: LinkPlan): string {
  if (server.kind === 'make') {
    return 'Make server and open';
  }
  const { state } = server.server;
  return state === 'running' || state === 'starting' ? 'Open' : 'Start and open';
}

function serverInWords({ server }: LinkPlan): string {
  if (server.kind === 'make') {
    return `Makes the server “${server.title}” for you: ${server.image.title} in ${server.domain.title}`;
  }
  const what = `your server “${server.title}”, which is ${server.imageTitle} in ${server.domainTitle}`;
  switch (server.server.state) {
    case 'running':
      return `Uses ${what} and runs`;
    case 'starting':
      return `Uses ${what} and is starting`;
    default:
      return `Starts ${what}`;
  }
}

function volumesInWords({ server, volumes, toMount }: LinkPlan): string | null {
  const given = server.kind === 'make' && Array.isArray(volumes) ? volumes : [];
  const list = [...given, ...toMount].map(inWords).join(', ');
  if (list === '') {
    return null;
  }
  const isLater =
    server.kind === 'use' && server.server.state === 'running' && !server.server.liveMounts;
  return `Gives it ${list}${isLater ? ', which it has only after a restart' : ''}`;
}

function inWords({ volume, access }: Pick<OptionVolume, 'volume' | 'access'>): string {
  return `${volume} (${access === 'write' ? 'read and write' : 'read only'})`;
}

function opensInWords({ path, file, server, program }: LinkPlan): string {
  if (file !== null && program === 'lab' && path !== '') {
    return `Opens ${readable(path).replace(/^lab\/tree\//, '')}`;
  }
  return `Opens ${isBeginning(path) ? `“${server.title}”` : readable(path)}`;
}

/** Where a server begins anyway. */
function isBeginning(path: string): boolean {
  return path === '' || /^lab\/?$/.test(path);
}

/** An escaped path for people. */
function readable(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
