"""A terminal: what others wrote, which it would obey, and whether its reader is sure."""

import json

import click

NOTHING_DONE = 1


def visible(text: str, *, keep: str = "") -> str:
    """Return a text in which what a terminal would not show as it is, is written out.

    A terminal takes an escape character for an order: to clear the screen, to change what was
    printed before. In a JSON document the same is written the same way.

    Args:
        text: what somebody else wrote.
        keep: characters that are left as they are, such as the ends of lines.

    """
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() or each in keep else json.dumps(each)[1:-1] for each in text
    )


def sure(question: str) -> None:
    """Go on only if somebody says yes; where nobody can, say what would do instead."""
    try:
        is_sure = click.confirm(question)
    except click.Abort as error:
        raise click.ClickException("Nothing was done; use --yes.") from error
    if not is_sure:
        click.echo("Nothing was done.")
        click.get_current_context().exit(NOTHING_DONE)
