"""Who sends a request: the address that tries and rates are counted by."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

#: What one client of IPv6 is given as a rule; within it, it may change its address at will.
IPV6_PREFIX = 64


def address(request: HttpRequest) -> str:
    """Return the address of the client, of IPv6 only its network (/64).

    Behind `HEARTH_TRUSTED_PROXIES` proxies it is that many from the right of `X-Forwarded-For`;
    what a client writes there itself stands further left. Anything malformed counts for nothing.
    """
    remote: str = request.META.get("REMOTE_ADDR", "")
    proxies = settings.HEARTH_TRUSTED_PROXIES
    if proxies > 0:
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        forwarded = _counted(hops[-proxies].strip()) if len(hops) >= proxies else ""
        if forwarded:
            return forwarded
    return _counted(remote) or remote


@lru_cache(4096)
def _counted(text: str) -> str:
    """Return what an address is counted as, or an empty text if it is none."""
    try:
        found = ip_address(text)
    except ValueError:
        return ""
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    network = ip_network((int(found), IPV6_PREFIX), strict=False)
    return str(network.network_address)
