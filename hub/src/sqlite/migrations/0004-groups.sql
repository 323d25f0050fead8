ALTER TABLE users ADD COLUMN findable INTEGER NOT NULL DEFAULT 1;   -- 0: found by the exact name only

-- groups

CREATE TABLE groups (
  id          TEXT PRIMARY KEY,
  kind        TEXT NOT NULL CHECK (kind IN ('group', 'scienceDomain')),
  name        TEXT NOT NULL,
  sort_key    TEXT NOT NULL,             -- the name in lower case, compatibility forms unified
  description TEXT NOT NULL,
  page        TEXT NOT NULL,             -- Markdown
  created_at  TEXT NOT NULL,
  version     INTEGER NOT NULL DEFAULT 1 -- counts changes of the group and of its members
) STRICT;
CREATE INDEX groups_by_name ON groups (kind, sort_key, id);
CREATE UNIQUE INDEX science_domain_names ON groups (sort_key) WHERE kind = 'scienceDomain';

CREATE TABLE memberships (
  group_id   TEXT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  user_id    TEXT NOT NULL REFERENCES users (id),
  role       TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
  state      TEXT NOT NULL CHECK (state IN ('invited', 'accepted', 'declined', 'withdrawn')),
  invited_by TEXT REFERENCES users (id),   -- null for who founded or joined
  since      TEXT NOT NULL,                -- when the state was reached
  PRIMARY KEY (group_id, user_id),
  CHECK (role <> 'owner' OR state = 'accepted')
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_of_user ON memberships (user_id, state, group_id);
CREATE INDEX memberships_by_state ON memberships (group_id, state);
CREATE UNIQUE INDEX owner_of_group ON memberships (group_id) WHERE role = 'owner';

-- sharing: what a subject was granted, by kind of resource

DROP INDEX grants_of_subject;
CREATE INDEX grants_of_subject ON grants (subject_kind, subject_id, resource_kind, resource_id);
