/**
 * The schemas of version 0.2.0, as their databases have them. They never change: a later version adds its entries behind these
 * (see `migrate`), and takes a database of each of them over.
 */
export const releasedSchemas = {
  thread: [
    `CREATE TABLE turns (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     member TEXT NOT NULL,
     question TEXT,
     token TEXT,
     shown TEXT NOT NULL DEFAULT '[]',
     attempt INTEGER NOT NULL DEFAULT 0,
     accepted_at INTEGER NOT NULL,
     ended_at INTEGER,
     untraced INTEGER NOT NULL DEFAULT 0,
     progress TEXT NOT NULL DEFAULT '{}'
   );
   CREATE INDEX turns_open ON turns (seq) WHERE ended_at IS NULL;
CREATE TABLE exchanges (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     name TEXT NOT NULL,
     person INTEGER,
     about TEXT,
     asked TEXT NOT NULL,
     answered TEXT NOT NULL,
     files TEXT,
     rounds TEXT,
     turn TEXT
   );
CREATE TABLE people (
     number INTEGER PRIMARY KEY,
     id TEXT NOT NULL,
     name TEXT NOT NULL
   );
CREATE TABLE files (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     turn TEXT NOT NULL,
     attachment TEXT NOT NULL,
     name TEXT NOT NULL,
     kind TEXT NOT NULL,
     format TEXT NOT NULL,
     size INTEGER NOT NULL,
     tokens INTEGER NOT NULL,
     is_cut INTEGER NOT NULL,
     path TEXT NOT NULL,
     why TEXT NOT NULL,
     UNIQUE (turn, attachment)
   );
   CREATE TABLE file_parts (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     file INTEGER NOT NULL,
     data TEXT NOT NULL
   );
   CREATE INDEX file_parts_file ON file_parts (file);
CREATE TABLE rounds (
     seq INTEGER PRIMARY KEY,
     turn TEXT NOT NULL,
     content TEXT NOT NULL,
     results TEXT,
     ms INTEGER
   );
   CREATE INDEX rounds_of_turn ON rounds (turn, seq);
CREATE TABLE sandbox_paths (
     path TEXT PRIMARY KEY,
     type TEXT NOT NULL,
     mode INTEGER NOT NULL,
     changed_at INTEGER NOT NULL,
     file INTEGER,
     size INTEGER,
     target TEXT
   ) WITHOUT ROWID;
   CREATE TABLE sandbox_contents (file INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE reports (
     turn TEXT PRIMARY KEY,
     report TEXT NOT NULL,
     size INTEGER NOT NULL,
     ended_at INTEGER NOT NULL,
     spends TEXT,
     retries INTEGER NOT NULL DEFAULT 0,
     due_at INTEGER NOT NULL
   ) WITHOUT ROWID;
CREATE TABLE outgoing (
     seq INTEGER PRIMARY KEY,
     turn TEXT NOT NULL,
     part INTEGER NOT NULL,
     name TEXT NOT NULL,
     type TEXT NOT NULL,
     bytes BLOB NOT NULL
   );
CREATE TABLE votes (
     turn TEXT NOT NULL,
     member TEXT NOT NULL,
     opinion TEXT NOT NULL,
     PRIMARY KEY (turn, member)
   ) WITHOUT ROWID;`,
  ],
  coordinator: [
    `CREATE TABLE turns (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     turn TEXT NOT NULL UNIQUE,
     total_ms INTEGER NOT NULL,
     cache TEXT NOT NULL,
     session TEXT NOT NULL,
     cache_why TEXT NOT NULL,
     cache_age_ms INTEGER,
     good INTEGER NOT NULL DEFAULT 0,
     bad INTEGER NOT NULL DEFAULT 0
   );
   CREATE TABLE paces (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     size INTEGER NOT NULL,
     first_ms INTEGER NOT NULL
   );
   CREATE TABLE refused (at INTEGER NOT NULL, calls INTEGER NOT NULL);
CREATE TABLE sessions (thread TEXT PRIMARY KEY, last_turn_at INTEGER NOT NULL);
CREATE TABLE answering (turn TEXT PRIMARY KEY, began_at INTEGER NOT NULL, thread TEXT NOT NULL);
CREATE TABLE limited_channels (channel TEXT PRIMARY KEY, until INTEGER NOT NULL);
CREATE TABLE entries (
    key TEXT PRIMARY KEY,
    scope TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    uses INTEGER NOT NULL
  ) WITHOUT ROWID;
CREATE TABLE repeats (
    key TEXT PRIMARY KEY,
    scope TEXT NOT NULL,
    text TEXT NOT NULL,
    times INTEGER NOT NULL,
    since INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE warm_calls (scope TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE verdicts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    general INTEGER NOT NULL,
    in_tok INTEGER NOT NULL,
    out_tok INTEGER NOT NULL
  );`,
    `CREATE TABLE minutes (
    minute INTEGER PRIMARY KEY,
    first_words TEXT NOT NULL,
    whole TEXT NOT NULL,
    tools TEXT NOT NULL,
    nano_usd INTEGER NOT NULL,
    priced INTEGER NOT NULL,
    unpriced INTEGER NOT NULL,
    claude_at INTEGER,
    discord_at INTEGER
  );`,
  ],
  guild: [
    `
  CREATE TABLE settings (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL,
    settings TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    copied INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE reserved (
    id TEXT PRIMARY KEY,
    guild TEXT,
    member TEXT,
    day INTEGER NOT NULL,
    life INTEGER NOT NULL,
    before_nano INTEGER NOT NULL,
    before_tokens INTEGER NOT NULL,
    held_nano INTEGER NOT NULL,
    held_tokens INTEGER NOT NULL,
    ahead INTEGER NOT NULL,
    lapses_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE settled (id TEXT PRIMARY KEY, life INTEGER NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE spent (
    account TEXT NOT NULL,
    day INTEGER NOT NULL,
    model TEXT NOT NULL,
    nano INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    turns INTEGER NOT NULL,
    cached INTEGER NOT NULL,
    PRIMARY KEY (account, day, model)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE told (account TEXT NOT NULL, span INTEGER NOT NULL, PRIMARY KEY (account, span)) STRICT, WITHOUT ROWID;`,
    `
  CREATE TABLE spoke (thread TEXT PRIMARY KEY, payer TEXT) STRICT, WITHOUT ROWID;
  CREATE TABLE to_forget (
    what TEXT PRIMARY KEY,
    tries INTEGER NOT NULL,
    due_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;`,
  ],
} as const
