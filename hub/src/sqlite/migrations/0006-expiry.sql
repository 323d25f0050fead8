-- expiry: what was found when all files of a volume were last looked at

CREATE TABLE volume_sweeps (
  volume_id    TEXT PRIMARY KEY REFERENCES volumes (id),
  swept_at     TEXT NOT NULL,
  oldest_at    TEXT,   -- when the file was last changed that goes next
  warned_until TEXT    -- what goes until then its owner was told of
) STRICT;

-- folders that came back from the trash: what is in them is no older than that

CREATE TABLE volume_arrivals (
  volume_id  TEXT NOT NULL REFERENCES volumes (id),
  inode      TEXT NOT NULL,
  arrived_at TEXT NOT NULL,
  PRIMARY KEY (volume_id, inode)
) STRICT, WITHOUT ROWID;

-- quotas: owners who keep nearly too much, or too much, in a root volume

CREATE TABLE quota_levels (
  owner_id TEXT NOT NULL REFERENCES users (id),
  root     TEXT NOT NULL,
  level    TEXT NOT NULL CHECK (level IN ('near', 'over', 'readOnly')),
  since    TEXT NOT NULL,   -- of `over`: since when there is too much
  PRIMARY KEY (owner_id, root)
) STRICT, WITHOUT ROWID;
