-- Files that runs were exported as, and what another program made of them.
create table export (
  run_id text not null references run (id) on delete cascade,
  at integer not null,
  format text not null,
  checkpoint text not null,
  bytes integer not null,
  sha256 text not null,
  -- The program that read the file back; null where none was at hand, and with it the two others.
  reader text,
  samples integer,
  max_difference real
) strict;

create index export_by_run on export (run_id, at);
