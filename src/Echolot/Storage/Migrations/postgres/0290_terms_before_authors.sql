-- PostgreSQL keeps long values outside of the row, each by itself: the order of columns costs nothing there.
select 1;
