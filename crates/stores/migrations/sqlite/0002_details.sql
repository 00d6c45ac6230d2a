-- Details in one tree instead of a table and its index: fewer pages are written and synced with each append.
CREATE TABLE details_of_entries (
  position INTEGER NOT NULL REFERENCES entries (position),
  name TEXT NOT NULL,
  salt BLOB NOT NULL CHECK (length(salt) = 16),
  value BLOB NOT NULL,
  PRIMARY KEY (position, name)
) STRICT, WITHOUT ROWID;
INSERT INTO details_of_entries SELECT position, name, salt, value FROM details;
DROP TABLE details;
ALTER TABLE details_of_entries RENAME TO details;
PRAGMA user_version = 2;
