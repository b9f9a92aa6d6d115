-- Schema 1. PRAGMA user_version holds the number of the last script that was applied.
--
-- Times are counted in units of 100 ns since 1970-01-01 UTC, on the store's clock: datetime(at / 10000000, 'unixepoch') shows one.
-- A delivery's number is its message's position times 2^20, plus its place among the deliveries of that message. So all deliveries of a
-- message stand side by side in every table, and none of these tables needs an index, or even a column, for the message.

-- What was accepted. Written once and never changed.
CREATE TABLE messages (
    position      INTEGER PRIMARY KEY,      -- in order of acceptance; never used again
    id            TEXT    NOT NULL UNIQUE,
    event_type    TEXT    NOT NULL,
    origin        TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    accepted_at   INTEGER NOT NULL,
    payload       BLOB    NOT NULL,
    content_type  TEXT    NOT NULL,
    tenant        TEXT,
    ordering_key  TEXT,
    dedupe_key    TEXT,
    headers       TEXT,                     -- JSON: [["name","value"], …]; NULL where there are none
    trace_parent  TEXT
) STRICT;

CREATE UNIQUE INDEX messages_by_dedupe_key ON messages (dedupe_key, origin) WHERE dedupe_key IS NOT NULL;

-- Dedupe keys of messages that were removed while their keys still count.
CREATE TABLE dedupe_keys (
    dedupe_key  TEXT    NOT NULL,
    origin      TEXT    NOT NULL,
    message_id  TEXT    NOT NULL,
    expires_at  INTEGER NOT NULL,
    PRIMARY KEY (dedupe_key, origin)
) STRICT, WITHOUT ROWID;

CREATE INDEX dedupe_keys_by_expiry ON dedupe_keys (expires_at);

-- Every endpoint, handler and flow that was ever owed something, and what is known about it.
CREATE TABLE endpoints (
    number                INTEGER PRIMARY KEY,
    id                    TEXT    NOT NULL UNIQUE,
    consecutive_failures  INTEGER NOT NULL DEFAULT 0,
    failing_since         INTEGER NOT NULL DEFAULT 0,
    paused_until          INTEGER NOT NULL DEFAULT 0,
    disabled_reason       TEXT
) STRICT;

-- What is owed: narrow, because every attempt changes it, and short, because a row leaves when its delivery ends.
CREATE TABLE open (
    delivery        INTEGER PRIMARY KEY,
    endpoint        INTEGER NOT NULL,
    is_behind       INTEGER NOT NULL,       -- 1: an earlier delivery of the same endpoint and ordering key is open
    visible_at      INTEGER NOT NULL,       -- when it is due; while it is leased, when the lease ends
    token           INTEGER NOT NULL,       -- of the lease, also of one that ran out; 0 without one
    leased_at       INTEGER NOT NULL,
    settled_token   INTEGER NOT NULL,       -- of the lease that was settled last, by which a repeated settlement is known; 0 before
    attempt         INTEGER NOT NULL,       -- how many attempt numbers have been spent
    schedule_start  INTEGER NOT NULL,       -- how many of them before the retry schedule last began
    lost_in_a_row   INTEGER NOT NULL,
    ordering_key    TEXT                    -- NULL also for a replay, which stands outside the order
) STRICT;

CREATE INDEX open_by_due_time ON open (endpoint, is_behind, visible_at);
CREATE INDEX open_by_ordering_key ON open (endpoint, ordering_key) WHERE ordering_key IS NOT NULL;

-- How deliveries ended, with their last attempt; its columns are NULL where none was made.
CREATE TABLE done (
    delivery       INTEGER PRIMARY KEY,
    endpoint       INTEGER NOT NULL,
    state          INTEGER NOT NULL CHECK (state IN (2, 3, 4)),     -- delivered, dead, cancelled
    reason         TEXT,
    finished_at    INTEGER NOT NULL,
    settled_token  INTEGER NOT NULL,
    attempt        INTEGER NOT NULL,
    number         INTEGER,
    started_at     INTEGER,
    duration       INTEGER,
    outcome        INTEGER,
    status_code    INTEGER,
    error          TEXT,
    response       TEXT,
    decision       TEXT
) STRICT;

-- Dead letters, which are looked for by their endpoint or all together. What was delivered costs nothing here.
CREATE INDEX done_dead_by_endpoint ON done (endpoint) WHERE state = 3;
CREATE INDEX done_dead ON done (state) WHERE state = 3;

-- The attempts before the last one, where a delivery needed several, and all of them while it is open.
CREATE TABLE attempts (
    delivery     INTEGER NOT NULL,
    place        INTEGER NOT NULL,          -- 1, 2, 3 … in the order in which they were recorded
    number       INTEGER NOT NULL,
    started_at   INTEGER NOT NULL,
    duration     INTEGER NOT NULL,
    outcome      INTEGER NOT NULL,
    status_code  INTEGER,
    error        TEXT,
    response     TEXT,
    decision     TEXT    NOT NULL,
    PRIMARY KEY (delivery, place)
) STRICT, WITHOUT ROWID;

-- Addresses and bodies of deliveries that have one of their own.
CREATE TABLE overrides (
    delivery      INTEGER PRIMARY KEY,
    address       TEXT,
    body          BLOB,
    content_type  TEXT
) STRICT;

-- Messages that owe nothing any more, in the order in which they may be removed: those with a dead letter have a time of their own.
CREATE TABLE finished (
    has_dead  INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    message   INTEGER NOT NULL,
    PRIMARY KEY (has_dead, at, message)
) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
    kind     TEXT    NOT NULL,
    key      TEXT    NOT NULL,
    version  INTEGER NOT NULL,
    json     BLOB    NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

-- One row: the highest numbers that were given to what may have been removed since.
CREATE TABLE counters (
    position  INTEGER NOT NULL,
    version   INTEGER NOT NULL
) STRICT;

INSERT INTO counters VALUES (0, 0);
