"""Videos and posts of other sites: provider and player from the URL alone, without the network."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


class EmbedProvider(models.TextChoices):
    """The sites whose players Hearth can show."""

    TIKTOK = "tiktok", _("TikTok")
    YOUTUBE = "youtube", _("YouTube")
    INSTAGRAM = "instagram", _("Instagram")
    VIMEO = "vimeo", _("Vimeo")
    OTHER = "other", _("Another site")


@dataclass(frozen=True)
class Embed:
    """What a URL shows: its provider and, where there is one, the address of the player."""

    url: str
    provider: EmbedProvider
    player: str = ""

    @property
    def html(self) -> SafeString:
        """A lazily loaded player that sets no cookies where the provider offers that, or a link."""
        if self.player:
            return format_html(
                '<iframe src="{}" title="{}" loading="lazy" allowfullscreen '
                'allow="encrypted-media; fullscreen; picture-in-picture" '
                'referrerpolicy="strict-origin-when-cross-origin"></iframe>',
                self.player,
                self.provider.label,
            )
        if not is_web_address(self.url):
            return SafeString("")
        return format_html(
            '<a class="link-card" href="{}" rel="noopener noreferrer">{}</a>',
            self.url,
            urlsplit(self.url).hostname,
        )


HOSTS = {
    "tiktok.com": EmbedProvider.TIKTOK,
    "youtube.com": EmbedProvider.YOUTUBE,
    "youtube-nocookie.com": EmbedProvider.YOUTUBE,
    "youtu.be": EmbedProvider.YOUTUBE,
    "instagram.com": EmbedProvider.INSTAGRAM,
    "vimeo.com": EmbedProvider.VIMEO,
}
TIKTOK_PATH = re.compile(r"^/(?:@[\w.-]+/video|embed(?:/v2)?|player/v1|v)/(\d+)")
YOUTUBE_PATH = re.compile(r"^/(?:embed|shorts|live|v)/([\w-]{11})(?:/|$)")
YOUTUBE_ID = re.compile(r"^[\w-]{11}$")
INSTAGRAM_PATH = re.compile(r"^/(?:[\w.]+/)?(p|reel|tv)/([\w-]+)")
VIMEO_PATH = re.compile(r"^/(?:video/|channels/[\w-]+/)?(\d+)(?:/([0-9a-f]+))?/?$")


def is_web_address(url: str) -> bool:
    """Tell whether a URL is http(s) with a host, so that it may become a link."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def recognise(url: str) -> Embed:
    """Return what `url` shows; an unknown or malformed URL has the provider `OTHER`."""
    if not is_web_address(url):
        return Embed(url, EmbedProvider.OTHER)
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    provider = HOSTS.get(host) or HOSTS.get(".".join(host.split(".")[-2:]))
    if provider is None:
        return Embed(url, EmbedProvider.OTHER)
    return Embed(url, provider, PLAYERS[provider](host, parts.path, parse_qs(parts.query)))


def _tiktok(host: str, path: str, query: dict[str, list[str]]) -> str:
    found = TIKTOK_PATH.match(path)
    return f"https://www.tiktok.com/player/v1/{found[1]}" if found else ""


def _youtube(host: str, path: str, query: dict[str, list[str]]) -> str:
    if found := YOUTUBE_PATH.match(path):
        video = found[1]
    else:
        video = path.strip("/") if host == "youtu.be" else query.get("v", [""])[0]
    return f"https://www.youtube-nocookie.com/embed/{video}" if YOUTUBE_ID.match(video) else ""


def _instagram(host: str, path: str, query: dict[str, list[str]]) -> str:
    found = INSTAGRAM_PATH.match(path)
    return f"https://www.instagram.com/{found[1]}/{found[2]}/embed/" if found else ""


def _vimeo(host: str, path: str, query: dict[str, list[str]]) -> str:
    found = VIMEO_PATH.match(path)
    if not found:
        return ""
    unlisted = f"&h={found[2]}" if found[2] else ""
    return f"https://player.vimeo.com/video/{found[1]}?dnt=1{unlisted}"


PLAYERS = {
    EmbedProvider.TIKTOK: _tiktok,
    EmbedProvider.YOUTUBE: _youtube,
    EmbedProvider.INSTAGRAM: _instagram,
    EmbedProvider.VIMEO: _vimeo,
}
