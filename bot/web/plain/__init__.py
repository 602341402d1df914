"""The chat as plain HTML forms: without scripts, without cookies, also in a text browser.

What a page needs to go on, the conversation's id and token among it, travels in hidden fields of
the page's one form, so that it is in no address, no log and no cookie.
"""

from bot.web.plain.routes import routes

__all__ = ["routes"]
