"""The rows of a database, read beside the program: rows.py dump FILE | refresh FILE SECONDS | schema FILE [NUMBER]."""
import json
import sqlite3
import sys


def cell(value):
    return "x'" + value.hex() if isinstance(value, bytes) else value


def dump(db):
    names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")]
    tables = {}
    for name in names:
        rows = db.execute(f'SELECT * FROM "{name}"')
        columns = [column[0] for column in rows.description]
        tables[name] = [dict(zip(columns, map(cell, row))) for row in rows]
    print(json.dumps(tables, ensure_ascii=False))


def refresh(db, now):
    """Sessions and kept answers live for a limited time: a database of last year has them as of `now`."""
    db.execute("UPDATE session SET last_seen_s = ?, idle_expiry_s = ?, expires_s = ?", (now, now + 86400, now + 10 * 86400))
    db.execute("UPDATE idempotency SET at_s = ?", (now,))
    db.commit()


def schema(db, number):
    if number:
        db.execute(f"PRAGMA user_version = {int(number)}")
    print(db.execute("PRAGMA user_version").fetchone()[0])


command, path, more = sys.argv[1], sys.argv[2], sys.argv[3:]
connection = sqlite3.connect(path)
if command == "dump":
    dump(connection)
elif command == "refresh":
    refresh(connection, int(more[0]))
elif command == "schema":
    schema(connection, more[0] if more else None)
connection.close()
