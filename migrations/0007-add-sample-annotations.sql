-- What somebody wrote down about samples of a data set, whatever run they were looked at with.
create table sample_annotation (
  dataset_id text not null references dataset (id) on delete cascade,
  -- Position in the data set.
  sample integer not null,
  -- A list of words as JSON.
  tags text not null,
  note text not null,
  changed_at integer not null,
  primary key (dataset_id, sample)
) strict, without rowid;
