"""Makes a desk careless, for the control: its SQLite brings nothing to the disk before it answers."""

from db.engine import Database

Database.__init__.__kwdefaults__["sqlite_synchronous"] = "OFF"
