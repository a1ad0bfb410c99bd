"""SQL between a staged file and the register, made from the layout. Names come from the pack's checked layout."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import sql

from madoguchi.domain.layouts import Column, Layout, Mode

Expression = sql.Composable


def cell(column: Column) -> sql.Identifier:
    """The staged column of a layout column: c1, c2 …"""
    return sql.Identifier("s", f"c{column.no}")


def joined(columns: Sequence[Column]) -> Expression:
    """Columns that feed one field, joined in their order, each non-empty part behind its `before`."""
    if not columns:
        return sql.SQL("''")
    parts = [
        sql.SQL("CASE WHEN {c} = '' THEN '' ELSE {before} || {c} END").format(
            c=cell(column), before=sql.Literal(column.before)
        )
        if column.before
        else cell(column)
        for column in columns
    ]
    return parts[0] if len(parts) == 1 else sql.SQL("({})").format(sql.SQL(" || ").join(parts))


def field(layout: Layout, name: str) -> Expression:
    return joined(layout.fields.get(name, ()))


def ends(layout: Layout, mode: Mode) -> Expression:
    """True for a staged line that ends its row (更新区分 of a difference)."""
    if mode is Mode.FULL or layout.difference is None:
        return sql.SQL("false")
    codes = sql.SQL(", ").join(map(sql.Literal, layout.difference.delete))
    return sql.SQL("({} IN ({}))").format(cell(layout.difference.column), codes)


def rest(layout: Layout, known: Sequence[str]) -> Expression:
    """The columns that the register has no field for, as a JSON object without the empty ones."""
    operation = layout.difference.column if layout.difference else None
    unknown = [c for c in layout.columns if (c.to is None or c.to not in known) and c != operation]
    if not unknown:
        return sql.SQL("'{}'::jsonb")
    # From one array of texts: `jsonb_build_object` looks up the type of each argument of each row.
    pairs = sql.SQL(", ").join(
        sql.SQL("{}, NULLIF({}, '')").format(sql.Literal(c.name), cell(c)) for c in unknown
    )
    return sql.SQL("jsonb_strip_nulls(jsonb_object(ARRAY[{}]))").format(pairs)


def updates(columns: Sequence[str]) -> sql.Composable:
    return sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(c)) for c in columns)
