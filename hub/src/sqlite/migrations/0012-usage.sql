-- what was used, by day (UTC) and user: what runs, from its start to its end; what ran, in sums

CREATE TABLE usage_running (
  kind       TEXT NOT NULL CHECK (kind IN ('server', 'job', 'task')),
  id         TEXT NOT NULL,
  user_id    TEXT NOT NULL REFERENCES users (id),
  domain     TEXT NOT NULL,              -- empty for tasks, as is the image
  image      TEXT NOT NULL,
  cores      REAL NOT NULL,              -- of a job; 0 where it is not known
  started_at TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE usage_runs (
  day          TEXT NOT NULL,
  user_id      TEXT NOT NULL REFERENCES users (id),
  kind         TEXT NOT NULL CHECK (kind IN ('server', 'job')),
  domain       TEXT NOT NULL,
  image        TEXT NOT NULL,
  runs         INTEGER NOT NULL,         -- that started on the day
  seconds      REAL NOT NULL,
  core_seconds REAL NOT NULL,
  PRIMARY KEY (day, user_id, kind, domain, image)
) STRICT, WITHOUT ROWID;

CREATE TABLE usage_days (
  day      TEXT NOT NULL,
  user_id  TEXT NOT NULL REFERENCES users (id),
  acts     INTEGER NOT NULL,
  sign_ins INTEGER NOT NULL,
  tasks    INTEGER NOT NULL,             -- that ended on the day
  files    INTEGER NOT NULL,             -- that they were done with
  bytes    INTEGER NOT NULL,
  PRIMARY KEY (day, user_id)
) STRICT, WITHOUT ROWID;

-- what is on record from before

INSERT INTO usage_days
  SELECT substr(at, 1, 10), actor_id, count(*), sum(action = 'account.signIn' AND outcome = 'done'), 0, 0, 0
  FROM activity WHERE actor_id IS NOT NULL AND action <> 'account.create' GROUP BY 1, 2;

WITH RECURSIVE parts AS (
  SELECT owner_id, domain, json_extract(spec, '$.image.id') AS image, json_extract(spec, '$.resources.cores') AS cores,
    unixepoch(started_at, 'subsec') AS started, unixepoch(ended_at, 'subsec') AS ended, date(started_at) AS day
  FROM jobs WHERE started_at IS NOT NULL AND ended_at IS NOT NULL
  UNION ALL
  SELECT owner_id, domain, image, cores, started, ended, date(day, '+1 day') FROM parts
  WHERE unixepoch(day, '+1 day') < ended
), by_day AS (
  SELECT *, max(0.0, min(ended, unixepoch(day, '+1 day')) - max(started, unixepoch(day))) AS seconds FROM parts
)
INSERT INTO usage_runs
  SELECT day, owner_id, 'job', domain, image, sum(day = date(started, 'unixepoch')), sum(seconds), sum(seconds * cores)
  FROM by_day GROUP BY 1, 2, 3, 4, 5;

-- what runs at this moment

INSERT INTO usage_running
  SELECT 'server', id, owner_id, domain, image, 0, started_at FROM servers
  WHERE state = 'running' AND started_at IS NOT NULL
  UNION ALL
  SELECT 'job', id, owner_id, domain, json_extract(spec, '$.image.id'), json_extract(spec, '$.resources.cores'),
    started_at
  FROM jobs WHERE started_at IS NOT NULL AND ended_at IS NULL;
INSERT INTO usage_runs
  SELECT date(started_at), user_id, kind, domain, image, count(*), 0, 0 FROM usage_running WHERE TRUE GROUP BY 1, 2, 3, 4, 5
  ON CONFLICT DO UPDATE SET runs = runs + excluded.runs;
