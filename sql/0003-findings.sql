-- What live messages showed of each finding of alignment: one row a finding, counted on. `body` holds its words as JSON;
-- examples are ids of the first messages that showed it.
CREATE TABLE findings (
  key text COLLATE "C" PRIMARY KEY,
  count bigint NOT NULL,
  first_at bigint NOT NULL,
  last_at bigint NOT NULL,
  examples bigint[] NOT NULL,
  body text NOT NULL
) WITH (fillfactor = 70);
