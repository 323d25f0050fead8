-- Images and compute domains that administrators registered while the hub runs, beside those of the settings file.
CREATE TABLE registered_compute (
  kind TEXT NOT NULL CHECK (kind IN ('image', 'domain')),
  id TEXT NOT NULL,
  document TEXT NOT NULL CHECK (json_valid(document)),
  version INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT;
