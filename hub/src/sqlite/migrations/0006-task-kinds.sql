-- tasks: which kinds there are is said in the contract alone

CREATE TABLE tasks_of_any_kind (
  id         TEXT PRIMARY KEY,
  owner_id   TEXT NOT NULL REFERENCES users (id),
  kind       TEXT NOT NULL,
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
INSERT INTO tasks_of_any_kind SELECT * FROM tasks;
DROP TABLE tasks;
ALTER TABLE tasks_of_any_kind RENAME TO tasks;
CREATE INDEX tasks_of_owner ON tasks (owner_id, id DESC);
CREATE INDEX tasks_live ON tasks (state, id) WHERE state IN ('waiting', 'running');
CREATE INDEX tasks_ended ON tasks (ended_at) WHERE ended_at IS NOT NULL;
