-- snapshots: earlier states of volumes, kept outside of them

CREATE TABLE snapshots (
  id          TEXT PRIMARY KEY,
  volume_id   TEXT NOT NULL REFERENCES volumes (id),
  name        TEXT NOT NULL,             -- of its directory: when it was taken
  state       TEXT NOT NULL CHECK (state IN ('making', 'whole', 'deleting')),
  cause       TEXT NOT NULL CHECK (cause IN ('schedule', 'asked')),
  made_by     TEXT REFERENCES users (id),
  files       INTEGER NOT NULL DEFAULT 0,
  bytes       INTEGER NOT NULL DEFAULT 0,
  added_bytes INTEGER NOT NULL DEFAULT 0,
  warnings    TEXT NOT NULL DEFAULT '[]',
  taken_at    TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX snapshots_of_volume ON snapshots (volume_id, name);
CREATE INDEX snapshots_unsettled ON snapshots (state) WHERE state <> 'whole';

CREATE TABLE snapshot_looks (
  volume_id TEXT PRIMARY KEY REFERENCES volumes (id),
  looked_at TEXT NOT NULL                -- when a snapshot was last made, or nothing had changed
) STRICT;
