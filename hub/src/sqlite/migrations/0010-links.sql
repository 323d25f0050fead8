-- links through which anybody reads a file or folder, as long as their owners may share it

CREATE TABLE links (
  id               TEXT PRIMARY KEY,
  token_hash       TEXT NOT NULL UNIQUE,   -- sha256 of what stands in the address
  owner_id         TEXT NOT NULL REFERENCES users (id),
  volume_id        TEXT NOT NULL REFERENCES volumes (id),
  volume_address   TEXT NOT NULL,          -- as it was when the link was made: shown when the volume is gone
  path             TEXT NOT NULL,          -- inside the volume, never empty
  kind             TEXT NOT NULL CHECK (kind IN ('file', 'folder')),
  password_hash    TEXT,
  created_at       TEXT NOT NULL,
  expires_at       TEXT NOT NULL,
  downloads        INTEGER NOT NULL DEFAULT 0,
  max_downloads    INTEGER,
  last_download_at TEXT,
  version          INTEGER NOT NULL DEFAULT 1,   -- counts what the owner changes
  CHECK (max_downloads IS NULL OR max_downloads > 0)
) STRICT;
CREATE INDEX links_of_owner ON links (owner_id, id DESC);

-- activity: the groups that an act is about, beside the users whom it concerns

CREATE TABLE activity_groups (
  group_id TEXT NOT NULL,
  seq      INTEGER NOT NULL REFERENCES activity (seq) ON DELETE CASCADE,
  PRIMARY KEY (group_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX groups_of_act ON activity_groups (seq);

INSERT INTO activity_groups (group_id, seq)
  SELECT resource_id, seq FROM activity WHERE resource_kind = 'group';
