import type { Grant as ContractGrant } from '../../contract/grants.js';
import type { Person } from '../../contract/groups.js';
import type { SharedResources, SharingGroups, SharingUsers } from './ports.js';
import type { Grant, Subject } from './types.js';

/** Grants in the words of the contract. */
export class GrantView {
  constructor(
    private readonly resources: SharedResources,
    private readonly users: Pick<SharingUsers, 'userById'>,
    private readonly groups: Pick<SharingGroups, 'nameOf'>
  ) {}

  /** Null when the resource or the subject is no longer there. */
  grant({ resource, subject, privileges, grantedBy, grantedAt }: Grant): ContractGrant | null {
    const found = this.resources.find(resource);
    const to = this.subject(subject);
    return (
      found &&
      to && {
        resource: {
          kind: found.kind,
          id: found.id,
          name: found.name,
          owner: this.person(found.ownerId)
        },
        subject: to,
        privileges: [...privileges],
        grantedBy: this.person(grantedBy),
        createdAt: grantedAt
      }
    );
  }

  private subject({ kind, id }: Subject): ContractGrant['subject'] | null {
    if (kind === 'everyone') {
      return { kind, id: '', name: '' };
    }
    if (kind === 'user') {
      const user = this.users.userById(id);
      return user && { kind, id: user.name, name: user.displayName };
    }
    const name = this.groups.nameOf(id);
    return name === null ? null : { kind, id, name };
  }

  private person(userId: string | null): Person | null {
    const user = userId === null ? null : this.users.userById(userId);
    return user && { name: user.name, displayName: user.displayName };
  }
}
