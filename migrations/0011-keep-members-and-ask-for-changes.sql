-- What samples were taken for after each epoch: of the training part too where it is asked for, and of each member of an ensemble.
create table member_prediction (
  run_id text not null references run (id) on delete cascade,
  -- train, validation.
  part text not null,
  -- From 1; 1 where there is one network.
  member integer not null,
  epoch integer not null,
  -- Of the whole run.
  step integer not null,
  -- 1: kept as a difference (exclusive or) from the epoch before.
  follows integer not null,
  -- Bytes of a number: 1 or 2, little-endian.
  class_bytes integer not null,
  -- Deflated, one number for each sample in the order of the part: a class, or an error level of a regression.
  predicted blob not null,
  primary key (run_id, part, member, epoch)
) strict, without rowid;

insert into member_prediction (run_id, part, member, epoch, step, follows, class_bytes, predicted)
  select run_id, 'validation', 1, epoch, step, follows, class_bytes, predicted from epoch_prediction;
drop table epoch_prediction;
alter table member_prediction rename to epoch_prediction;

-- What other processes want changed in a run under way; the process that trains looks here, and answers.
create table change_request (
  id integer primary key,
  run_id text not null references run (id) on delete cascade,
  -- JSON: a list of { path, value }.
  changes text not null,
  asked_at integer not null,
  -- JSON: { changes } as the run has them then, { issues }, or { message }; null until it is answered.
  answer text
) strict;
