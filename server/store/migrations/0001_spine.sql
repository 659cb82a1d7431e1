-- People, filings with revisions, chains, idempotency keys, drafts. Times are Unix seconds, months year * 12 + month - 1,
-- days since 1970-01-01, hashes lower-case hex unless BLOB.
PRAGMA application_id = 1414022727;

CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE enterprise (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_s INTEGER NOT NULL
) STRICT;

CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    is_disabled INTEGER NOT NULL DEFAULT 0,
    created_s INTEGER NOT NULL
) STRICT;

CREATE TABLE membership (
    account_id TEXT NOT NULL REFERENCES account (id),
    enterprise_id TEXT NOT NULL REFERENCES enterprise (id),
    role TEXT NOT NULL,
    PRIMARY KEY (account_id, enterprise_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    token_hash BLOB NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    provider TEXT NOT NULL,
    created_s INTEGER NOT NULL,
    last_seen_s INTEGER NOT NULL,
    idle_expiry_s INTEGER NOT NULL,
    expires_s INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_expiry ON session (expires_s);

CREATE TABLE denial (
    no INTEGER NOT NULL PRIMARY KEY,
    at_s INTEGER NOT NULL,
    account_id TEXT NOT NULL,
    route TEXT NOT NULL,
    enterprise_id TEXT NOT NULL,
    client TEXT NOT NULL,
    request_id TEXT NOT NULL,
    status TEXT NOT NULL
) STRICT;

-- A filing is its identity and where it stands now; what was filed stands in its revisions, which never change.
CREATE TABLE filing (
    no INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    enterprise_id TEXT NOT NULL REFERENCES enterprise (id),
    site TEXT NOT NULL,
    form TEXT NOT NULL,
    start_month INTEGER NOT NULL,
    end_month INTEGER NOT NULL CHECK (end_month >= start_month),
    revision INTEGER NOT NULL,
    is_withdrawn INTEGER NOT NULL
) STRICT;
CREATE INDEX filing_live ON filing (enterprise_id, form, site, start_month) WHERE is_withdrawn = 0;
CREATE INDEX filing_site ON filing (enterprise_id, site, start_month, no) WHERE is_withdrawn = 0;
CREATE INDEX filing_newest ON filing (enterprise_id, start_month, no);

-- input ends in the document, doc_bytes long. A withdrawal has
-- no content of its own: content_n names the revision that has it. readings are lines "carrier flow month quantity"
-- separated by tabs, in the carrier's canonical unit.
CREATE TABLE revision (
    no INTEGER NOT NULL PRIMARY KEY,
    filing_no INTEGER NOT NULL REFERENCES filing (no),
    n INTEGER NOT NULL,
    content_n INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('submit', 'withdraw')),
    author_id TEXT NOT NULL REFERENCES account (id),
    at_s INTEGER NOT NULL,
    reason TEXT NOT NULL,
    chain_seq INTEGER NOT NULL,
    context_seq INTEGER NOT NULL,
    context_day INTEGER NOT NULL,
    form_version INTEGER NOT NULL,
    net_tco2 TEXT NOT NULL,
    tce TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    result_hash TEXT NOT NULL,
    pack TEXT NOT NULL,
    pack_sha256 TEXT NOT NULL,
    rules INTEGER NOT NULL,
    code TEXT NOT NULL,
    doc_bytes INTEGER NOT NULL,
    readings TEXT NOT NULL,
    issues TEXT NOT NULL,
    input TEXT NOT NULL,
    result TEXT NOT NULL,
    UNIQUE (filing_no, n)
) STRICT;

-- One chain per enterprise; hash covers the entry and, through prev, all before it.
CREATE TABLE chain (
    enterprise_id TEXT NOT NULL REFERENCES enterprise (id),
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    filing_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    author_id TEXT NOT NULL,
    at_s INTEGER NOT NULL,
    input_hash TEXT NOT NULL,
    result_hash TEXT NOT NULL,
    detail_hash TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (enterprise_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency (
    no INTEGER NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL,
    key TEXT NOT NULL,
    content BLOB NOT NULL,
    target TEXT NOT NULL,
    version INTEGER NOT NULL,
    at_s INTEGER NOT NULL,
    answer TEXT NOT NULL,
    UNIQUE (account_id, key)
) STRICT;

CREATE TABLE draft (
    enterprise_id TEXT NOT NULL REFERENCES enterprise (id),
    key TEXT NOT NULL,
    version INTEGER NOT NULL,
    saved_s INTEGER NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (enterprise_id, key)
) STRICT;

-- What was filed and what the chain says of it never changes.
CREATE TRIGGER revision_no_update BEFORE UPDATE ON revision BEGIN SELECT RAISE (ABORT, 'revision is append-only'); END;
CREATE TRIGGER revision_no_delete BEFORE DELETE ON revision BEGIN SELECT RAISE (ABORT, 'revision is append-only'); END;
CREATE TRIGGER chain_no_update BEFORE UPDATE ON chain BEGIN SELECT RAISE (ABORT, 'chain is append-only'); END;
CREATE TRIGGER chain_no_delete BEFORE DELETE ON chain BEGIN SELECT RAISE (ABORT, 'chain is append-only'); END;

PRAGMA user_version = 1;
