-- The tables of one site. Each site has a schema of its own, so no table has a column for the site. Times are
-- milliseconds since 1970-01-01T00:00:00Z, given by the caller: nothing here looks at a clock. Text that order matters
-- for is compared by bytes (collation C). key_id is the key that a row is encrypted under, null while it is not.

-- A right to act, held by one node at a time. Every writing transaction updates its row first: that checks the epoch,
-- makes a node that takes over wait for writes under way, and leaves a token by which the outcome of a lost write is known.
CREATE TABLE leases (
  name text PRIMARY KEY,
  holder text NOT NULL,
  incarnation text NOT NULL,
  epoch bigint NOT NULL,
  expires_at bigint NOT NULL,
  token bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 20);

-- Ends the transaction with an error of ours unless the condition holds. LB001 a lease is lost, LB003 an order or patient
-- is stale, LB004 to LB006 a month is still needed. The text holds no data.
CREATE FUNCTION demand(holds boolean, code text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF holds IS NOT TRUE THEN
    RAISE EXCEPTION 'labloop: demand not met' USING ERRCODE = code;
  END IF;
END
$$;

-- Short numbers for names that repeat in millions of rows: systems, destinations, flows, kinds of facts, verdicts.
CREATE TABLE names (
  id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE
);

-- One row. Every message up to processed_through has been processed.
CREATE TABLE progress (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  processed_through bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 10);
INSERT INTO progress DEFAULT VALUES;

-- Messages as they came in, many to a row: those that were flushed together. `content` is a bundle (see bundle.ts): what
-- is known of each message and its bytes, compressed as one. One row a message cost four times the bytes and the time.
CREATE TABLE message_groups (
  first_id bigint NOT NULL,
  last_id bigint NOT NULL,
  received_at bigint NOT NULL,
  key_id integer,
  content bytea NOT NULL,
  PRIMARY KEY (first_id, received_at)
) PARTITION BY RANGE (received_at);
ALTER TABLE message_groups ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE TABLE message_groups_default PARTITION OF message_groups DEFAULT;

-- The newest message under a control id. Its own table, because partitions of messages are dropped at another time than
-- control ids, and because a key over all of them cannot be kept by partitions of time.
CREATE TABLE control_ids (
  system smallint NOT NULL,
  control_id bytea NOT NULL,
  message_id bigint NOT NULL,
  PRIMARY KEY (system, control_id)
);
CREATE INDEX control_ids_message_id ON control_ids USING brin (message_id)
  WITH (pages_per_range = 32, autosummarize = on);

-- Older messages under a control id that was used again for other bytes: rare.
CREATE TABLE control_ids_earlier (
  system smallint NOT NULL,
  control_id bytea NOT NULL,
  message_id bigint NOT NULL,
  PRIMARY KEY (system, control_id, message_id)
);

-- For how long the control ids of a system are kept, as its messages say when they come.
CREATE TABLE windows (
  system smallint PRIMARY KEY,
  window_ms bigint NOT NULL
);

-- Answers to messages that are acknowledged once decided.
CREATE TABLE answers (
  message_id bigint PRIMARY KEY,
  key_id integer,
  answer bytea NOT NULL
);

-- Messages with id > after_message_id are processed under this revision, until the next row.
CREATE TABLE activations (
  after_message_id bigint NOT NULL,
  at bigint NOT NULL,
  revision text NOT NULL
);
CREATE INDEX activations_after_message_id ON activations (after_message_id, at);

-- The small, changing part of an order. No index on what changes, and room on the page: an acknowledgement is a heap-only
-- update. `head` is JSON (see snapshot.ts); the columns beside it are counted from it by the store.
CREATE TABLE orders (
  id bigint PRIMARY KEY,
  version integer NOT NULL,
  untaken smallint NOT NULL,
  proven boolean NOT NULL,
  restless boolean NOT NULL,
  next_due bigint,
  patient_id bigint,
  state text COLLATE "C" NOT NULL,
  loop text COLLATE "C" NOT NULL,
  head text NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX orders_patient_id ON orders (patient_id) WHERE patient_id IS NOT NULL;

-- The large part, written when a message says something new. JSON of the shape it says.
CREATE TABLE order_bodies (
  order_id bigint PRIMARY KEY,
  shape smallint NOT NULL,
  key_id integer,
  body text NOT NULL
);

-- Numbers under which orders are found: `p:...`, `f:...`, `a:...`, `g:...`. Bytes, because a number may hold any byte.
CREATE TABLE order_keys (
  key bytea NOT NULL,
  order_id bigint NOT NULL,
  PRIMARY KEY (key, order_id)
);

-- How many orders stand how, for each 1,024 ids. Kept by differences in the transaction that writes the orders, so the
-- sum over all is exact and cheap; `restless` says where orders that are not at rest are to be looked for.
CREATE TABLE order_blocks (
  block bigint PRIMARY KEY,
  owned integer NOT NULL,
  on_course integer NOT NULL,
  dormant integer NOT NULL,
  agreed integer NOT NULL,
  adrift integer NOT NULL,
  proven integer NOT NULL,
  restless integer NOT NULL
) WITH (fillfactor = 20);

-- Which orders may be due in a second (milliseconds / 1,000). Written when an expectation is set, never when it is met: the
-- order itself says whether it is still due. So no index stands on a column of `orders` that changes.
CREATE TABLE calendar (
  second bigint NOT NULL,
  order_ids bigint[] NOT NULL
);
CREATE INDEX calendar_second ON calendar (second);

-- Orders that were due when their second passed: few, and looked at until the order says that it is not due.
CREATE TABLE overdue (
  order_id bigint PRIMARY KEY,
  second bigint NOT NULL
);

CREATE TABLE patients (
  id bigint PRIMARY KEY,
  version integer NOT NULL,
  merged_into bigint,
  key_id integer,
  name text COLLATE "C" NOT NULL,
  body text NOT NULL
);
CREATE INDEX patients_name ON patients (name);

CREATE TABLE patient_keys (
  key bytea NOT NULL,
  patient_id bigint NOT NULL,
  PRIMARY KEY (key, patient_id)
);

-- What messages said, append-only. order_id 0: of no order. `detail` is JSON; observations stand in the message.
CREATE TABLE facts (
  message_id bigint NOT NULL,
  order_id bigint NOT NULL,
  seen_at bigint NOT NULL,
  said_at bigint,
  n smallint NOT NULL,
  kind smallint NOT NULL,
  verdict smallint NOT NULL,
  system smallint NOT NULL,
  key_id integer,
  detail text NOT NULL
);
-- Rows come in the order of their messages, nearly: which block holds a message is enough, and costs a write nothing.
CREATE INDEX facts_message_id ON facts USING brin (message_id) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX facts_order_id ON facts (order_id);

-- The small, changing part of a delivery. What never changes lies in delivery_groups.
CREATE TABLE deliveries (
  id bigint PRIMARY KEY,
  message_id bigint NOT NULL,
  queued_at bigint NOT NULL,
  settled_at bigint,
  answers_id bigint,
  attempts integer NOT NULL,
  destination smallint NOT NULL,
  flow smallint NOT NULL,
  state text COLLATE "C" NOT NULL,
  order_ids bigint[] NOT NULL,
  code text NOT NULL,
  why text NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX deliveries_message_id ON deliveries USING brin (message_id)
  WITH (pages_per_range = 32, autosummarize = on);

-- Control id, lanes and bytes of the deliveries of one commit, as message_groups.
CREATE TABLE delivery_groups (
  first_id bigint NOT NULL,
  last_id bigint NOT NULL,
  queued_at bigint NOT NULL,
  key_id integer,
  content bytea NOT NULL,
  PRIMARY KEY (first_id, queued_at)
) PARTITION BY RANGE (queued_at);
ALTER TABLE delivery_groups ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE TABLE delivery_groups_default PARTITION OF delivery_groups DEFAULT;

-- Acknowledgements as received, those of one commit in a row.
CREATE TABLE delivery_answers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key_id integer,
  content bytea NOT NULL
);
ALTER TABLE delivery_answers ALTER COLUMN content SET STORAGE EXTERNAL;

-- Deliveries to a destination up to settled_through are settled, but for those in `waiting`.
CREATE TABLE destinations (
  destination smallint PRIMARY KEY,
  settled_through bigint NOT NULL
) WITH (fillfactor = 20);

-- Deliveries that are held, and those still open that everything behind them has overtaken.
CREATE TABLE waiting (
  delivery_id bigint PRIMARY KEY,
  destination smallint NOT NULL
);

CREATE TABLE exceptions (
  id bigint PRIMARY KEY,
  opened_at bigint NOT NULL,
  due_at bigint NOT NULL,
  closed_at bigint,
  message_id bigint,
  delivery_id bigint,
  status text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  severity text COLLATE "C" NOT NULL,
  order_ids bigint[] NOT NULL,
  body text NOT NULL
);
CREATE INDEX exceptions_open ON exceptions (opened_at, id) WHERE status <> 'closed';
CREATE INDEX exceptions_message_id ON exceptions (message_id) WHERE message_id IS NOT NULL;

CREATE TABLE exception_orders (
  order_id bigint NOT NULL,
  exception_id bigint NOT NULL,
  PRIMARY KEY (order_id, exception_id)
);

-- Who did what, the entries of one commit in a row. Sealed into a hash chain later, so that no writer waits.
CREATE TABLE audit_groups (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  seal bigint,
  entries text NOT NULL
);
CREATE INDEX audit_groups_unsealed ON audit_groups (id) WHERE seal IS NULL;
CREATE INDEX audit_groups_seal ON audit_groups (seal, id);

CREATE TABLE audit_seals (
  n bigint PRIMARY KEY,
  at bigint NOT NULL,
  groups integer NOT NULL,
  hash bytea NOT NULL
);

-- Where the content of a value over 4 KB stands, by the hash of the value. `content` is null while its message is kept;
-- it is filled before the message is dropped.
CREATE TABLE documents (
  hash bytea PRIMARY KEY,
  message_id bigint NOT NULL,
  key_id integer,
  content bytea
);
CREATE INDEX documents_message_id ON documents (message_id);

-- Makes the partition of one month of a table, and moves into it what the default partition already holds of it. Bounds
-- in milliseconds, the second not included. Does nothing where it exists. Locks the parent first: an insert that had
-- already chosen the default partition would find it closed to its row, and fail; and where rows move, a query that was
-- planned just before would look for them in the old place.
CREATE FUNCTION make_month(parent text, month text, from_ms bigint, to_ms bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  partition text := format('%I', format('%s_%s', parent, month));
  spare text := format('%I', parent || '_default');
  instant text := CASE parent WHEN 'message_groups' THEN 'received_at' ELSE 'queued_at' END;
  within text := format('%I >= %s AND %I < %s', instant, from_ms, instant, to_ms);
  moves boolean;
BEGIN
  IF to_regclass(partition) IS NOT NULL THEN
    RETURN false;
  END IF;
  EXECUTE format('LOCK TABLE %I IN SHARE ROW EXCLUSIVE MODE', parent);
  IF to_regclass(partition) IS NOT NULL THEN
    RETURN false; -- another node made it while we waited
  END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE %s)', spare, within) INTO moves;
  IF moves THEN
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent);
  END IF;
  EXECUTE format('CREATE TABLE %s (LIKE %I INCLUDING DEFAULTS INCLUDING STORAGE)', partition, parent);
  IF moves THEN
    EXECUTE format('WITH moved AS (DELETE FROM %s WHERE %s RETURNING *) INSERT INTO %s SELECT * FROM moved',
      spare, within, partition);
  END IF;
  EXECUTE format('ALTER TABLE %I ATTACH PARTITION %s FOR VALUES FROM (%s) TO (%s)', parent, partition, from_ms, to_ms);
  RETURN true;
END
$$;

-- The first and last id that the partition of a month holds; no row where there is no such partition or it is empty.
CREATE FUNCTION month_ids(parent text, month text) RETURNS TABLE (first_id bigint, last_id bigint) LANGUAGE plpgsql AS $$
DECLARE
  partition text := format('%I', format('%s_%s', parent, month));
BEGIN
  IF to_regclass(partition) IS NOT NULL THEN
    RETURN QUERY EXECUTE format('SELECT min(first_id), max(last_id) FROM %s HAVING count(*) > 0', partition);
  END IF;
END
$$;

-- Drops the partition of a month unless something in it is still needed. An open delivery or exception needs the message
-- that it is about and its own bytes.
CREATE FUNCTION drop_month(parent text, month text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  partition text := format('%I', format('%s_%s', parent, month));
  ids record;
BEGIN
  IF to_regclass(partition) IS NULL THEN
    RETURN false;
  END IF;
  SELECT * INTO ids FROM month_ids(parent, month);
  IF ids.first_id IS NOT NULL THEN
    PERFORM demand(parent <> 'message_groups' OR ids.last_id <= (SELECT processed_through FROM progress), 'LB004');
    PERFORM demand(NOT EXISTS (
      SELECT FROM (
        SELECT id, message_id, state FROM waiting JOIN deliveries ON id = delivery_id
        UNION ALL
        SELECT id, message_id, state FROM destinations JOIN deliveries
          ON id > settled_through AND deliveries.destination = destinations.destination
      ) AS open
      WHERE state IN ('queued', 'sent', 'held')
        AND CASE parent WHEN 'message_groups' THEN message_id ELSE id END BETWEEN ids.first_id AND ids.last_id
    ), 'LB005');
    PERFORM demand(NOT EXISTS (
      SELECT FROM exceptions LEFT JOIN deliveries ON deliveries.id = delivery_id
      WHERE status <> 'closed' AND CASE parent
        WHEN 'message_groups' THEN coalesce(exceptions.message_id, deliveries.message_id)
        ELSE delivery_id END BETWEEN ids.first_id AND ids.last_id
    ), 'LB006');
  END IF;
  EXECUTE format('ALTER TABLE %I DETACH PARTITION %s', parent, partition);
  EXECUTE format('DROP TABLE %s', partition);
  RETURN true;
END
$$;
