-- The log, and the details beside it. Entries and checkpoints are only ever added; details may be deleted.
PRAGMA application_id = 0x54525543; -- "TRUC"
PRAGMA user_version = 1;

CREATE TABLE entries (
  position INTEGER PRIMARY KEY CHECK (position > 0),
  leaf BLOB NOT NULL CHECK (length(leaf) = 32),
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE details (
  position INTEGER NOT NULL REFERENCES entries (position),
  name TEXT NOT NULL,
  salt BLOB NOT NULL CHECK (length(salt) = 16),
  value BLOB NOT NULL,
  PRIMARY KEY (position, name)
) STRICT;

-- One row for each append, and one of size 0 from the beginning.
CREATE TABLE checkpoints (
  size INTEGER PRIMARY KEY CHECK (size >= 0),
  root BLOB NOT NULL CHECK (length(root) = 32),
  origin TEXT NOT NULL
) STRICT;
