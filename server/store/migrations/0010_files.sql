-- Uploaded files. The content lies in the folder files under its SHA-256 and may serve several rows; a row never changes but for the state
-- that a virus scanner gives it ('unscanned': there is none). owner_id is an enterprise, or the account of somebody who belongs to none yet.
CREATE TABLE file (
    no INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    owner_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL CHECK (size > 0),
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    at_s INTEGER NOT NULL,
    row_hash TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('unscanned', 'pending', 'clean', 'infected'))
) STRICT;
CREATE INDEX file_owner ON file (owner_id, no, size);
CREATE INDEX file_content ON file (sha256);
CREATE INDEX file_pending ON file (no) WHERE state = 'pending';
CREATE TRIGGER file_no_update BEFORE UPDATE OF no, id, owner_id, sha256, size, type, name, account_id, at_s, row_hash ON file
    BEGIN SELECT RAISE (ABORT, 'a file never changes'); END;

PRAGMA user_version = 10;
