"""Which IP addresses are the internet's: no others are asked for on an editor's behalf."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

#: Where networks without the old internet put its addresses (RFC 6052).
NAT64 = ip_network("64:ff9b::/96")
#: All that the new internet has given to anybody. The rest is local, translated or out of use.
GIVEN_OUT = ip_network("2000::/3")
#: What the library does not know to be set apart: for protocols, and for examples in books.
SET_APART = (ip_network("192.0.0.0/24"), ip_network("3fff::/20"))


def is_public(number: str) -> bool:
    """Tell whether an IP address is one of the internet's, not of a house, a host or a cloud."""
    address = ip_address(number.partition("%")[0])
    if isinstance(address, IPv6Address):
        if address in NAT64:
            return _is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
        inner = [address.sixtofour, *(address.teredo or ())]
        return (
            address in GIVEN_OUT
            and _is_public(address)
            and all(_is_public(one) for one in inner if one)
        )
    return _is_public(address)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not any(address in network for network in SET_APART)
    )
