-- SQLite compares byte by byte without being told; its indexes stay as they are.
select 1;
