import * as contract from '../../contract/groups.js';
import { actingUser } from '../accounts/acting-user.js';
import { locate, tagged } from '../http/answers.js';
import type { Api } from '../http/api.js';
import { versionSeen } from '../http/version-seen.js';
import type { MemberService } from './members.js';
import type { GroupService } from './service.js';

export function bindGroups(api: Api, groups: GroupService, members: MemberService): void {
  api.on(contract.listGroups, ({ principal, query }) => groups.list(principal.user, query));
  api.on(contract.createGroup, ({ principal, body, response }) => {
    const group = groups.create(actingUser(principal), body);
    locate(response, group.id);
    return tagged(response, group);
  });
  api.on(contract.getGroup, ({ principal, params, response }) =>
    tagged(response, groups.get(principal.user, params.id))
  );
  api.on(contract.editGroup, ({ principal, params, body, request, response }) =>
    tagged(response, groups.edit(principal.user, params.id, body, versionSeen(request)))
  );
  api.on(contract.deleteGroup, ({ principal, params, request }) =>
    groups.delete(principal.user, params.id, versionSeen(request))
  );
  api.on(contract.handOverGroup, ({ principal, params, body, request, response }) =>
    tagged(response, groups.handOver(principal.user, params.id, body.user, versionSeen(request)))
  );
  bindMembers(api, members);
}

function bindMembers(api: Api, members: MemberService): void {
  api.on(contract.listMembers, ({ principal, params, query }) =>
    members.list(principal.user, params.id, query)
  );
  api.on(contract.inviteMembers, ({ principal, params, body }) => ({
    items: members.invite(principal.user, params.id, body.users, body.role)
  }));
  api.on(contract.changeMemberRole, ({ principal, params, body }) =>
    members.changeRole(principal.user, params.id, params.user, body.role)
  );
  api.on(contract.removeMember, ({ principal, params }) =>
    members.remove(principal.user, params.id, params.user)
  );
  api.on(contract.joinGroup, ({ principal, params, response }) =>
    tagged(response, members.join(principal.user, params.id))
  );
  api.on(contract.leaveGroup, ({ principal, params }) => members.leave(principal.user, params.id));
  api.on(contract.listInvitations, ({ principal, query }) =>
    members.invitations(principal.user, query)
  );
  api.on(contract.acceptInvitation, ({ principal, params, response }) =>
    tagged(response, members.accept(principal.user, params.group))
  );
  api.on(contract.declineInvitation, ({ principal, params }) =>
    members.decline(principal.user, params.group)
  );
}
