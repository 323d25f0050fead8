-- what the configuration last said of who may use something of the site, whatever its kind; roots from now on too

CREATE TABLE publicity (
  kind   TEXT NOT NULL,                  -- kind of resource, as in grants
  id     TEXT NOT NULL,
  public INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
INSERT INTO publicity SELECT kind, id, public FROM compute_publicity;
DROP TABLE compute_publicity;
