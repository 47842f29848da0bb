"""The translation of each kind of node; what has none here, and is no function, is not in the dialect."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, not_, or_
from sqlglot import exp

from db.dictionary.entries import SQL_TYPES
from db.expressions import AsciiLower, Whole, WholeNumber, ascii_lower, by_code
from db.vocabulary import DataType
from soap_server.desk.data.sql import typing_rules as rules
from soap_server.desk.data.sql.operators import ARITHMETIC, COMPARISONS, ORDERING
from soap_server.desk.data.sql.parsing import name_of, only, refuse
from soap_server.desk.data.sql.scopes import Typed
from soap_server.desk.data.values import MAX_TEXT

if TYPE_CHECKING:
    from soap_server.desk.data.sql.expressions import Expressions

MAX_LIST = 200
MAX_PATTERN = 100
# A pattern is compared at each character of a text, and no database looks at the clock meanwhile: so many nodes' worth.
_WORK_OF_A_PATTERN = 200


def _column(its: "Expressions", node: exp.Column) -> Typed:
    only(node, "this", "table")
    table = node.args.get("table")
    names = (name_of(table) if table else None, name_of(node.this))
    is_own = its.scope.owns(*names)
    _, found = its.scope.find(*names)
    if is_own and its.needs_group:
        raise refuse(f"The column {names[1]} has to be in GROUP BY or in an aggregate function.")
    its.note_read(found)
    its.work.add(found.size)
    return found


def _literal(_its: "Expressions", node: exp.Literal) -> Typed:
    text = str(node.this)
    if node.is_string:
        if "\0" in text:
            raise refuse("A text has a character that no database keeps.")
        return Typed(literal(text, SQL_TYPES[DataType.TEXT]), DataType.TEXT, nullable=False, text=text)
    data_type = DataType.INTEGER if text.isdigit() else DataType.DECIMAL
    return rules.constant(data_type, text)


def _placeholder(its: "Expressions", node: exp.Placeholder) -> Typed:
    only(node, "this")
    if not isinstance(node.this, str) or not node.this:
        raise refuse("Parameters have names: write :name.")
    data_type, value = its.parameters.get(node.this)
    return Typed(rules.bound(value, data_type), data_type, nullable=value is None)


def _boolean(_its: "Expressions", node: exp.Boolean) -> Typed:
    return Typed(literal(bool(node.this), SQL_TYPES[DataType.BOOLEAN]), DataType.BOOLEAN, nullable=False)


def _null(_its: "Expressions", _node: exp.Null) -> Typed:
    return Typed(literal(None, SQL_TYPES[DataType.TEXT]), None)


def _now(its: "Expressions", node: exp.CurrentTimestamp) -> Typed:
    only(node)
    return Typed(literal(its.now, SQL_TYPES[DataType.DATE_TIME]), DataType.DATE_TIME, nullable=False)


def _paren(its: "Expressions", node: exp.Paren) -> Typed:
    only(node, "this")
    return its.compile(node.this)


def _and(its: "Expressions", node: exp.And) -> Typed:
    only(node, "this", "expression")
    return rules.truth(and_(its.condition(node.this), its.condition(node.expression)))


def _or(its: "Expressions", node: exp.Or) -> Typed:
    only(node, "this", "expression")
    return rules.truth(or_(its.condition(node.this), its.condition(node.expression)))


def _not(its: "Expressions", node: exp.Not) -> Typed:
    only(node, "this")
    # Whole, or NOT x IS NULL would be the opposite of x IS NULL.
    return rules.truth(Whole(not_(its.condition(node.this))))


def _compare(its: "Expressions", node: Any) -> Typed:
    only(node, "this", "expression")
    sides = its.compile(node.this), its.compile(node.expression)
    if type(node) in ORDERING:
        rules.check_ordered(*sides)
    left, right = rules.alike(*sides)
    return rules.truth(COMPARISONS[type(node)](left, right))


def _is(its: "Expressions", node: exp.Is) -> Typed:
    only(node, "this", "expression", "negate")
    tested = its.compile(node.this)
    if isinstance(node.expression, exp.Null):
        answer: ColumnElement[bool] = tested.element.is_(None)
    elif isinstance(node.expression, exp.Boolean):
        # SQLite has no test for truth of a column; an absent value is neither.
        wanted = literal(bool(node.expression.this), SQL_TYPES[DataType.BOOLEAN])
        answer = func.coalesce(rules.expect(tested, DataType.BOOLEAN).element == wanted, literal(value=False))
    else:
        raise refuse("IS is followed by NULL, TRUE or FALSE.")
    return rules.truth(Whole(not_(answer) if node.args.get("negate") else answer))


def _between(its: "Expressions", node: exp.Between) -> Typed:
    only(node, "this", "low", "high")
    tested = its.compile(node.this)
    rules.check_ordered(tested)
    bounds = its.compile(node.args["low"]), its.compile(node.args["high"])
    data_type = rules.common([tested, *bounds])
    between, low, high = (rules.converted(each, data_type) for each in (tested, *bounds))
    # As a whole, which would otherwise be written twice, and so on in what stands inside.
    return rules.truth(Whole(by_code(between).between(low, high)))


def _in(its: "Expressions", node: exp.In) -> Typed:
    only(node, "this", "expressions", "query")
    tested = its.compile(node.this)
    query = node.args.get("query")
    if query is not None:
        select, column = its.subqueries.values(query, its.around)
        if column.type is None:
            raise refuse("A subquery after IN answers a column, not NULL.")
        data_type = rules.common([tested, column])
        if data_type is not column.type:
            select = select.with_only_columns(rules.converted(column, data_type).label("c1"))
        return rules.truth(rules.converted(tested, data_type).in_(select))
    if not 0 < len(node.expressions) <= MAX_LIST:
        raise refuse(f"A list has 1 to {MAX_LIST} values.")
    listed = [its.compile(each) for each in node.expressions]
    data_type = rules.common([tested, *listed])
    values = [rules.converted(each, data_type) for each in listed]
    return rules.truth(rules.converted(tested, data_type).in_(values))


def _exists(its: "Expressions", node: exp.Exists) -> Typed:
    only(node, "this")
    return rules.truth(exists(its.subqueries.any_rows(node.this, its.around)))


def _subquery(its: "Expressions", node: exp.Subquery) -> Typed:
    only(node, "this")
    return its.subqueries.scalar(node.this, its.around)


def _like(its: "Expressions", node: Any) -> Typed:
    only(node, "this", "expression")
    its.work.add(_WORK_OF_A_PATTERN)
    text, pattern = its.text(node.this).element, _pattern(its, node.expression)
    if isinstance(node, exp.ILike):
        return rules.truth(AsciiLower(text).like(ascii_lower(pattern), escape="\\"))
    return rules.truth(text.like(pattern, escape="\\"))


def _pattern(its: "Expressions", node: Any) -> str:
    found = its.text(node)
    pattern = found.text if found.text is not None else getattr(found.element, "value", None)
    if not isinstance(pattern, str) or len(pattern) > MAX_PATTERN or pattern.count("%") > 5:
        raise refuse(f"A pattern is a text or a parameter of at most {MAX_PATTERN} characters and five %.")
    trailing = len(pattern) - len(pattern.rstrip("\\"))
    if trailing % 2:
        raise refuse("A pattern cannot end with a backslash.")
    return pattern


def _arithmetic(its: "Expressions", node: Any) -> Typed:
    only(node, "this", "expression", "typed", "safe")
    left, right = its.number(node.this), its.number(node.expression)
    is_whole = {left.type, right.type} <= {DataType.INTEGER, None}
    return ARITHMETIC[type(node)](left.element, right.element, is_whole)


def _negative(its: "Expressions", node: exp.Neg) -> Typed:
    only(node, "this")
    of = its.number(node.this)
    return Typed(WholeNumber(-of.element) if of.type is DataType.INTEGER else -of.element, of.type)


def _concatenation(its: "Expressions", node: exp.DPipe) -> Typed:
    only(node, "this", "expression", "safe")
    parts = [rules.as_text(its.compile(each)) for each in (node.this, node.expression)]
    text = SQL_TYPES[DataType.TEXT]
    joined = parts[0].element.op("||", return_type=text)(parts[1].element)
    # Cut off, or texts that are doubled and doubled again would fill the memory.
    return Typed(func.substr(joined, 1, MAX_TEXT, type_=text), DataType.TEXT)


def _case(its: "Expressions", node: exp.Case) -> Typed:
    only(node, "this", "ifs", "default")
    tested = node.args.get("this")
    subject = its.compile(tested) if tested is not None else None
    branches = node.args["ifs"]
    value, whens = None, [its.condition(each.this) for each in branches] if subject is None else []
    if subject is not None:
        tests = [its.compile(each.this) for each in branches]
        data_type = rules.common([subject, *tests])
        # Once, and not in each branch, where it would be written out again, and again in what stands inside.
        value, *whens = (rules.converted(each, data_type) for each in (subject, *tests))
    answers = [its.compile(each.args["true"]) for each in branches]
    default = node.args.get("default")
    others = [its.compile(default)] if default is not None else []
    data_type = rules.common([*answers, *others])
    elements = [rules.converted(each, data_type) for each in [*answers, *others]]
    pairs = zip(whens, elements, strict=False)
    built = case(*pairs, value=value, else_=elements[-1] if others else None)
    return Typed(built, data_type)


def _cast(its: "Expressions", node: exp.Cast) -> Typed:
    only(node, "this", "to")
    return rules.cast_to(its.compile(node.this), node.args["to"])


NODES: Mapping[type, Callable[["Expressions", Any], Typed]] = {
    exp.Column: _column,
    exp.Literal: _literal,
    exp.Placeholder: _placeholder,
    exp.Boolean: _boolean,
    exp.Null: _null,
    exp.CurrentTimestamp: _now,
    exp.Paren: _paren,
    exp.And: _and,
    exp.Or: _or,
    exp.Not: _not,
    exp.Is: _is,
    exp.Between: _between,
    exp.In: _in,
    exp.Exists: _exists,
    exp.Subquery: _subquery,
    exp.Like: _like,
    exp.ILike: _like,
    exp.Neg: _negative,
    exp.DPipe: _concatenation,
    exp.Case: _case,
    exp.Cast: _cast,
    **dict.fromkeys(COMPARISONS, _compare),
    **dict.fromkeys(ARITHMETIC, _arithmetic),
}
"""The translation of each kind of node."""
