"""Finding copies: captures to copies, without a database."""
