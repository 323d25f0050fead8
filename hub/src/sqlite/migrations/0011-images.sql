-- images that users saved from their servers' environments

CREATE TABLE saved_images (
  id          TEXT PRIMARY KEY,
  owner_id    TEXT NOT NULL REFERENCES users (id),
  title       TEXT NOT NULL,
  description TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('making', 'ready', 'failed', 'deleting')),
  based_on    TEXT NOT NULL,                 -- id of an image of the configuration
  server_id   TEXT NOT NULL,                 -- whose container it is copied from
  failure     TEXT,
  size_bytes  INTEGER,                       -- beyond the image it was made from
  created_at  TEXT NOT NULL,
  version     INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX saved_images_of_owner ON saved_images (owner_id, id DESC);
CREATE UNIQUE INDEX one_image_at_a_time ON saved_images (server_id) WHERE state = 'making';

-- what the configuration last said of who may use an image or a domain: only a change of it is applied again

CREATE TABLE compute_publicity (
  kind   TEXT NOT NULL CHECK (kind IN ('image', 'domain')),
  id     TEXT NOT NULL,
  public INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- announcements

CREATE TABLE announcements (
  id         TEXT PRIMARY KEY,
  made_by    TEXT REFERENCES users (id),     -- null: who operates the machine
  title      TEXT NOT NULL,
  body       TEXT NOT NULL,
  severity   TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  from_at    TEXT NOT NULL,
  until_at   TEXT,
  told       INTEGER NOT NULL DEFAULT 0,     -- 1: users have it as a notification
  created_at TEXT NOT NULL,
  version    INTEGER NOT NULL DEFAULT 1
) STRICT;

-- users' own e-mail addresses

ALTER TABLE users ADD COLUMN email_confirmed_at TEXT;

CREATE TABLE email_changes (
  user_id    TEXT PRIMARY KEY REFERENCES users (id),
  address    TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  expires_at TEXT NOT NULL
) STRICT;

ALTER TABLE mail_outbox ADD COLUMN address TEXT;   -- null: the user's at the time of sending
