"""The press: facts in, HTML and PDF out."""
