-- A filing writes fewer pages. An entry of a chain is half a kilobyte: in a table ordered by enterprise every new one lies between others and splits
-- their pages; appended to the end it does not, and only its short key is sorted in. Overlaps are found by filing_site, which has the site's few rows.
DROP TRIGGER chain_no_update;
DROP TRIGGER chain_no_delete;
ALTER TABLE chain RENAME TO chain_before;
CREATE TABLE chain (
    no INTEGER NOT NULL PRIMARY KEY,
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
    UNIQUE (enterprise_id, seq)
) STRICT;
INSERT INTO chain (enterprise_id, seq, kind, filing_id, revision, author_id, at_s, input_hash, result_hash, detail_hash, prev, hash)
    SELECT enterprise_id, seq, kind, filing_id, revision, author_id, at_s, input_hash, result_hash, detail_hash, prev, hash
    FROM chain_before ORDER BY at_s, enterprise_id, seq;
DROP TABLE chain_before;
CREATE TRIGGER chain_no_update BEFORE UPDATE ON chain BEGIN SELECT RAISE (ABORT, 'chain is append-only'); END;
CREATE TRIGGER chain_no_delete BEFORE DELETE ON chain BEGIN SELECT RAISE (ABORT, 'chain is append-only'); END;

DROP INDEX filing_live;

PRAGMA user_version = 6;
