-- Each time somebody asked what a run says of its test part. Kept when the run is deleted: what was seen was seen.
create table test_look (
  id integer primary key,
  run_id text not null,
  dataset_id text not null,
  at integer not null
) strict;

create index test_look_by_run on test_look (run_id);
create index test_look_by_dataset on test_look (dataset_id, at);
