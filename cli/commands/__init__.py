"""The commands, one a file; `cli.catalog` lists them."""
