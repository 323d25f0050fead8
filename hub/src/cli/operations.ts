import { generatePassword } from '../accounts/generated-password.js';
import type { AccountService } from '../accounts/service.js';
import { AppError } from '../errors.js';
import type { SweptVolume } from '../expiry/service.js';
import type { Maintenance } from '../room/maintenance.js';
import { bytesInWords } from '../volumes/amounts.js';
import type { DataVolumes } from '../volumes/data-volumes-service.js';
import type { Volume } from '../volumes/types.js';
import { announce, listAnnouncements, type OperatedAnnouncements } from './announcements.js';
import { addDataVolume, removeDataVolume } from './data-volumes.js';
import type { OperatorRequest } from './requests.js';
import { table } from './table.js';

const SHORTEST_PASSWORD = 8;

/** What the commands work on. */
export interface OperatorServices {
  readonly accounts: Pick<
    AccountService,
    'createUser' | 'listUsers' | 'setPassword' | 'setEmail' | 'setDisabled'
  >;
  /** @throws AppError `not-found`, `conflict` */
  replaceOwner(group: string, name: string): { group: { name: string }; before: { name: string } };
  /** @param addressOrId - of any volume, whoever owns it */
  findVolume(addressOrId: string): Volume | null;
  /** Removes files that have expired, or only says which. */
  sweepVolumes(options: { remove: boolean }): Promise<readonly SweptVolume[]>;
  readonly dataVolumes: Pick<DataVolumes, 'register' | 'remove'>;
  readonly announcements: OperatedAnnouncements;
  readonly maintenance: Pick<Maintenance, 'begin' | 'end'>;
}

function checked(password: string | null): string {
  if (password !== null && password.length < SHORTEST_PASSWORD) {
    throw new AppError(
      'invalid-request',
      `A password has at least ${SHORTEST_PASSWORD} characters`
    );
  }
  return password ?? generatePassword();
}

/** Names a password that we generated; one that was given is known already. */
function told(name: string, given: string | null, password: string): string[] {
  return given === null ? [`Password of ${name}, shown only this once: ${password}`] : [];
}

function sweepInWords(swept: readonly SweptVolume[], dryRun: boolean): string[] {
  if (swept.length === 0) {
    return ['No file has expired'];
  }
  return [
    dryRun ? 'These would be removed; nothing was:' : 'Removed:',
    ...table(
      ['VOLUME', 'FILES', 'SIZE', 'FOLDERS'],
      swept.map(({ address, files, bytes, folders }) => [
        address,
        String(files),
        bytesInWords(bytes),
        String(folders)
      ])
    )
  ];
}

/**
 * Carries a command out. Whoever can reach the hub's own files may do all of this.
 * @returns lines for people
 * @throws AppError of the services
 */
export async function operate(
  {
    accounts,
    replaceOwner,
    findVolume,
    sweepVolumes,
    dataVolumes,
    announcements,
    maintenance
  }: OperatorServices,
  request: OperatorRequest
): Promise<string[]> {
  switch (request.command) {
    case 'user add': {
      const password = checked(request.password);
      const { name, admin } = request;
      const user = await accounts.createUser({ name, admin, password });
      return [
        `Added ${admin ? 'the administrator' : 'the user'} ${user.name}`,
        ...told(user.name, request.password, password)
      ];
    }
    case 'user list':
      return table(
        ['NAME', 'ROLE', 'STATE', 'CREATED', 'LAST ACTIVITY'],
        accounts
          .listUsers()
          .map(user => [
            user.name,
            user.admin ? 'admin' : 'user',
            user.disabledAt ? 'disabled' : 'active',
            user.createdAt.slice(0, 16).replace('T', ' '),
            user.lastActivityAt?.slice(0, 16).replace('T', ' ') ?? 'never'
          ])
      );
    case 'user password': {
      const password = checked(request.password);
      await accounts.setPassword(request.name, password);
      return [
        `Changed the password of ${request.name}; every session and token of before has ended`,
        ...told(request.name, request.password, password)
      ];
    }
    case 'user email':
      accounts.setEmail(request.name, request.email);
      return [
        request.email === null
          ? `${request.name} has no e-mail address any more`
          : `Mail for ${request.name} goes to ${request.email}`
      ];
    case 'user disable':
      await accounts.setDisabled(request.name, true);
      return [`Disabled ${request.name}; every session and token has ended`];
    case 'user enable':
      await accounts.setDisabled(request.name, false);
      return [`Enabled ${request.name}`];
    case 'group owner': {
      const { group, before } = replaceOwner(request.group, request.name);
      return [`${request.name} owns “${group.name}” now; before it was ${before.name}`];
    }
    case 'announce':
      return announce(announcements, request);
    case 'announcement list':
      return listAnnouncements(announcements);
    case 'announcement end':
      return [`“${announcements.end(null, request.id).title}” is over`];
    case 'maintenance begin':
      maintenance.begin(request.text);
      return [
        'No server, job or image starts any more, for this reason; what runs goes on',
        'To end it: labcommons end-maintenance'
      ];
    case 'maintenance end':
      maintenance.end();
      return ['Servers, jobs and images start again'];
    case 'volume add-data':
      return addDataVolume(dataVolumes, request);
    case 'volume remove-data':
      return removeDataVolume(dataVolumes, findVolume, request.name);
    case 'volume path': {
      const volume = findVolume(request.address);
      if (!volume) {
        throw new AppError(
          'not-found',
          `There is no volume ${request.address}; an address is like Storage/kim/persistent or Data/sdss`
        );
      }
      return [volume.directory];
    }
    case 'volume sweep': {
      const swept = await sweepVolumes({ remove: !request.dryRun });
      return sweepInWords(swept, request.dryRun);
    }
  }
}
