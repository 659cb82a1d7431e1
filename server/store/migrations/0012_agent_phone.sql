-- The phone of an agent who has not signed in yet, sealed, so that he can be told; bound to the number that the enterprise wrote beside it.
ALTER TABLE agent ADD COLUMN phone_sealed TEXT NOT NULL DEFAULT '';

PRAGMA user_version = 12;
