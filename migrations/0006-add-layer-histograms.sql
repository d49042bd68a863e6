-- How the numbers of a layer were spread at the steps that were measured; their scalars are series like others.
create table layer_histogram (
  run_id text not null references run (id) on delete cascade,
  layer text not null,
  -- weights, gradients or activations.
  what text not null,
  step integer not null,
  -- Where the first bin begins and the last one ends; all have one width.
  low real not null,
  high real not null,
  -- uint32 per bin.
  counts blob not null,
  primary key (run_id, layer, what, step)
) strict, without rowid;

create index layer_histogram_by_step on layer_histogram (run_id, step);
