-- What the validation samples of a classification were taken for after each epoch.
create table epoch_prediction (
  run_id text not null references run (id) on delete cascade,
  epoch integer not null,
  step integer not null,
  -- 1: kept as a difference (exclusive or) from the epoch before.
  follows integer not null,
  -- Bytes of a class: 1 or 2, little-endian.
  class_bytes integer not null,
  -- Deflated, one class for each sample in the order of the part.
  predicted blob not null,
  primary key (run_id, epoch)
) strict, without rowid;
