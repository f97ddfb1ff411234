-- Writing notes is a permission of its own: whoever may work on conversations has it, their tokens as well.
update api_token set permissions = permissions | 134217728 where (permissions & 65536) <> 0;
