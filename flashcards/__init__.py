"""Flashcards for podcasts: the chapter notes of an episode become an Anki deck that survives every edit of the notes.

    notation   YAML as written → nodes with lines
    chapters   nodes → Episode, or every problem of the file
    questions  Episode → cards
    identity   cards + lock → guids, and times of change, by the likeness of claims
    deck       cards → fields, tags, order: what Anki shows
    report     what changed → words for those who study
    lock       the file that remembers notes between builds
    apkg       deck → .apkg
    cli        the terminal and the clock

    draft      bullets → a prompt, a reply → proposed cards
    gate       what may stand of them
    rewrite    cards → the text of the data file, next to their bullets
    author     the program that replies
    drafting   the session: asked, shown, written

    preview    deck, flaws, changes → a page
    watching   the server of watched pages, and the eye on their files
    showing    pages: made, opened, made again

What stands between nodes and decks is pure; `pipeline` puts them together.
"""
