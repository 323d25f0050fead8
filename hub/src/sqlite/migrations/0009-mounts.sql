-- What a user chose for a server beside what every server of his gets.
CREATE TABLE mount_choices (
  server_id TEXT NOT NULL REFERENCES servers (id) ON DELETE CASCADE,
  volume_id TEXT NOT NULL,
  address   TEXT NOT NULL,             -- of the volume when it was chosen
  access    TEXT CHECK (access IN ('read', 'write')),   -- null: not to be mounted
  PRIMARY KEY (server_id, volume_id)
) STRICT;

-- What the present container of a server was made with. Of one whose volumes the hub mounts: live, without volumes.
CREATE TABLE server_containers (
  server_id TEXT PRIMARY KEY REFERENCES servers (id) ON DELETE CASCADE,
  live      INTEGER NOT NULL
) STRICT;
CREATE TABLE server_container_mounts (
  server_id TEXT NOT NULL REFERENCES server_containers (server_id) ON DELETE CASCADE,
  volume_id TEXT NOT NULL,
  address   TEXT NOT NULL,
  access    TEXT NOT NULL CHECK (access IN ('read', 'write')),
  path      TEXT NOT NULL,
  PRIMARY KEY (server_id, volume_id)
) STRICT;

-- Volumes that nobody's server may write to for the time being, whatever was granted.
CREATE TABLE read_only_volumes (
  volume_id TEXT PRIMARY KEY
) STRICT;

-- Servers and jobs that end because they have something mounted that they may no longer have, and cannot lose it.
CREATE TABLE mount_stops (
  kind    TEXT NOT NULL CHECK (kind IN ('server', 'job')),
  id      TEXT NOT NULL,
  stop_at TEXT NOT NULL,
  address TEXT NOT NULL,               -- of the first volume concerned
  PRIMARY KEY (kind, id)
) STRICT;
