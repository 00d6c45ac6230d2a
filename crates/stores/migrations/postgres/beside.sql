CREATE TABLE IF NOT EXISTS beside (
    kind text NOT NULL,
    key text NOT NULL,
    value bytea NOT NULL,
    PRIMARY KEY (kind, key)
);
