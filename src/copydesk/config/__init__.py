"""Settings: the table of them (`table`), files that give them (`file`), and which word counts (`layers`)."""
