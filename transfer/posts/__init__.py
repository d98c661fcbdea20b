"""Posts of other systems: read, turned into blocks, and written as pages."""
