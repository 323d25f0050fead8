-- Servers that are starting and wait for room in their domain. One of before whose server does not start is void.
CREATE TABLE server_waits (
  server_id TEXT PRIMARY KEY REFERENCES servers (id) ON DELETE CASCADE,
  since     TEXT NOT NULL,
  round     INTEGER NOT NULL           -- of the queue: each user has one server in a round
) STRICT;

-- While there is a row, nothing new starts.
CREATE TABLE maintenance (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  text  TEXT NOT NULL,                 -- why, for everybody
  since TEXT NOT NULL
) STRICT;
