-- Times are RFC 3339 UTC text, sizes bytes, ids ULIDs unless said otherwise.

CREATE TABLE hub (
  id TEXT PRIMARY KEY                  -- uuid of this database: label labcommons.hub on everything we make
) STRICT;

-- accounts

CREATE TABLE users (
  id               TEXT PRIMARY KEY,
  name             TEXT NOT NULL UNIQUE,   -- stays reserved when the user goes
  display_name     TEXT NOT NULL,
  email            TEXT,
  admin            INTEGER NOT NULL DEFAULT 0,
  password_hash    TEXT,
  created_at       TEXT NOT NULL,
  last_activity_at TEXT,
  disabled_at      TEXT
) STRICT;

CREATE TABLE sessions (
  id           TEXT PRIMARY KEY,           -- what users see
  secret_hash  TEXT NOT NULL UNIQUE,       -- sha256 of the cookie
  public_id    TEXT NOT NULL UNIQUE,       -- cookie jupyterhub-session-id: no authority of its own
  user_id      TEXT NOT NULL REFERENCES users (id),
  created_at   TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  expires_at   TEXT NOT NULL,
  address      TEXT NOT NULL,
  user_agent   TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_of_user ON sessions (user_id);

CREATE TABLE oauth_clients (
  id             TEXT PRIMARY KEY,         -- jupyterhub-user-…
  server_id      TEXT NOT NULL REFERENCES servers (id) ON DELETE CASCADE,
  redirect_uri   TEXT NOT NULL,
  description    TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX oauth_client_of_server ON oauth_clients (server_id);

CREATE TABLE tokens (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,   -- shown as a<id>
  hash            TEXT NOT NULL UNIQUE,                -- sha256 of the token
  kind            TEXT NOT NULL CHECK (kind IN ('server', 'browser', 'api')),
  user_id         TEXT NOT NULL REFERENCES users (id),
  scopes          TEXT NOT NULL,                       -- JSON list as granted; may hold inherit
  note            TEXT NOT NULL,
  session_id      TEXT REFERENCES sessions (id) ON DELETE CASCADE,
  oauth_client_id TEXT REFERENCES oauth_clients (id) ON DELETE CASCADE,
  server_id       TEXT REFERENCES servers (id) ON DELETE CASCADE,   -- of a server token
  created_at      TEXT NOT NULL,
  last_used_at    TEXT,
  expires_at      TEXT
) STRICT;
CREATE INDEX tokens_of_user ON tokens (user_id);
CREATE INDEX tokens_of_session ON tokens (session_id);
CREATE INDEX tokens_of_client ON tokens (oauth_client_id);

CREATE TABLE oauth_codes (
  hash           TEXT PRIMARY KEY,
  client_id      TEXT NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
  user_id        TEXT NOT NULL REFERENCES users (id),
  session_id     TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  redirect_uri   TEXT NOT NULL,
  scopes         TEXT NOT NULL,
  code_challenge TEXT,
  expires_at     TEXT NOT NULL
) STRICT;

-- sharing

CREATE TABLE grants (
  resource_kind TEXT NOT NULL,             -- volume, image, domain
  resource_id   TEXT NOT NULL,
  subject_kind  TEXT NOT NULL CHECK (subject_kind IN ('user', 'group', 'everyone')),
  subject_id    TEXT NOT NULL,             -- empty for everyone
  privileges    TEXT NOT NULL,             -- JSON list
  granted_by    TEXT REFERENCES users (id),
  created_at    TEXT NOT NULL,
  PRIMARY KEY (resource_kind, resource_id, subject_kind, subject_id)
) STRICT;
CREATE INDEX grants_of_subject ON grants (subject_kind, subject_id);

-- volumes

CREATE TABLE volumes (
  id          TEXT PRIMARY KEY,
  kind        TEXT NOT NULL CHECK (kind IN ('user', 'data')),
  root        TEXT NOT NULL,               -- name of the root volume; Data for data volumes
  owner_id    TEXT REFERENCES users (id),
  name        TEXT NOT NULL,
  title       TEXT NOT NULL,
  description TEXT NOT NULL,
  directory   TEXT NOT NULL,               -- absolute path on the hub's machine
  created_at  TEXT NOT NULL,
  deleted_at  TEXT
) STRICT;
CREATE UNIQUE INDEX volume_address ON volumes (root, ifnull(owner_id, ''), name) WHERE deleted_at IS NULL;

-- compute

CREATE TABLE images (
  id          TEXT PRIMARY KEY,            -- short name from the configuration
  reference   TEXT NOT NULL,
  digest      TEXT,
  probe       TEXT,                        -- JSON: python, nbclient, kernels, entry point, jupyterhub version
  probed_at   TEXT
) STRICT;

-- servers

CREATE TABLE servers (
  id               TEXT PRIMARY KEY,
  owner_id         TEXT NOT NULL REFERENCES users (id),
  name             TEXT NOT NULL,          -- empty for the default server, as JupyterHub does
  kind             TEXT NOT NULL CHECK (kind IN ('lab', 'app')),
  state            TEXT NOT NULL CHECK (state IN ('starting', 'running', 'stopping', 'stopped', 'failed')),
  reason           TEXT,
  log_tail         TEXT,
  domain           TEXT NOT NULL,
  image            TEXT NOT NULL,
  spec_digest      TEXT,                   -- of image, mounts and limits the container was made with
  container        TEXT,                   -- the engine's id
  target           TEXT,                   -- host:port where the gateway reaches it
  created_at       TEXT NOT NULL,
  started_at       TEXT,
  last_activity_at TEXT,
  keep_until       TEXT,
  version          INTEGER NOT NULL DEFAULT 1,
  UNIQUE (owner_id, name)
) STRICT;

-- jobs

CREATE TABLE jobs (
  id              TEXT PRIMARY KEY,
  owner_id        TEXT NOT NULL REFERENCES users (id),
  domain          TEXT NOT NULL,
  kind            TEXT NOT NULL CHECK (kind IN ('notebook', 'command')),
  name            TEXT NOT NULL,
  spec            TEXT NOT NULL,           -- JSON: the request with every default filled in
  state           TEXT NOT NULL CHECK (state IN
                    ('held', 'queued', 'starting', 'running', 'finishing', 'succeeded', 'failed', 'timedOut', 'cancelled', 'lost')),
  desired         TEXT CHECK (desired IN ('cancelled', 'timedOut')),
  reason          TEXT,
  warnings        TEXT NOT NULL DEFAULT '[]',
  progress        TEXT,                    -- JSON: cell, cells, errors
  cells           TEXT NOT NULL DEFAULT '[]',
  stdout_bytes    INTEGER NOT NULL DEFAULT 0,
  stderr_bytes    INTEGER NOT NULL DEFAULT 0,
  attempt         INTEGER NOT NULL DEFAULT 0,
  notebook_sha256 TEXT NOT NULL,
  working_volume  TEXT REFERENCES volumes (id),
  working_path    TEXT,
  result_path     TEXT,                    -- of the executed notebook, inside the working volume
  tags            TEXT NOT NULL DEFAULT '[]',
  idempotency_key TEXT,
  request_sha256  TEXT,
  created_at      TEXT NOT NULL,
  started_at      TEXT,
  ended_at        TEXT,
  version         INTEGER NOT NULL DEFAULT 1,
  UNIQUE (owner_id, idempotency_key)
) STRICT;
CREATE INDEX jobs_of_owner ON jobs (owner_id, id DESC);
CREATE INDEX jobs_live ON jobs (domain, state, owner_id, id)
  WHERE state IN ('held', 'queued', 'starting', 'running', 'finishing');

CREATE TABLE job_attempts (
  job_id         TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  number         INTEGER NOT NULL,
  key            TEXT NOT NULL UNIQUE,     -- deterministic name on the engine
  intent_at      TEXT NOT NULL,
  started_at     TEXT,
  deadline_at    TEXT,
  ended_at       TEXT,
  exit_code      INTEGER,
  out_of_memory  INTEGER NOT NULL DEFAULT 0,
  verdict_source TEXT CHECK (verdict_source IN ('result', 'engine', 'hub')),
  removed_at     TEXT,                     -- when its container was taken away
  PRIMARY KEY (job_id, number)
) STRICT;

CREATE INDEX attempts_left ON job_attempts (intent_at) WHERE removed_at IS NULL;

CREATE TABLE job_transitions (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id     TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  attempt    INTEGER NOT NULL,
  at         TEXT NOT NULL,
  from_state TEXT,
  to_state   TEXT NOT NULL,
  why        TEXT NOT NULL
) STRICT;
CREATE INDEX transitions_of_job ON job_transitions (job_id, seq);

-- activity

CREATE TABLE events (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id TEXT NOT NULL REFERENCES users (id),   -- whom it concerns
  at      TEXT NOT NULL,
  event   TEXT NOT NULL                          -- JSON of contract HubEvent
) STRICT;
CREATE INDEX events_of_user ON events (user_id, seq);

CREATE TABLE activity (
  seq           INTEGER PRIMARY KEY AUTOINCREMENT,
  at            TEXT NOT NULL,
  actor_id      TEXT REFERENCES users (id),
  action        TEXT NOT NULL,             -- server.start, job.submit, account.signIn, …
  resource_kind TEXT NOT NULL,
  resource_id   TEXT NOT NULL,
  outcome       TEXT NOT NULL,             -- done, refused, failed
  detail        TEXT NOT NULL,
  address       TEXT
) STRICT;
