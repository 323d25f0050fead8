-- Databases of users. Each is a file of its own below the data directory, in a directory named by its id.
CREATE TABLE databases (
  id          TEXT PRIMARY KEY,
  owner_id    TEXT NOT NULL REFERENCES users (id),
  name        TEXT NOT NULL,
  description TEXT NOT NULL,
  created_at  TEXT NOT NULL,
  version     INTEGER NOT NULL DEFAULT 1,   -- counts changes of name and description, not of data
  UNIQUE (owner_id, name)
) STRICT;
