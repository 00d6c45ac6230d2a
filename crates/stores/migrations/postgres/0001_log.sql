-- The log, and the details beside it, in a schema of its own. Entries and checkpoints are only ever added; details may be
-- deleted.
CREATE TABLE entries (
  position bigint PRIMARY KEY CHECK (position > 0),
  leaf bytea NOT NULL CHECK (length(leaf) = 32),
  bytes bytea NOT NULL
);

CREATE TABLE details (
  position bigint NOT NULL REFERENCES entries (position),
  name text NOT NULL,
  salt bytea NOT NULL CHECK (length(salt) = 16),
  value bytea NOT NULL,
  PRIMARY KEY (position, name)
);

-- One row for each append, and one of size 0 from the beginning.
CREATE TABLE checkpoints (
  size bigint PRIMARY KEY CHECK (size >= 0),
  root bytea NOT NULL CHECK (length(root) = 32),
  origin text NOT NULL
);

-- What is already compressed or signed gains nothing by being compressed again.
ALTER TABLE entries ALTER COLUMN bytes SET STORAGE EXTERNAL;
