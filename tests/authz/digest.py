"""What stands in a data folder, hashed by another program than the server.

digest.py FOLDER: answers lines of standard input, one line of JSON each: "hash": of every table and file that a refusal must leave alone;
"denials": request id -> how many rows. digest.py FOLDER age ACCOUNT COLUMN: that account's sessions are over since long (no server runs)."""
import hashlib
import json
import os
import sqlite3
import sys

# a refusal is written down, notices are sent meanwhile, and a session's last use
LEFT_OUT = {"denial": None, "outbox": {"no", "channel", "falls_back", "state", "tries", "at_s", "next_s", "ended_s", "outcome"}, "session": {"last_seen_s", "idle_expiry_s"}}


def tables(db):
    return [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")]


def hash_table(db, name, left_out):
    columns = [row[1] for row in db.execute(f'PRAGMA table_info("{name}")') if row[1] not in left_out]
    picked = ", ".join(f'"{column}"' for column in columns)
    sha = hashlib.sha256()
    for row in db.execute(f'SELECT DISTINCT {picked} FROM "{name}" ORDER BY {picked}'):
        sha.update(repr(row).encode())
    return sha.hexdigest()


def hash_files(folder):
    seen = []
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            if not name.startswith("tanheng.db") and not name.endswith(".sock"):
                seen.append((os.path.relpath(path, folder), os.path.getsize(path)))
    return hashlib.sha256(repr(sorted(seen)).encode()).hexdigest()


def answer(db, folder, question):
    if question == "denials":
        return dict(db.execute("SELECT request_id, count(*) FROM denial GROUP BY request_id"))
    hashes = {name: hash_table(db, name, LEFT_OUT.get(name) or set()) for name in tables(db) if LEFT_OUT.get(name, 1) is not None}
    return {**hashes, "files": hash_files(folder)}


folder = sys.argv[1]
path = os.path.join(folder, "tanheng.db")
if len(sys.argv) > 2:
    connection = sqlite3.connect(path)
    connection.execute(f"UPDATE session SET {sys.argv[4]} = 1000000001 WHERE account_id = (SELECT id FROM account WHERE account = ?)", (sys.argv[3],))
    connection.commit()
else:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    for line in sys.stdin:
        print(json.dumps(answer(connection, folder, line.strip())), flush=True)
connection.close()
