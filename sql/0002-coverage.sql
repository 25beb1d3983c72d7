-- What rehearsals have proven, or shown to fail: one row for each story, test, flow and revision of a run. Evidence is only
-- ever added to: readiness reads the newest row of each. `label`: simulated, test system, witnessed.
CREATE TABLE coverage (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at bigint NOT NULL,
  family integer NOT NULL,
  passed boolean NOT NULL,
  revision text COLLATE "C" NOT NULL,
  story text COLLATE "C" NOT NULL,
  test text COLLATE "C" NOT NULL,
  flow text COLLATE "C" NOT NULL,
  label text COLLATE "C" NOT NULL CHECK (label IN ('simulated', 'test system', 'witnessed')),
  seed text NOT NULL
);
CREATE INDEX coverage_revision ON coverage (revision, id);

-- Neither a person nor a later program changes what was found.
CREATE FUNCTION keep_coverage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'coverage is evidence: rows are added, never changed or removed';
END
$$;
CREATE TRIGGER coverage_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON coverage
  FOR EACH STATEMENT EXECUTE FUNCTION keep_coverage();
