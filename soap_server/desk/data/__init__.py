"""The data service: granted tables are read, queried and, where that is switched on, changed.

Whatever a caller asks for becomes an SQLAlchemy statement over the data dictionary: table reads from their parts
(``reading``), SQL by being parsed and built anew (``sql``). No character of a caller's statement reaches the
database; its values travel as bound parameters. Then a guarded connection (``db.reading``) runs it.
"""
