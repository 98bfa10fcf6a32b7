"""Times of an episode: whole seconds from its start, and how players write them."""

import re

_TIME = re.compile(r"(?:([0-9]{1,2}):(?=[0-9]{2}:))?([0-9]{1,4}):([0-5][0-9])")


def parse_time(text: str) -> int | None:
    """The seconds of m:ss or h:mm:ss, or None where the text is no such time. Minutes may pass 59 without hours."""
    match = _TIME.fullmatch(text)
    if not match:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return None if match[1] and minutes > 59 else hours * 3600 + minutes * 60 + seconds


def format_time(seconds: int) -> str:
    """Write a time as players do: 2:44, 1:06:00."""
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"
