ALTER TABLE volumes ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE volumes ADD COLUMN removed_at TEXT;   -- when the files of a deleted volume were gone

CREATE TABLE volume_usage (
  volume_id  TEXT PRIMARY KEY REFERENCES volumes (id),
  bytes      INTEGER NOT NULL,         -- as counted, and what the hub wrote since
  files      INTEGER NOT NULL,
  counted_at TEXT NOT NULL
) STRICT;

CREATE TABLE uploads (
  id           TEXT PRIMARY KEY,
  owner_id     TEXT NOT NULL REFERENCES users (id),
  volume_id    TEXT NOT NULL REFERENCES volumes (id),
  path         TEXT NOT NULL,          -- inside the volume
  conflict     TEXT NOT NULL CHECK (conflict IN ('fail', 'replace', 'keepBoth')),
  length_bytes INTEGER NOT NULL,
  created_at   TEXT NOT NULL,
  expires_at   TEXT NOT NULL,
  published_at TEXT,                   -- where path is, the file now is
  intended     TEXT                    -- the path it is just being published at
) STRICT;
CREATE INDEX uploads_of_owner ON uploads (owner_id);
CREATE INDEX uploads_by_expiry ON uploads (expires_at);
