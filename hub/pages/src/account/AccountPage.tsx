import type { TokensData } from '../../../src/pages/page-data.js';
import type { HubApi } from '../hub-api.js';
import { EmailSection } from './EmailSection.js';
import { KeysSection } from './KeysSection.js';
import { PasswordSection } from './PasswordSection.js';
import { SessionsSection } from './SessionsSection.js';
import { VisibilitySection } from './VisibilitySection.js';

/** Keys for programs, where one is signed in, the e-mail address, whether one is found, and the password. */
export function AccountPage({ data, api }: { data: TokensData; api: HubApi }) {
  return (
    <>
      <KeysSection api={api} userName={data.user.name} />
      <SessionsSection api={api} />
      <EmailSection api={api} />
      <VisibilitySection api={api} userName={data.user.name} />
      <PasswordSection api={api} userName={data.user.name} />
    </>
  );
}
