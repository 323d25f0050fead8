-- what people call a server; empty: its name
ALTER TABLE servers ADD COLUMN display_name TEXT NOT NULL DEFAULT '';

-- chosen while it was live: what it is made of from its next start
ALTER TABLE servers ADD COLUMN pending_domain TEXT;
ALTER TABLE servers ADD COLUMN pending_image TEXT;

-- 1: it stops in order to start again
ALTER TABLE servers ADD COLUMN restarting INTEGER NOT NULL DEFAULT 0;

-- What mount_choices change: nothing (none) or everything that the owner may use (all); without a row, what every
-- server of his gets.
CREATE TABLE mount_bases (
  server_id TEXT PRIMARY KEY REFERENCES servers (id) ON DELETE CASCADE,
  base      TEXT NOT NULL CHECK (base IN ('none', 'all'))
) STRICT;

CREATE TABLE server_last_choices (
  user_id TEXT PRIMARY KEY REFERENCES users (id),
  domain  TEXT NOT NULL,
  image   TEXT NOT NULL,
  volumes TEXT NOT NULL                -- JSON: base, and choices by id of their volume
) STRICT;
