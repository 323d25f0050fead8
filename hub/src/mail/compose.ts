import { monotonicFactory } from 'ulid';
import type { AccountService } from '../accounts/service.js';
import { Outbox } from './outbox.js';
import { type Rim, SITE_NAME } from '../hub.js';

/** Letters on their way to users. @returns null where no e-mail is sent */
export function composeOutbox(
  { config, database, mail, clock, log }: Rim,
  accounts: AccountService
): Outbox | null {
  const addressOf = (userId: string) => {
    const user = accounts.userById(userId);
    const account = user && accounts.accountOf(user);
    return account?.email && account.disabledAt === null
      ? { name: account.displayName, address: account.email }
      : null;
  };
  const { hubOrigin, hubPath } = config;
  const site = { name: SITE_NAME, url: hubOrigin === undefined ? null : hubOrigin + hubPath };
  const newId = monotonicFactory();
  return mail && new Outbox({ database, transport: mail, addressOf, site, clock, newId, log });
}
