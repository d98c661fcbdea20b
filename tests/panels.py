"""The admin's preview panel, as its script uses it: send the form, then fetch the frame."""

from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data


class Panel:
    """The panel beside one form of the admin."""

    def __init__(self, client, form_url, preview_url, **streams):
        self.client = client
        self.form_url = form_url
        self.url = preview_url
        self.streams = streams

    def write(self, **fields):
        """Send the form with other values in some fields; it has to be good enough to show."""
        document = BeautifulSoup(self.client.get(self.form_url).content, "html.parser")
        form = document.select_one("form[data-edit-form]")
        values = {
            field["name"]: field.get("value", field.text)
            for field in form.select("input[name], textarea[name]")
            if field.get("type") not in ("checkbox", "radio", "submit", "file")
        }
        for field in form.select("select[name]"):
            chosen = field.select_one("option[selected]") or field.select_one("option")
            values[field["name"]] = chosen.get("value", "") if chosen else ""
        response = self.client.post(
            self.url, {**values, **nested_form_data(self.streams), **fields}
        )
        assert response.json() == {"is_valid": True, "is_available": True}

    def look(self):
        """Fetch what the frame shows; return the redirect."""
        return self.client.get(self.url, {"in_preview_panel": "true"})

    def hand_over(self, **fields):
        """Write, look, and return what the front end is given."""
        self.write(**fields)
        return handed_over(self.look()["Location"])


def handed_over(address):
    """What stands in the fragment of an address."""
    given = parse_qs(urlsplit(address).fragment)
    return {name: value for name, (value,) in given.items()}


def of_page(client, page, **streams):
    names = ("wagtailadmin_pages:edit", "wagtailadmin_pages:preview_on_edit")
    return Panel(client, *(reverse(name, args=[page.pk]) for name in names), **streams)


def of_new_page(client, model, parent, **streams):
    meta = (model._meta.app_label, model._meta.model_name, parent.pk)
    names = ("wagtailadmin_pages:add", "wagtailadmin_pages:preview_on_add")
    return Panel(client, *(reverse(name, args=meta) for name in names), **streams)


def of_snippet(client, snippet):
    names = (snippet.snippet_viewset.get_url_name(one) for one in ("edit", "preview_on_edit"))
    return Panel(client, *(reverse(name, args=[snippet.pk]) for name in names))


def of_new_snippet(client, model):
    names = (model.snippet_viewset.get_url_name(one) for one in ("add", "preview_on_add"))
    return Panel(client, *(reverse(name) for name in names))
