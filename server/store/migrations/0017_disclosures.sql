-- An administrator asks to see the numbers of one person; another administrator decides. The numbers themselves never stand here: they are opened when
-- they are shown. ends_s: what is not shown by then lapses.
CREATE TABLE disclosure (
    no INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    asker TEXT NOT NULL REFERENCES account (id),
    account_id TEXT NOT NULL REFERENCES account (id),
    fields TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'refused', 'shown')),
    asked_s INTEGER NOT NULL,
    ends_s INTEGER NOT NULL,
    decided_by TEXT NOT NULL,
    decided_s INTEGER NOT NULL,
    remark TEXT NOT NULL,
    shown_s INTEGER NOT NULL
) STRICT;
CREATE INDEX disclosure_account ON disclosure (account_id, no);
CREATE TRIGGER disclosure_no_delete BEFORE DELETE ON disclosure BEGIN SELECT RAISE (ABORT, 'disclosures are kept'); END;

PRAGMA user_version = 17;
