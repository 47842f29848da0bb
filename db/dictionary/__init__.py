"""The data dictionary: the tables and columns that the data service can offer, and nothing else.

It is an allow-list. A table or a column that is not named in ``tables.py`` does not exist for the service,
whatever an administrator grants; and one that holds secrets cannot be named there.
"""

from db.dictionary.entries import DataColumn, DataTable, Labels, Relation
from db.dictionary.tables import DICTIONARY

__all__ = ["DICTIONARY", "DataColumn", "DataTable", "Labels", "Relation"]
