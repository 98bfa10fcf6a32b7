"""Where the web plays a recording from a given second. Pure: knows URLs, opens none."""

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

_AUDIO_OR_VIDEO = re.compile(r"\.(mp3|m4a|aac|ogg|oga|opus|flac|wav|mp4|m4v|mov|webm|ogv)$", re.IGNORECASE)


def link_to_second(url: str, second: int) -> str:
    """The URL that starts playing at that second of the recording; empty where nobody documents how.

    A link that starts at the beginning would break the card's promise, so an unknown player gets none. Media files take
    a media fragment (W3C Media Fragments URI 1.0); the players, the parameters of their own "share at" links.
    """
    if not url:
        return ""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("music.")
    if host in ("youtube.com", "youtube-nocookie.com", "youtu.be"):
        # Shorts and embeds have players of their own, which read other parameters or none.
        if match := re.fullmatch(r"/(?:shorts|embed|live|v)/([\w-]+)/?", parts.path):
            parts = urlsplit(f"https://www.youtube.com/watch?v={match[1]}")
        query, fragment = _with(parts.query, "t", f"{second}s", instead_of=("start", "time_continue")), ""
    elif host == "open.spotify.com":
        query, fragment = _with(parts.query, "t", str(second)), ""
    elif host == "twitch.tv" and parts.path.startswith("/videos/"):
        query, fragment = _with(parts.query, "t", f"{second // 3600}h{second // 60 % 60}m{second % 60}s"), ""
    elif host == "vimeo.com":
        query, fragment = parts.query, f"t={second}s"
    elif host == "soundcloud.com" or _AUDIO_OR_VIDEO.search(parts.path):
        query, fragment = parts.query, f"t={second}"
    else:
        return ""
    return urlunsplit(parts._replace(query=query, fragment=fragment))


def _with(query: str, key: str, value: str, instead_of: tuple[str, ...] = ()) -> str:
    kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] not in (key, *instead_of)]
    return urlencode([*kept, (key, value)], quote_via=quote)
