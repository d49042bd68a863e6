-- Data sets: what tables and specs need of them. The samples are files under artifacts/datasets.
create table dataset (
  id text primary key,
  name text not null,
  -- What it was made from, in words: the imported files or the generator.
  source text not null,
  -- A DatasetDescription as JSON.
  description text not null,
  file text not null,
  bytes integer not null,
  sha256 text not null unique,
  imported_at integer not null
) strict;

-- Runs, with their summaries beside them so that tables never touch series. Times are milliseconds since 1970.
create table run (
  id text primary key,
  name text not null,
  status text not null,
  message text,
  -- The completed ExperimentSpec as JSON.
  spec text not null,
  summary text not null,
  -- Order in the queue; null unless queued.
  position real,
  created_at integer not null,
  started_at integer,
  finished_at integer,
  seconds real not null default 0,
  epoch integer not null default 0,
  epochs integer not null,
  step integer not null default 0,
  steps_per_epoch integer,
  samples_per_second real,
  parameter_count integer,
  dataset_id text references dataset (id),
  dataset_name text not null,
  task text not null,
  -- Scores by part as JSON: { "train": …, "validation": … }.
  latest text not null,
  best text,
  final text not null,
  weights_sha256 text,
  colour integer not null,
  notes text not null default '',
  starred integer not null default 0,
  -- When it was put in the trash; null outside it.
  trashed_at integer
) strict;

create index run_by_creation on run (created_at);
create index run_by_dataset on run (dataset_id);

-- Everything a run reported but the values of single steps, which are in series_chunk.
create table run_event (
  id integer primary key,
  run_id text not null references run (id) on delete cascade,
  at integer not null,
  -- The step the run had reached.
  step integer not null,
  type text not null,
  event text not null
) strict;

create index run_event_by_run on run_event (run_id, id);

-- One curve, in pieces of up to 4,096 values whose steps are first_step, first_step + stride, ….
-- The small columns come first: a plot of a whole run reads them and leaves the values on their pages.
create table series_chunk (
  run_id text not null references run (id) on delete cascade,
  name text not null,
  -- Position in the series of the piece's first value.
  first_index integer not null,
  first_step integer not null,
  stride integer not null,
  length integer not null,
  -- The extremes of the piece and where in it they are; null when no value is a number.
  minimum real,
  minimum_at integer,
  maximum real,
  maximum_at integer,
  -- The same per 64 values: float64 [at, minimum, at, maximum] each.
  extremes blob not null,
  -- 4 or 8.
  value_bytes integer not null,
  "values" blob not null,
  primary key (run_id, name, first_index)
) strict;

create index series_chunk_by_step on series_chunk (run_id, name, first_step);

create table checkpoint (
  run_id text not null references run (id) on delete cascade,
  tag text not null,
  epoch integer not null,
  step integer not null,
  file text not null,
  bytes integer not null,
  sha256 text not null,
  created_at integer not null,
  primary key (run_id, tag)
) strict;

create table setting (
  key text primary key,
  -- JSON.
  value text not null
) strict;
