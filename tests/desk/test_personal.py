"""The table of what columns hold of people, and what follows from it."""

from db.models import Base
from db.models.personal import PERSONAL, Holds
from soap_server.desk.privacy.sections import SECTIONS

TABLES = Base.metadata.tables
# They hold what belongs to rows of other tables, or name people for a few minutes only.
WITHOUT_SECTION = {"used_nonces", "attachment_contents", "upload_parts", "data_cursor_pages"}


def test_every_column_is_classified() -> None:
    """Say in db/models/personal.py what a new column holds, and in the sections whose it is."""
    columns = {name: set(table.c.keys()) for name, table in TABLES.items()}
    assert {name: set(kinds) for name, kinds in PERSONAL.items()} == columns


def test_every_reference_to_an_account_is_known() -> None:
    """A column with a foreign key to users is the number of a person."""
    for name, table in TABLES.items():
        to_users = {
            column.name for column in table.c if any(k.column.table.name == "users" for k in column.foreign_keys)
        }
        assert to_users <= {column for column, kind in PERSONAL[name].items() if kind is Holds.PERSON}, name


def test_every_table_that_knows_people_is_exported() -> None:
    """Except for what belongs to other rows."""
    knowing = {name for name, kinds in PERSONAL.items() if set(kinds.values()) != {Holds.NOTHING}}
    assert {section.model.__tablename__ for section in SECTIONS} == knowing - WITHOUT_SECTION
    assert len({section.name for section in SECTIONS}) == len(SECTIONS)
