"""Makes a desk careless, for the control: its SQLite brings nothing to the disk before it answers."""

from db.engine import Database

defaults = Database.__init__.__kwdefaults__
assert defaults is not None
defaults["sqlite_synchronous"] = "OFF"
