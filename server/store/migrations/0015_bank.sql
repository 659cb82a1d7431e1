-- Bank managers, and what a legal person consented to show one of them: one frozen report of one year, until ends_s. ended_s and over_s 0 = it goes on.
-- filings are lines "id revision" of what the report was made of; what was shown never changes. Views are acts of the thing 'consent'.
CREATE TABLE bank_manager (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES account (id),
    bank TEXT NOT NULL,
    branch TEXT NOT NULL,
    since_s INTEGER NOT NULL,
    ended_s INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE shared_report (
    no INTEGER NOT NULL PRIMARY KEY,
    enterprise_id TEXT NOT NULL REFERENCES enterprise (id),
    sha256 TEXT NOT NULL,
    content TEXT NOT NULL,
    UNIQUE (enterprise_id, sha256)
) STRICT;
CREATE TRIGGER shared_report_no_update BEFORE UPDATE ON shared_report BEGIN SELECT RAISE (ABORT, 'shared_report is append-only'); END;
CREATE TRIGGER shared_report_no_delete BEFORE DELETE ON shared_report BEGIN SELECT RAISE (ABORT, 'shared_report is append-only'); END;

CREATE TABLE consent (
    no INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    enterprise_id TEXT NOT NULL,
    manager_id TEXT NOT NULL REFERENCES bank_manager (account_id),
    bank TEXT NOT NULL,
    branch TEXT NOT NULL,
    year INTEGER NOT NULL,
    text_version TEXT NOT NULL,
    given_by TEXT NOT NULL REFERENCES account (id),
    given_s INTEGER NOT NULL,
    ends_s INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('', 'withdrawn', 'ended')),
    over_s INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    filings TEXT NOT NULL,
    FOREIGN KEY (enterprise_id, sha256) REFERENCES shared_report (enterprise_id, sha256)
) STRICT;
CREATE INDEX consent_enterprise ON consent (enterprise_id, no);
CREATE INDEX consent_manager ON consent (manager_id, no);

PRAGMA user_version = 15;
