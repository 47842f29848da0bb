"""What the data service refuses."""

from soap_server.desk.errors.refusals import DeskError


class DataServiceOffError(DeskError):
    """A part of the data service that the operator has not switched on."""

    code = "DATA_SERVICE_OFF"
    meaning = "The operator has not switched on this part of the data service; message says what is missing."
    audited = False


class QueryRefusedError(DeskError):
    """A statement that is not in the dialect, or that reads or changes what is not granted."""

    code = "QUERY_REFUSED"
    meaning = (
        "The statement is not in the dialect of the data service, or uses a table or a column that is not granted "
        "to the caller; message says which."
    )
    audited = False  # it is in the log of the data service


class QueryFailedError(DeskError):
    """A value that cannot be computed."""

    code = "QUERY_FAILED"
    meaning = "A value of the statement cannot be computed, such as a number that grows too large."
    audited = False


class DataLimitError(DeskError):
    """More than one call of the data service may read or change."""

    audited = False


class RowLimitError(DataLimitError):
    """Too many rows."""

    code = "ROW_LIMIT_EXCEEDED"
    meaning = (
        "The result, or the rows that a statement would change, are more than is allowed; message gives the limit."
    )


class ByteLimitError(DataLimitError):
    """Too many bytes."""

    code = "BYTE_LIMIT_EXCEEDED"
    meaning = "The result, or one row of it, has more bytes than is allowed; message gives the limit."


class TimeLimitError(DataLimitError):
    """It took too long."""

    code = "TIME_LIMIT_EXCEEDED"
    meaning = "The statement took longer than is allowed and was stopped; message gives the limit."


class CostLimitError(DataLimitError):
    """It is too expensive, as the planner expects or as it turns out."""

    code = "COST_LIMIT_EXCEEDED"
    meaning = (
        "The database expects the statement to be too expensive, and it was not run; or it needs too much room on the "
        "disk and was stopped. message says which."
    )
