-- What an enterprise says about an agent of its own stays its own word until somebody proves that phone or that person: he then gets the membership.
ALTER TABLE agent ADD COLUMN phone_search BLOB NOT NULL DEFAULT x'';
CREATE INDEX agent_phone ON agent (phone_search);
CREATE INDEX agent_person ON agent (id_search);

PRAGMA user_version = 9;
