-- tasks: copies, moves and deletions that the hub does for users

CREATE TABLE tasks (
  id         TEXT PRIMARY KEY,
  owner_id   TEXT NOT NULL REFERENCES users (id),
  kind       TEXT NOT NULL CHECK (kind IN ('copy', 'move', 'delete')),
  state      TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'succeeded', 'failed', 'cancelled')),
  cancelling INTEGER NOT NULL DEFAULT 0,
  request    TEXT NOT NULL,              -- JSON: sources and target by id of their volume, conflict
  work       TEXT NOT NULL,              -- JSON: what is done, and the next step before it is taken
  progress   TEXT NOT NULL,              -- JSON
  warnings   TEXT NOT NULL DEFAULT '[]',
  reason     TEXT,
  created_at TEXT NOT NULL,
  started_at TEXT,
  ended_at   TEXT,
  version    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX tasks_of_owner ON tasks (owner_id, id DESC);
CREATE INDEX tasks_live ON tasks (state, id) WHERE state IN ('waiting', 'running');
CREATE INDEX tasks_ended ON tasks (ended_at) WHERE ended_at IS NOT NULL;

-- trash

CREATE TABLE trash (
  id           TEXT PRIMARY KEY,         -- names its folder below .trash in the volume
  volume_id    TEXT NOT NULL REFERENCES volumes (id),
  state        TEXT NOT NULL CHECK (state IN ('discarding', 'kept', 'restoring', 'deleting')),
  path         TEXT NOT NULL,            -- JSON text: where it was; names need not be UTF-8
  target       TEXT,                     -- JSON text: where it is being put back to
  kind         TEXT NOT NULL CHECK (kind IN ('file', 'directory', 'symlink', 'other')),
  size_bytes   INTEGER,
  discarded_by TEXT REFERENCES users (id),
  discarded_at TEXT NOT NULL
) STRICT;
CREATE INDEX trash_of_volume ON trash (volume_id, id DESC);
CREATE INDEX trash_unsettled ON trash (state) WHERE state <> 'kept';
CREATE INDEX trash_by_age ON trash (discarded_at);
