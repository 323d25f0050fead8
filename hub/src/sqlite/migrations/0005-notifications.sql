-- notifications

CREATE TABLE notifications (
  id            TEXT PRIMARY KEY,
  user_id       TEXT NOT NULL REFERENCES users (id),   -- whom it tells; dismissed ones are deleted
  kind          TEXT NOT NULL,
  title         TEXT NOT NULL,
  body          TEXT NOT NULL,
  resource_kind TEXT,
  resource_id   TEXT,
  created_at    TEXT NOT NULL,
  read_at       TEXT
) STRICT;
CREATE INDEX notifications_of_user ON notifications (user_id, id DESC);
CREATE INDEX notifications_about ON notifications (resource_kind, resource_id, kind);

CREATE TABLE notification_preferences (
  user_id TEXT NOT NULL REFERENCES users (id),
  kind    TEXT NOT NULL,
  email   TEXT NOT NULL CHECK (email IN ('atOnce', 'daily', 'off')),
  PRIMARY KEY (user_id, kind)
) STRICT;

-- mail

CREATE TABLE mail_outbox (
  id              TEXT PRIMARY KEY,
  user_id         TEXT NOT NULL REFERENCES users (id),   -- the address is looked up when it is sent
  notification_id TEXT NOT NULL,
  digest          INTEGER NOT NULL,                      -- 1: one message with what else is due for the user
  title           TEXT NOT NULL,
  body            TEXT NOT NULL,
  created_at      TEXT NOT NULL,
  due_at          TEXT NOT NULL,
  attempts        INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX mail_due ON mail_outbox (due_at);
CREATE INDEX mail_of_notification ON mail_outbox (notification_id);

-- activity: whom an act concerns, its actor among them

CREATE TABLE activity_concerns (
  user_id TEXT NOT NULL REFERENCES users (id),
  seq     INTEGER NOT NULL REFERENCES activity (seq) ON DELETE CASCADE,
  PRIMARY KEY (user_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX concerns_of_act ON activity_concerns (seq);
CREATE INDEX activity_at ON activity (at);

INSERT INTO activity_concerns (user_id, seq)
  SELECT actor_id, seq FROM activity WHERE actor_id IS NOT NULL;
INSERT OR IGNORE INTO activity_concerns (user_id, seq)
  SELECT jobs.owner_id, activity.seq FROM activity
  JOIN jobs ON activity.resource_kind = 'job' AND activity.resource_id = jobs.id;
INSERT OR IGNORE INTO activity_concerns (user_id, seq)
  SELECT servers.owner_id, activity.seq FROM activity
  JOIN servers ON activity.resource_kind = 'server' AND activity.resource_id = servers.id;
