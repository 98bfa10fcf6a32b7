"""`python -m flashcards`, for those who have no `flashcards` on their path."""

from flashcards.cli import main

main(prog_name="flashcards")
