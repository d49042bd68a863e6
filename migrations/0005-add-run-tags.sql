-- Words that runs are found by, as a JSON array.
alter table run add column tags text not null default '[]';
