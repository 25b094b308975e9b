"""The physical world: sites, stock, queues and riders on a SimPy clock."""
