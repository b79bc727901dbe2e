"""PostgreSQL: a server's database, which several replicas share by taking turns."""
