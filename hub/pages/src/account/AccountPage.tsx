import type { TokensData } from '../../../src/pages/page-data.js';
import type { HubApi } from '../hub-api.js';
import { KeysSection } from './KeysSection.js';
import { PasswordSection } from './PasswordSection.js';
import { SessionsSection } from './SessionsSection.js';

/** Keys for programs, where one is signed in, and the password. */
export function AccountPage({ data, api }: { data: TokensData; api: HubApi }) {
  return (
    <>
      <KeysSection api={api} userName={data.user.name} />
      <SessionsSection api={api} />
      <PasswordSection api={api} userName={data.user.name} />
    </>
  );
}
