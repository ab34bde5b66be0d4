"""The command line: parses words, calls the desk once, shows the answer."""
