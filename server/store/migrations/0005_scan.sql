-- A sign-in of a PC that a phone scans: the ticket stands in the code on the screen, the secret only in the PC that shows it; both as hashes.
-- A row lives two minutes and is swept out with later ones.
CREATE TABLE scan (
    id TEXT NOT NULL PRIMARY KEY,
    ticket_hash BLOB NOT NULL UNIQUE,
    secret_hash BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('new', 'scanned', 'confirmed', 'denied', 'consumed')),
    kind TEXT NOT NULL CHECK (kind IN ('mini', 'console')),
    device TEXT NOT NULL,
    address TEXT NOT NULL,
    created_s INTEGER NOT NULL,
    expires_s INTEGER NOT NULL,
    account_id TEXT NOT NULL DEFAULT '',
    enterprise_id TEXT NOT NULL DEFAULT '',
    approver BLOB NOT NULL DEFAULT x''
) STRICT, WITHOUT ROWID;
CREATE INDEX scan_address ON scan (address, created_s);
CREATE INDEX scan_expiry ON scan (expires_s);

PRAGMA user_version = 5;
