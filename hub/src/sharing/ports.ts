/** Which groups have accepted a user. */
export interface GroupsOfUsers {
  /** Ids, in no order. */
  groupsOf(userId: string): readonly string[];
}
