-- Applications to become an enterprise's agent, or its legal person when that is a foreigner. The number of the document is sealed and searched for by
-- an HMAC (zeros while there is none). queue_no is given anew with each submission. ends_on and due_day are days since 1970-01-01; 0 = none.
CREATE TABLE application (
    no INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    number TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL CHECK (kind IN ('agent', 'foreign_legal_person')),
    state TEXT NOT NULL CHECK (state IN ('draft', 'pending', 'approved', 'rejected', 'withdrawn')),
    version INTEGER NOT NULL,
    enterprise_name TEXT NOT NULL,
    uscc TEXT NOT NULL,
    legal_name TEXT NOT NULL,
    legal_id_type TEXT NOT NULL,
    name TEXT NOT NULL,
    phone_shown TEXT NOT NULL,
    id_type TEXT NOT NULL,
    id_sealed TEXT NOT NULL,
    id_shown TEXT NOT NULL,
    id_search BLOB NOT NULL,
    modules TEXT NOT NULL,
    ends_on INTEGER NOT NULL,
    stamped_file TEXT REFERENCES file (id),
    licence_file TEXT REFERENCES file (id),
    created_s INTEGER NOT NULL,
    updated_s INTEGER NOT NULL,
    submitted_s INTEGER NOT NULL,
    queue_no INTEGER NOT NULL,
    due_day INTEGER NOT NULL,
    first_by TEXT NOT NULL,
    first_s INTEGER NOT NULL,
    decided_by TEXT NOT NULL,
    decided_s INTEGER NOT NULL,
    reason TEXT NOT NULL,
    enterprise_id TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX application_open ON application (uscc, id_search) WHERE state = 'pending';
CREATE INDEX application_account ON application (account_id, no);
CREATE INDEX application_queue ON application (queue_no) WHERE queue_no > 0;
CREATE INDEX application_uscc ON application (uscc, no);

PRAGMA user_version = 11;
