"""Papers to and from other systems: spreadsheets, mail, rights and invoice formats."""
