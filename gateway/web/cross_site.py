"""Which requests another site may have made a browser send.

A page of any site can make its visitor's browser send "simple" requests (Fetch
standard, "CORS-safelisted") without asking first. A POST of JSON is none of them: a
browser asks with OPTIONS before it sends one, and is told no unless the origin is
allowed. A GET can be one. It only reads, its answer stays unreadable to the other
site, and no cookie is ever looked at; but from inside a network it would still put
load on a gateway that only the network protects, and how long it takes says
something of the answer.

So a GET is refused when the browser itself says that another site caused it
(`Sec-Fetch-Site`, which browsers send to https and to this computer; `Origin`), and
is believed when it bears what no simple request can: a header of its own, or a body
type. With `always`, each GET has to bear such a proof: for networks where browsers
speak plain http to the gateway, and so send no `Sec-Fetch-Site`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from gateway.errors import RequestError

PROOFS: Final = (
    "tautan-require-preflight",
    "apollo-require-preflight",
    "x-apollo-operation-name",
)
"""A header that is not safelisted makes a browser ask first; the last two are what
Apollo's clients send."""
SIMPLE_TYPES: Final = frozenset(
    {
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    }
)
"""Content types of simple requests (Fetch standard, 2.2.2); none at all is one too."""
ELSEWHERE: Final = frozenset({"cross-site", "same-site"})


@dataclass(frozen=True, slots=True)
class CrossSite:
    """Who may ask from a page."""

    origins: tuple[str, ...] = ()
    """Whose pages may read answers (CORS), as `https://host:port`; `*` for all."""
    always: bool = False
    """Whether each GET must bear a proof."""
    hosts: frozenset[str] = frozenset()
    """Names that the gateway is reached by; any where there are none."""

    def check_host(self, headers: Mapping[str, str]) -> None:
        """Refuse a request to a name that is not the gateway's.

        A page whose own name was made to lead here (DNS rebinding) is of the same
        site to its browser; only the name gives it away.

        Args:
            headers: of the request, names in lower case.

        Raises:
            RequestError: CROSS_SITE_REFUSED.
        """
        if self.hosts and _hostname(headers.get("host", "")) not in self.hosts:
            raise RequestError("CROSS_SITE_REFUSED")

    def check_get(self, headers: Mapping[str, str]) -> None:
        """Refuse a GET that another site may have caused.

        Args:
            headers: of the request, names in lower case.

        Raises:
            RequestError: CROSS_SITE_REFUSED.
        """
        if _proven(headers):
            return
        if self.always or self._from_elsewhere(headers):
            raise RequestError("CROSS_SITE_REFUSED")

    def _from_elsewhere(self, headers: Mapping[str, str]) -> bool:
        origin = headers.get("origin", "")
        if origin and (origin in self.origins or "*" in self.origins):
            return False
        if headers.get("sec-fetch-site", "") in ELSEWHERE:
            return True
        return bool(origin) and urlsplit(origin).netloc != headers.get("host", "")


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _proven(headers: Mapping[str, str]) -> bool:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind not in SIMPLE_TYPES or any(headers.get(one) for one in PROOFS)
