"""Several machines, as network namespaces of one."""
