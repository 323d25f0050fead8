-- What can be found: made from the volumes by looking through them, and made anew when it is lost.

CREATE TABLE search_volumes (
  number    INTEGER PRIMARY KEY,         -- stands in the terms of everything in the volume
  volume_id TEXT NOT NULL UNIQUE,
  entries   INTEGER NOT NULL DEFAULT 0,  -- rows of search_entries
  cut       INTEGER NOT NULL DEFAULT 0,  -- 1: it holds more than is looked at
  read_at   TEXT                         -- when it was last looked through; null: never to the end
) STRICT;

CREATE TABLE search_entries (
  id        INTEGER PRIMARY KEY,         -- row of search_terms
  number    INTEGER NOT NULL REFERENCES search_volumes (number),
  folder    TEXT NOT NULL,               -- path inside the volume; empty for its top
  name      TEXT NOT NULL,
  is_folder INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX search_entry_of_path ON search_entries (number, folder, name);

CREATE TABLE search_readmes (
  entry_id INTEGER PRIMARY KEY REFERENCES search_entries (id) ON DELETE CASCADE,
  etag     TEXT NOT NULL,
  text     TEXT NOT NULL
) STRICT;

-- Terms carry number and place of their word; prefixes are kept ready for the first eight letters of words.
CREATE VIRTUAL TABLE search_terms USING fts5 (
  terms, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii', prefix = '6 7 8 9 10 11 12 13'
);

-- data sets, as the files of volumes tell of them

CREATE TABLE data_set_files (
  volume_id TEXT PRIMARY KEY,
  etag      TEXT NOT NULL                -- of the file that was read
) STRICT;

CREATE TABLE data_sets (
  id        TEXT PRIMARY KEY,            -- volume id and a digest of the name
  volume_id TEXT NOT NULL REFERENCES data_set_files (volume_id) ON DELETE CASCADE,
  entry     TEXT NOT NULL                -- JSON
) STRICT;
CREATE INDEX data_sets_of_volume ON data_sets (volume_id);

-- data volumes that administrators registered, beside those of the settings

CREATE TABLE registered_data_volumes (
  volume_id       TEXT PRIMARY KEY REFERENCES volumes (id),
  maintainer_kind TEXT CHECK (maintainer_kind IN ('user', 'group')),   -- null: administrators alone
  maintainer_id   TEXT
) STRICT;
