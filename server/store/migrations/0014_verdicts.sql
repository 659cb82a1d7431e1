-- What auditors said about filings: a verdict names the revision and its hash (of the chain), and never changes. `party` tells whose verdicts
-- replace each other: the institution, or the account that has none.
CREATE TABLE verdict (
    no INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    filing_no INTEGER NOT NULL REFERENCES filing (no),
    revision INTEGER NOT NULL,
    hash TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('verified', 'not_verified')),
    opinion TEXT NOT NULL,
    auditor_id TEXT NOT NULL REFERENCES account (id),
    auditor_name TEXT NOT NULL,
    institution TEXT NOT NULL,
    party TEXT NOT NULL,
    at_s INTEGER NOT NULL
) STRICT;
CREATE INDEX verdict_filing ON verdict (filing_no, revision, party, no);
CREATE INDEX verdict_auditor ON verdict (auditor_id);
CREATE TRIGGER verdict_no_update BEFORE UPDATE ON verdict BEGIN SELECT RAISE (ABORT, 'verdicts never change'); END;
CREATE TRIGGER verdict_no_delete BEFORE DELETE ON verdict BEGIN SELECT RAISE (ABORT, 'verdicts never change'); END;

-- The institution that an auditor works for, as the administrator wrote it down.
CREATE TABLE auditor (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES account (id),
    institution TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Every phone, openid and person that an account ever proved, as HMACs only: who untied a phone is still who he was when he is to audit somebody.
CREATE TABLE identity_ever (
    account_id TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    search BLOB NOT NULL,
    PRIMARY KEY (account_id, kind, search)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_ever_search ON identity_ever (kind, search);
INSERT INTO identity_ever SELECT account_id, kind, search FROM identity;
-- No OR IGNORE: the statement that fires a trigger would overrule it.
CREATE TRIGGER identity_put AFTER INSERT ON identity BEGIN
    INSERT INTO identity_ever SELECT new.account_id, new.kind, new.search WHERE NOT EXISTS (SELECT 1 FROM identity_ever e
        WHERE e.account_id = new.account_id AND e.kind = new.kind AND e.search = new.search);
END;
CREATE TRIGGER identity_change AFTER UPDATE ON identity BEGIN
    INSERT INTO identity_ever SELECT new.account_id, new.kind, new.search WHERE NOT EXISTS (SELECT 1 FROM identity_ever e
        WHERE e.account_id = new.account_id AND e.kind = new.kind AND e.search = new.search);
END;

PRAGMA user_version = 14;
