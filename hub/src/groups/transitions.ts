import { MEMBERSHIP_TRANSITIONS, type MembershipState } from '../../contract/groups.js';

type State = MembershipState | 'none';

export function isLegal(from: State, to: State): boolean {
  return MEMBERSHIP_TRANSITIONS[from].includes(to);
}

/**
 * @throws TypeError when the step is not in the table: a mistake of ours, never of a user
 */
export function assertLegal(from: State, to: State): void {
  if (!isLegal(from, to)) {
    throw new TypeError(`A membership cannot go from ${from} to ${to}`);
  }
}
