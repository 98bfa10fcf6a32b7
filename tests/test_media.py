import pytest

from flashcards.media import link_to_second


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://www.youtube.com/watch?v=abc", "https://www.youtube.com/watch?v=abc&t=164s"),
        ("https://www.youtube.com/watch?v=abc&t=9s&list=x", "https://www.youtube.com/watch?v=abc&list=x&t=164s"),
        ("https://m.youtube.com/watch?v=abc#t=9", "https://m.youtube.com/watch?v=abc&t=164s"),
        ("https://youtu.be/abc?si=x", "https://youtu.be/abc?si=x&t=164s"),
        ("https://www.youtube.com/live/a-b_c?feature=share", "https://www.youtube.com/watch?v=a-b_c&t=164s"),
        ("https://www.youtube.com/embed/abc?start=5", "https://www.youtube.com/watch?v=abc&t=164s"),
        ("https://open.spotify.com/episode/abc?si=x", "https://open.spotify.com/episode/abc?si=x&t=164"),
        ("https://vimeo.com/123", "https://vimeo.com/123#t=164s"),
        ("https://soundcloud.com/a/b", "https://soundcloud.com/a/b#t=164"),
        ("https://www.twitch.tv/videos/12", "https://www.twitch.tv/videos/12?t=0h2m44s"),
        ("https://example.org/a/episode.MP3?x=1", "https://example.org/a/episode.MP3?x=1#t=164"),
        ("https://example.org/episode.m4a#t=3", "https://example.org/episode.m4a#t=164"),
        ("https://example.org/an-episode-page", ""),
        ("https://podcasts.apple.com/us/podcast/x/id1?i=2", ""),
        ("https://notyoutube.com/watch?v=abc", ""),
        ("", ""),
    ],
)
def test_a_link_starts_the_recording_at_its_second_or_there_is_none(url: str, link: str) -> None:
    assert link_to_second(url, 164) == link
