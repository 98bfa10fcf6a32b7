"""Flashcards for podcasts: the chapter notes of an episode become an Anki deck that survives every edit of the notes.

    notation   YAML as written → nodes with lines
    chapters   nodes → Episode, or every problem of the file
    questions  Episode → cards
    identity   cards + lock → guids, and times of change
    deck       cards → fields, tags, order: what Anki shows
    lock       the file that remembers notes between builds
    apkg       deck → .apkg
    cli        the terminal and the clock

The middle three are pure; `pipeline` puts them together.
"""
