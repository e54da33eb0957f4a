"""The language of the pages: texts in two languages, vocabularies, moments."""
