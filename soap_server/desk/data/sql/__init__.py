"""SQL of the data service: parsed by sqlglot, checked, and built anew as SQLAlchemy statements.

Every kind of node that the dialect has is translated by a function of its own here; a node without one is refused.
So nothing can pass that nobody thought of, and neither names nor literals of the caller stand in the SQL that the
database sees: names are looked up in the grants, literals become bound parameters.
"""

from soap_server.desk.data.sql.compiled import CompiledQuery
from soap_server.desk.data.sql.compiling import compile_query
from soap_server.desk.data.sql.parameters import Parameter
from soap_server.desk.data.sql.statements import CompiledStatement, compile_statement

__all__ = ["CompiledQuery", "CompiledStatement", "Parameter", "compile_query", "compile_statement"]
