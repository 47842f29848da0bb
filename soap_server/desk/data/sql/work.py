"""How much there is to a statement once all that it names is written out."""

from soap_server.desk.data.sql.parsing import refuse

MAX_WORK = 20_000


class Work:
    """Counts the nodes of one statement, those of a subquery's columns as often as these are used.

    The databases put the expression in the place of the column: twenty subqueries that each double what the one
    before answers make a million nodes of a short statement, before anything is run or could be stopped.
    """

    def __init__(self) -> None:
        self.done = 0

    def add(self, nodes: int) -> None:
        """Count nodes.

        :raises QueryRefusedError: if they are too many.
        """
        self.done += nodes
        if self.done > MAX_WORK:
            raise refuse(
                f"The statement has more than {MAX_WORK} parts, those of subqueries as often as they are used."
            )
