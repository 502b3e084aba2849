"""
What Django looks up anew each time although it never changes, looked up once.

A page says a hundred texts and links to a hundred places, and a list says a state in each row:
that was up to half of all there is to do for it.
"""

from functools import cache, lru_cache
from typing import Any

from django import template
from django.db import models
from django.template.base import FilterExpression, Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode, url
from django.templatetags.i18n import TranslateNode, do_translate
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

KEPT = 8192
"""How many addresses of single things are kept, of some 200 bytes each."""


class Text(TranslateNode):
    """A text that the template itself says, kept in each language it was said in."""

    def __init__(self, node: TranslateNode) -> None:
        super().__init__(node.filter_expression, node.noop, node.asvar, node.message_context)
        self.said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """Return the text in the language of whoever reads."""
        language = get_language()
        if language not in self.said:
            self.said[language] = super().render(context)
        return self.said[language]


@register.tag
def translate(parser: Parser, token: Token) -> TranslateNode:
    """Say a text in the language of whoever reads; `{% translate "…" %}` as Django has it."""
    node = do_translate(parser, token)
    is_constant = _is_literal(node.filter_expression) and (
        node.message_context is None or _is_literal(node.message_context)
    )
    return Text(node) if is_constant and not node.asvar and not node.noop else node


def _is_literal(said: FilterExpression) -> bool:
    return not said.filters and isinstance(getattr(said.var, "literal", None), str)


class Address(URLNode):
    """The address of a page of ours: what is named by text or number has the same for ever."""

    def render(self, context: Context) -> str:
        """Return the address, or raise `NoReverseMatch`."""
        named = tuple(each.resolve(context) for each in self.args)
        if self.asvar or self.kwargs or not all(type(each) in {str, int} for each in named):
            return super().render(context)
        return _address(self.view_name.resolve(context), *named)


@lru_cache(KEPT)
def _address(name: str, *named: Any) -> SafeString:
    return conditional_escape(reverse(name, args=named))


@register.tag("url")
def address(parser: Parser, token: Token) -> Address:
    """Write the address of a page; `{% url "…" of %}` as Django has it."""
    node = url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)


@register.filter
def choice(row: models.Model, field: str) -> Any:
    """Return what the value of a field with choices is called; Django reads all of them anew."""
    value = getattr(row, field)
    return _names_of(type(row), field).get(value, value)


@cache
def _names_of(model: type[models.Model], field: str) -> dict[Any, Any]:
    return dict(model._meta.get_field(field).flatchoices)  # type: ignore[union-attr]  # a field of its own
