"""What is compared letter by letter, where the order of the words may change."""

from bs4 import BeautifulSoup


class Nowhere:
    """A source without any file, on a site of its own."""

    def picture(self, url):
        return 1 if "kept" in url else None

    def described(self, url):
        return None

    def document(self, url):
        return None

    def page(self, url):
        return None

    def address(self, url):
        return url if url.startswith(("https://", "mailto:", "tel:")) else ""


def letters(text):
    return sorted("".join(text.split()))


def shown(value):
    """All texts of a raw value, without addresses and keys."""
    if isinstance(value, dict):
        return "".join(shown(one) for name, one in value.items() if name not in SILENT)
    if isinstance(value, list):
        return "".join(map(shown, value))
    if not isinstance(value, str):
        return ""
    is_rich = value.startswith(("<p>", "<ul>", "<ol>"))
    return BeautifulSoup(value, "html.parser").get_text() if is_rich else value


SILENT = {"url", "level", "table_header_choice", "page", "phone", "email"}


def take(found, letter):
    if letter in found:
        found.remove(letter)
        return True
    return False
