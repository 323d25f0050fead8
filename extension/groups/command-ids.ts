/** Commands on groups; each takes `{ id }`, those on members `{ id, user }`, or mean what was chosen last. */
export const CommandIDs = {
  showGroups: 'labcommons:show-groups',
  newGroup: 'labcommons:new-group',
  openGroup: 'labcommons:open-group',
  acceptInvitation: 'labcommons:accept-invitation',
  declineInvitation: 'labcommons:decline-invitation',
  joinGroup: 'labcommons:join-group',
  leaveGroup: 'labcommons:leave-group',
  inviteMembers: 'labcommons:invite-members',
  shareWithGroup: 'labcommons:share-with-group',
  /** Takes `{ id, resource }`: a group, and what is shared with it, as `kind:id`. */
  throwOutOfGroup: 'labcommons:throw-out-of-group',
  editGroup: 'labcommons:edit-group',
  deleteGroup: 'labcommons:delete-group',
  makeAdmin: 'labcommons:make-group-admin',
  makeMember: 'labcommons:make-group-member',
  handOverGroup: 'labcommons:hand-over-group',
  inviteAgain: 'labcommons:invite-again',
  withdrawInvitation: 'labcommons:withdraw-invitation',
  removeMember: 'labcommons:remove-member'
} as const;
