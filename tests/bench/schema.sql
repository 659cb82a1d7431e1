-- What the compared programs store: the columns of ours that carry weight (document, result, hashes, kept answer, chain), no more.
CREATE TABLE session (token_hash BLOB NOT NULL PRIMARY KEY, account_id TEXT NOT NULL, expires_s INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE membership (account_id TEXT NOT NULL, enterprise_id TEXT NOT NULL, role TEXT NOT NULL, PRIMARY KEY (account_id, enterprise_id)) STRICT, WITHOUT ROWID;
CREATE TABLE filing (no INTEGER NOT NULL PRIMARY KEY, id TEXT NOT NULL UNIQUE, enterprise_id TEXT NOT NULL, site TEXT NOT NULL, form TEXT NOT NULL,
    start_month INTEGER NOT NULL, end_month INTEGER NOT NULL, revision INTEGER NOT NULL) STRICT;
CREATE INDEX filing_live ON filing (enterprise_id, form, site, start_month);
CREATE INDEX filing_newest ON filing (enterprise_id, start_month, no);
CREATE TABLE revision (filing_id TEXT NOT NULL, n INTEGER NOT NULL, author_id TEXT NOT NULL, at_s INTEGER NOT NULL, input_hash TEXT NOT NULL,
    result_hash TEXT NOT NULL, input TEXT NOT NULL, result TEXT NOT NULL, PRIMARY KEY (filing_id, n)) STRICT;
CREATE TABLE chain (enterprise_id TEXT NOT NULL, seq INTEGER NOT NULL, filing_id TEXT NOT NULL, author_id TEXT NOT NULL, at_s INTEGER NOT NULL,
    input_hash TEXT NOT NULL, result_hash TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (enterprise_id, seq)) STRICT;
CREATE TABLE idempotency (account_id TEXT NOT NULL, key TEXT NOT NULL, content BLOB NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (account_id, key)) STRICT;
