"""The files: typed declarative tables, one module per paper."""
